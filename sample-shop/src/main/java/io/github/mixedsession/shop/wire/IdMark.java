package io.github.mixedsession.shop.wire;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Stands for an id where the id itself may not be shown: 20 bits of its hash as a name,
 * and a few more as a colour. It opens nothing, and is too short to search for an id
 * with.
 *
 * @param label four letters and digits
 * @param hue the colour, in degrees
 */
record IdMark(String label, int hue) {

	private static final int LABEL_LENGTH = 4;

	private static final int FIVE_BITS = 32;

	private static final int DEGREES = 360;

	static IdMark of(String id) {
		BigInteger hash = new BigInteger(1, sha256("colour of " + id));
		String digits = hash.toString(FIVE_BITS);
		return new IdMark(digits.substring(digits.length() - LABEL_LENGTH),
				hash.shiftRight(Byte.SIZE * Integer.BYTES).mod(BigInteger.valueOf(DEGREES)).intValue());
	}

	/**
	 * Returns the colour as an attribute of an image: the shop's content security policy
	 * allows no inline styles.
	 * @return a colour of CSS
	 */
	public String colour() {
		return "hsl(" + this.hue + ", 65%, 48%)";
	}

	static byte[] sha256(String text) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
