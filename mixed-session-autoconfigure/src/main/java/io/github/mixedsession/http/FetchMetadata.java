package io.github.mixedsession.http;

import java.util.Collections;
import java.util.List;
import java.util.Locale;

import jakarta.servlet.http.HttpServletRequest;

/**
 * What a browser says of the purpose of a request (Fetch Metadata Request Headers). Only
 * over HTTPS, and to {@code localhost}: to an origin that isn't trustworthy no browser
 * sends them.
 *
 * @param modes the values of {@code Sec-Fetch-Mode}, in lower case
 * @param destinations the values of {@code Sec-Fetch-Dest}, in lower case
 */
record FetchMetadata(List<String> modes, List<String> destinations) {

	static FetchMetadata of(HttpServletRequest request) {
		return new FetchMetadata(values(request, "Sec-Fetch-Mode"), values(request, "Sec-Fetch-Dest"));
	}

	static List<String> values(HttpServletRequest request, String header) {
		return Collections.list(request.getHeaders(header))
			.stream()
			.map((value) -> value.strip().toLowerCase(Locale.ROOT))
			.toList();
	}

}
