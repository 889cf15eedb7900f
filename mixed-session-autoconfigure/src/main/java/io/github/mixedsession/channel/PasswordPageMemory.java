package io.github.mixedsession.channel;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.servlet.http.HttpServletRequest;

import io.github.mixedsession.http.PathSpellings;

/**
 * The paths of pages that were found to hold a password field. Forgets each after ten
 * minutes: one that still holds it is found again. Bounded, and thread-safe.
 * <p>
 * <strong>Security guarantees.</strong> A stranger can fill it with paths under which the
 * application really serves such pages and with no others, and for that time alone
 * (attack 50). What it can't hold is found as the page is made.
 */
public final class PasswordPageMemory {

	static final Duration TIME = Duration.ofMinutes(10);

	static final int MAX_PATHS = 1000;

	static final int MAX_LENGTH = 300;

	private final Map<String, Instant> ends = new ConcurrentHashMap<>();

	private final Clock clock;

	/**
	 * Create a memory.
	 * @param clock the time
	 */
	public PasswordPageMemory(Clock clock) {
		this.clock = clock;
	}

	/**
	 * Remembers the path of a request.
	 * @return whether it was unknown and is remembered now
	 */
	boolean remember(HttpServletRequest request) {
		String path = path(request);
		Instant now = this.clock.instant();
		this.ends.values().removeIf((end) -> !now.isBefore(end));
		return path.length() <= MAX_LENGTH && this.ends.size() < MAX_PATHS
				&& this.ends.putIfAbsent(path, now.plus(TIME)) == null;
	}

	/**
	 * Returns whether the page that a request asks for is known to hold a password field.
	 * Who posts to it is none of its business.
	 */
	boolean isKnown(HttpServletRequest request) {
		if (this.ends.isEmpty()) {
			return false;
		}
		String method = request.getMethod();
		return ("GET".equals(method) || "HEAD".equals(method)) && isKnown(path(request), this.clock.instant());
	}

	private boolean isKnown(String path, Instant now) {
		Instant end = this.ends.get(path);
		return end != null && now.isBefore(end);
	}

	List<String> paths() {
		Instant now = this.clock.instant();
		return this.ends.keySet().stream().filter((path) -> isKnown(path, now)).sorted().toList();
	}

	private static String path(HttpServletRequest request) {
		return PathSpellings.of(request).exact().value();
	}

}
