package io.github.mixedsession.channel.passwordpage;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import io.github.mixedsession.ChannelRequirement;
import io.github.mixedsession.channel.ChannelDecision;
import io.github.mixedsession.channel.ChannelRuleDescription;
import io.github.mixedsession.channel.LearnedRule;
import io.github.mixedsession.http.PathSpellings;

/**
 * The paths of pages that were found to hold a password field. Forgets each after ten
 * minutes: one that still holds it is found again. Bounded, and thread-safe.
 * <p>
 * <strong>Security guarantees.</strong> A stranger can fill it with paths under which the
 * application really serves such pages and with no others, and for that time alone
 * (attack 50). What it can't hold is found as the page is made.
 * <p>
 * Internal: the auto-configuration makes it.
 */
public final class PasswordPageMemory implements LearnedRule {

	/** What {@link ChannelDecision#reason()} says of the pages. */
	static final String PROPERTY = "mixed-session.channel.password-pages";

	static final ChannelDecision DECISION = new ChannelDecision(ChannelRequirement.SECURE, PROPERTY, true);

	private static final Set<String> METHODS = Set.of("GET", "HEAD");

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
	 * Decides about pages that are known to hold a password field. Who posts to one is
	 * none of its business.
	 */
	@Override
	public @Nullable ChannelDecision decide(HttpServletRequest request) {
		boolean known = !this.ends.isEmpty() && METHODS.contains(request.getMethod())
				&& isKnown(path(request), this.clock.instant());
		return known ? DECISION : null;
	}

	private boolean isKnown(String path, Instant now) {
		Instant end = this.ends.get(path);
		return end != null && now.isBefore(end);
	}

	@Override
	public List<ChannelRuleDescription> describe() {
		Instant now = this.clock.instant();
		List<String> paths = this.ends.keySet().stream().filter((path) -> isKnown(path, now)).sorted().toList();
		return paths.isEmpty() ? List.of()
				: List.of(new ChannelRuleDescription(PROPERTY, ChannelRequirement.SECURE, paths, METHODS, Set.of()));
	}

	private static String path(HttpServletRequest request) {
		return PathSpellings.of(request).exact().value();
	}

}
