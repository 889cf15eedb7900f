package io.github.mixedsession.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.github.mixedsession.CrossingCause;
import io.github.mixedsession.channel.ChannelCrossing;
import io.github.mixedsession.channel.ChannelDecision;
import io.github.mixedsession.session.SessionPolicy;
import io.github.mixedsession.session.SessionRequest.Passage;

/**
 * Tells the policy what the channel rules decided.
 */
public final class SessionChannelCrossing implements ChannelCrossing {

	private final SessionPolicy policy;

	/**
	 * Create a crossing.
	 * @param policy rotates the ids
	 */
	public SessionChannelCrossing(SessionPolicy policy) {
		this.policy = policy;
	}

	@Override
	public void stay(HttpServletRequest request, HttpServletResponse response, ChannelDecision decision) {
		ServletSessionRequest current = ServletSessionRequest.find(request);
		if (current != null) {
			current.decide(Passage.STAYING, decision.byRule() ? CrossingCause.RULE : CrossingCause.ARRIVAL);
			this.policy.stay(current.current());
		}
	}

	@Override
	public boolean leave(HttpServletRequest request, HttpServletResponse response, ChannelDecision decision) {
		ServletSessionRequest current = ServletSessionRequest.find(request);
		if (current == null) {
			return true;
		}
		current.decide(Passage.LEAVING, CrossingCause.RULE);
		request.getSession(false);
		return this.policy.leave(current.current());
	}

}
