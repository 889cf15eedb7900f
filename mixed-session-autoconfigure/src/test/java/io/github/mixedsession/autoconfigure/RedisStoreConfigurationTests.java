package io.github.mixedsession.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import io.lettuce.core.ReadFrom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.BDDMockito;
import org.mockito.Mockito;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisServerCommands;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.mock.web.MockHttpServletResponse;

import io.github.mixedsession.AttributeCodec;
import io.github.mixedsession.MisconfigurationException;
import io.github.mixedsession.MixedSessionRedis;
import io.github.mixedsession.MixedSessions;
import io.github.mixedsession.id.RandomBytes;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.cookie.CookieSessionStore;
import io.github.mixedsession.store.redis.RedisSessionStore;
import io.github.mixedsession.test.RedisOnDemand;
import io.github.mixedsession.test.TestRedis;
import jakarta.servlet.http.Cookie;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sessions in Redis: what is asked for, found, checked and refused.
 */
@ExtendWith(OutputCaptureExtension.class)
class RedisStoreConfigurationTests {

	private static final String[] DATABASES = { "org.h2", "org.postgresql", "org.mariadb", "com.mysql" };

	private static WebApplicationContextRunner runner(String... properties) {
		return TestApplication.runner()
			.withUserConfiguration(PermissiveSecurityConfiguration.class)
			.withPropertyValues("spring.data.redis.repositories.enabled=false", "spring.data.redis.host=127.0.0.1",
					"spring.data.redis.port=" + TestRedis.SINGLE.port(),
					"mixed-session.redis.namespace=" + TestRedis.newNamespace())
			.withPropertyValues(properties);
	}

	private static void assertKeepsSessions(AssertableWebApplicationContext context) throws Exception {
		assertThat(context).hasNotFailed();
		Cookie[] cookies = FilteredRequest
			.get(context, "http://shop.test/", (request) -> MixedSessions.of(request).setAttribute("cart", "mug"))
			.getCookies();
		FilteredRequest.get(context, "http://shop.test/",
				(request) -> assertThat(request.getSession().getAttribute("cart")).isEqualTo("mug"), cookies);
	}

	private static void assertRefused(AssertableWebApplicationContext context, String problem, String cure) {
		assertThat(context).hasFailed();
		assertThat(NestedExceptionUtils.getRootCause(context.getStartupFailure())).isNotNull();
		Throwable failure = context.getStartupFailure();
		while (failure != null && !(failure instanceof MisconfigurationException)) {
			failure = failure.getCause();
		}
		assertThat(failure).isInstanceOfSatisfying(MisconfigurationException.class, (misconfiguration) -> {
			assertThat(misconfiguration.getProblem()).contains(problem);
			assertThat(misconfiguration.getCure()).contains(cure);
		});
	}

	@Test
	void redisKeepsSessionsWhereThePropertySaysSo() {
		runner("mixed-session.store=redis").run((context) -> {
			assertKeepsSessions(context);
			assertThat(context).hasSingleBean(SessionStore.class).hasSingleBean(RedisSessionStore.class);
		});
	}

	@Test
	void redisIsFoundWhereThereIsNoDataSource() {
		runner(RedisOnDemand.PROPERTY + "=true").withClassLoader(new FilteredClassLoader(DATABASES)).run((context) -> {
			assertKeepsSessions(context);
			assertThat(context).hasSingleBean(RedisSessionStore.class)
				.doesNotHaveBean(DataSource.class)
				.doesNotHaveBean(DataSourceAutoConfiguration.class);
		});
	}

	@Test
	void databaseAndRedisAreOneTooMany() {
		runner(RedisOnDemand.PROPERTY + "=true").run((context) -> assertRefused(context,
				"There are a DataSource and a RedisConnectionFactory", "mixed-session.store to jdbc or to redis"));
		runner(RedisOnDemand.PROPERTY + "=true", "mixed-session.store=jdbc").run((context) -> {
			assertKeepsSessions(context);
			assertThat(context).doesNotHaveBean(RedisSessionStore.class);
		});
	}

	@Test
	void ledgerCanBeInRedis() {
		runner(RedisOnDemand.PROPERTY + "=true", "mixed-session.store=cookie", "mixed-session.cookie.ledger=true",
				"mixed-session.encryption.keys=" + Base64.getEncoder().encodeToString(RandomBytes.of(64)))
			.withClassLoader(new FilteredClassLoader(DATABASES))
			.run((context) -> {
				assertKeepsSessions(context);
				assertThat(context).hasSingleBean(RedisSessionStore.class).hasSingleBean(CookieSessionStore.class);
			});
	}

