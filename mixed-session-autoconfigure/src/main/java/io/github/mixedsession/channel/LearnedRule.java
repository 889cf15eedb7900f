package io.github.mixedsession.channel;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * A rule that nobody wrote: the running application learns it, and may forget it again.
 * It is asked before all others, and may require HTTPS alone. Implementations must be
 * thread-safe.
 * <p>
 * Internal: for the password pages.
 */
public interface LearnedRule {

	/**
	 * Decides what a request requires.
	 * @param request the request
	 * @return the decision, {@code null} for no opinion
	 */
	@Nullable ChannelDecision decide(HttpServletRequest request);

	/**
	 * Describes what is known at the moment.
	 * @return the description, empty as long as nothing is
	 */
	List<ChannelRuleDescription> describe();

}
