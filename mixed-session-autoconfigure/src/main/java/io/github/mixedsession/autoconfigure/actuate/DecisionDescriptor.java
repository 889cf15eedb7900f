package io.github.mixedsession.autoconfigure.actuate;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import io.github.mixedsession.ChannelRequirement;
import io.github.mixedsession.channel.ChannelDecision;
import io.github.mixedsession.channel.ChannelVerdict;
import io.github.mixedsession.channel.ChannelVerdict.Outcome;

/**
 * What would happen to a request, as the endpoint says it.
 *
 * @param requirement what the request requires: {@code secure}, {@code insecure} or
 * {@code any}; {@code null} if it is refused before the rules are asked
 * @param decidedBy the rule that says so: a property with its index, the name of a class,
 * or the property of the default
 * @param outcome {@code serve}, {@code redirect}, {@code refuse} or {@code fail}
 * @param status the status of the answer, {@code null} if the request is served
 * @param location where it is redirected to
 * @param reason why it is refused or fails
 */
public record DecisionDescriptor(@Nullable String requirement, @Nullable String decidedBy, String outcome,
		@Nullable Integer status, @Nullable String location, @Nullable String reason) implements OperationResponseBody {

	static DecisionDescriptor of(ChannelVerdict verdict) {
		ChannelDecision decision = verdict.decision();
		boolean served = verdict.outcome() == Outcome.SERVE;
		boolean redirect = verdict.outcome() == Outcome.REDIRECT;
		return new DecisionDescriptor((decision != null) ? text(decision.requirement()) : null,
				(decision != null) ? decision.reason() : null, text(verdict.outcome()),
				served ? null : verdict.status(), redirect ? verdict.detail() : null,
				redirect ? null : verdict.detail());
	}

	static String text(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	static @Nullable String textOrNull(@Nullable ChannelRequirement requirement) {
		return (requirement != null) ? text(requirement) : null;
	}

}
