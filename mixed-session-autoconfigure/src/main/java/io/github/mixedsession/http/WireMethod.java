package io.github.mixedsession.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;

/**
 * The method in the request line, below any wrapper, and the other methods that something
 * in the request or around it may turn it into. Immutable.
 * <p>
 * Internal: for the channel rules.
 *
 * @param name the method in the request line
 * @param overrides the others
 */
public record WireMethod(String name, Set<String> overrides) {

	/** The methods that HTTP defines. */
	public static final Set<String> KNOWN = Stream.of(HttpMethod.values())
		.map(HttpMethod::name)
		.collect(Collectors.toUnmodifiableSet());

	private static final List<String> OVERRIDE_HEADERS = List.of("X-HTTP-Method-Override", "X-HTTP-Method",
			"X-Method-Override");

	/**
	 * Returns the methods of a request.
	 * @param request the request
	 * @return its methods
	 */
	public static WireMethod of(HttpServletRequest request) {
		ServletRequest wire = request;
		while (wire instanceof ServletRequestWrapper wrapper) {
			wire = wrapper.getRequest();
		}
		String name = (wire instanceof HttpServletRequest http) ? http.getMethod() : request.getMethod();
		if (isPlain(request, name)) {
			return new WireMethod(name, Set.of());
		}
		Set<String> overrides = new LinkedHashSet<>();
		if (!request.getMethod().equals(name)) {
			overrides.add(request.getMethod());
		}
		for (String header : OVERRIDE_HEADERS) {
			if (request.getHeader(header) != null) {
				Collections.list(request.getHeaders(header)).forEach((value) -> overrides.add(upperCase(value)));
			}
		}
		addQueryOverrides(request.getQueryString(), overrides);
		return new WireMethod(name, Set.copyOf(overrides));
	}

	private static boolean isPlain(HttpServletRequest request, String name) {
		if (!request.getMethod().equals(name) || request.getQueryString() != null) {
			return false;
		}
		for (String header : OVERRIDE_HEADERS) {
			if (request.getHeader(header) != null) {
				return false;
			}
		}
		return true;
	}

	// Never the parameters: reading them would consume the body.
	private static void addQueryOverrides(@Nullable String query, Set<String> overrides) {
		for (String parameter : (query != null) ? query.split("[&;]", -1) : new String[0]) {
			int equals = parameter.indexOf('=');
			String name = decode((equals >= 0) ? parameter.substring(0, equals) : parameter);
			if (name.equalsIgnoreCase("_method")) {
				overrides.add(upperCase((equals >= 0) ? decode(parameter.substring(equals + 1)) : ""));
			}
		}
	}

	private static String decode(String text) {
		try {
			return URLDecoder.decode(text, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			return text;
		}
	}

	private static String upperCase(String value) {
		return value.strip().toUpperCase(Locale.ROOT);
	}

	/**
	 * Whether repeating the request elsewhere is harmless.
	 */
	boolean isSafe() {
		return this.overrides.isEmpty() && (this.name.equals("GET") || this.name.equals("HEAD"));
	}

	/**
	 * Answers whether every method that this may become is listed.
	 * @param methods the listed methods, empty for all
	 * @return whether none is missing
	 */
	public boolean isCertainlyOneOf(Set<String> methods) {
		return isListed(this.name, methods) && (this.overrides.isEmpty()
				|| this.overrides.stream().allMatch((method) -> isListed(method, methods)));
	}

	/**
	 * Answers whether any method that this may become is listed, or can't be known.
	 * @param methods the listed methods, empty for all
	 * @return whether one may be listed
	 */
	public boolean isPossiblyOneOf(Set<String> methods) {
		return isPossiblyOneOf(this.name, methods) || (!this.overrides.isEmpty()
				&& this.overrides.stream().anyMatch((method) -> isPossiblyOneOf(method, methods)));
	}

	private static boolean isPossiblyOneOf(String method, Set<String> methods) {
		return isListed(method, methods) || !KNOWN.contains(method);
	}

	private static boolean isListed(String method, Set<String> methods) {
		return methods.isEmpty() || methods.contains(method) || (method.equals("HEAD") && methods.contains("GET"));
	}

}
