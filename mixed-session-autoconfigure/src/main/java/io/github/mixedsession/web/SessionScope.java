package io.github.mixedsession.web;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.server.PathContainer;
import org.springframework.http.server.RequestPath;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

import io.github.mixedsession.MisconfigurationException;
import io.github.mixedsession.http.RecentPaths;

/**
 * Tells which requests have a session: those whose path within the application is
 * included and not excluded. Patterns match whole segments: {@code /private} is not
 * {@code /privateer}. Thread-safe.
 */
public final class SessionScope {

	private final List<PathPattern> included;

	private final List<PathPattern> excluded;

	private final RecentPaths<Boolean> recent = new RecentPaths<>(this::matches);

	/**
	 * Create a scope.
	 * @param included path patterns, all paths if empty
	 * @param excluded path patterns, which win
	 * @throws MisconfigurationException naming the property and the cure
	 */
	public SessionScope(List<String> included, List<String> excluded) {
		this.included = parse("mixed-session.include", included);
		this.excluded = parse("mixed-session.exclude", excluded);
	}

	private static List<PathPattern> parse(String property, List<String> patterns) {
		return patterns.stream().map((pattern) -> parse(property, pattern)).toList();
	}

	private static PathPattern parse(String property, String pattern) {
		if (!pattern.startsWith("/")) {
			throw new MisconfigurationException(property, pattern, "does not start with a slash",
					"Write it as a path within the application.");
		}
		try {
			return PathPatternParser.defaultInstance.parse(pattern);
		}
		catch (PatternParseException ex) {
			throw new MisconfigurationException(property, pattern, "is not a path pattern: " + ex.getMessage(),
					"See Spring's PathPattern for the syntax.");
		}
	}

	boolean contains(HttpServletRequest request) {
		if (this.included.isEmpty() && this.excluded.isEmpty()) {
			return true;
		}
		return this.recent.of(request);
	}

	private boolean matches(HttpServletRequest request) {
		PathContainer path = path(request);
		return (this.included.isEmpty() || matches(this.included, path)) && !matches(this.excluded, path);
	}

	private static PathContainer path(HttpServletRequest request) {
		try {
			return RequestPath.parse(request.getRequestURI(), request.getContextPath()).pathWithinApplication();
		}
		catch (IllegalArgumentException ex) {
			// not decodable: whoever serves it does so without a session
			return PathContainer.parsePath("");
		}
	}

	private static boolean matches(List<PathPattern> patterns, PathContainer path) {
		return patterns.stream().anyMatch((pattern) -> pattern.matches(path));
	}

}
