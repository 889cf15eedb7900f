package io.github.mixedsession.observation;

import java.util.Locale;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.session.Session;
import org.springframework.session.events.SessionCreatedEvent;
import org.springframework.session.events.SessionDeletedEvent;
import org.springframework.session.events.SessionExpiredEvent;

import io.github.mixedsession.AbstractCrossingEvent;
import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.Channel;
import io.github.mixedsession.CrossingCause;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.IgnoredIdReason;
import io.github.mixedsession.MixedSession;
import io.github.mixedsession.RefusalReason;
import io.github.mixedsession.RetiredIdPresentedEvent;
import io.github.mixedsession.SessionConflictEvent;
import io.github.mixedsession.SessionDetachedEvent;
import io.github.mixedsession.SessionIdIgnoredEvent;
import io.github.mixedsession.SessionSide;
import io.github.mixedsession.SessionStepDownEvent;
import io.github.mixedsession.SessionStepUpEvent;
import io.github.mixedsession.SessionTakenOverEvent;
import io.github.mixedsession.UnreadableAttributeEvent;
import io.github.mixedsession.channel.ChannelDecision;
import io.github.mixedsession.channel.ChannelObserver;

/**
 * Counts what happens to sessions and to requests on the wrong channel. Every counter is
 * there from the start, with all the values that its tags can have. Thread-safe.
 * <p>
 * <strong>Security guarantees.</strong> No tag holds anything of a request or a session
 * but its channel, so that neither an id nor a user's name gets into the metrics, and
 * nobody can make them grow.
 */
public final class SessionMetrics implements ChannelObserver {

	private static final String PREFIX = "mixed.session.";

	private static final String[] REDIRECT_CAUSES = { "rule", "default", "session" };

	private final MeterRegistry registry;

	/**
	 * Create metrics.
	 * @param registry keeps them
	 */
	public SessionMetrics(MeterRegistry registry) {
		this.registry = registry;
		registerAll();
	}

	private void registerAll() {
		for (IdKind kind : IdKind.values()) {
			retired(kind, true);
			retired(kind, false);
		}
		for (Channel channel : Channel.values()) {
			created(channel);
			for (String cause : REDIRECT_CAUSES) {
				if (channel == Channel.SECURE || !cause.equals("session")) {
					redirects(channel, cause);
				}
			}
		}
		for (CrossingCause cause : CrossingCause.values()) {
			if (cause != CrossingCause.COPY) {
				crossings("step.ups", cause);
				crossings("step.downs", cause);
			}
			crossings("vetoes", cause);
		}
		for (RefusalReason reason : RefusalReason.values()) {
			refusals(reason);
		}
		for (IgnoredIdReason reason : IgnoredIdReason.values()) {
			ignored(reason);
		}
		for (AttributeVisibility visibility : AttributeVisibility.values()) {
			unreadable(visibility);
		}
		ended("deleted");
		ended("expired");
		conflicts();
		detached();
		takenOver();
	}

	void count(Object event) {
		Counter counter = counterOf(event);
		if (counter != null) {
			counter.increment();
		}
	}

	private @Nullable Counter counterOf(Object event) {
		if (event instanceof AbstractCrossingEvent crossing) {
			return counterOf(crossing);
		}
		if (event instanceof SessionCreatedEvent creation) {
			// it is on the side of the channel that it was made over
			return (creation.<Session>getSession() instanceof MixedSession session)
					? created(Channel.of(session.getSide() == SessionSide.SECURE)) : null;
		}
		if (event instanceof RetiredIdPresentedEvent presented) {
			return retired(presented.getKind(), presented.isSessionEnded());
		}
		if (event instanceof SessionDeletedEvent) {
			return ended("deleted");
		}
		if (event instanceof SessionExpiredEvent) {
			return ended("expired");
		}
		if (event instanceof SessionIdIgnoredEvent presented) {
			return ignored(presented.getReason());
		}
		if (event instanceof UnreadableAttributeEvent attribute) {
			return unreadable(attribute.getVisibility());
		}
		if (event instanceof SessionConflictEvent) {
			return conflicts();
		}
		if (event instanceof SessionTakenOverEvent) {
			return takenOver();
		}
		return (event instanceof SessionDetachedEvent) ? detached() : null;
	}

	private @Nullable Counter counterOf(AbstractCrossingEvent event) {
		if (event instanceof SessionStepDownEvent stepDown
				&& (stepDown.isVetoed() || event.getCause() != CrossingCause.COPY)) {
			return crossings(stepDown.isVetoed() ? "vetoes" : "step.downs", event.getCause());
		}
		return (event instanceof SessionStepUpEvent) ? crossings("step.ups", event.getCause()) : null;
	}

	@Override
	public void redirected(HttpServletRequest request, Channel target, @Nullable ChannelDecision decision) {
		String cause = (decision == null) ? "session" : decision.byRule() ? "rule" : "default";
		redirects(target, cause).increment();
	}

	@Override
	public void refused(HttpServletRequest request, RefusalReason reason) {
		refusals(reason).increment();
	}

	private Counter created(Channel channel) {
		return counter("creations", "Sessions stored for the first time", Tags.of("channel", value(channel)));
	}

	private Counter ended(String reason) {
		return counter("ends", "Sessions deleted, or cleaned up after they expired", Tags.of("reason", reason));
	}

	private Counter crossings(String name, CrossingCause cause) {
		String description = switch (name) {
			case "step.ups" -> "Sessions that stepped up to HTTPS";
			case "step.downs" -> "Sessions that were let step down to HTTP";
			default -> "Step-downs that a listener vetoed";
		};
		return counter(name, description, Tags.of("cause", value(cause)));
	}

	private Counter retired(IdKind kind, boolean ended) {
		return counter("retired.ids", "Retired ids presented after their grace",
				Tags.of("kind", value(kind), "session", ended ? "ended" : "kept"));
	}

	private Counter ignored(IgnoredIdReason reason) {
		return counter("ignored.ids", "Requests whose ids counted for nothing", Tags.of("reason", value(reason)));
	}

	private Counter conflicts() {
		return counter("conflicts", "Requests whose two cookies belong to different sessions", Tags.empty());
	}

	private Counter detached() {
		return counter("detachments", "Requests that got a copy of the shared attributes in a session of their own",
				Tags.empty());
	}

	private Counter takenOver() {
		return counter("take.overs", "Sessions moved from another store at their first use", Tags.empty());
	}

	private Counter unreadable(AttributeVisibility visibility) {
		return counter("unreadable.attributes", "Requests that met an attribute whose value could not be read",
				Tags.of("visibility", value(visibility)));
	}

	private Counter redirects(Channel target, String cause) {
		return counter("redirects", "Requests redirected to the other channel",
				Tags.of("requirement", value(target), "cause", cause));
	}

	private Counter refusals(RefusalReason reason) {
		return counter("refusals", "Requests refused", Tags.of("reason", value(reason)));
	}

	private Counter counter(String name, String description, Tags tags) {
		return Counter.builder(PREFIX + name).description(description).tags(tags).register(this.registry);
	}

	private static String value(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
