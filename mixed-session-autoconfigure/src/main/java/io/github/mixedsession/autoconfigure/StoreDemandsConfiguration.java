package io.github.mixedsession.autoconfigure;

import java.util.Optional;
import java.util.Set;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.session.actuate.endpoint.SessionsEndpoint;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.mixedsession.autoconfigure.MixedSessionProperties.OnSecureIdReuse;
import io.github.mixedsession.session.PolicyContext;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StoreCapability;
import io.github.mixedsession.store.cookie.CookieSessionStore;

/**
 * Fails the start of an application that counts on more than its store can do.
 */
@Configuration(proxyBeanMethods = false)
class StoreDemandsConfiguration {

	private static final String REPORT = "Set mixed-session.rotation.on-secure-id-reuse to report";

	@Bean
	SmartInitializingSingleton mixedSessionStoreDemandsCheck(ObjectProvider<SessionStore> store,
			PolicyContext policyContext, ObjectProvider<StoreDemand> demands, MixedSessionProperties properties,
			ApplicationContext context) {
		boolean withoutLedger = properties.store() == StoreType.COOKIE && !properties.cookie().ledger();
		return () -> demands.orderedStream()
			.forEach((demand) -> demand.check(store.getIfUnique(policyContext::store),
					withoutLedger ? CookieSessionStore.LEDGER_CAPABILITIES : Set.of(), context));
	}

	@Bean
	StoreDemand mixedSessionReuseDemandsRevocation(MixedSessionProperties properties) {
		return new StoreDemand(StoreCapability.REVOCATION, "ends sessions whose id was stolen", REPORT,
				(context) -> endsSessions(properties));
	}

	/**
	 * Of two winners one is nobody's id, and looks like a thief's.
	 */
	@Bean
	StoreDemand mixedSessionReuseDemandsOneWinner(MixedSessionProperties properties) {
		return new StoreDemand(StoreCapability.ONE_WINNER,
				"takes an id that lost a rotation for a stolen one, so each rotation needs one winner", REPORT,
				(context) -> endsSessions(properties));
	}

	private static Optional<String> endsSessions(MixedSessionProperties properties) {
		return (properties.onSecureIdReuse() == OnSecureIdReuse.END_SESSION)
				? Optional.of("The property 'mixed-session.rotation.on-secure-id-reuse' with value 'end-session'")
				: Optional.empty();
	}

	@Bean
	StoreDemand mixedSessionListenersDemandEventsOfExpiry() {
		return new StoreDemand(StoreCapability.EVENTS_OF_EXPIRY, "waits to be told when a session expires",
				"Remove it, or have it listen to a SessionDeletedEvent, which a logout publishes",
				ExpiryListeners::first);
	}

	@Bean
	StoreDemand mixedSessionRepositoryDemandsLookup() {
		return new StoreDemand(StoreCapability.LOOKUP_BY_PRINCIPAL,
				"is given a FindByIndexNameSessionRepository, to list the sessions of a user",
				"Remove it, or give it a SessionRepository", LookupByPrincipalUsers::first);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Endpoint.class, SessionsEndpoint.class })
	static class EndpointConfiguration {

		private static final String CURE = "Set management.endpoint.sessions.access to none";

		@Bean
		StoreDemand mixedSessionEndpointDemandsLookup() {
			return StoreDemand.ofBeans(SessionsEndpoint.class, StoreCapability.LOOKUP_BY_PRINCIPAL,
					"lists the sessions of a user", CURE);
		}

		@Bean
		StoreDemand mixedSessionEndpointDemandsRevocation() {
			return StoreDemand.ofBeans(SessionsEndpoint.class, StoreCapability.REVOCATION, "ends other users' sessions",
					CURE);
		}

	}

}
