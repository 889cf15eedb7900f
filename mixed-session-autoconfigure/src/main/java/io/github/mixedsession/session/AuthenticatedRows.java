package io.github.mixedsession.session;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.attribute.EncryptionKeys;
import io.github.mixedsession.attribute.RowAuthentication;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.id.RetiredId;
import io.github.mixedsession.id.SessionIds;
import io.github.mixedsession.store.IdUpdate;
import io.github.mixedsession.store.RowMac;
import io.github.mixedsession.store.RowMacs;
import io.github.mixedsession.store.SecureSide;
import io.github.mixedsession.store.SessionRow;

/**
 * Binds what decides about a login into the row, so that whoever writes to the database
 * can't (invariant 16): the ids, the user and since when, and the clock of the secure
 * side. Three codes, for they are written apart, and by requests that don't know each
 * other. Without a key of the application there are none. Thread-safe.
 */
final class AuthenticatedRows {

	private final SessionCodecs codecs;

	AuthenticatedRows(SessionCodecs codecs) {
		this.codecs = codecs;
	}

	/**
	 * Returns a new row with its codes.
	 */
	SessionRow sign(SessionRow row) {
		SecureSide side = row.secureSide();
		return row.withMacs(new RowMacs(ids(row), (side != null) ? login(row, side) : null,
				(side != null) ? access(row, side.lastAccessedAt()) : null));
	}

	/**
	 * Returns an update with the codes of what it writes.
	 */
	IdUpdate sign(IdUpdate update) {
		SessionRow row = update.result();
		SecureSide side = (update.secureAccess() != null) ? row.secureSide() : null;
		return update
			.withMacs(new RowMacs(ids(row), (side != null && update.beginsSecureSide()) ? login(row, side) : null,
					(side != null) ? access(row, side.lastAccessedAt()) : null));
	}

	private @Nullable RowMac ids(SessionRow row) {
		return of((out) -> ids(out, row));
	}

	/**
	 * Returns the code of a user.
	 * @param row the session with its ids
	 * @param side the time since when, and the name as it is stored
	 */
	@Nullable RowMac login(SessionRow row, SecureSide side) {
		return of((out) -> login(out, row, side));
	}

	/**
	 * Returns the code of an access to the secure side.
	 */
	@Nullable RowMac access(SessionRow row, Instant access) {
		return of((out) -> access(out, row, access));
	}

	/**
	 * Returns whether the ids and the clock are what the application has written.
	 */
	boolean areIdsIntact(SessionRow row) {
		if (this.codecs.keys().isEmpty()) {
			return true;
		}
		SecureSide side = row.secureSide();
		// without its clocks a secure side would never end
		return (row.secureId() != null) == (side != null) && isIntact(row.macs().ids(), (out) -> ids(out, row))
				&& (side == null || isIntact(row.macs().access(), (out) -> access(out, row, side.lastAccessedAt())));
	}

	/**
	 * Returns whether the user is who the application has written.
	 * @param row a row that was read for the secure view
	 */
	boolean isLoginIntact(SessionRow row) {
		SecureSide side = row.secureSide();
		return side == null || isIntact(row.macs().login(), (out) -> login(out, row, side));
	}

	private @Nullable RowMac of(Content content) {
		EncryptionKeys keys = this.codecs.keys();
		return keys.isEmpty() ? null : RowAuthentication.of(content.bytes(), keys);
	}

	private boolean isIntact(@Nullable RowMac mac, Content content) {
		EncryptionKeys keys = this.codecs.keys();
		if (keys.isEmpty()) {
			return true;
		}
		if (mac == null) {
			this.codecs.encryption().countNoKey();
			return this.codecs.encryption().isAcceptingUnencrypted();
		}
		boolean authentic = RowAuthentication.isAuthentic(content.bytes(), mac, keys);
		if (authentic && !RowAuthentication.isOfFirstKey(mac, keys)) {
			this.codecs.encryption().countOlderKey();
		}
		return authentic;
	}

	private static void ids(DataOutputStream out, SessionRow row) throws IOException {
		SessionIds ids = row.ids();
		begin(out, "ids of a row", row);
		out.writeLong(ids.generation());
		out.writeUTF(row.side().name());
		write(out, ids.insecure());
		write(out, ids.secure());
		out.writeInt(ids.loginCount());
		out.writeInt(ids.restarts());
		out.writeBoolean(ids.insecureExposed());
		for (RetiredId id : ids.retired()) {
			write(out, id.id());
			out.writeUTF(id.kind().name());
			out.writeInt(id.loginCount());
			write(out, id.retiredAt());
			write(out, id.usableUntil());
		}
	}

	private static void login(DataOutputStream out, SessionRow row, SecureSide side) throws IOException {
		begin(out, "login of a row", row);
		write(out, side.since());
		out.writeUTF((side.principalName() != null) ? "of " + side.principalName() : "");
	}

	private static void access(DataOutputStream out, SessionRow row, Instant access) throws IOException {
		begin(out, "access of a row", row);
		write(out, access);
	}

	/** The family: codes of a secure side fit no other one of the same session. */
	private static void begin(DataOutputStream out, String purpose, SessionRow row) throws IOException {
		out.writeUTF(purpose);
		out.write(row.locator().toBytes());
		write(out, row.ids().family());
	}

	private static void write(DataOutputStream out, @Nullable IdHash hash) throws IOException {
		out.writeBoolean(hash != null);
		if (hash != null) {
			out.write(hash.toBytes());
		}
	}

	/** With the milliseconds that a store keeps. */
	private static void write(DataOutputStream out, @Nullable Instant instant) throws IOException {
		out.writeBoolean(instant != null);
		if (instant != null) {
			out.writeLong(instant.toEpochMilli());
		}
	}

	/**
	 * Writes a part of a row, with its length where that is not the same each time.
	 */
	@FunctionalInterface
	private interface Content {

		void write(DataOutputStream out) throws IOException;

		default byte[] bytes() {
			ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
			try {
				write(new DataOutputStream(bytes));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			return bytes.toByteArray();
		}

	}

}
