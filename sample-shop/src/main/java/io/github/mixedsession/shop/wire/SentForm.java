package io.github.mixedsession.shop.wire;

import java.util.List;
import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;

/**
 * The fields of a form that came. Only those that are listed here are recorded: neither
 * passwords nor cards nor tokens are among them.
 */
final class SentForm {

	private static final Set<String> RECORDED = Set.of("sku", "quantity", "name", "address", "action", "username");

	private static final long MAX_LENGTH = 20_000;

	private static final int MAX_NAME = 40;

	private SentForm() {
	}

	/**
	 * Reads the fields after the request was answered, so that nobody else finds its body
	 * read.
	 * @param request the request
	 * @return the fields, none if there is no form or if it is too long
	 */
	static List<Part> of(HttpServletRequest request) {
		String type = request.getContentType();
		if (!"POST".equals(request.getMethod()) || type == null || !type.startsWith("application/x-www-form-urlencoded")
				|| request.getContentLengthLong() > MAX_LENGTH) {
			return List.of();
		}
		return request.getParameterMap()
			.entrySet()
			.stream()
			.limit(PageParts.MAX_PARTS)
			.map((field) -> new Part(PageParts.shorten(field.getKey(), MAX_NAME),
					RECORDED.contains(field.getKey())
							? PageParts.shorten(String.join(", ", field.getValue()), PageParts.MAX_TEXT) : null))
			.toList();
	}

}
