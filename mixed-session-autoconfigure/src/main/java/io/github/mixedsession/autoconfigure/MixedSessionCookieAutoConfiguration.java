package io.github.mixedsession.autoconfigure;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import jakarta.servlet.ServletContext;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.session.autoconfigure.SessionTimeout;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.session.SessionRepository;
import org.springframework.util.ClassUtils;

import io.github.mixedsession.AttributeCodec;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.MisconfigurationException;
import io.github.mixedsession.attribute.ConversionServiceAttributeCodec;
import io.github.mixedsession.attribute.Encryption;
import io.github.mixedsession.attribute.JsonAttributeCodec;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.cookie.CookieSessionStore;
import io.github.mixedsession.store.cookie.SessionCookieFormat;
import io.github.mixedsession.store.cookie.SessionCookieLifetime;
import io.github.mixedsession.web.CookieSettings;
import io.github.mixedsession.web.CurrentlyCarriedSessions;

/**
 * Auto-configuration for sessions that live in their cookies.
 */
@AutoConfiguration(before = MixedSessionAutoConfiguration.class,
		after = { MixedSessionJdbcAutoConfiguration.class, MixedSessionRedisAutoConfiguration.class })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBooleanProperty(name = "mixed-session.enabled", matchIfMissing = true)
@ConditionalOnProperty(name = OnStoreCondition.STORE, havingValue = "cookie")
@ConditionalOnMissingBean(SessionRepository.class)
@EnableConfigurationProperties({ MixedSessionProperties.class, ServerProperties.class })
public final class MixedSessionCookieAutoConfiguration {

	static final String ABSOLUTE = "mixed-session.cookie.absolute-timeout";

	private static final String LEDGER_STORE = "mixedSessionStore";

	private static final String STORE = "mixedSessionCookieStore";

	private static final Log logger = LogFactory.getLog(MixedSessionCookieAutoConfiguration.class);

	private static final String JACKSON = "org.springframework.boot:spring-boot-starter-jackson";

	private static final Duration ABSOLUTE_TIMEOUT = Duration.ofDays(7);

	@Bean(STORE)
	@Primary
	CookieSessionStore mixedSessionCookieStore(MixedSessionProperties properties, Encryption encryption,
			@Qualifier(LEDGER_STORE) ObjectProvider<SessionStore> ledger, ListableBeanFactory beans) {
		requireNoOther(beans);
		CurrentlyCarriedSessions carried = new CurrentlyCarriedSessions();
		if (!properties.cookie().ledger()) {
			logger.info(
					"Sessions live in their cookies: a logout ends a session in the browser that asks for it, and who "
							+ "kept a copy of its cookies has it as it was until its timeouts. Set "
							+ OnStoreCondition.LEDGER + " to true to end sessions of users for good.");
			return new CookieSessionStore(carried);
		}
		return new CookieSessionStore(carried, ledger.getIfAvailable(MixedSessionCookieAutoConfiguration::noLedger),
				encryption);
	}

	private static void requireNoOther(ListableBeanFactory beans) {
		List<String> others = Stream.of(beans.getBeanNamesForType(SessionStore.class, true, false))
			.filter((name) -> !name.equals(STORE) && !name.equals(LEDGER_STORE))
			.toList();
		if (!others.isEmpty()) {
			throw new MisconfigurationException(OnStoreCondition.STORE, "cookie",
					"would leave the application's own SessionStore without sessions: " + others,
					"Remove that bean, or the property.");
		}
	}

	private static SessionStore noLedger() {
		throw new MisconfigurationException(OnStoreCondition.LEDGER, "true",
				"needs a database: there is no DataSource, and no RedisConnectionFactory",
				"Add spring-boot-starter-jdbc, a JDBC driver and spring.datasource.url, or remove the property.");
	}

	@Bean
	SessionCookieFormat mixedSessionCookieFormat(MixedSessionProperties properties, Encryption encryption,
			CookieSettings names, AttributeCodec codec, SessionTimeout timeout, ObjectProvider<Clock> clock,
			ResourceLoader resources) {
		requireLibrary("com.nimbusds.jose.JWEObject", "com.nimbusds:nimbus-jose-jwt", resources);
		requireLibrary("tools.jackson.databind.json.JsonMapper", JACKSON, resources);
		return new SessionCookieFormat(encryption,
				Map.of(IdKind.INSECURE, names.insecureName(), IdKind.SECURE, names.secureName()),
				codec instanceof JsonAttributeCodec,
				new SessionCookieLifetime(absoluteTimeout(properties.cookie(), timeout.getTimeout()),
						properties.writeInterval(), clock.getIfUnique(Clock::systemUTC)));
	}

	private static void requireLibrary(String type, String artifact, ResourceLoader resources) {
		if (!ClassUtils.isPresent(type, resources.getClassLoader())) {
			throw new MisconfigurationException(OnStoreCondition.STORE, "cookie", "needs a library that is not there",
					"Add " + artifact + " to the dependencies.");
		}
	}

	private static Duration absoluteTimeout(MixedSessionProperties.Cookie properties, @Nullable Duration idle) {
		Duration configured = properties.absoluteTimeout();
		if (configured == null) {
			return (idle != null && idle.compareTo(ABSOLUTE_TIMEOUT) > 0) ? idle : ABSOLUTE_TIMEOUT;
		}
		if (configured.isNegative() || configured.isZero()) {
			throw new MisconfigurationException(ABSOLUTE, configured,
					"would have who keeps a cookie keep its session for ever", "Set it to a positive duration.");
		}
		return configured;
	}

	/**
	 * Writes JSON, unless the application says how its sessions are written.
	 */
	@Bean
	@ConditionalOnMissingBean
	AttributeCodec mixedSessionCookieAttributeCodec(
			@Qualifier("springSessionConversionService") ObjectProvider<ConversionService> conversionService,
			MixedSessionProperties properties, BeanFactory beans, ResourceLoader resources) {
		ConversionService given = conversionService.getIfAvailable();
		if (given != null) {
			return new ConversionServiceAttributeCodec(given);
		}
		requireLibrary("tools.jackson.databind.json.JsonMapper", JACKSON, resources);
		return CookieAttributeCodecFactory.create(
				AutoConfigurationPackages.has(beans) ? AutoConfigurationPackages.get(beans) : List.of(),
				properties.cookie().allowedTypes(), resources.getClassLoader());
	}

	@Bean
	SmartInitializingSingleton mixedSessionCookieHeaderCheck(ServletContext servletContext, ServerProperties server,
			Environment environment) {
		return () -> CookieHeaderCheck.check(ServerHeaderLimit.of(servletContext, environment),
				server.getMaxHttpRequestHeaderSize());
	}

}
