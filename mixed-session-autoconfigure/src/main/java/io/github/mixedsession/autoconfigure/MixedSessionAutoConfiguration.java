package io.github.mixedsession.autoconfigure;

import java.io.ObjectInputFilter;
import java.time.Clock;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.session.autoconfigure.DefaultCookieSerializerCustomizer;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.session.autoconfigure.SessionProperties;
import org.springframework.boot.session.autoconfigure.SessionTimeout;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.session.IndexResolver;
import org.springframework.session.PrincipalNameIndexResolver;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.config.annotation.web.http.SpringHttpSessionConfiguration;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpSessionIdListener;

import io.github.mixedsession.AttributeCodec;
import io.github.mixedsession.Channel;
import io.github.mixedsession.ChannelRule;
import io.github.mixedsession.EncryptionKeySource;
import io.github.mixedsession.MisconfigurationException;
import io.github.mixedsession.attribute.Encryption;
import io.github.mixedsession.attribute.Sealing;
import io.github.mixedsession.channel.ChannelObserver;
import io.github.mixedsession.channel.ChannelRules;
import io.github.mixedsession.channel.RefusalPublisher;
import io.github.mixedsession.session.MixedSessionRepository;
import io.github.mixedsession.session.PolicyContext;
import io.github.mixedsession.session.SessionCleanup;
import io.github.mixedsession.session.SessionCodecs;
import io.github.mixedsession.session.SessionPolicy;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.cookie.CookieSessionStore;
import io.github.mixedsession.store.cookie.SessionCookieFormat;
import io.github.mixedsession.web.CookieSettings;
import io.github.mixedsession.web.SessionChannelCrossing;
import io.github.mixedsession.web.SessionCookieRevealFilter;
import io.github.mixedsession.web.SessionCookies;
import io.github.mixedsession.web.SessionRequestFilter;
import io.github.mixedsession.web.SessionScope;
import io.github.mixedsession.web.SessionThreadFilter;
import io.github.mixedsession.web.TwoCookieSessionIdResolver;

/**
 * Auto-configuration for sessions over HTTP and HTTPS. Backs off if the application has a
 * {@link SessionRepository} of its own.
 */
@AutoConfiguration(before = SessionAutoConfiguration.class,
		beforeName = "org.springframework.boot.session.jdbc.autoconfigure.JdbcSessionAutoConfiguration")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBooleanProperty(name = "mixed-session.enabled", matchIfMissing = true)
@ConditionalOnMissingBean(SessionRepository.class)
@EnableConfigurationProperties({ MixedSessionProperties.class, ServerProperties.class, SessionProperties.class })
@Import({ SpringHttpSessionConfiguration.class, StoreDemandsConfiguration.class, OldSessionConfiguration.class })
public final class MixedSessionAutoConfiguration {

	private static final Log logger = LogFactory.getLog(MixedSessionAutoConfiguration.class);

	private static final String ADD_DATABASE = "spring-boot-starter-jdbc, a JDBC driver and spring.datasource.url "
			+ "(or com.h2database:h2 for an embedded database)";

	private static final String ADD_REDIS = "spring-boot-starter-data-redis";

	private static final String IN_A_TEST = "In a test, use a slice like @WebMvcTest, or set mixed-session.enabled to "
			+ "false for plain sessions.";

	private static final int BEFORE_SESSION_FILTER = -1;

	private static final int AFTER_SESSION_FILTER = 1;

	@Bean
	@ConditionalOnMissingBean
	AttributeCodec mixedSessionAttributeCodec(
			@Qualifier("springSessionConversionService") ObjectProvider<ConversionService> conversionService,
			MixedSessionProperties properties, ObjectProvider<ObjectInputFilter> filters,
			ResourceLoader resourceLoader) {
		return AttributeCodecFactory.create(conversionService.getIfAvailable(), properties,
				filters.orderedStream().toList(), resourceLoader.getClassLoader());
	}

	@Bean
	Encryption mixedSessionEncryption(MixedSessionProperties properties, ObjectProvider<EncryptionKeySource> source,
			ObjectProvider<SslBundles> bundles, Environment environment) {
		return new EncryptionFactory(environment, bundles).create(properties, source.getIfAvailable());
	}

