package io.github.mixedsession.channel;

import io.github.mixedsession.StepDownRefusedException;
import java.util.ArrayList;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Records what it is told, and answers what the test wants.
 */
final class RecordingCrossing implements ChannelCrossing {

	final List<String> calls = new ArrayList<>();

	boolean canLeave = true;

	boolean refuseStayOverHttp;

	@Override
	public void stay(HttpServletRequest request, HttpServletResponse response, ChannelDecision decision) {
		this.calls.add("stay " + decision.requirement());
		if (this.refuseStayOverHttp && !request.isSecure()) {
			throw new StepDownRefusedException();
		}
	}

	@Override
	public boolean leave(HttpServletRequest request, HttpServletResponse response, ChannelDecision decision) {
		this.calls.add("leave " + decision.requirement());
		return this.canLeave;
	}

}
