package io.github.mixedsession.session;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.attribute.EncryptionKeys;
import io.github.mixedsession.attribute.RecordAuthentication;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.id.RetiredId;
import io.github.mixedsession.id.SessionIds;
import io.github.mixedsession.store.IdUpdate;
import io.github.mixedsession.store.SecureSide;
import io.github.mixedsession.store.SessionMac;
import io.github.mixedsession.store.SessionMacs;
import io.github.mixedsession.store.SessionRecord;

/**
 * Binds what decides about a login into the row, so that whoever writes to the database
 * can't (invariant 16): the ids, the user and since when, and the clock of the secure
 * side. Three codes, for they are written apart, and by requests that don't know each
 * other. Without a key of the application there are none. Thread-safe.
 */
final class AuthenticatedRecords {

	private final SessionCodecs codecs;

	AuthenticatedRecords(SessionCodecs codecs) {
		this.codecs = codecs;
	}

	/**
	 * Returns a new row with its codes.
	 */
	SessionRecord sign(SessionRecord record) {
		SecureSide side = record.secureSide();
		return record.withMacs(new SessionMacs(ids(record), (side != null) ? login(record, side) : null,
				(side != null) ? access(record, side.lastAccessedAt()) : null));
	}

	/**
	 * Returns an update with the codes of what it writes.
	 */
	IdUpdate sign(IdUpdate update) {
		SessionRecord record = update.result();
		SecureSide side = (update.secureAccess() != null) ? record.secureSide() : null;
		return update.withMacs(
				new SessionMacs(ids(record), (side != null && update.beginsSecureSide()) ? login(record, side) : null,
						(side != null) ? access(record, side.lastAccessedAt()) : null));
	}

	private @Nullable SessionMac ids(SessionRecord record) {
		return of((out) -> ids(out, record));
	}

	/**
	 * Returns the code of a user.
	 * @param record the session with its ids
	 * @param side the time since when, and the name as it is stored
	 */
	@Nullable SessionMac login(SessionRecord record, SecureSide side) {
		return of((out) -> login(out, record, side));
	}

	/**
	 * Returns the code of an access to the secure side.
	 */
	@Nullable SessionMac access(SessionRecord record, Instant access) {
		return of((out) -> access(out, record, access));
	}

	/**
	 * Returns whether the ids and the clock are what the application has written.
	 */
	boolean areIdsIntact(SessionRecord record) {
		if (this.codecs.keys().isEmpty()) {
			return true;
		}
		SecureSide side = record.secureSide();
		// without its clocks a secure side would never end
		return (record.secureId() != null) == (side != null) && isIntact(record.macs().ids(), (out) -> ids(out, record))
				&& (side == null
						|| isIntact(record.macs().access(), (out) -> access(out, record, side.lastAccessedAt())));
	}

	/**
	 * Returns whether the user is who the application has written.
	 * @param record a row that was read for the secure view
	 */
	boolean isLoginIntact(SessionRecord record) {
		SecureSide side = record.secureSide();
		return side == null || isIntact(record.macs().login(), (out) -> login(out, record, side));
	}

	private @Nullable SessionMac of(Content content) {
		EncryptionKeys keys = this.codecs.keys();
		return keys.isEmpty() ? null : RecordAuthentication.of(content.bytes(), keys);
	}

	private boolean isIntact(@Nullable SessionMac mac, Content content) {
		EncryptionKeys keys = this.codecs.keys();
		if (keys.isEmpty()) {
			return true;
		}
		if (mac == null) {
			this.codecs.encryption().countNoKey();
			return this.codecs.encryption().isAcceptingUnencrypted();
		}
		boolean authentic = RecordAuthentication.isAuthentic(content.bytes(), mac, keys);
		if (authentic && !RecordAuthentication.isOfFirstKey(mac, keys)) {
			this.codecs.encryption().countOlderKey();
		}
		return authentic;
	}

	private static void ids(DataOutputStream out, SessionRecord record) throws IOException {
		SessionIds ids = record.ids();
		begin(out, "ids of a row", record);
		out.writeLong(ids.generation());
		out.writeUTF(record.side().name());
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

	private static void login(DataOutputStream out, SessionRecord record, SecureSide side) throws IOException {
		begin(out, "login of a row", record);
		write(out, side.since());
		out.writeUTF((side.principalName() != null) ? "of " + side.principalName() : "");
	}

	private static void access(DataOutputStream out, SessionRecord record, Instant access) throws IOException {
		begin(out, "access of a row", record);
		write(out, access);
	}

	/** The family: codes of a secure side fit no other one of the same session. */
	private static void begin(DataOutputStream out, String purpose, SessionRecord record) throws IOException {
		out.writeUTF(purpose);
		out.write(record.locator().toBytes());
		write(out, record.ids().family());
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
