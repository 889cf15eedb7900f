package io.github.mixedsession.id;

import java.security.GeneralSecurityException;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The one function that keys are derived with. Internal.
 */
public final class HmacSha256 {

	private static final String NAME = "HmacSHA256";

	private HmacSha256() {
	}

	/**
	 * Returns the HMAC-SHA256 (RFC 2104).
	 * @param key the key
	 * @param data what to authenticate, or the name of a purpose
	 * @return 32 bytes
	 */
	public static byte[] of(byte[] key, byte[] data) {
		try {
			Mac mac = Mac.getInstance(NAME);
			mac.init(new SecretKeySpec(key, NAME));
			return mac.doFinal(data);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java platform has " + NAME, ex);
		}
	}

}
