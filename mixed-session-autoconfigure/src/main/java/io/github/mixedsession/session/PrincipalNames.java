package io.github.mixedsession.session;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.IndexResolver;
import org.springframework.session.MapSession;
import org.springframework.session.Session;

import io.github.mixedsession.attribute.EncryptedName;
import io.github.mixedsession.attribute.EncryptionKeys;
import io.github.mixedsession.attribute.SecurityState;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.SessionStore;

/**
 * What the store has in place of users' names: with keys, what stands for them.
 * Thread-safe.
 */
final class PrincipalNames {

	private final SessionStore store;

	private final SessionCodecs codecs;

	private final IndexResolver<Session> indexes;

	PrincipalNames(SessionStore store, SessionCodecs codecs, IndexResolver<Session> indexes) {
		this.store = store;
		this.codecs = codecs;
		this.indexes = indexes;
	}

	/**
	 * Finds the name of a session's user, also in a security context whose attribute the
	 * application has named.
	 */
	@Nullable String find(Session session) {
		String name = indexed(session);
		if (name == null) {
			for (String attribute : session.getAttributeNames()) {
				Object value = session.getAttribute(attribute);
				if (name == null && SecurityState.isContext(value)) {
					MapSession usual = new MapSession();
					usual.setAttribute(SecurityState.SECURITY_CONTEXT_NAME, value);
					name = indexed(usual);
				}
			}
		}
		return name;
	}

	private @Nullable String indexed(Session session) {
		return this.indexes.resolveIndexesFor(session).get(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME);
	}

	/**
	 * Returns what is written of a user's name.
	 */
	String written(String name) {
		EncryptionKeys keys = this.codecs.keys();
		return keys.isEmpty() ? name : EncryptedName.encrypt(EncryptedName.kept(name), keys).get(0);
	}

	/**
	 * Returns whether a row is of a user.
	 */
	boolean isOf(SessionRecord record, String name) {
		String known = of(record);
		return isWritten(record, name) || (known != null && EncryptedName.kept(known).equals(EncryptedName.kept(name)));
	}

	/**
	 * Returns whether a row has what is written of a user's name now.
	 */
	boolean isWritten(SessionRecord record, String name) {
		return this.store.storedPrincipalName(written(name)).equals(record.principalName());
	}

	/**
	 * Returns the name of a row's user.
	 * @return the name, or what is kept of it; {@code null} if there is no user, or it is
	 * not known any more
	 */
	@Nullable String of(SessionRecord record) {
		String stored = record.principalName();
		if (stored == null) {
			return null;
		}
		if (EncryptedName.isEncrypted(stored)) {
			return EncryptedName.decrypt(stored, this.codecs.keys());
		}
		return this.codecs.encryption().isAcceptingUnencrypted() ? stored : null;
	}

	/**
	 * Finds the sessions of a user, whichever key their name is encrypted with.
	 */
	Collection<SessionRecord> find(String name) {
		EncryptionKeys keys = this.codecs.keys();
		if (keys.isEmpty()) {
			return this.store.findByPrincipalName(name);
		}
		List<String> candidates = new ArrayList<>(EncryptedName.encrypt(EncryptedName.kept(name), keys));
		if (this.codecs.encryption().isAcceptingUnencrypted() && !EncryptedName.isEncrypted(name)) {
			candidates.add(name);
		}
		Map<Locator, SessionRecord> found = new LinkedHashMap<>();
		for (String candidate : candidates) {
			this.store.findByPrincipalName(candidate).forEach((record) -> found.put(record.locator(), record));
		}
		return found.values();
	}

}
