package io.github.mixedsession.shop.session;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import io.github.mixedsession.AbstractCrossingEvent;
import io.github.mixedsession.CrossingCause;
import io.github.mixedsession.MixedSession;
import io.github.mixedsession.SessionStepDownEvent;
import io.github.mixedsession.SessionStepUpEvent;
import org.jspecify.annotations.Nullable;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Writes down in the session itself how it crossed between the channels.
 */
@Component
class TransitionLog {

	private static final String ATTRIBUTE = "transitions";

	private static final int MAX_ENTRIES = 20;

	@EventListener
	void onStepUp(SessionStepUpEvent event) {
		append(event, Transition.Type.STEP_UP);
	}

	@EventListener
	void onStepDown(SessionStepDownEvent event) {
		// a copy asks whether the session may be seen elsewhere, and leaves it where it
		// is
		if (event.getCause() != CrossingCause.COPY) {
			append(event, Transition.Type.STEP_DOWN);
		}
	}

	static List<Transition> of(MixedSession session) {
		return entries(session.getAttribute(ATTRIBUTE));
	}

	private static void append(AbstractCrossingEvent event, Transition.Type type) {
		Transition transition = new Transition(type, Instant.ofEpochMilli(event.getTimestamp()), event.getCause());
		event.getSession()
			.<Entries>updateAttribute(ATTRIBUTE,
					(current) -> new Entries(Stream.concat(entries(current).stream(), Stream.of(transition)).toList()));
	}

	private static List<Transition> entries(@Nullable Entries entries) {
		return (entries != null) ? entries.list() : List.of();
	}

	/**
	 * The latest transitions.
	 *
	 * @param list the transitions, oldest first
	 */
	record Entries(List<Transition> list) implements Serializable {

		Entries {
			list = List.copyOf(list.subList(Math.max(0, list.size() - MAX_ENTRIES), list.size()));
		}

	}

}
