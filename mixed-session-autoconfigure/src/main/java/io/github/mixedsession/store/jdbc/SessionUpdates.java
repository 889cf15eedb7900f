package io.github.mixedsession.store.jdbc;

import java.time.Instant;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

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
		if (access != null && delta.movesAccessBack()) {
			update.set("LAST_ACCESSED_AT = ?", access);
		}
		else if (access != null) {
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
		long seconds = ColumnLimits.seconds(delta.maxInactiveInterval());
		update.set("MAX_INACTIVE_SECONDS = ?", seconds);
		if (seconds <= 0) {
			update.set("EXPIRES_AT = ?", ColumnLimits.NEVER);
		}
		else if (delta.movesAccessBack()) {
			update.set("EXPIRES_AT = ?", access + seconds * 1000);
		}
		else {
			update.set("EXPIRES_AT = GREATEST(LAST_ACCESSED_AT, ?) + ?", access, seconds * 1000);
		}
	}

	/**
	 * What a rotation changes: {@link Rotation#result()}, but only the columns that a
	 * rotation alone may write, for a save may have written the others since.
	 */
	static UpdateStatement of(Rotation rotation) {
		Assert.isTrue(!rotation.login() || rotation.secureId() != null, "A login replaces the secure id");
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
				? update.where("S.SESSION_KEY = ? AND S.INSECURE_ID = ? AND S.SECURE_ID IS NULL", expected.key(),
						expected.insecureId())
				: update.where("S.SESSION_KEY = ? AND S.INSECURE_ID = ? AND S.SECURE_ID = ?", expected.key(),
						expected.insecureId(), expected.secureId());
	}

	/**
	 * What the first request with fresh ids changes: which of them it presented, if they
	 * are still the current ones.
	 */
	static UpdateStatement confirmation(String key, @Nullable IdHash insecureId, @Nullable IdHash secureId) {
		UpdateStatement update = new UpdateStatement();
		if (insecureId != null) {
			update.set("INSECURE_ID_UNCONFIRMED = INSECURE_ID_UNCONFIRMED AND INSECURE_ID <> ?", insecureId);
		}
		if (secureId != null) {
			update.set("SECURE_ID_UNCONFIRMED = SECURE_ID_UNCONFIRMED AND SECURE_ID <> ?", secureId);
		}
		if (insecureId != null && secureId != null) {
			return update.where("S.SESSION_KEY = ? AND (S.INSECURE_ID = ? OR S.SECURE_ID = ?)", key, insecureId,
					secureId);
		}
		return (secureId != null) ? update.where("S.SESSION_KEY = ? AND S.SECURE_ID = ?", key, secureId)
				: update.where("S.SESSION_KEY = ? AND S.INSECURE_ID = ?", key, Objects.requireNonNull(insecureId));
	}

}
