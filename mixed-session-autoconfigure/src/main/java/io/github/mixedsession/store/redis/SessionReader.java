package io.github.mixedsession.store.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.SessionSide;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.SessionIds;
import io.github.mixedsession.store.RetiredIds;
import io.github.mixedsession.store.SecureSide;
import io.github.mixedsession.store.SessionMac;
import io.github.mixedsession.store.SessionMacs;
import io.github.mixedsession.store.SessionRecord;

/**
 * Reads sessions out of the values of their {@link SessionFields}.
 */
final class SessionReader {

	private SessionReader() {
	}

	/**
	 * Reads a session.
	 * @param values those of the {@link SessionFields#names}
	 */
	static SessionRecord read(Locator locator, List<?> values) {
		byte[] retired = value(values, 6);
		SessionIds ids = new SessionIds(number(values, 0), IdHash.of(required(values, 1)), hash(values, 2),
				hash(values, 3), (int) number(values, 4), (int) number(values, 5),
				RetiredIds.unpack((retired != null) ? retired : new byte[0]), value(values, 7) != null);
		String name = name(value(values, 18));
		SecureSide side = (value(values, 12) != null) ? new SecureSide(instant(values, 12), instant(values, 13), name)
				: null;
		return new SessionRecord(locator, ids, SessionSide.valueOf(text(required(values, 8))), instant(values, 9),
				instant(values, 10), Duration.ofSeconds(number(values, 11)), side,
				(value(values, 14) != null) ? text(required(values, 14)) : null,
				new SessionMacs(mac(values, 15), mac(values, 16), mac(values, 17)));
	}

	private static @Nullable String name(byte @Nullable [] bytes) {
		if (bytes == null) {
			return null;
		}
		ByteBuffer name = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
		return (bytes[0] == SessionFields.TEXT) ? StandardCharsets.UTF_8.decode(name).toString()
				: name.asCharBuffer().toString();
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

	/**
	 * Returns a value, none of the principal either where it was not asked for.
	 */
	private static byte @Nullable [] value(List<?> values, int place) {
		return (place < values.size()) ? (byte[]) values.get(place) : null;
	}

	private static byte[] required(List<?> values, int place) {
		byte[] value = value(values, place);
		if (value == null) {
			throw new IllegalStateException("A session in Redis has no field '" + SessionFields.nameOf(place) + "'");
		}
		return value;
	}

	private static long number(List<?> values, int place) {
		return Long.parseLong(text(required(values, place)));
	}

	private static Instant instant(List<?> values, int place) {
		return Instant.ofEpochMilli(number(values, place));
	}

	private static @Nullable IdHash hash(List<?> values, int place) {
		byte[] bytes = value(values, place);
		return (bytes != null) ? IdHash.of(bytes) : null;
	}

	private static @Nullable SessionMac mac(List<?> values, int place) {
		byte[] bytes = value(values, place);
		// one of another length is nobody's, and not none
		return (bytes != null) ? SessionMac.of(Arrays.copyOf(bytes, SessionMac.LENGTH)) : null;
	}

}
