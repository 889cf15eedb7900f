package io.github.mixedsession.store.jdbc;

import java.time.Instant;

import io.github.mixedsession.Channel;
import io.github.mixedsession.store.IdHash;
import io.github.mixedsession.store.Rotation;
import io.github.mixedsession.store.SessionDelta;
import io.github.mixedsession.store.SessionRow;

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
		Instant access = delta.lastAccessedAt();
		if (access != null) {
			update.set("LAST_ACCESSED_AT = GREATEST(LAST_ACCESSED_AT, ?)", access);
			update.set("CLIENT_ADDRESS = CASE WHEN LAST_ACCESSED_AT <= ? THEN ? ELSE CLIENT_ADDRESS END", access,
					ColumnLimits.clientAddress(delta.clientAddress()));
			Instant secure = delta.secureLastAccessedAt();
			if (secure != null) {
				update.set("SECURE_LAST_ACCESSED_AT = CASE WHEN SECURE_LAST_ACCESSED_AT < ? THEN ? "
						+ "ELSE SECURE_LAST_ACCESSED_AT END", secure, secure);
			}
		}
		setExpiry(update, delta);
		if (delta.principal() != null) {
			update.set("PRINCIPAL_NAME = CASE WHEN LOGIN_COUNT = ? THEN ? ELSE PRINCIPAL_NAME END", delta.loginCount(),
					ColumnLimits.principalName(delta.principal().name()));
		}
		return update;
	}

	private static void setExpiry(UpdateStatement update, SessionDelta delta) {
		// A missing access counts as one at the beginning of time
		long access = (delta.lastAccessedAt() != null) ? delta.lastAccessedAt().toEpochMilli() : 0;
		if (delta.maxInactiveInterval() != null) {
			long seconds = ColumnLimits.seconds(delta.maxInactiveInterval());
			update.set("MAX_INACTIVE_SECONDS = ?", seconds);
			if (seconds <= 0) {
				update.set("EXPIRES_AT = ?", ColumnLimits.NEVER);
			}
			else {
				update.set("EXPIRES_AT = GREATEST(LAST_ACCESSED_AT, ?) + ?", access, seconds * 1000);
			}
		}
		else if (delta.lastAccessedAt() != null) {
			update.set("EXPIRES_AT = CASE WHEN MAX_INACTIVE_SECONDS <= 0 THEN " + ColumnLimits.NEVER
					+ " ELSE GREATEST(LAST_ACCESSED_AT, ?) + MAX_INACTIVE_SECONDS * 1000 END", access);
		}
	}

	/**
	 * What a rotation changes: {@link Rotation#result()}, but only the columns that a
	 * rotation alone may write, for a save may have written the others since.
	 */
	static UpdateStatement of(Rotation rotation) {
		SessionRow result = rotation.result();
		UpdateStatement update = new UpdateStatement().set("CHANNEL = ?", result.channel());
		if (rotation.insecureId() != null) {
			update.set("INSECURE_ID = ?", result.insecureId());
			if (rotation.retire()) {
				update.set("INSECURE_ID_UNCONFIRMED = TRUE");
			}
		}
		if (rotation.secureId() != null) {
			update.set("SECURE_ID = ?", result.secureId());
			update.set("SECURE_SINCE = ?", result.secureSince());
			update.set("SECURE_LAST_ACCESSED_AT = ?", result.secureLastAccessedAt());
			if (rotation.expected().secureId() != null) {
				update.set("SECURE_ID_UNCONFIRMED = TRUE");
			}
		}
		if (rotation.login()) {
			update.set("LOGIN_COUNT = LOGIN_COUNT + 1");
		}
		if (rotation.restartSecureSide()) {
			update.set("PRINCIPAL_NAME = NULL");
		}
		return whereIdsAre(rotation.expected(), update);
	}

	private static UpdateStatement whereIdsAre(SessionRow expected, UpdateStatement update) {
		return (expected.secureId() == null)
				? update.where("SESSION_KEY = ? AND INSECURE_ID = ? AND SECURE_ID IS NULL", expected.key(),
						expected.insecureId())
				: update.where("SESSION_KEY = ? AND INSECURE_ID = ? AND SECURE_ID = ?", expected.key(),
						expected.insecureId(), expected.secureId());
	}

	/**
	 * What the first request with an id changes.
	 */
	static UpdateStatement confirmation(String key, Channel kind, IdHash current) {
		String column = SessionTable.column(kind);
		return new UpdateStatement().set(column + "_UNCONFIRMED = FALSE")
			.where("SESSION_KEY = ? AND " + column + " = ?", key, current);
	}

}
