package io.github.mixedsession.shop.wire;

import java.util.Set;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.id.SessionCredential;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StoredSession;

import org.springframework.dao.DataAccessException;

/**
 * The insecure ids that the sessions in the store have now. A session that lives in
 * cookies has none here: any of its cookies may be an old one.
 */
record CurrentIds(SessionStore store) {

	boolean contains(SniffedId id) {
		SessionCredential credential = SessionCredential.parse(IdKind.INSECURE, id.value());
		if (credential == null) {
			return false;
		}
		try {
			StoredSession session = this.store.find(credential.presented().locator(), Set.of());
			return session != null && session.record().insecureId().equals(credential.hash());
		}
		catch (DataAccessException ex) {
			// the request was answered without the store
			return false;
		}
	}

}
