package io.github.mixedsession.channel;

import io.github.mixedsession.ChannelRequirement;

/**
 * What was decided about one request. Immutable.
 * <p>
 * Internal: for the session, the metrics and the endpoint.
 *
 * @param requirement what the request requires
 * @param reason which rule decided, in words fit for a log; holds nothing of the request
 * @param byRule whether a rule decided, rather than the default requirement
 */
public record ChannelDecision(ChannelRequirement requirement, String reason, boolean byRule) {

}