	@Bean
	SessionPolicy mixedSessionPolicy(PolicyContext context) {
		return new SessionPolicy(context);
	}

	@Bean
	PolicyContext mixedSessionPolicyContext(ObjectProvider<SessionStore> store, AttributeCodec codec,
			MixedSessionProperties properties, Encryption encryption, SessionTimeout timeout,
			ObjectProvider<OldSessions> old, ObjectProvider<IndexResolver<Session>> principal,
			ObjectProvider<Clock> clock, ApplicationEventPublisher events) {
		SessionStore sessions = store.getIfAvailable(() -> noStore(properties.store()));
		boolean cookies = sessions instanceof CookieSessionStore;
		OnStoreCondition.requireChosen(cookies == (properties.store() == StoreType.COOKIE), properties.store());
		// a cookie is encrypted as a whole
		SessionCodecs codecs = new SessionCodecs(
				AttributeCodecFactory.checked(codec, properties.serializationFilter(), old::getIfAvailable),
				cookies ? Sealing.OFF : sealing(properties, encryption), cookies ? Encryption.none() : encryption);
		return new PolicyContext(sessions, codecs, AttributeVisibilitiesFactory.create(properties.attributes()),
				SessionSettingsFactory.create(properties, timeout.getTimeout()),
				principal.getIfUnique(PrincipalNameIndexResolver::new), clock.getIfUnique(Clock::systemUTC), events);
	}

	@Bean
	StartupSummary mixedSessionStartupSummary(ApplicationContext context, MixedSessionProperties properties,
			ObjectProvider<ChannelRule> rules, ObjectProvider<SessionStore> store, PolicyContext policy,
			Encryption encryption) {
		return new StartupSummary(context, properties, rules, store.getIfUnique(policy::store), encryption);
	}

	private static Sealing sealing(MixedSessionProperties properties, Encryption encryption) {
		if (!properties.attributes().seal()) {
			logger.info(
					"mixed-session.attributes.seal is false: what the secure side of a session holds lies readable in "
							+ "the session store" + (encryption.keys().isEmpty() ? ""
									: " for whoever has the key of mixed-session.encryption"));
			return Sealing.OFF;
		}
		// what comes from a site without TLS of its own is imported as shared
		return (properties.migration().cookieChannel() == Channel.SECURE) ? Sealing.LENIENT : Sealing.REQUIRED;
	}

	private static SessionStore noStore(StoreType type) {
		if (type == StoreType.JDBC || type == StoreType.REDIS) {
			boolean redis = type == StoreType.REDIS;
			throw new MisconfigurationException(OnStoreCondition.STORE, redis ? "redis" : "jdbc",
					"needs a " + (redis ? "RedisConnectionFactory" : "DataSource") + ", and there is none",
					"Add " + (redis ? ADD_REDIS : ADD_DATABASE) + ", or set another store. " + IN_A_TEST);
		}
		throw new MisconfigurationException(
				"mixed-session has nowhere to keep sessions: there is no DataSource, and no RedisConnectionFactory.",
				"Add " + ADD_DATABASE + ", or " + ADD_REDIS
						+ ", keep sessions in the cookies (mixed-session.store: cookie), define a bean of "
						+ "type SessionStore, or set mixed-session.enabled to false. " + IN_A_TEST);
	}

	@Bean
	MixedSessionRepository mixedSessionRepository(SessionPolicy policy) {
		return new MixedSessionRepository(policy);
	}

	@Bean
	SessionChannelCrossing mixedSessionChannelCrossing(SessionPolicy policy) {
		return new SessionChannelCrossing(policy);
	}

	@Bean
	CookieSettings mixedSessionCookieSettings(MixedSessionProperties properties, ServerProperties server,
			ObjectProvider<DefaultCookieSerializerCustomizer> customizers) {
		return CookieSettingsFactory.create(properties.cookie(), server.getServlet().getSession().getCookie(),
				customizers.orderedStream().toList());
	}

