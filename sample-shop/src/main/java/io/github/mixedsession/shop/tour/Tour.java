package io.github.mixedsession.shop.tour;

import io.github.mixedsession.MixedSession;
import org.jspecify.annotations.Nullable;

/**
 * How far a visitor has come: a shared session attribute, since the tour crosses the
 * channels. A visitor without a session is at the first step.
 */
final class Tour {

	/** The name of the session attribute. */
	static final String ATTRIBUTE = "tour";

	private Tour() {
	}

	static Step find(@Nullable MixedSession session) {
		@Nullable Integer number = (session != null) ? session.getAttribute(ATTRIBUTE) : null;
		return (number != null) ? Step.of(number) : Step.CART;
	}

	static void moveTo(MixedSession session, Step step) {
		session.setAttribute(ATTRIBUTE, step.number());
	}

	static void restart(MixedSession session) {
		session.removeAttribute(ATTRIBUTE);
	}

}
