package io.github.mixedsession.channel;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.ChannelRequirement;

/**
 * A rule as shown to those who run the application. Immutable.
 * <p>
 * Internal: for the endpoint.
 *
 * @param name what {@link ChannelDecision#reason()} says if this rule decides
 * @param requires what the rule requires, {@code null} if its code decides
 * @param paths the patterns, empty if its code decides and for the default
 * @param methods the methods that it applies to, empty for all
 * @param roles the roles of users that it applies to, empty for everybody
 */
public record ChannelRuleDescription(String name, @Nullable ChannelRequirement requires, List<String> paths,
		Set<String> methods, Set<String> roles) {

	ChannelRuleDescription(String name, @Nullable ChannelRequirement requires) {
		this(name, requires, List.of(), Set.of(), Set.of());
	}

}
