package io.github.mixedsession.attribute;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * The keys of the application, whatever they are by now, what is accepted without them,
 * and a count of what is read that the first of them did not encrypt. Internal.
 * Thread-safe.
 */
public final class Encryption {

	private final Supplier<EncryptionKeys> keys;

	private final boolean acceptingUnencrypted;

	private final LongAdder readWithOlderKey = new LongAdder();

	private final LongAdder readWithoutKey = new LongAdder();

	private final LongAdder ofUnknownKey = new LongAdder();

	/**
	 * Create an encryption.
	 * @param keys the keys as of now, {@link EncryptionKeys#NONE} to encrypt nothing but
	 * what seals are for
	 * @param acceptingUnencrypted whether what is not encrypted with a key is read as
	 * well, though there are keys
	 */
	public Encryption(Supplier<EncryptionKeys> keys, boolean acceptingUnencrypted) {
		this.keys = keys;
		this.acceptingUnencrypted = acceptingUnencrypted;
	}

	/**
	 * An encryption that has no key.
	 * @return the encryption
	 */
	public static Encryption none() {
		return new Encryption(() -> EncryptionKeys.NONE, true);
	}

	/**
	 * Returns the keys as they are by now.
	 * @return the keys
	 */
	public EncryptionKeys keys() {
		return this.keys.get();
	}

	/**
	 * Returns whether what is not encrypted with a key is read as well.
	 * @return {@code true} while keys are being introduced
	 */
	public boolean isAcceptingUnencrypted() {
		return this.acceptingUnencrypted;
	}

	/**
	 * Counts a value that another key than the first has encrypted.
	 */
	public void countOlderKey() {
		this.readWithOlderKey.increment();
	}

	/**
	 * Counts a value that no key has encrypted.
	 */
	public void countNoKey() {
		this.readWithoutKey.increment();
	}

	/**
	 * Counts a cookie that says of itself that a key has encrypted it which is none of
	 * these.
	 */
	public void countUnknownKey() {
		this.ofUnknownKey.increment();
	}

	/**
	 * Returns how many values were read that another key than the first had encrypted.
	 * @return the number since the application started
	 */
	public long readWithOlderKey() {
		return this.readWithOlderKey.sum();
	}

	/**
	 * Returns how many values were read that no key had encrypted.
	 * @return the number since the application started
	 */
	public long readWithoutKey() {
		return this.readWithoutKey.sum();
	}

	/**
	 * Returns how many cookies came that name a key which is none of these.
	 * @return the number since the application started; anybody can make such a cookie
	 */
	public long ofUnknownKey() {
		return this.ofUnknownKey.sum();
	}

}
