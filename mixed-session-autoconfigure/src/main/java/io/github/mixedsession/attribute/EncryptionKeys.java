package io.github.mixedsession.attribute;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import javax.crypto.SecretKey;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The keys of the application at one moment: the first encrypts, all decrypt. Internal.
 * Immutable.
 */
public final class EncryptionKeys {

	/** Where nothing is encrypted but what seals are for. */
	public static final EncryptionKeys NONE = new EncryptionKeys(List.of());

	private static final int SHORT = 32;

	private static final int LONG = 64;

	/** In base64 the first of the two lines that openssl prints of a long one. */
	private static final int FIRST_LINE = 48;

	/**
	 * Of 32 random bytes, fewer are different, or all of them printable, in less than one
	 * of 10<sup>12</sup>.
	 */
	private static final int MIN_DIFFERENT_BYTES = 16;

	private final List<EncryptionKey> keys;

	private EncryptionKeys(List<EncryptionKey> keys) {
		this.keys = keys;
	}

	/**
	 * Checks keys.
	 * @param given the keys, the one that encrypts first
	 * @return the keys
	 * @throws InvalidEncryptionKeyException if there is none, or one is too short or too
	 * long, not random, or there twice
	 */
	public static EncryptionKeys of(@Nullable List<? extends @Nullable SecretKey> given) {
		return of(given, Set.of(SHORT, LONG));
	}

	/**
	 * Checks keys for what takes the longer ones alone.
	 * @param given the keys, the one that encrypts first
	 * @return the keys, of 512 bits each
	 * @throws InvalidEncryptionKeyException as {@link #of} does
	 */
	public static EncryptionKeys ofLong(@Nullable List<? extends @Nullable SecretKey> given) {
		return of(given, Set.of(LONG));
	}

	private static EncryptionKeys of(@Nullable List<? extends @Nullable SecretKey> given, Set<Integer> lengths) {
		if (given == null || given.isEmpty()) {
			throw new InvalidEncryptionKeyException(0, "is missing");
		}
		List<EncryptionKey> keys = new ArrayList<>(given.size());
		Set<Integer> ids = new HashSet<>();
		for (int i = 0; i < given.size(); i++) {
			SecretKey one = given.get(i);
			if (one == null) {
				throw new InvalidEncryptionKeyException(i, "is missing");
			}
			EncryptionKey key = new EncryptionKey(checked(one.getEncoded(), i, lengths));
			if (!ids.add(key.id())) {
				throw new InvalidEncryptionKeyException(i, "is there twice", "Remove it.");
			}
			keys.add(key);
		}
		return new EncryptionKeys(List.copyOf(keys));
	}

	private static byte[] checked(byte @Nullable [] secret, int index, Set<Integer> lengths) {
		if (secret == null) {
			throw new InvalidEncryptionKeyException(index, "does not tell its bytes");
		}
		if (!lengths.contains(secret.length)) {
			throw new InvalidEncryptionKeyException(index,
					"has " + secret.length * Byte.SIZE + " bits instead of "
							+ (lengths.contains(SHORT) ? "256 or 512" : "512, as cookies that hold sessions need"),
					(secret.length != FIRST_LINE) ? null
							: "If openssl made it, it is the first of two lines: take both, in quotes.");
		}
		if (!isRandom(secret)) {
			throw new InvalidEncryptionKeyException(index, "is not random");
		}
		return secret;
	}

	private static boolean isRandom(byte[] secret) {
		boolean isText = IntStream.range(0, secret.length).allMatch((i) -> secret[i] >= ' ' && secret[i] <= '~');
		return !isText
				&& IntStream.range(0, secret.length).map((i) -> secret[i]).distinct().count() >= MIN_DIFFERENT_BYTES;
	}

	/**
	 * Returns whether there is none.
	 * @return {@code true} of {@link #NONE}
	 */
	public boolean isEmpty() {
		return this.keys.isEmpty();
	}

	/**
	 * Returns how many there are.
	 * @return the number
	 */
	public int size() {
		return this.keys.size();
	}

	/**
	 * Returns the keys themselves, the one that encrypts first, for what encrypts with
	 * them by a standard. Whoever has one has all that it encrypts.
	 * @return the keys
	 */
	public List<SecretKey> secretKeys() {
		return this.keys.stream().map(EncryptionKey::toSecretKey).toList();
	}

	EncryptionKey first() {
		Assert.state(!isEmpty(), "There is no key to encrypt with");
		return this.keys.get(0);
	}

	@Nullable EncryptionKey find(int id) {
		for (EncryptionKey key : this.keys) {
			if (key.id() == id) {
				return key;
			}
		}
		return null;
	}

	boolean isOlder(int id) {
		EncryptionKey key = find(id);
		return key != null && key != first();
	}

	List<EncryptionKey> all() {
		return this.keys;
	}

	@Override
	public String toString() {
		return "EncryptionKeys[" + this.keys.size() + " hidden]";
	}

}
