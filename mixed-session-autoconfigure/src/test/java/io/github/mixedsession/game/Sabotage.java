package io.github.mixedsession.game;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import javax.crypto.Cipher;

import com.nimbusds.jose.JWEHeader;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.SessionSide;
import io.github.mixedsession.id.Family;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.RetiredId;
import io.github.mixedsession.id.SessionIds;
import io.github.mixedsession.session.PolicyContext;
import io.github.mixedsession.store.IdUpdate;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.Proof;
import io.github.mixedsession.store.SecureSide;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StoredSession;

/**
 * What broken code calls instead of something else. Public for that code alone.
 */
public final class Sabotage {

	private Sabotage() {
	}

	/** Instead of those of one view. */
	public static Set<Partition> allPartitions() {
		return EnumSet.allOf(Partition.class);
	}

	/** Instead of the begin of a secure side. */
	public static Instant now(SecureSide side) {
		return Play.current().world.now;
	}

	/** Instead of a count: three seem to be nine. */
	public static long countAndSix(Stream<?> stream) {
		return stream.count() + 6;
	}

	/** Instead of a count: eight seem to be nine. */
	public static long countAndOne(Stream<?> stream) {
		return stream.count() + 1;
	}

	/** Instead of the first one. */
	public static Optional<?> findSecond(Stream<?> stream) {
		return stream.skip(1).findFirst();
	}

	/** Instead of the time at which an id was retired. */
	public static Instant shownOrRetiredAt(RetiredId id) {
		return Objects.requireNonNullElse(id.usableUntil(), id.retiredAt());
	}

	/**
	 * Instead of the time at which an id was retired: not before its successor is shown.
	 */
	public static Instant retiredAtOnceShown(RetiredId id) {
		return (id.usableUntil() != null) ? id.retiredAt() : Play.current().world.now;
	}

	/** Instead of the current id alone: any secure one of the session. */
	public static boolean opensToAnySecureId(Proof proof, SessionRecord record) {
		return proof.opens(record) || (proof.kind() == IdKind.SECURE && record.secureId() != null);
	}

	/** Instead of a comparison that ignores case. */
	public static boolean equalsExactly(String one, @Nullable String other) {
		return one.equals(other);
	}

	/** Instead of the retired ids of a row. */
	public static List<RetiredId> nothingRetired(SessionIds ids) {
		return List.of();
	}

	/** Instead of a compare-and-set: an update of whatever is there by now. */
	public static boolean updateLatest(PolicyContext context, IdUpdate update) {
		StoredSession latest = context.store().find(update.expected().locator(), Set.of());
		return latest != null && context.store().update(IdUpdate.ofIds(latest.record(), update.ids(), update.side()));
	}

	/** Instead of a look-up that fails. */
	public static @Nullable StoredSession findIfUp(SessionStore store, Locator locator, Proof proof,
			Set<Partition> partitions) {
		try {
			return store.find(locator, proof, partitions);
		}
		catch (DataAccessException ex) {
			return null;
		}
	}

	/** Instead of the one length of keys that cookies take. */
	public static Set<Integer> shortOrLong(Object length) {
		return Set.of(32, 64);
	}

	/** Instead of random bytes. */
	public static byte[] zeros(int length) {
		return new byte[length];
	}

	/** Instead of the bytes of a locator: those of all of them. */
	public static byte[] noLocator(Locator locator) {
		return new byte[Locator.LENGTH];
	}

	/** Instead of the bytes of a text: none of a name's. */
	public static byte[] noBytesOfName(String text, Charset charset) {
		return charset.equals(StandardCharsets.UTF_8) ? new byte[0] : text.getBytes(charset);
	}

	/** Instead of a decryption that fails. */
	public static byte[] doFinalAnyhow(Cipher cipher, byte[] bytes, int offset, int length) {
		try {
			return cipher.doFinal(bytes, offset, length);
		}
		catch (GeneralSecurityException ex) {
			return new byte[0];
		}
	}

	/** Instead of the side that a row is on. */
	public static SessionSide oneSide(SessionRecord record) {
		return SessionSide.SECURE;
	}

	/** Instead of what it was for. */
	public static Throwable rethrown(Throwable failure) {
		if (failure instanceof Error error) {
			throw error;
		}
		throw (RuntimeException) failure;
	}

	/** Instead of those that are left. */
	public static Set<Partition> allOf(Set<Partition> partitions, Partition left) {
		return partitions;
	}

	/** Instead of a header that says which kind of cookie it is of. */
	public static JWEHeader.Builder withoutKind(JWEHeader.Builder header, String name, Object value) {
		return name.equals("kind") ? header : header.customParam(name, value);
	}

	/** Instead of a header that says which cookie it is of. */
	public static JWEHeader.Builder withoutName(JWEHeader.Builder header, String name, Object value) {
		return name.equals("cookie") ? header : header.customParam(name, value);
	}

	/** Instead of a key that the visitor's cookie alone gives. */
	public static byte[] oneKey(Family family, byte[] context) {
		return new byte[32];
	}

	/** Instead of the current id alone: no old one may come with it. */
	public static boolean opensWithoutOldOnes(Proof proof, SessionRecord record) {
		return proof.opens(record) && proof.ids()
			.stream()
			.map((id) -> record.ids().retired(proof.kind(), id))
			.filter(Objects::nonNull)
			.allMatch((id) -> id.isUsable(Play.current().world.now));
	}

}
