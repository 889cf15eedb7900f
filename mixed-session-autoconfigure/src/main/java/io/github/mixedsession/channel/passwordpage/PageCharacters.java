package io.github.mixedsession.channel.passwordpage;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * The characters of a page, as far as they are ASCII: any other one is some character
 * beyond. A byte order mark counts for more than what the response says, as in a browser
 * (WHATWG Encoding, section 6). Not safe for concurrent use.
 */
final class PageCharacters {

	/** The byte did not end a character. */
	static final int NONE = -1;

	private static final char OTHER = '\u0080';

	private boolean wide;

	private boolean bigEndian;

	private boolean odd;

	private int before;

	private int position;

	/**
	 * Create characters.
	 * @param charset the name of the charset that the response has, if any
	 */
	PageCharacters(@Nullable String charset) {
		String name = (charset != null) ? charset.toUpperCase(Locale.ROOT) : "";
		this.wide = name.startsWith("UTF-16");
		this.bigEndian = name.equals("UTF-16BE");
	}

	/**
	 * Takes the next byte.
	 * @return the character that it ended, {@link #NONE} for none
	 */
	int next(byte b) {
		int octet = b & 0xff;
		if (this.position < 2 && ++this.position == 2 && this.before + octet == 0xfe + 0xff
				&& Math.max(octet, this.before) == 0xff) {
			this.wide = true;
			this.bigEndian = octet == 0xff;
			this.odd = false;
			return NONE;
		}
		int previous = this.before;
		this.before = octet;
		if (!this.wide) {
			return octet;
		}
		this.odd = !this.odd;
		if (this.odd) {
			return NONE;
		}
		int high = this.bigEndian ? previous : octet;
		int low = this.bigEndian ? octet : previous;
		return (high == 0 && low < OTHER) ? low : OTHER;
	}

}
