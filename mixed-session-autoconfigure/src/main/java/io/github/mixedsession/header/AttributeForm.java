package io.github.mixedsession.header;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.springframework.web.util.UriUtils;

/**
 * Attributes as {@code a=1&b=2}, an {@code application/x-www-form-urlencoded} form in
 * UTF-8. What is read is taken as a whole or not at all.
 */
final class AttributeForm {

	/** In characters, which are octets on the wire. */
	static final int MAX_LENGTH = 4096;

	static final int MAX_PAIRS = 64;

	/**
	 * What serialisers leave as it is, between encoded octets. No comma and no space:
	 * they show that two headers were joined (RFC 9110, section 5.3). No second equals
	 * sign.
	 */
	private static final Pattern ENCODED = Pattern.compile("(?:[A-Za-z0-9*._~!'()+-]|%[0-9A-Fa-f]{2})*+");

	private AttributeForm() {
	}

	static String write(Map<String, String> attributes) {
		return attributes.entrySet()
			.stream()
			.map((attribute) -> encode(attribute.getKey()) + '=' + encode(attribute.getValue()))
			.collect(Collectors.joining("&"));
	}

	/** A space is {@code %20}, which every decoder knows, unlike the plus sign. */
	private static String encode(String text) {
		return UriUtils.encode(text, StandardCharsets.UTF_8);
	}

	/**
	 * Reads a form.
	 * @param form the form
	 * @param names the names that it may hold
	 * @return values by name, empty ones for attributes to remove
	 * @throws RefusedUpdateException if it is too long, not well-formed, or holds another
	 * name, a name twice or a control character
	 */
	static Map<String, String> read(String form, Set<String> names) {
		require(form.length() <= MAX_LENGTH, "it is longer than " + MAX_LENGTH + " characters");
		Map<String, String> attributes = new LinkedHashMap<>();
		if (form.isEmpty()) {
			return attributes;
		}
		String[] pairs = form.split("&", -1);
		require(pairs.length <= MAX_PAIRS, "it has more than " + MAX_PAIRS + " pairs");
		for (String pair : pairs) {
			int equals = pair.indexOf('=');
			require(equals > 0, "a pair has no name or no equals sign");
			String name = decode(pair.substring(0, equals));
			require(names.contains(name), "it names an attribute that is not listed");
			require(attributes.put(name, decode(pair.substring(equals + 1))) == null, "it names an attribute twice");
		}
		return attributes;
	}

	private static String decode(String text) {
		require(ENCODED.matcher(text).matches(), "it holds a character or an escape that is not form-urlencoded");
		ByteBuffer octets = ByteBuffer.allocate(text.length());
		for (int i = 0; i < text.length(); i++) {
			char character = text.charAt(i);
			if (character == '%') {
				octets.put((byte) HexFormat.fromHexDigits(text, i + 1, i + 3));
				i += 2;
			}
			else {
				octets.put((byte) ((character != '+') ? character : ' '));
			}
		}
		try {
			// reports what is malformed, unlike URLDecoder
			String decoded = StandardCharsets.UTF_8.newDecoder().decode(octets.flip()).toString();
			require(decoded.chars().noneMatch(Character::isISOControl), "it holds a control character");
			return decoded;
		}
		catch (CharacterCodingException ex) {
			throw new RefusedUpdateException("it is not UTF-8");
		}
	}

	private static void require(boolean condition, String otherwise) {
		if (!condition) {
			throw new RefusedUpdateException(otherwise);
		}
	}

}
