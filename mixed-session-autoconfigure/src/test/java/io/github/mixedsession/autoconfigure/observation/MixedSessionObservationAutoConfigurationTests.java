package io.github.mixedsession.autoconfigure.observation;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.session.MapSessionRepository;
import org.springframework.session.SessionRepository;
import org.springframework.util.ClassUtils;

import io.github.mixedsession.autoconfigure.MixedSessionAutoConfiguration;
import io.github.mixedsession.observation.CountingEventPublisher;
import io.github.mixedsession.observation.ObservedSessionStore;
import io.github.mixedsession.observation.SessionMetrics;
import io.github.mixedsession.session.PolicyContext;
import io.github.mixedsession.store.InMemorySessionStore;
import io.github.mixedsession.store.SessionStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link MixedSessionObservationAutoConfiguration}.
 */
class MixedSessionObservationAutoConfigurationTests {

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MixedSessionAutoConfiguration.class, SessionAutoConfiguration.class,
				MixedSessionObservationAutoConfiguration.class))
		.withBean(SessionStore.class, InMemorySessionStore::new)
		.withPropertyValues("mixed-session.jdbc.cleanup-cron=-");

	@Test
	void decoratesNothingWithoutRegistries() {
		this.contextRunner.run((context) -> {
			PolicyContext policy = context.getBean(PolicyContext.class);
			assertThat(policy.store()).isSameAs(context.getBean(SessionStore.class));
			assertThat(policy.events()).isNotInstanceOf(CountingEventPublisher.class);
			assertThat(context).doesNotHaveBean(SessionMetrics.class).doesNotHaveBean(PolicyContextPostProcessor.class);
		});
	}

	@Test
	void decoratesNothingWithoutMicrometer() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("io.micrometer")).run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(PolicyContextPostProcessor.class);
			assertThat(context.getBean(PolicyContext.class).store()).isInstanceOf(InMemorySessionStore.class);
		});
	}

	@Test
	void countsWithAMeterRegistry() {
		this.contextRunner.withBean(MeterRegistry.class, SimpleMeterRegistry::new).run((context) -> {
			PolicyContext policy = context.getBean(PolicyContext.class);
			assertThat(policy.events()).isInstanceOf(CountingEventPublisher.class);
			assertThat(policy.store()).isInstanceOf(InMemorySessionStore.class);
			assertThat(context).hasSingleBean(SessionMetrics.class);
		});
	}

	@Test
	void observesTheStoreWithAnObservationRegistry() {
		this.contextRunner.withBean(ObservationRegistry.class, ObservationRegistry::create).run((context) -> {
			PolicyContext policy = context.getBean(PolicyContext.class);
			assertThat(policy.store()).isInstanceOf(ObservedSessionStore.class);
			assertThat(policy.events()).isNotInstanceOf(CountingEventPublisher.class);
			assertThat(context.getBean(SessionStore.class)).as("the bean that the application knows")
				.isInstanceOf(InMemorySessionStore.class);
		});
	}

	@Test
	void doesBothWithBothRegistries() {
		this.contextRunner.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withBean(ObservationRegistry.class, ObservationRegistry::create)
			.run((context) -> {
				PolicyContext policy = context.getBean(PolicyContext.class);
				assertThat(policy.store()).isInstanceOf(ObservedSessionStore.class);
				assertThat(policy.events()).isInstanceOf(CountingEventPublisher.class);
			});
	}

	@Test
	void doesNotDecorateForARegistryThatObservesNothing() {
		this.contextRunner.withBean(ObservationRegistry.class, () -> ObservationRegistry.NOOP)
			.run((context) -> assertThat(context.getBean(PolicyContext.class).store())
				.isInstanceOf(InMemorySessionStore.class));
	}

	@Test
	void backsOffWithSeveralRegistriesOfWhichNoneIsPrimary() {
		this.contextRunner.withBean("one", MeterRegistry.class, SimpleMeterRegistry::new)
			.withBean("two", MeterRegistry.class, SimpleMeterRegistry::new)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SessionMetrics.class));
	}

	@Test
	void usesTheMetricsOfTheUser() {
		SessionMetrics own = new SessionMetrics(new SimpleMeterRegistry());
		this.contextRunner.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withBean("own", SessionMetrics.class, () -> own)
			.run((context) -> assertThat(context.getBean(SessionMetrics.class)).isSameAs(own));
	}

	@Test
	void backsOffWithAnotherSessionRepository() {
		this.contextRunner.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withBean(SessionRepository.class, () -> mock(MapSessionRepository.class))
			.run((context) -> assertThat(context).doesNotHaveBean(SessionMetrics.class));
	}

	@Test
	void classesThatItComesAfterExist() {
		AutoConfiguration annotation = MixedSessionObservationAutoConfiguration.class
			.getAnnotation(AutoConfiguration.class);
		assertThat(annotation.afterName()).isNotEmpty()
			.allMatch((name) -> ClassUtils.isPresent(name, getClass().getClassLoader()));
	}

}
