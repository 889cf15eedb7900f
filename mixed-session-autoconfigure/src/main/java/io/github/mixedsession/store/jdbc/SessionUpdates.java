package io.github.mixedsession.store.jdbc;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.store.SessionDelta;
import io.github.mixedsession.store.StorableValues;

/**
 * Says which columns of a session change. MySQL and MariaDB assign from left to right and
 * read what they have just assigned; every expression here gives the same either way.
 */
final class SessionUpdates {

	private SessionUpdates() {
	}

	/**
	 * What a delta changes; the id columns are never among it (invariant 5).
	 */
	static UpdateStatement of(SessionDelta delta) {
		UpdateStatement update = new UpdateStatement();
		IdHash family = delta.family();
		Instant access = delta.lastAccessedAt();
		if (access != null && delta.movesAccessBack()) {
			update.set("LAST_ACCESSED_AT = ?", access);
		}
		else if (access != null) {
			update.set("LAST_ACCESSED_AT = GREATEST(LAST_ACCESSED_AT, ?)", access);
			update.set("CLIENT_ADDRESS = CASE WHEN LAST_ACCESSED_AT <= ? THEN ? ELSE CLIENT_ADDRESS END", access,
					StorableValues.clientAddress(delta.clientAddress()));
			Instant secure = delta.secureLastAccessedAt();
			if (secure != null && family != null) {
				update.set("ACCESS_MAC = CASE WHEN SECURE_LAST_ACCESSED_AT < ? AND FAMILY = ? THEN ? "
						+ "ELSE ACCESS_MAC END", secure, family, delta.secureAccessMac());
				update.set("SECURE_LAST_ACCESSED_AT = CASE WHEN SECURE_LAST_ACCESSED_AT < ? AND FAMILY = ? THEN ? "
						+ "ELSE SECURE_LAST_ACCESSED_AT END", secure, family, secure);
			}
		}
		setExpiry(update, delta);
		if (delta.principal() != null && family != null) {
			String name = delta.principal().name();
			setOfLogin(update, "PRINCIPAL_NAME", delta, (name != null) ? ColumnLimits.principalName(name) : null);
			setOfLogin(update, "SECURE_SINCE", delta, delta.principal().since());
			setOfLogin(update, "LOGIN_MAC", delta, delta.principal().mac());
		}
		return update;
	}

	private static void setOfLogin(UpdateStatement update, String column, SessionDelta delta, @Nullable Object value) {
		update.set(column + " = CASE WHEN LOGIN_COUNT = ? AND FAMILY = ? THEN ? ELSE " + column + " END",
				delta.loginCount(), delta.family(), value);
	}

	/**
	 * An access alone leaves EXPIRES_AT behind, see {@link SessionTable#deleteExpired},
	 * unless it is moved back: then the session may have to be looked at sooner.
	 */
	private static void setExpiry(UpdateStatement update, SessionDelta delta) {
		// A missing access counts as one at the beginning of time
		long access = (delta.lastAccessedAt() != null) ? delta.lastAccessedAt().toEpochMilli() : 0;
		if (delta.maxInactiveInterval() == null) {
			if (delta.movesAccessBack()) {
				update.set("EXPIRES_AT = CASE WHEN MAX_INACTIVE_SECONDS > 0 THEN ? + MAX_INACTIVE_SECONDS * 1000 "
						+ "ELSE EXPIRES_AT END", access);
			}
			return;
		}
		long seconds = StorableValues.seconds(delta.maxInactiveInterval());
		int loginCount = delta.loginCount();
		update.set("MAX_INACTIVE_SECONDS = CASE WHEN LOGIN_COUNT = ? THEN ? ELSE MAX_INACTIVE_SECONDS END", loginCount,
				seconds);
		if (seconds <= 0) {
			update.set("EXPIRES_AT = CASE WHEN LOGIN_COUNT = ? THEN ? ELSE EXPIRES_AT END", loginCount,
					ColumnLimits.NEVER);
		}
		else if (delta.movesAccessBack()) {
			update.set("EXPIRES_AT = CASE WHEN LOGIN_COUNT = ? THEN ? ELSE EXPIRES_AT END", loginCount,
					access + seconds * 1000);
		}
		else {
			update.set("EXPIRES_AT = CASE WHEN LOGIN_COUNT = ? THEN GREATEST(LAST_ACCESSED_AT, ?) + ? "
					+ "ELSE EXPIRES_AT END", loginCount, access, seconds * 1000);
		}
	}

}
