package io.github.mixedsession.autoconfigure.observation;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.mixedsession.attribute.Encryption;
import io.github.mixedsession.autoconfigure.MixedSessionAutoConfiguration;
import io.github.mixedsession.observation.CountingEventPublisher;
import io.github.mixedsession.observation.EncryptionMetrics;
import io.github.mixedsession.observation.ObservedSessionStore;
import io.github.mixedsession.observation.SessionMetrics;
import io.github.mixedsession.session.MixedSessionRepository;

/**
 * Auto-configuration for Micrometer: counts what happens to sessions if there is a
 * {@link MeterRegistry}, and observes the store if there is an
 * {@link ObservationRegistry}. Without them nothing is put around anything.
 */
@AutoConfiguration(after = MixedSessionAutoConfiguration.class,
		afterName = {
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
				"org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration" })
@ConditionalOnBean(MixedSessionRepository.class)
public final class MixedSessionObservationAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	@ConditionalOnSingleCandidate(MeterRegistry.class)
	static class MetricsConfiguration {

		@Bean
		@ConditionalOnMissingBean
		SessionMetrics mixedSessionMetrics(MeterRegistry registry) {
			return new SessionMetrics(registry);
		}

		@Bean
		EncryptionMetrics mixedSessionEncryptionMetrics(Encryption encryption) {
			return new EncryptionMetrics(encryption);
		}

		@Bean
		static PolicyContextPostProcessor mixedSessionEventCounting(ObjectProvider<SessionMetrics> metrics) {
			return new PolicyContextPostProcessor(
					(context) -> context.withEvents(new CountingEventPublisher(context.events(), metrics.getObject())));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ObservationRegistry.class)
	@ConditionalOnSingleCandidate(ObservationRegistry.class)
	static class ObservationConfiguration {

		@Bean
		static PolicyContextPostProcessor mixedSessionStoreObservation(ObjectProvider<ObservationRegistry> registries) {
			return new PolicyContextPostProcessor((context) -> {
				ObservationRegistry registry = registries.getObject();
				return (registry == ObservationRegistry.NOOP) ? context
						: context.withStore(new ObservedSessionStore(context.store(), registry));
			});
		}

	}

}
