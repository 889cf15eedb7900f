package io.github.mixedsession;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * A rule in code. Beans of this type are asked in their order, before the configured
 * rules, and the first one with an opinion decides.
 * <p>
 * An implementation must be thread-safe, may be asked several times about one request,
 * and must not read the body of the request or create a session. A rule that says
 * {@link ChannelRequirement#SECURE} of a request over HTTP has to say so of every
 * spelling of the path that the application serves; ambiguous ones (encoded slashes, dot
 * segments, double slashes) were refused before it is asked.
 */
@FunctionalInterface
public interface ChannelRule {

	/**
	 * Answers what the request requires.
	 * @param request the request
	 * @return the requirement, {@code null} for no opinion
	 */
	@Nullable ChannelRequirement requirementFor(HttpServletRequest request);

}
