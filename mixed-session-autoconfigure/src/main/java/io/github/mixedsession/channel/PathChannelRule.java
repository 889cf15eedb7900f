package io.github.mixedsession.channel;

import java.util.List;
import java.util.Set;

import io.github.mixedsession.ChannelRequirement;

/**
 * A configured rule, as one entry of {@code mixed-session.channel.rules} has it.
 * Immutable; validated by {@link ChannelRules}.
 * <p>
 * A path is a Spring {@code PathPattern} within the application, that is without the
 * context path but with the servlet's own prefix, as in Spring Security's
 * {@code PathPatternRequestMatcher}. Path parameters ({@code ;x=y}) and the query don't
 * count. A rule that requires {@link ChannelRequirement#SECURE} errs on the safe side: it
 * also applies to the same path in another case, with or without a trailing slash, or
 * within the servlet's prefix, to a method that HTTP doesn't define, and to every method
 * that an override asks for. {@code GET} includes {@code HEAD}.
 * <p>
 * Internal: made of the properties.
 *
 * @param paths the patterns, at least one
 * @param methods the methods that the rule applies to, empty for all
 * @param roles the rule applies to users who have one of these roles, empty for everybody
 * @param requires what the rule requires
 */
public record PathChannelRule(List<String> paths, Set<String> methods, Set<String> roles, ChannelRequirement requires) {

	/**
	 * Create a rule from copies of the given collections.
	 * @param paths the patterns, at least one
	 * @param methods the methods that the rule applies to, empty for all
	 * @param roles the roles of users that the rule applies to, empty for everybody
	 * @param requires what the rule requires
	 */
	public PathChannelRule {
		paths = List.copyOf(paths);
		methods = Set.copyOf(methods);
		roles = Set.copyOf(roles);
	}

	/**
	 * Create a rule for all methods and users.
	 * @param requires what the rule requires
	 * @param paths the patterns
	 */
	public PathChannelRule(ChannelRequirement requires, String... paths) {
		this(List.of(paths), Set.of(), Set.of(), requires);
	}

	static String property(int index) {
		return "mixed-session.channel.rules[" + index + "]";
	}

}
