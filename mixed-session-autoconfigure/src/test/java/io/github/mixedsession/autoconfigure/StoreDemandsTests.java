package io.github.mixedsession.autoconfigure;

import java.util.EnumSet;
import java.util.Set;

import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import org.junit.jupiter.api.Test;

import org.springframework.boot.session.actuate.endpoint.SessionsEndpoint;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.security.web.session.HttpSessionEventPublisher;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.session.events.AbstractSessionEvent;
import org.springframework.session.events.SessionDeletedEvent;
import org.springframework.session.events.SessionDestroyedEvent;
import org.springframework.session.events.SessionExpiredEvent;
import org.springframework.session.security.SpringSessionBackedSessionRegistry;

import io.github.mixedsession.MisconfigurationException;
import io.github.mixedsession.store.InMemorySessionStore;
import io.github.mixedsession.store.LesserSessionStore;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StoreCapability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An application that counts on more than its store can do does not start.
 */
class StoreDemandsTests {

	private static final String REPORT = "mixed-session.rotation.on-secure-id-reuse=report";

	private static final String ENDPOINT = "management.endpoints.web.exposure.include=sessions";

	private static WebApplicationContextRunner storeWithout(StoreCapability... lacking) {
		return TestApplication.runner()
			.withBean("own", SessionStore.class, () -> new LesserSessionStore(Set.of(lacking)));
	}

	@Test
	void startsWithAnyStoreWhenNothingCountsOnMore() {
		storeWithout(StoreCapability.values()).withPropertyValues(REPORT)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void startsWithAStoreThatLacksNothing() {
		TestApplication.runner()
			.withBean("own", SessionStore.class, InMemorySessionStore::new)
			.withBean(HttpSessionEventPublisher.class)
			.withBean(ExpiryListener.class)
			.withUserConfiguration(PermissiveSecurityConfiguration.class)
			.withPropertyValues(ENDPOINT)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(SessionsEndpoint.class));
	}

	@Test
	void endOfAStolenSessionCountsOnRevocationAndOneWinner() {
		for (StoreCapability capability : EnumSet.of(StoreCapability.REVOCATION, StoreCapability.ONE_WINNER)) {
			storeWithout(capability).run((context) -> assertRefused(context, capability,
					"'mixed-session.rotation.on-secure-id-reuse' with value 'end-session'",
					"Set mixed-session.rotation.on-secure-id-reuse to report"));
			storeWithout(capability).withPropertyValues(REPORT).run((context) -> assertThat(context).hasNotFailed());
		}
	}

	@Test
	void registryCountsOnLookupByPrincipal() {
		storeWithout(StoreCapability.LOOKUP_BY_PRINCIPAL).withUserConfiguration(RegistryConfiguration.class)
			.run((context) -> assertRefused(context, StoreCapability.LOOKUP_BY_PRINCIPAL,
					"'registry', a SpringSessionBackedSessionRegistry, lists the sessions of a user", "Remove it"));
		storeWithout(StoreCapability.EVENTS_OF_EXPIRY).withUserConfiguration(RegistryConfiguration.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void endpointCountsOnLookupByPrincipalAndRevocation() {
		for (StoreCapability capability : EnumSet.of(StoreCapability.REVOCATION, StoreCapability.LOOKUP_BY_PRINCIPAL)) {
			storeWithout(capability).withPropertyValues(REPORT, ENDPOINT)
				.run((context) -> assertRefused(context, capability, "a SessionsEndpoint,",
						"Set management.endpoint.sessions.access to none"));
			storeWithout(capability).withPropertyValues(REPORT, ENDPOINT, "management.endpoint.sessions.access=NONE")
				.run((context) -> assertThat(context).hasNotFailed());
		}
	}

	@Test
	void listenersCountOnEventsOfExpiry() {
		WebApplicationContextRunner runner = storeWithout(StoreCapability.EVENTS_OF_EXPIRY);
		runner.withBean(ExpiryListener.class)
			.run((context) -> assertRefused(context, StoreCapability.EVENTS_OF_EXPIRY, "ExpiryListener.expired",
					"SessionDeletedEvent"));
		runner.withBean(DestructionListener.class)
			.run((context) -> assertRefused(context, StoreCapability.EVENTS_OF_EXPIRY,
					"The listener " + DestructionListener.class.getName(), "SessionDeletedEvent"));
		runner.withBean("publisher", HttpSessionEventPublisher.class)
			.run((context) -> assertRefused(context, StoreCapability.EVENTS_OF_EXPIRY,
					"'publisher', an HttpSessionListener, waits", "SessionDeletedEvent"));
	}

	@Test
	void otherListenersCountOnNothing() {
		storeWithout(StoreCapability.EVENTS_OF_EXPIRY).withBean(OtherListeners.class)
			.withBean(CreationListener.class)
			.withBean("all", ApplicationListener.class, () -> (ApplicationListener<ApplicationEvent>) (event) -> {
			})
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private static void assertRefused(AssertableWebApplicationContext context, StoreCapability capability,
			String problem, String cure) {
		assertThat(context).hasFailed();
		assertThatExceptionOfType(MisconfigurationException.class).isThrownBy(() -> {
			throw context.getStartupFailure();
		}).satisfies((failure) -> {
			assertThat(failure.getProblem()).contains(problem, LesserSessionStore.class.getName(), capability.name());
			assertThat(failure.getCure()).contains(cure, capability.name());
		});
	}

	static class ExpiryListener {

		@EventListener
		void expired(SessionExpiredEvent event) {
		}

	}

	static class DestructionListener implements ApplicationListener<SessionDestroyedEvent> {

		@Override
		public void onApplicationEvent(SessionDestroyedEvent event) {
		}

	}

	static class OtherListeners {

		@EventListener
		void deleted(SessionDeletedEvent event) {
		}

		@EventListener
		void any(AbstractSessionEvent event) {
		}

		@EventListener
		void all(Object event) {
		}

	}

	static class CreationListener implements HttpSessionListener {

		@Override
		public void sessionCreated(HttpSessionEvent event) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RegistryConfiguration {

		@Bean
		<S extends Session> SessionRegistry registry(FindByIndexNameSessionRepository<S> sessions) {
			return new SpringSessionBackedSessionRegistry<>(sessions);
		}

	}

}
