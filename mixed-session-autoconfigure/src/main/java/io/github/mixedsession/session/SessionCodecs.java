package io.github.mixedsession.session;

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

	/**
	 * Create a factory.
	 * @param codec turns values into bytes and back
	 * @param sealing whether those of the secure side are sealed
	 * @param encryption the keys of the application
	 */
	public SessionCodecs(AttributeCodec codec, Sealing sealing, Encryption encryption) {
		this.codec = codec;
		this.sealing = sealing;
		this.encryption = encryption;
	}

	/**
	 * Returns the codec of one session.
	 * @param family the secret of its secure side, {@code null} for who does not know it
	 */
	SessionCodec of(Locator locator, @Nullable Family family) {
		return new SessionCodec(this.codec, new AttributeSeal(family, locator, this::keys),
				new ValueProtection(this.sealing, !keys().isEmpty(), this.encryption.isAcceptingUnencrypted()),
				this.encryption);
	}

	Encryption encryption() {
		return this.encryption;
	}

	/**
	 * Returns the keys as they are by now. A request that could not have them once does
	 * not ask again.
	 */
	EncryptionKeys keys() {
		return FailFastStore.call(this.encryption::keys);
	}

}
