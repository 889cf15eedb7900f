package io.github.mixedsession.observation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.session.events.SessionCreatedEvent;
import org.springframework.session.events.SessionDeletedEvent;
import org.springframework.session.events.SessionExpiredEvent;

import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.Channel;
import io.github.mixedsession.ChannelRequirement;
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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link SessionMetrics} and {@link CountingEventPublisher}.
 */
class SessionMetricsTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final SessionMetrics metrics = new SessionMetrics(this.registry);

	private final List<Object> published = new ArrayList<>();

	private final ApplicationEventPublisher events = new CountingEventPublisher(this.published::add, this.metrics);

	private final MixedSession session = mock();

	private int metersAtStart;

	@BeforeEach
	void setUp() {
		this.metersAtStart = this.registry.getMeters().size();
		given(this.session.getId()).willReturn("0123456789abcdef");
		given(this.session.getSide()).willReturn(SessionSide.SECURE);
	}

	@Test
	void everyCounterIsThereFromTheStart() {
		Map<String, Set<String>> tags = new TreeMap<>();
		this.registry.getMeters()
			.forEach((meter) -> tags.computeIfAbsent(meter.getId().getName(), (name) -> new TreeSet<>())
				.add(meter.getId().getTags().toString().replaceAll("tag\\(([^)]*)\\)", "$1")));
		assertThat(tags).containsOnly(
				Map.entry("mixed.session.creations", Set.of("[channel=insecure]", "[channel=secure]")),
				Map.entry("mixed.session.ends", Set.of("[reason=deleted]", "[reason=expired]")),
				Map.entry("mixed.session.step.ups", Set.of("[cause=arrival]", "[cause=rule]")),
				Map.entry("mixed.session.step.downs", Set.of("[cause=arrival]", "[cause=rule]")),
				Map.entry("mixed.session.vetoes", Set.of("[cause=arrival]", "[cause=copy]", "[cause=rule]")),
				Map.entry("mixed.session.retired.ids",
						Set.of("[kind=insecure, session=ended]", "[kind=insecure, session=kept]",
								"[kind=secure, session=ended]", "[kind=secure, session=kept]")),
				Map.entry("mixed.session.ignored.ids",
						Set.of("[reason=ambiguous]", "[reason=forged-row]", "[reason=over-http]",
								"[reason=wrong-family]")),
				Map.entry("mixed.session.unreadable.attributes",
						Set.of("[visibility=per-channel]", "[visibility=secure]", "[visibility=shared]")),
				Map.entry("mixed.session.conflicts", Set.of("[]")),
				Map.entry("mixed.session.detachments", Set.of("[]")),
				Map.entry("mixed.session.take.overs", Set.of("[]")),
				Map.entry("mixed.session.redirects",
						Set.of("[cause=rule, requirement=secure]", "[cause=default, requirement=secure]",
								"[cause=session, requirement=secure]", "[cause=rule, requirement=insecure]",
								"[cause=default, requirement=insecure]")),
				Map.entry("mixed.session.refusals",
						Set.of("[reason=wrong-channel]", "[reason=untrusted-host]", "[reason=ambiguous-path]",
								"[reason=url-too-long]", "[reason=credentials-over-http]", "[reason=secure-attribute]",
								"[reason=session-full]")));
		assertThat(this.registry.getMeters())
			.allSatisfy((meter) -> assertThat(meter.getId().getDescription()).isNotBlank());
	}

	@Test
	void sessionsAreCounted() {
		publish(new SessionCreatedEvent(this, this.session));
		assertThat(count("creations", "channel", "secure")).isOne();
		publish(new SessionDeletedEvent(this, this.session));
		assertThat(count("ends", "reason", "deleted")).isOne();
		publish(new SessionExpiredEvent(this, this.session));
		assertThat(count("ends", "reason", "expired")).isOne();
		assertThat(total()).isEqualTo(3);
	}

	@Test
	void crossingsAreCountedByCause() {
		publish(new SessionStepUpEvent(this, this.session, "/x", CrossingCause.RULE));
		assertThat(count("step.ups", "cause", "rule")).isOne();
		publish(new SessionStepDownEvent(this, this.session, "/x", CrossingCause.ARRIVAL));
		assertThat(count("step.downs", "cause", "arrival")).isOne();
		assertThat(total()).isEqualTo(2);
	}

	@Test
	void vetoOfAnyListenerIsCountedInsteadOfTheStepDown() {
		ApplicationEventPublisher vetoing = (event) -> ((SessionStepDownEvent) event).veto();
		new CountingEventPublisher(vetoing, this.metrics)
			.publishEvent(new SessionStepDownEvent(this, this.session, "/x", CrossingCause.RULE));
		assertThat(count("vetoes", "cause", "rule")).isOne();
		assertThat(total()).isEqualTo(1);
	}

	@Test
	void signsOfTheftAreCounted() {
		publish(new RetiredIdPresentedEvent(this, IdKind.SECURE, "0123456789abcdef", true, "rob"));
		assertThat(count("retired.ids", "kind", "secure", "session", "ended")).isOne();
		publish(new RetiredIdPresentedEvent(this, IdKind.INSECURE, "0123456789abcdef", false, null));
		assertThat(count("retired.ids", "kind", "insecure", "session", "kept")).isOne();
		publish(new SessionConflictEvent(this, "0123456789abcdef", "fedcba9876543210"));
		assertThat(count("conflicts")).isOne();
		publish(new SessionDetachedEvent(this, "0123456789abcdef", this.session));
		assertThat(count("detachments")).isOne();
		publish(new SessionIdIgnoredEvent(this, IgnoredIdReason.AMBIGUOUS, IdKind.INSECURE));
		assertThat(count("ignored.ids", "reason", "ambiguous")).isOne();
		publish(new SessionIdIgnoredEvent(this, IgnoredIdReason.OVER_HTTP, IdKind.SECURE));
		assertThat(count("ignored.ids", "reason", "over-http")).isOne();
		assertThat(total()).isEqualTo(6);
	}

	@Test
	void sessionsThatWereTakenOverAreCounted() {
		publish(new SessionTakenOverEvent(this, "0123456789abcdef", Channel.SECURE));
		assertThat(count("take.overs")).isOne();
		assertThat(total()).isOne();
	}

	@Test
	void unreadableAttributesAreCountedByVisibility() {
		publish(new UnreadableAttributeEvent(this, "cart", AttributeVisibility.SHARED, "0123456789abcdef",
				"java.lang.ClassNotFoundException"));
		assertThat(count("unreadable.attributes", "visibility", "shared")).isOne();
		assertThat(total()).isOne();
	}

	@Test
	void redirectsAndRefusalsAreCounted() {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/0123456789abcdef");
		this.metrics.redirected(request, Channel.SECURE,
				new ChannelDecision(ChannelRequirement.SECURE, "mixed-session.channel.rules[0]", true));
		assertThat(count("redirects", "requirement", "secure", "cause", "rule")).isOne();
		this.metrics.redirected(request, Channel.INSECURE,
				new ChannelDecision(ChannelRequirement.INSECURE, "the default", false));
		assertThat(count("redirects", "requirement", "insecure", "cause", "default")).isOne();
		this.metrics.redirected(request, Channel.SECURE, null);
		assertThat(count("redirects", "requirement", "secure", "cause", "session")).isOne();
		for (RefusalReason reason : RefusalReason.values()) {
			this.metrics.refused(request, reason);
		}
		assertThat(count("refusals", "reason", "secure-attribute")).isOne();
		assertThat(total()).isEqualTo(3 + RefusalReason.values().length);
	}

	@Test
	void otherEventsAreJustPublished() {
		publish("something");
		assertThat(total()).isZero();
	}

	@Test
	void failureOfAListenerIsNotHidden() {
		ApplicationEventPublisher failing = (event) -> {
			throw new IllegalStateException("failed");
		};
		assertThatIllegalStateException().isThrownBy(() -> new CountingEventPublisher(failing, this.metrics)
			.publishEvent(new SessionStepDownEvent(this, this.session, "/x", CrossingCause.RULE)));
		assertThat(total()).isZero();
	}

	private void publish(Object event) {
		this.events.publishEvent(event);
		assertThat(this.published).last().isSameAs(event);
		assertThat(this.registry.getMeters()).as("no meter is added").hasSize(this.metersAtStart);
	}

	private double count(String name, String... tags) {
		return this.registry.get("mixed.session." + name).tags(tags).counter().count();
	}

	private double total() {
		return this.registry.getMeters().stream().mapToDouble((meter) -> ((Counter) meter).count()).sum();
	}

}
