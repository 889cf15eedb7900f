package io.github.mixedsession.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

/**
 * Finds the paths on which two parsers may disagree, so that a rule is never asked about
 * another path than the one that is served.
 * <p>
 * Internal: for the channel rules.
 */
public final class RequestPathSyntax {

	// Far above what any proxy chain encodes; bounds the work that a stranger can cause.
	private static final int MAX_DECODINGS = 5;

	private RequestPathSyntax() {
	}

	/**
	 * Answers whether parsers may disagree on a path.
	 * @param uri the raw path
	 * @return whether no rule can tell what would be served
	 */
	public static boolean isAmbiguous(@Nullable String uri) {
		if (uri == null || !uri.startsWith("/") || !isPathText(uri)) {
			return true;
		}
		return !isPlain(uri) && isAnySegmentAmbiguous(uri);
	}

	/**
	 * Answers at once for the paths that most pages have: there is nothing in them to
	 * decode, and no empty segment or one that begins with a dot.
	 */
	private static boolean isPlain(String uri) {
		char before = 'a';
		for (int i = 0; i < uri.length(); i++) {
			char c = uri.charAt(i);
			boolean separator = c == '/' || c == '.';
			if ((separator && before == '/') || (!separator && !isUnreserved(c))) {
				return false;
			}
			before = c;
		}
		return true;
	}

	// RFC 3986, section 2.3
	private static boolean isUnreserved(char c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_'
				|| c == '~';
	}

	private static boolean isAnySegmentAmbiguous(String uri) {
		int begin = 1;
		for (int slash = uri.indexOf('/', begin); slash >= 0; slash = uri.indexOf('/', begin)) {
			// "/;x/account" is "//account" once a container has dropped the parameters
			if (isAmbiguousSegment(uri.substring(begin, slash))) {
				return true;
			}
			begin = slash + 1;
		}
		boolean rootOrTrailingSlash = begin == uri.length();
		return !rootOrTrailingSlash && isAmbiguousSegment(uri.substring(begin));
	}

	private static boolean isPathText(String uri) {
		for (int i = 0; i < uri.length(); i++) {
			if (!isPathCharacter(uri.charAt(i))) {
				return false;
			}
		}
		return true;
	}

	// RFC 3986, section 3.3, a superset without what some container reads as a separator
	private static boolean isPathCharacter(int c) {
		return c > 0x20 && c < 0x7f && c != '\\' && c != '?' && c != '#';
	}

	private static boolean isAmbiguousSegment(String segment) {
		int semicolon = segment.indexOf(';');
		String name = (semicolon >= 0) ? segment.substring(0, semicolon) : segment;
		String parameters = (semicolon >= 0) ? segment.substring(semicolon + 1) : "";
		return name.isEmpty() || isAmbiguousText(name, false) || isAmbiguousText(parameters, true);
	}

	private static boolean isAmbiguousText(String encoded, boolean parameters) {
		String text = encoded;
		for (int i = 0; i < MAX_DECODINGS; i++) {
			String before = text;
			text = decode(text, i > 0);
			if (text == null || text.equals(".") || text.equals("..") || isHostile(text)
					|| (!parameters && text.indexOf(';') >= 0)) {
				return true;
			}
			if (text.equals(before)) {
				return false;
			}
		}
		return true;
	}

	private static boolean isHostile(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (isHostile(text.charAt(i))) {
				return true;
			}
		}
		return false;
	}

	private static boolean isHostile(char c) {
		return c == '/' || c == '\\' || Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
	}

	private static @Nullable String decode(String text, boolean lenient) {
		if (text.indexOf('%') < 0) {
			return text;
		}
		ByteBuffer bytes = ByteBuffer.allocate(text.length() * 3);
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			boolean octet = c == '%' && i + 2 < text.length() && HexFormat.isHexDigit(text.charAt(i + 1))
					&& HexFormat.isHexDigit(text.charAt(i + 2));
			if (octet) {
				bytes.put((byte) HexFormat.fromHexDigits(text, i + 1, i + 3));
				i += 2;
			}
			else if (c == '%' && !lenient) {
				return null;
			}
			else {
				bytes.put(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
			}
		}
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
		}
		catch (CharacterCodingException ex) {
			return null;
		}
	}

}
