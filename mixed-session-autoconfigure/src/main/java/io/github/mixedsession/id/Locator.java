package io.github.mixedsession.id;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Says which session, and opens nothing: the public beginning of both ids, and the key in
 * every store. It never changes, and is no secret. A UUID of version 7 (RFC 9562, section
 * 5.7), so that sessions that are young lie together; one that was imported is any.
 *
 * @param uuid the sixteen bytes
 */
public record Locator(UUID uuid) {

	/** The length in bytes. */
	public static final int LENGTH = 16;

	private static final int TEXT_LENGTH = 36;

	private static final int TIME_LENGTH = 6;

	/**
	 * Makes the locator of a new session.
	 * @param now the current time
	 * @return the locator
	 */
	public static Locator generate(Instant now) {
		ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
		bytes.putLong(now.toEpochMilli() << Short.SIZE).position(TIME_LENGTH);
		bytes.put(RandomBytes.of(LENGTH - TIME_LENGTH));
		long high = (bytes.getLong(0) & ~0xf000L) | 0x7000L;
		long low = (bytes.getLong(Long.BYTES) & 0x3fffffffffffffffL) | 0x8000000000000000L;
		return new Locator(new UUID(high, low));
	}

	/**
	 * Returns the locator of these bytes.
	 * @param bytes sixteen bytes
	 * @return the locator
	 */
	public static Locator of(byte[] bytes) {
		if (bytes.length != LENGTH) {
			throw new IllegalArgumentException("A locator has " + LENGTH + " bytes, not " + bytes.length);
		}
		return read(ByteBuffer.wrap(bytes));
	}

	static Locator read(ByteBuffer bytes) {
		return new Locator(new UUID(bytes.getLong(), bytes.getLong()));
	}

	/**
	 * Reads the locator in a session's handle.
	 * @param handle what {@link #handle(int)} makes, or the text of a locator
	 * @return the locator, {@code null} if there is none in it
	 */
	public static @Nullable Locator parse(String handle) {
		int length = handle.length();
		if (length < TEXT_LENGTH || length == TEXT_LENGTH + 1) {
			return null;
		}
		for (int i = 0; i < length; i++) {
			if (!isValid(handle.charAt(i), i)) {
				return null;
			}
		}
		return new Locator(UUID.fromString(handle.substring(0, TEXT_LENGTH)));
	}

	private static boolean isValid(char c, int position) {
		return switch (position) {
			case 8, 13, 18, 23, TEXT_LENGTH -> c == '-';
			default -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f' && position < TEXT_LENGTH);
		};
	}

	/**
	 * Returns whether a text is that of this locator, without a login count.
	 * @param text the text
	 * @return whether it is
	 */
	public boolean isNamed(String text) {
		return text.length() == TEXT_LENGTH && equals(parse(text));
	}

	/**
	 * Returns the bytes.
	 * @return a new array of sixteen
	 */
	public byte[] toBytes() {
		return ByteBuffer.allocate(LENGTH)
			.putLong(this.uuid.getMostSignificantBits())
			.putLong(this.uuid.getLeastSignificantBits())
			.array();
	}

	/**
	 * Returns the name of the session until the next {@code changeSessionId}: the same on
	 * both channels and across crossings. It opens nothing.
	 * @param number how often {@code changeSessionId} was called
	 * @return the handle
	 */
	public String handle(int number) {
		return this.uuid + "-" + number;
	}

	@Override
	public String toString() {
		return this.uuid.toString();
	}

}
