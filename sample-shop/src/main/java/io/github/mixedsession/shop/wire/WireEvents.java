package io.github.mixedsession.shop.wire;

import io.github.mixedsession.CrossingCause;
import io.github.mixedsession.SessionStepDownEvent;
import io.github.mixedsession.SessionStepUpEvent;
import io.github.mixedsession.id.Locator;

import org.springframework.context.event.EventListener;
import org.springframework.session.events.SessionDeletedEvent;
import org.springframework.stereotype.Component;

/**
 * Hears of crossings and ends. What expires is older than any traffic that is kept.
 */
@Component
class WireEvents {

	private final Tapes tapes;

	WireEvents(Tapes tapes) {
		this.tapes = tapes;
	}

	@EventListener
	void onStepUp(SessionStepUpEvent event) {
		WireReader.give(event.getSession());
		note(Turn.Cause.STEP_UP);
	}

	@EventListener
	void onStepDown(SessionStepDownEvent event) {
		if (event.getCause() != CrossingCause.COPY) {
			note(Turn.Cause.STEP_DOWN);
		}
	}

	@EventListener
	void onEnd(SessionDeletedEvent event) {
		Locator locator = Locator.parse(event.getSessionId());
		if (locator != null) {
			this.tapes.forget(locator);
		}
	}

	private static void note(Turn.Cause cause) {
		Recording recording = Recording.current();
		if (recording != null) {
			recording.crossed(cause);
		}
	}

}
