package io.github.mixedsession.session;

import java.util.function.Supplier;

import org.springframework.util.Assert;

import io.github.mixedsession.AttributeCodec;
import io.github.mixedsession.attribute.AttributeSeal;
import io.github.mixedsession.attribute.BrokenSealException;
import io.github.mixedsession.attribute.Encryption;
import io.github.mixedsession.attribute.Protection;
import io.github.mixedsession.attribute.Sealing;
import io.github.mixedsession.attribute.SecurityState;
import io.github.mixedsession.attribute.UnreadableValue;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.StoredAttribute;

/**
 * Turns the attributes of one session into bytes and back, and seals them (invariant 16):
 * those of the secure side with a secret that the request that presented a secure id
 * holds. Immutable.
 */
final class SessionCodec {

	private final AttributeCodec codec;

	private final AttributeSeal seal;

	/** Asked as something is read or written, for a session may be there without keys. */
	private final Supplier<ValueProtection> protection;

	private final Encryption encryption;

	SessionCodec(AttributeCodec codec, AttributeSeal seal, Supplier<ValueProtection> protection,
			Encryption encryption) {
		this.codec = codec;
		this.seal = seal;
		this.protection = protection;
		this.encryption = encryption;
	}

	/**
	 * Reads a value.
	 * @return the value, or an {@link UnreadableValue}
	 */
	Object read(StoredAttribute attribute) {
		return UnreadableValue.orValue(attribute, () -> value(attribute.name(), open(attribute)));
	}

	/**
	 * Reads a value that nobody has sealed.
	 * @return the value, or an {@link UnreadableValue}
	 */
	Object decode(StoredAttribute plain) {
		return UnreadableValue.orValue(plain, () -> value(plain.name(), plain.value()));
	}

	private Object value(String name, byte[] bytes) {
		Object value = this.codec.decode(bytes);
		Assert.state(value instanceof String || !SecurityState.PRINCIPAL_NAME.equals(name), "A user's name is a text");
		return value;
	}

	/**
	 * Writes a value.
	 * @throws IllegalStateException naming the attribute and the type, if it can't be
	 * written
	 */
	byte[] encode(String name, Object value) {
		try {
			return this.codec.encode(value);
		}
		catch (RuntimeException ex) {
			throw new IllegalStateException("The session attribute '" + name.replaceAll("\\p{Cntrl}", "_")
					+ "' can't be stored: its value, a " + value.getClass().getName() + ", can't be written", ex);
		}
	}

	/**
	 * Returns the bytes that are stored for those of a value. Sealed ones are others each
	 * time.
	 */
	byte[] seal(String name, Partition partition, byte[] bytes) {
		ValueProtection now = this.protection.get();
		Protection how = now.of(name, partition);
		if (how != null && how.hasFamily() && !this.seal.hasFamily()) {
			Assert.state(now.sealing() == Sealing.LENIENT, "Nobody presented the key of the secure side");
			how = now.withoutFamily();
		}
		return (how != null) ? this.seal.seal(name, partition, how, bytes) : bytes;
	}

	/**
	 * Returns the bytes for the secure side of what was shared. Anybody may have put it
	 * there, over HTTP or in the database: where seals are required it stays as it is,
	 * and is unreadable.
	 */
	byte[] move(StoredAttribute shared) {
		return (this.protection.get().sealing() == Sealing.REQUIRED) ? shared.value()
				: resealed(shared, this, Partition.SECURE);
	}

	/**
	 * Returns the bytes for the shared side of what an import has brought.
	 */
	byte[] release(StoredAttribute imported) {
		return resealed(imported, this, Partition.SHARED);
	}

	/**
	 * Returns the bytes for this session of a value of another one that HTTP sees,
	 * unread.
	 * @param other the codec of that session
	 */
	byte[] copy(StoredAttribute seen, SessionCodec other) {
		return this.protection.get().keyed() ? resealed(seen, other, seen.partition()) : seen.value();
	}

	/**
	 * What can't be opened can't be here either.
	 */
	private byte[] resealed(StoredAttribute attribute, SessionCodec other, Partition partition) {
		try {
			return seal(attribute.name(), partition, other.open(attribute));
		}
		catch (BrokenSealException ex) {
			return attribute.value();
		}
	}

	/**
	 * Returns the bytes of a value from those that are stored.
	 * @throws BrokenSealException if they can't be what this session has sealed
	 */
	byte[] open(StoredAttribute attribute) {
		byte[] bytes = attribute.value();
		String name = attribute.name();
		Partition partition = attribute.partition();
		ValueProtection now = this.protection.get();
		boolean acceptedAsItIs = now.isUnprotectedAccepted(name, partition);
		Protection found = AttributeSeal.protectionOf(bytes);
		if (found != null && now.isAccepted(found, name, partition)) {
			try {
				return opened(attribute, found, now.keyed());
			}
			catch (BrokenSealException ex) {
				// without a key, it may be a codec whose values begin like that
				if (!acceptedAsItIs || found.hasKey()) {
					throw ex;
				}
			}
		}
		if (!acceptedAsItIs) {
			throw new BrokenSealException("Not sealed as it has to be");
		}
		if (now.keyed()) {
			this.encryption.countNoKey();
		}
		return bytes;
	}

	private byte[] opened(StoredAttribute attribute, Protection found, boolean keyed) {
		byte[] opened = this.seal.open(attribute.name(), attribute.partition(), attribute.value());
		if (keyed && !this.seal.isOfFirstKey(attribute.value())) {
			if (found.hasKey()) {
				this.encryption.countOlderKey();
			}
			else {
				this.encryption.countNoKey();
			}
		}
		return opened;
	}

}
