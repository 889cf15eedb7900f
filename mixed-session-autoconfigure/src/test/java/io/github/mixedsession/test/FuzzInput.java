package io.github.mixedsession.test;

import java.util.Arrays;

/**
 * Reads choices from the bytes that a fuzzer makes up. Bytes that are missing count as
 * zero, so that every sequence of bytes is an input.
 */
public final class FuzzInput {

	private final byte[] bytes;

	private int position;

	/**
	 * Create an input.
	 * @param bytes what the fuzzer made up
	 */
	public FuzzInput(byte[] bytes) {
		this.bytes = bytes;
	}

	/**
	 * Reads a number.
	 * @param bound from 1 to 256
	 * @return a number from 0 to below the bound
	 */
	public int below(int bound) {
		return next() % bound;
	}

	/**
	 * Reads a choice.
	 * @param <T> of what
	 * @param choices the choices, the first of which stands for missing bytes
	 * @return one of them
	 */
	@SafeVarargs
	public final <T> T pick(T... choices) {
		return choices[below(choices.length)];
	}

	/**
	 * Reads text up to a zero byte. ASCII stands for itself, so that seeds can be written
	 * as text, and any other byte for one of the given parts.
	 * @param parts what the text is likely to consist of
	 * @return the text
	 */
	public String text(String... parts) {
		StringBuilder text = new StringBuilder();
		for (int octet = next(); octet != 0; octet = next()) {
			if (octet < 0x80) {
				text.append((char) octet);
			}
			else {
				text.append(parts[(octet - 0x80) % parts.length]);
			}
		}
		return text.toString();
	}

	/**
	 * Returns whether there are bytes left.
	 * @return whether there are
	 */
	public boolean hasMore() {
		return this.position < this.bytes.length;
	}

	private int next() {
		return hasMore() ? this.bytes[this.position++] & 0xff : 0;
	}

	@Override
	public String toString() {
		return Arrays.toString(this.bytes);
	}

}
