package io.github.mixedsession.session;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

import io.github.mixedsession.AttributeCodec;
import io.github.mixedsession.attribute.AttributeSeal;
import io.github.mixedsession.attribute.BrokenSealException;
import io.github.mixedsession.attribute.Sealing;
import io.github.mixedsession.attribute.SecurityState;
import io.github.mixedsession.attribute.UnreadableValue;
import io.github.mixedsession.id.Family;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.StoredAttribute;

/**
 * Turns the attributes of a session into bytes and back, and seals those of the secure
 * side (invariant 16), with a key that the request that presented a secure id holds.
 * Internal. Immutable.
 */
public final class SessionCodec {

	private final AttributeCodec codec;

	private final Sealing sealing;

	private final @Nullable AttributeSeal seal;

	/**
	 * Create a codec for who knows no key.
	 * @param codec turns values into bytes and back
	 * @param sealing whether those of the secure side are sealed
	 */
	public SessionCodec(AttributeCodec codec, Sealing sealing) {
		this(codec, sealing, null);
	}

	private SessionCodec(AttributeCodec codec, Sealing sealing, @Nullable AttributeSeal seal) {
		this.codec = codec;
		this.sealing = sealing;
		this.seal = seal;
	}

	/**
	 * Returns the codec of one session.
	 * @param family the secret of its secure side, {@code null} for who does not know it
	 */
	SessionCodec of(Locator locator, @Nullable Family family) {
		return (family != null) ? new SessionCodec(this.codec, this.sealing, new AttributeSeal(family, locator)) : this;
	}

	/**
	 * Reads a value.
	 * @return the value, or an {@link UnreadableValue}
	 */
	Object read(StoredAttribute attribute) {
		return UnreadableValue.orValue(attribute, () -> this.codec.decode(open(attribute)));
	}

	byte[] encode(Object value) {
		return this.codec.encode(value);
	}

	/**
	 * Returns the bytes that are stored for those of a value. Those of the secure side
	 * are other ones each time.
	 */
	byte[] seal(String name, Partition partition, byte[] bytes) {
		if (this.sealing == Sealing.OFF || !isToBeSealed(name, partition)) {
			return bytes;
		}
		if (this.seal != null) {
			return this.seal.seal(name, partition, bytes);
		}
		// the visitor who comes with an imported id has no key until it is exchanged
		Assert.state(this.sealing == Sealing.LENIENT, "Nobody presented the key of the secure side");
		return bytes;
	}

	/**
	 * Returns the bytes for the secure side of what was shared, and nobody has sealed:
	 * whoever writes to the database may have put it there. Where seals are required it
	 * stays as it is, and is unreadable.
	 */
	byte[] move(StoredAttribute shared) {
		return (this.sealing == Sealing.LENIENT) ? seal(shared.name(), Partition.SECURE, shared.value())
				: shared.value();
	}

	/**
	 * Returns the bytes of a value from those that are stored.
	 * @throws BrokenSealException if they can't be what this secure side has sealed
	 */
	byte[] open(StoredAttribute attribute) {
		byte[] bytes = attribute.value();
		if (!isToBeSealed(attribute.name(), attribute.partition())) {
			return bytes;
		}
		try {
			if (this.seal == null) {
				throw new BrokenSealException("No key");
			}
			return this.seal.open(attribute.name(), attribute.partition(), bytes);
		}
		catch (BrokenSealException ex) {
			if (this.sealing == Sealing.REQUIRED) {
				throw ex;
			}
			return bytes;
		}
	}

	/** The registry and a lookup by name work without a key. */
	private static boolean isToBeSealed(String name, Partition partition) {
		return partition == Partition.SECURE && !SecurityState.EXPIRED_MARKER.equals(name)
				&& !SecurityState.PRINCIPAL_NAME.equals(name);
	}

}
