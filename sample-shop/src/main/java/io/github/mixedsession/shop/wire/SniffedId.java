package io.github.mixedsession.shop.wire;

import java.util.HexFormat;

/**
 * An insecure id as it crossed the wire in clear. Its text is its mark: no log gets it by
 * mistake.
 *
 * @param value the value of the cookie
 */
record SniffedId(String value) {

	/**
	 * Returns what finds it again and opens nothing.
	 * @return the hash
	 */
	String hash() {
		return hash(this.value);
	}

	static String hash(String value) {
		return HexFormat.of().formatHex(IdMark.sha256(value));
	}

	public IdMark mark() {
		return IdMark.of(this.value);
	}

	@Override
	public String toString() {
		return mark().label();
	}

}
