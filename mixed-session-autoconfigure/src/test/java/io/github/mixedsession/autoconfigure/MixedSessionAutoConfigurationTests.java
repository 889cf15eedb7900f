package io.github.mixedsession.autoconfigure;

import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.convert.support.GenericConversionService;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.session.IndexResolver;
import org.springframework.session.MapSessionRepository;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.jdbc.JdbcIndexedSessionRepository;
import org.springframework.session.web.http.CookieSerializer;
import org.springframework.session.web.http.SessionRepositoryFilter;
import org.springframework.web.servlet.FlashMapManager;
import org.springframework.web.servlet.support.SessionFlashMapManager;

import io.github.mixedsession.ChannelRequirement;
import io.github.mixedsession.autoconfigure.connector.MixedSessionConnectorAutoConfiguration;
import io.github.mixedsession.channel.ChannelEnforcementFilter;
import io.github.mixedsession.channel.ChannelRules;
import io.github.mixedsession.channel.RedirectTargets;
import io.github.mixedsession.channel.RoleLookup;
import io.github.mixedsession.http.ConnectorPorts;
import io.github.mixedsession.security.MixedSessionSecurityCustomizer;
import io.github.mixedsession.AttributeCodec;
import io.github.mixedsession.session.PolicyContext;
import io.github.mixedsession.session.MixedSessionRepository;
import io.github.mixedsession.store.InMemorySessionStore;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.jdbc.JdbcSessionStore;
import io.github.mixedsession.MixedSessionDataSource;
import io.github.mixedsession.web.DeferredFlashMaps;
import io.github.mixedsession.web.TwoCookieSessionIdResolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.mockito.Mockito.mock;

/**
 * What is configured, and where it gives way.
 */
class MixedSessionAutoConfigurationTests {

	private final WebApplicationContextRunner contextRunner = TestApplication.runner();

	@Test
	void configuresEverythingOnce() {
		this.contextRunner.run((context) -> assertThat(context).hasNotFailed()
			.hasSingleBean(SessionRepository.class)
			.hasSingleBean(MixedSessionRepository.class)
			.hasSingleBean(JdbcSessionStore.class)
			.hasSingleBean(MixedSessionSchemaInitializer.class)
			.hasSingleBean(SessionRepositoryFilter.class)
			.hasSingleBean(TwoCookieSessionIdResolver.class)
			.hasSingleBean(ChannelEnforcementFilter.class)
			.hasSingleBean(MixedSessionSecurityCustomizer.class)
			.hasSingleBean(DeferredFlashMaps.class)
			.hasSingleBean(DataSource.class));
	}

