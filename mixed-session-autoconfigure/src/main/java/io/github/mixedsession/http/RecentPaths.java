package io.github.mixedsession.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Remembers what was made of the paths of the last few hundred pages, for most requests
 * ask for a page that was asked for before. Bounded, whatever strangers ask for, and
 * thread-safe.
 * <p>
 * Internal: for the channel rules and the paths that have a session.
 *
 * @param <V> what is made of a path
 */
public final class RecentPaths<V> {

	static final int MAX_PATHS = 512;

	static final int MAX_LENGTH = 256;

	private final Function<HttpServletRequest, V> parser;

	private final Map<String, Parsed<V>> known = new ConcurrentHashMap<>();

	/**
	 * Create a memory.
	 * @param parser makes something of the path of a request, and of nothing else in it
	 */
	public RecentPaths(Function<HttpServletRequest, V> parser) {
		this.parser = parser;
	}

	/**
	 * Returns what the parser makes of a request.
	 * @param request the request
	 * @return the value
	 */
	public V of(HttpServletRequest request) {
		String uri = request.getRequestURI();
		// what a forward or an include asks for is in its attributes
		if (uri.length() > MAX_LENGTH || request.getDispatcherType() != DispatcherType.REQUEST) {
			return this.parser.apply(request);
		}
		Parsed<V> parsed = this.known.get(uri);
		if (parsed == null || !parsed.isOf(request)) {
			parsed = new Parsed<>(request.getContextPath(), request.getServletPath(), this.parser.apply(request));
			if (this.known.size() >= MAX_PATHS && !this.known.containsKey(uri)) {
				this.known.clear();
			}
			this.known.put(uri, parsed);
		}
		return parsed.value();
	}

	int size() {
		return this.known.size();
	}

	/**
	 * What was made of a path. It is parsed of these two and the URI: which servlet was
	 * mapped, and how, follows from them in a container, but for the dispatches that are
	 * left out above.
	 */
	private record Parsed<V>(String contextPath, String servletPath, V value) {

		boolean isOf(HttpServletRequest request) {
			return this.contextPath.equals(request.getContextPath())
					&& this.servletPath.equals(request.getServletPath());
		}

	}

}