	@Test
	void redisThatIsNotThereIsNamed() {
		runner("mixed-session.store=redis", "spring.data.redis.port=1").run((context) -> assertRefused(context,
				"can't reach the Redis that is to keep the sessions", "spring.data.redis"));
	}

	@Test
	void namespaceHasNoBraces() {
		runner("mixed-session.store=redis", "mixed-session.redis.namespace=shop{1}")
			.run((context) -> assertRefused(context, "'mixed-session.redis.namespace' with value 'shop{1}'",
					"Use letters"));
	}

	@Test
	void replicasCanBeWaitedFor(CapturedOutput output) {
		runner("mixed-session.store=redis", "mixed-session.redis.wait-for-replicas=1").run((context) -> {
			assertThat(context).hasNotFailed();
			MockHttpServletResponse response = FilteredRequest.get(context, "http://shop.test/",
					(request) -> MixedSessions.of(request).setAttribute("cart", "mug"));
			assertThat(response.getStatus()).isEqualTo(503);
		});
		assertThat(output).contains("A master of Redis has 0 replicas", "wait-for-replicas is 1");
	}

	@Test
	void replicasAreWaitedForThroughLettuceAlone() {
		runner("mixed-session.store=redis", "mixed-session.redis.wait-for-replicas=1")
			.withBean(RedisConnectionFactory.class, () -> serverOf("7.0"))
			.run((context) -> assertRefused(context,
					"'mixed-session.redis.wait-for-replicas' with value '1' needs Lettuce", "or set it to 0"));
	}

	@Test
	void waitIsNeitherForEverNorLongerThanACommandMayTake() {
		runner("mixed-session.store=redis", "mixed-session.redis.wait-timeout=0s")
			.run((context) -> assertRefused(context, "'mixed-session.redis.wait-timeout' with value '0ms'",
					"Set it to 1s"));
		runner("mixed-session.store=redis", "mixed-session.redis.wait-for-replicas=-1")
			.run((context) -> assertRefused(context, "'mixed-session.redis.wait-for-replicas' with value '-1'",
					"0 to wait for none"));
		runner("mixed-session.store=redis", "mixed-session.redis.wait-for-replicas=1", "spring.data.redis.timeout=1s")
			.run((context) -> assertRefused(context, "'mixed-session.redis.wait-timeout' with value '1000ms'",
					"spring.data.redis.timeout to more"));
		runner("mixed-session.store=redis", "mixed-session.redis.wait-for-replicas=1",
				"mixed-session.redis.wait-timeout=2", "spring.data.redis.timeout=1s")
			.run((context) -> assertRefused(context, "'mixed-session.redis.wait-timeout' with value '2000ms'",
					"spring.data.redis.timeout to more"));
	}

	/**
	 * As in an application that was built ahead of time, which asks no condition later.
	 */
	@ParameterizedTest
	@CsvSource({ "redis, jdbc", "redis, cookie", "jdbc, redis", "jdbc, cookie", "cookie, jdbc", "cookie, redis",
			"cookie, auto" })
	void otherStoreThanItWasBuiltForIsRefused(String before, String now) {
		runner("mixed-session.store=" + before,
				"mixed-session.encryption.keys=" + Base64.getEncoder().encodeToString(RandomBytes.of(64)))
			.withInitializer((context) -> context.addBeanFactoryPostProcessor(
					(beans) -> TestPropertyValues.of("mixed-session.store=" + now).applyTo(context)))
			.run((context) -> assertRefused(context, "'mixed-session.store' with value '" + now + "'",
					"Set it when the application is built too."));
	}

	@Test
	void scheduleOfTheCleanupIsNamedAsItIs() {
		runner("mixed-session.store=redis", "mixed-session.redis.cleanup-cron=every minute")
			.run((context) -> assertRefused(context, "'mixed-session.redis.cleanup-cron'", "Use six fields"));
	}

