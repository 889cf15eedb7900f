package io.github.mixedsession.channel;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.servlet.http.HttpServletRequest;

/**
 * The paths of pages that were found to hold a password field. Bounded, and thread-safe.
 * <p>
 * <strong>Security guarantees.</strong> A stranger can fill it with paths under which the
 * application really serves such pages and with no others. What it can't hold is found
 * again as the page is made.
 */
public final class PasswordPageMemory {

	static final int MAX_PATHS = 1000;

	static final int MAX_LENGTH = 300;

	private final Set<String> paths = ConcurrentHashMap.newKeySet();

	/**
	 * Remembers the path of a request.
	 * @return whether it was unknown and is remembered now
	 */
	boolean remember(HttpServletRequest request) {
		String path = path(request);
		return path.length() <= MAX_LENGTH && this.paths.size() < MAX_PATHS && this.paths.add(path);
	}

	/**
	 * Returns whether the page that a request asks for is known to hold a password field.
	 * Who posts to it is none of its business.
	 */
	boolean isKnown(HttpServletRequest request) {
		if (this.paths.isEmpty()) {
			return false;
		}
		String method = request.getMethod();
		return ("GET".equals(method) || "HEAD".equals(method)) && this.paths.contains(path(request));
	}

	List<String> paths() {
		return this.paths.stream().sorted().toList();
	}

	private static String path(HttpServletRequest request) {
		return RulePath.of(request).exact().value();
	}

}
