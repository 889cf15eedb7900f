package io.github.mixedsession.shop.wire;

import java.util.Set;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.id.SessionCredential;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StoredSession;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;

/**
 * Knows from the store which insecure id a session has now.
 */
record CurrentIds(SessionStore store) {

	/**
	 * Returns whether an insecure id is its session's current one.
	 * @param id the id
	 * @return {@code null} if the session lives in cookies: any of them may be an old one
	 */
	@Nullable Boolean isCurrent(SniffedId id) {
		SessionCredential credential = SessionCredential.parse(IdKind.INSECURE, id.value());
		if (credential == null) {
			return null;
		}
		try {
			StoredSession session = this.store.find(credential.presented().locator(), Set.of());
			return session != null && session.record().insecureId().equals(credential.hash());
		}
		catch (DataAccessException ex) {
			// whoever asks is answered without the store
			return false;
		}
	}

}
