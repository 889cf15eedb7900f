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
import io.github.mixedsession.id.Locator;
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
		Locator locator = row.locator();
		return row.with(new RowMacs(ids(locator, row.ids()), (side != null) ? login(locator, side) : null,
				(side != null) ? access(locator, side.lastAccessedAt()) : null));
	}

	/**
	 * Returns an update with the codes of what it writes.
	 */
	IdUpdate sign(IdUpdate update) {
		SessionRow result = update.result();
		SecureSide side = result.secureSide();
		Locator locator = result.locator();
		return update.with(new RowMacs(ids(locator, update.ids()), (side != null) ? login(locator, side) : null,
				(side != null) ? access(locator, side.lastAccessedAt()) : null));
	}

	@Nullable RowMac login(Locator locator, SecureSide side) {
		return of((out) -> content(out, locator, side));
	}

	@Nullable RowMac access(Locator locator, Instant access) {
		return of((out) -> content(out, locator, access));
	}

	private @Nullable RowMac ids(Locator locator, SessionIds ids) {
		return of((out) -> content(out, locator, ids));
	}

	/**
	 * Returns whether the ids and the clock are what the application has written.
	 */
	boolean areIdsIntact(SessionRow row) {
		SecureSide side = row.secureSide();
		Locator locator = row.locator();
		return isIntact(row.macs().ids(), (out) -> content(out, locator, row.ids())) && (side == null
				|| isIntact(row.macs().access(), (out) -> content(out, locator, side.lastAccessedAt())));
	}

	/**
	 * Returns whether the user is who the application has written.
	 * @param row a row that was read for the secure view
	 */
	boolean isLoginIntact(SessionRow row) {
		SecureSide side = row.secureSide();
		return side == null || isIntact(row.macs().login(), (out) -> content(out, row.locator(), side));
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
		Boolean first = RowAuthentication.isOfFirstKey(content.bytes(), mac, keys);
		if (Boolean.FALSE.equals(first)) {
			this.codecs.encryption().countOlderKey();
		}
		return first != null;
	}

	private static void content(DataOutputStream out, Locator locator, SessionIds ids) throws IOException {
		out.writeUTF("ids of a row");
		out.write(locator.toBytes());
		out.writeLong(ids.generation());
		write(out, ids.insecure());
		write(out, ids.secure());
		write(out, ids.family());
		out.writeInt(ids.loginCount());
		out.writeBoolean(ids.insecureExposed());
		for (RetiredId id : ids.retired()) {
			write(out, id.id());
			out.writeUTF(id.kind().name());
			out.writeInt(id.loginCount());
			write(out, id.retiredAt());
			write(out, id.usableUntil());
		}
	}

	private static void content(DataOutputStream out, Locator locator, SecureSide side) throws IOException {
		out.writeUTF("login of a row");
		out.write(locator.toBytes());
		write(out, side.since());
		out.writeUTF((side.principalName() != null) ? "of " + side.principalName() : "");
	}

	private static void content(DataOutputStream out, Locator locator, Instant access) throws IOException {
		out.writeUTF("access of a row");
		out.write(locator.toBytes());
		write(out, access);
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