	@Test
	void bootsSessionStoreAndCookieBackOff() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(JdbcIndexedSessionRepository.class)
			.doesNotHaveBean(CookieSerializer.class));
	}

	@Test
	void isNotForOtherApplications() {
		new ApplicationContextRunner().withUserConfiguration(TestApplication.class)
			.withPropertyValues(TestApplication.PROPERTIES)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(MixedSessionRepository.class)
				.doesNotHaveBean(ChannelEnforcementFilter.class)
				.doesNotHaveBean(ConnectorPorts.class));
		new ReactiveWebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(MixedSessionAutoConfiguration.class,
					MixedSessionJdbcAutoConfiguration.class, MixedSessionChannelAutoConfiguration.class,
					MixedSessionSecurityAutoConfiguration.class, MixedSessionInactiveAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MixedSessionRepository.class));
	}

	@Test
	void backsOffWhenTheApplicationHasASessionRepository() {
		this.contextRunner.withUserConfiguration(OwnSessionRepository.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(MapSessionRepository.class)
				.doesNotHaveBean(MixedSessionRepository.class)
				.doesNotHaveBean(JdbcSessionStore.class)
				.doesNotHaveBean(MixedSessionSchemaInitializer.class)
				.doesNotHaveBean(ChannelEnforcementFilter.class)
				.doesNotHaveBean(MixedSessionSecurityCustomizer.class)
				.doesNotHaveBean(DeferredFlashMaps.class));
	}

	@Test
	void backsOffWhenTheApplicationHasASessionStore() {
		this.contextRunner.withBean("own", SessionStore.class, InMemorySessionStore::new)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(SessionStore.class)
				.hasSingleBean(MixedSessionRepository.class)
				.doesNotHaveBean(MixedSessionSchemaInitializer.class));
	}

	@Test
	void needsNoDataSourceWhenTheApplicationHasASessionStore() {
		this.contextRunner.withBean("own", SessionStore.class, InMemorySessionStore::new)
			.withPropertyValues(
					"spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(DataSource.class)
				.hasSingleBean(MixedSessionRepository.class));
	}

	@Test
	void backsOffWhenTheApplicationHasAnAttributeCodec() {
		AttributeCodec own = mock(AttributeCodec.class);
		this.contextRunner.withBean("own", AttributeCodec.class, () -> own)
			.run((context) -> assertThat(context.getBean(PolicyContext.class).codecs()).extracting("codec")
				.isSameAs(own));
	}

	@Test
	void backsOffWhenTheApplicationHasChannelRules() {
		this.contextRunner
			.withBean("own", ChannelRules.class, () -> new ChannelRules(List.of(), List.of(), ChannelRequirement.ANY))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(ChannelRules.class).hasBean("own"));
	}

	@Test
	void backsOffWhenTheApplicationHasRedirectTargets() {
		this.contextRunner
			.withBean("own", RedirectTargets.class,
					() -> new RedirectTargets(mock(ConnectorPorts.class), null, null, List.of()))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(RedirectTargets.class).hasBean("own"));
	}

	@Test
	void backsOffWhenTheApplicationHasConnectorPorts() {
		this.contextRunner.withBean("own", ConnectorPorts.class, () -> mock(ConnectorPorts.class))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(ConnectorPorts.class).hasBean("own"));
	}

	@Test
	void backsOffWhenTheApplicationHasARoleLookup() {
		this.contextRunner.withBean("own", RoleLookup.class, RoleLookup::ofRequest)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(RoleLookup.class).hasBean("own"));
	}

	@Test
	void backsOffWhenTheApplicationHasAFlashMapManager() {
		this.contextRunner.withBean("flashMapManager", FlashMapManager.class, SessionFlashMapManager::new)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(FlashMapManager.class)
				.doesNotHaveBean(DeferredFlashMaps.class));
	}

	@Test
	void usesTheClockOfTheApplication() {
		Clock own = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
		this.contextRunner.withBean("own", Clock.class, () -> own)
			.run((context) -> assertThat(context.getBean(PolicyContext.class).clock()).isSameAs(own));
	}

	@Test
	void usesTheConversionServiceOfSpringSession() {
		this.contextRunner.withUserConfiguration(ReversingConversion.class)
			.run((context) -> assertThat(context.getBean(AttributeCodec.class).encode("ab"))
				.isEqualTo(new byte[] { 'b', 'a' }));
	}

	@Test
	void deserialisesWhatNeitherTheFilterOfTheApplicationNorThePatternsReject() {
		ObjectInputFilter own = (info) -> (info.serialClass() == Currency.class) ? ObjectInputFilter.Status.REJECTED
				: ObjectInputFilter.Status.UNDECIDED;
		this.contextRunner.withBean(ObjectInputFilter.class, () -> own)
			.withPropertyValues("mixed-session.serialization-filter= java.lang.*;java.util.*;!* ")
			.run((context) -> {
				AttributeCodec codec = context.getBean(AttributeCodec.class);
				assertThat(codec.decode(codec.encode(new ArrayList<>(List.of(1))))).isEqualTo(List.of(1));
				for (Object rejected : List.of(Currency.getInstance("EUR"), Instant.EPOCH)) {
					byte[] bytes = codec.encode(rejected);
					assertThatException().isThrownBy(() -> codec.decode(bytes))
						.havingRootCause()
						.isInstanceOf(InvalidClassException.class)
						.withMessageContaining("REJECTED");
				}
			});
	}

	@Test
	void blankFilterFiltersNothing() {
		this.contextRunner.withPropertyValues("mixed-session.serialization-filter= ").run((context) -> {
			AttributeCodec codec = context.getBean(AttributeCodec.class);
			assertThat(codec.decode(codec.encode(Instant.EPOCH))).isEqualTo(Instant.EPOCH);
		});
	}

	@Test
	void usesTheIndexResolverOfTheApplication() {
		this.contextRunner.withUserConfiguration(OwnIndexResolver.class)
			.run((context) -> assertThat(context.getBean(PolicyContext.class).principal())
				.isSameAs(context.getBean("own")));
	}

	@Test
	void backsOffWhenTheApplicationHasASchemaInitializer() {
		this.contextRunner.withUserConfiguration(OwnSchemaInitializer.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(MixedSessionSchemaInitializer.class)
				.hasBean("own"));
	}

	@Test
	void usesTheDataSourceThatIsMarked() {
		this.contextRunner.withUserConfiguration(TwoDataSources.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(tables(context.getBean("sessions", DataSource.class))).contains("MIXED_SESSION");
			assertThat(tables(context.getBean("orders", DataSource.class))).doesNotContain("MIXED_SESSION");
		});
	}

	@Test
	void usesThePrimaryDataSource() {
		this.contextRunner.withUserConfiguration(PrimaryDataSource.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(tables(context.getBean("sessions", DataSource.class))).contains("MIXED_SESSION");
			assertThat(tables(context.getBean("orders", DataSource.class))).doesNotContain("MIXED_SESSION");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.springframework.security", "org.springframework.web.servlet", "org.apache.catalina",
			"org.eclipse.jetty", "org.flywaydb", "liquibase", "org.springframework.session.jdbc" })
	void startsWithoutAnOptionalDependency(String missingPackage) {
		this.contextRunner.withClassLoader(new FilteredClassLoader(missingPackage))
			.withPropertyValues("mixed-session.channel.rules[0].paths=/account",
					"mixed-session.channel.rules[0].requires=secure")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(MixedSessionRepository.class)
				.hasSingleBean(ChannelEnforcementFilter.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.springframework.boot.security", "org.springframework.boot.webmvc" })
	void startsWithoutAnOptionalModuleOfBoot(String missingPackage) {
		new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class, SessionAutoConfiguration.class,
					MixedSessionAutoConfiguration.class, MixedSessionJdbcAutoConfiguration.class,
					MixedSessionChannelAutoConfiguration.class, MixedSessionSecurityAutoConfiguration.class,
					MixedSessionInactiveAutoConfiguration.class, MixedSessionConnectorAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(missingPackage))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(MixedSessionRepository.class)
				.hasSingleBean(ChannelEnforcementFilter.class));
	}

	@Test
	void hasNoSecurityPartsWithoutSpringSecurity() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("org.springframework.security"))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(MixedSessionSecurityCustomizer.class)
				.doesNotHaveBean(RoleLookup.class));
	}

	@Test
	void failsWithoutADatabaseDriver() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("org.h2", "org.postgresql", "org.mariadb"))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("mixed-session has nowhere to keep sessions"));
	}

	@Test
	void cleansUpAndChecksEvenWhenBeansAreLazy() {
		this.contextRunner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getSourceApplicationContext()
					.getBeanFactory()
					.containsSingleton("mixedSessionCleanupJob")).isTrue();
				assertThat(context.getBean(SessionCleanupJob.class).isRunning()).isTrue();
			});
	}

	@Test
	void worksTwiceInOneJvm() {
		this.contextRunner.run((first) -> this.contextRunner.run((second) -> {
			assertThat(first).hasNotFailed();
			assertThat(second).hasNotFailed();
			assertThat(first.getBean(MixedSessionRepository.class))
				.isNotSameAs(second.getBean(MixedSessionRepository.class));
		}));
	}

	@Test
	void startsWithVirtualThreadsAndJmx() {
		this.contextRunner.withPropertyValues("spring.threads.virtual.enabled=true", "spring.jmx.enabled=true")
			.run((first) -> this.contextRunner.withPropertyValues("spring.jmx.enabled=true")
				.run((second) -> assertThat(second).hasNotFailed()));
	}

	@Test
	void cleanupStopsWithTheContext() {
		SessionCleanupJob[] job = new SessionCleanupJob[1];
		this.contextRunner.run((context) -> job[0] = context.getBean(SessionCleanupJob.class));
		assertThat(job[0].isRunning()).isFalse();
	}

	private static List<String> tables(DataSource dataSource) {
		return new JdbcTemplate(dataSource).queryForList("SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES",
				String.class);
	}

	private static DataSource h2() {
		return new EmbeddedDatabaseBuilder().generateUniqueName(true).setType(EmbeddedDatabaseType.H2).build();
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnSessionRepository {

		@Bean
		MapSessionRepository own() {
			return new MapSessionRepository(Map.of());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ReversingConversion {

		@Bean
		GenericConversionService springSessionConversionService() {
			GenericConversionService conversionService = new GenericConversionService();
			conversionService.addConverter(Object.class, byte[].class,
					(value) -> new StringBuilder((String) value).reverse().toString().getBytes(StandardCharsets.UTF_8));
			conversionService.addConverter(byte[].class, Object.class,
					(bytes) -> new String(bytes, StandardCharsets.UTF_8));
			return conversionService;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnIndexResolver {

		@Bean
		IndexResolver<Session> own() {
			return (session) -> Map.of();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnSchemaInitializer {

		@Bean
		MixedSessionSchemaInitializer own(DataSource dataSource, MixedSessionProperties properties) {
			return new MixedSessionSchemaInitializer(dataSource, properties.jdbc());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoDataSources {

		@Bean
		DataSource orders() {
			return h2();
		}

		@Bean(defaultCandidate = false)
		@MixedSessionDataSource
		DataSource sessions() {
			return h2();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryDataSource {

		@Bean
		DataSource orders() {
			return h2();
		}

		@Bean
		@Primary
		DataSource sessions() {
			return h2();
		}

	}

}
