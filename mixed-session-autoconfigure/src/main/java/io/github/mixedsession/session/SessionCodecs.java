package io.github.mixedsession.session;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.AttributeCodec;
import io.github.mixedsession.attribute.AttributeSeal;
import io.github.mixedsession.attribute.Encryption;
import io.github.mixedsession.attribute.EncryptionKeys;
import io.github.mixedsession.attribute.Sealing;
import io.github.mixedsession.id.Family;
import io.github.mixedsession.id.Locator;

/**
 * Makes what turns the attributes of one session into bytes and back. Internal.
 * Thread-safe.
 */
public final class SessionCodecs {

	private final AttributeCodec codec;

	private final Sealing sealing;

	private final Encryption encryption;

	private final Supplier<EncryptionKeys> keys;

	/**
	 * Create a factory.
	 * @param codec turns values into bytes and back
	 * @param sealing whether those of the secure side are sealed
	 * @param encryption the keys of the application
	 */
	public SessionCodecs(AttributeCodec codec, Sealing sealing, Encryption encryption) {
		this(codec, sealing, encryption, encryption::keys);
	}

	private SessionCodecs(AttributeCodec codec, Sealing sealing, Encryption encryption, Supplier<EncryptionKeys> keys) {
		this.codec = codec;
		this.sealing = sealing;
		this.encryption = encryption;
		this.keys = keys;
	}

	/**
	 * Returns a factory that asks for the keys in another way.
	 */
	SessionCodecs withKeys(UnaryOperator<Supplier<EncryptionKeys>> other) {
		return new SessionCodecs(this.codec, this.sealing, this.encryption, other.apply(this.keys));
	}

	/**
	 * Returns the codec of one session.
	 * @param family the secret of its secure side, {@code null} for who does not know it
	 */
	SessionCodec of(Locator locator, @Nullable Family family) {
		return new SessionCodec(this.codec, new AttributeSeal(family, locator, this.keys), this::protection,
				this.encryption);
	}

	/**
	 * Returns whether what the secure side gets is sealed.
	 * @return {@code false} where no more than a key of the application encrypts it
	 */
	public boolean areSecureValuesSealed() {
		return this.sealing != Sealing.OFF;
	}

	private ValueProtection protection() {
		return new ValueProtection(this.sealing, !keys().isEmpty(), this.encryption.isAcceptingUnencrypted());
	}

	Encryption encryption() {
		return this.encryption;
	}

	/**
	 * Returns the keys as they are by now.
	 */
	EncryptionKeys keys() {
		return this.keys.get();
	}

}