	@Bean
	SessionCookies mixedSessionCookies(MixedSessionProperties properties, CookieSettings settings,
			ObjectProvider<SessionCookieFormat> format, ObjectProvider<OldSessions> oldSessions,
			ListableBeanFactory beans) {
		SessionCookies cookies = new SessionCookies(settings, ImportedCookieFactory.create(properties, settings,
				(from) -> MigrationSource.find(from, oldSessions.getIfAvailable(), beans)));
		SessionCookieFormat sessions = format.getIfAvailable();
		return (sessions != null) ? cookies.withSessions(sessions) : cookies;
	}

	@Bean
	TwoCookieSessionIdResolver mixedSessionIdResolver() {
		return new TwoCookieSessionIdResolver();
	}

	@Bean
	static BlankPropertyAdvisor mixedSessionBlankPropertyAdvisor() {
		return new BlankPropertyAdvisor();
	}

	@Bean
	static ReplacedListAdvisor mixedSessionReplacedListAdvisor() {
		return new ReplacedListAdvisor();
	}

	@Bean
	static SystemPropertyAdvisor mixedSessionSystemPropertyAdvisor() {
		return new SystemPropertyAdvisor();
	}

	@Bean
	SmartInitializingSingleton mixedSessionIneffectiveProperties(MixedSessionProperties properties,
			Environment environment) {
		return () -> {
			LeftoverProperties.warn(Binder.get(environment), properties.migration().from());
			IneffectiveProperties.check(properties, environment);
		};
	}

	@Bean
	static SoleCookieLayerCheck mixedSessionSoleCookieLayerCheck() {
		return new SoleCookieLayerCheck();
	}

	@Bean
	FilterRegistrationBean<SessionRequestFilter> mixedSessionRequestFilter(SessionCookies cookies, SessionPolicy policy,
			MixedSessionProperties mixedSession, SessionProperties properties,
			ObjectProvider<ChannelObserver> observers, ObjectProvider<ChannelRules> rules) {
		ChannelRules channelRules = rules.getIfAvailable();
		boolean mayBeInsecure = channelRules == null || channelRules.mayBeInsecure();
		FilterRegistrationBean<SessionRequestFilter> registration = new FilterRegistrationBean<>(
				new SessionRequestFilter(mayBeInsecure ? cookies : cookies.withoutInsecure(), policy,
						new SessionScope(mixedSession.include(), mixedSession.exclude()),
						ChannelObserver.all(observers.orderedStream().toList())));
		registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
		registration.setOrder(properties.getServlet().getFilterOrder() + BEFORE_SESSION_FILTER);
		return registration;
	}

	@Bean
	RefusalPublisher mixedSessionRefusalPublisher(ApplicationEventPublisher events) {
		return new RefusalPublisher(events);
	}

	@Bean
	FilterRegistrationBean<SessionThreadFilter> mixedSessionThreadFilter(SessionProperties properties,
			ObjectProvider<HttpSessionIdListener> listeners) {
		FilterRegistrationBean<SessionThreadFilter> registration = new FilterRegistrationBean<>(
				new SessionThreadFilter(listeners.orderedStream().toList()));
		registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
		registration.setOrder(properties.getServlet().getFilterOrder() + AFTER_SESSION_FILTER);
		return registration;
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "mixed-session.cookie.hide-from-application", havingValue = false)
	FilterRegistrationBean<SessionCookieRevealFilter> mixedSessionCookieRevealFilter() {
		FilterRegistrationBean<SessionCookieRevealFilter> registration = new FilterRegistrationBean<>(
				new SessionCookieRevealFilter());
		registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
		registration.setOrder(Ordered.LOWEST_PRECEDENCE);
		return registration;
	}

	@Bean
	SessionCleanup mixedSessionCleanup(PolicyContext context, SessionPolicy policy) {
		return new SessionCleanup(context, policy);
	}

	@Bean
	@Lazy(false)
	SessionCleanupJob mixedSessionCleanupJob(SessionCleanup cleanup, MixedSessionProperties properties,
			ObjectProvider<CleanupSchedule> schedule) {
		return new SessionCleanupJob(cleanup, schedule.getIfAvailable(() -> CleanupSchedule.of(properties)));
	}

}