	@Test
	void cleanupThatPausesTooLongIsWarnedOf(CapturedOutput output) {
		for (String cron : List.of("0 0 3 * * *", "0 */10 9-17 * * *", "*/10 * 9-17 * * *", "0 * * * * MON-FRI",
				"* * * 1-15 * *", "0 0 */2 * * *", "0 10,15 */2 * * *", "0 10,50 */2 * * *", "0 * * * JAN *",
				"0 0 12 1 1 *")) {
			runner("mixed-session.store=redis", "mixed-session.redis.cleanup-cron=" + cron).run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(output)
					.contains("mixed-session.redis.cleanup-cron (" + cron + ") pauses for more than an hour");
			});
		}
	}

	@Test
	void cleanupThatRunsOftenOrNeverIsNotWarnedOf(CapturedOutput output) {
		for (String cron : List.of("0 * * * * *", "0 0 * * * *", "0 59 * * * *", "0 0,59 * * * *", "-",
				"* * * * * *")) {
			runner("mixed-session.store=redis", "mixed-session.redis.cleanup-cron=" + cron)
				.run((context) -> assertThat(context).hasNotFailed());
		}
		assertThat(output).doesNotContain("pauses for");
	}

	@Test
	void sessionsLiveLongerThanAccessesAreRecordedLate() {
		String namespace = TestRedis.newNamespace();
		runner("mixed-session.store=redis", "mixed-session.redis.namespace=" + namespace, "spring.session.timeout=13h",
				"mixed-session.timeout.secure-idle=13h", "mixed-session.timeout.secure-absolute=14h",
				"mixed-session.write-interval=12h")
			.run(RedisStoreConfigurationTests::assertKeepsSessions);
		try (RedisConnection connection = TestRedis.SINGLE.connections().getConnection()) {
			assertThat(TestRedis.SINGLE.keys(namespace + ":*")).hasSize(3)
				.allSatisfy((key) -> assertThat(
						connection.keyCommands().ttl(key.getBytes(StandardCharsets.UTF_8), TimeUnit.HOURS))
					.isBetween(26L, 27L));
		}
	}

	@Test
	void replicasAreNotWaitedForOnAListOfServers() {
		runner("mixed-session.store=redis", "mixed-session.redis.wait-for-replicas=1",
				"spring.data.redis.masterreplica.nodes=127.0.0.1:" + TestRedis.SINGLE.port())
			.run((context) -> assertRefused(context,
					"'mixed-session.redis.wait-for-replicas' with value '1' needs a connection to the master alone",
					"spring.data.redis.masterreplica.*"));
	}

	@Test
	void oldSessionsAreNotReadFromReplicas() {
		String[] migration = { "mixed-session.store=redis", "mixed-session.migration.from=redis",
				"mixed-session.migration.cookie-channel=secure", "mixed-session.cookie.insecure-name=SHOP" };
		for (String from : List.of("replica-preferred", "any", "upstream-preferred")) {
			runner(migration).withPropertyValues("spring.data.redis.lettuce.read-from=" + from)
				.run((context) -> assertRefused(context,
						"'mixed-session.migration.from' with value 'redis' reads from replicas",
						"Remove spring.data.redis.lettuce.read-from"));
		}
		runner(migration).withBean(RedisConnectionFactory.class, RedisStoreConfigurationTests::ofTheMaster)
			.run((context) -> assertThat(context).hasNotFailed());
		for (String from : List.of("upstream", "master")) {
			runner(migration).withPropertyValues("spring.data.redis.lettuce.read-from=" + from)
				.run((context) -> assertThat(context).hasNotFailed());
		}
	}

	@ParameterizedTest
	@CsvSource({ "namespace, shop", "repository-type, indexed" })
	void oldSessionsAreNotLookedForUnderNamesThatNobodyReads(String name, String value) {
		WebApplicationContextRunner runner = runner("mixed-session.store=redis", "mixed-session.migration.from=redis",
				"mixed-session.migration.cookie-channel=secure", "mixed-session.cookie.insecure-name=SHOP",
				"spring.session.redis." + name + "=" + value);
		runner.run((context) -> assertRefused(context,
				"'spring.session.redis." + name + "' with value '" + value + "' says where the old sessions are",
				"Rename it to spring.session.data.redis." + name));
		runner.withPropertyValues("spring.session.data.redis." + name + "=" + value)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private static RedisConnectionFactory ofTheMaster() {
		return new LettuceConnectionFactory(new RedisStandaloneConfiguration("127.0.0.1", TestRedis.SINGLE.port()),
				LettuceClientConfiguration.builder().readFrom(ReadFrom.MASTER).build());
	}

	@Test
	void filterThatFiltersNothingOfOldSessionsEitherIsRefused() {
		String[] migration = { "mixed-session.store=redis", "mixed-session.migration.from=redis",
				"mixed-session.migration.cookie-channel=secure", "mixed-session.cookie.insecure-name=SHOP",
				"mixed-session.serialization-filter=java.base/*;!*" };
		RedisSerializer<Object> json = RedisSerializer.json();
		AttributeCodec jsonCodec = codec(json);
		runner(migration).withBean(AttributeCodec.class, () -> jsonCodec)
			.run((context) -> assertThat(context).hasNotFailed());
		runner(migration).withBean(AttributeCodec.class, () -> jsonCodec)
			.withBean("springSessionDefaultRedisSerializer", RedisSerializer.class, () -> json)
			.run((context) -> assertRefused(context, "would filter nothing: an AttributeCodec", "Remove the property"));
		// the old application's serializer reads, and another one writes
		runner(migration).withBean(AttributeCodec.class, () -> codec(RedisSerializer.java()))
			.withBean("springSessionDefaultRedisSerializer", RedisSerializer.class, () -> json)
			.run((context) -> assertRefused(context, "would filter nothing: an AttributeCodec", "Remove the property"));
		// it reads by itself what the old application wrote
		runner(migration).withBean(AttributeCodec.class, () -> codec(RedisSerializer.java()))
			.run((context) -> assertRefused(context, "would filter nothing: an AttributeCodec", "Remove the property"));
	}

	private static AttributeCodec codec(RedisSerializer<Object> serializer) {
		return new AttributeCodec() {

			@Override
			public byte[] encode(Object value) {
				return serializer.serialize(value);
			}

			@Override
			public Object decode(byte[] bytes) {
				return Objects.requireNonNull(serializer.deserialize(bytes));
			}

		};
	}

	@Test
	void markedRedisIsTheOne() {
		runner("mixed-session.store=redis").withUserConfiguration(TwoRedis.class)
			.run(RedisStoreConfigurationTests::assertKeepsSessions);
	}

	@Test
	void severalRedisAreTooMany() {
		runner("mixed-session.store=redis")
			.withBean("one", RedisConnectionFactory.class, () -> new LettuceConnectionFactory("127.0.0.1", 1))
			.withBean("two", RedisConnectionFactory.class, () -> new LettuceConnectionFactory("127.0.0.1", 2))
			.run((context) -> assertRefused(context, "several RedisConnectionFactories", "@MixedSessionRedis"));
	}

	@Test
	void serverThatDeletesSessionsWhenItIsFullIsWarnedOf(CapturedOutput output) {
		try (RedisConnection connection = TestRedis.SINGLE.connections().getConnection()) {
			connection.serverCommands().setConfig("maxmemory-policy", "allkeys-lru");
			runner("mixed-session.store=redis").run((context) -> assertThat(context).hasNotFailed());
			connection.serverCommands().setConfig("maxmemory-policy", "noeviction");
		}
		assertThat(output).containsOnlyOnce("maxmemory-policy allkeys-lru");
	}

	@Test
	void oldServerIsRefused() {
		for (String version : List.of("5.0.14", "6.0.20", "2.8")) {
			runner("mixed-session.store=redis").withBean(RedisConnectionFactory.class, () -> serverOf(version))
				.run((context) -> assertRefused(context, "this is Redis " + version, "Use a later one"));
		}
		for (String version : List.of("6.2.0", "7.4.1", "10.0", "8")) {
			runner("mixed-session.store=redis").withBean(RedisConnectionFactory.class, () -> serverOf(version))
				.run((context) -> assertThat(context).hasNotFailed());
		}
	}

	private static RedisConnectionFactory serverOf(String version) {
		RedisServerCommands commands = Mockito.mock();
		Properties info = new Properties();
		info.setProperty("127.0.0.1:7000.redis_version", version);
		BDDMockito.given(commands.info(BDDMockito.anyString())).willReturn(info);
		RedisConnection connection = Mockito.mock();
		BDDMockito.given(connection.serverCommands()).willReturn(commands);
		RedisConnectionFactory factory = Mockito.mock();
		BDDMockito.given(factory.getConnection()).willReturn(connection);
		return factory;
	}

	/** One is of something else of the application's. */
	@Configuration(proxyBeanMethods = false)
	static class TwoRedis {

		@Bean
		@MixedSessionRedis
		RedisConnectionFactory ofSessions() {
			return new LettuceConnectionFactory("127.0.0.1", TestRedis.SINGLE.port());
		}

		@Bean
		RedisConnectionFactory ofTheCache() {
			return new LettuceConnectionFactory("127.0.0.1", 1);
		}

	}

}
