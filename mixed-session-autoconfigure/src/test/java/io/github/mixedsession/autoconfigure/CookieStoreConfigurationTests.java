package io.github.mixedsession.autoconfigure;

import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import javax.sql.DataSource;

import com.nimbusds.jose.JWEObject;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.http.Cookie;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import org.junit.jupiter.api.Test;
import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.boot.jdbc.EmbeddedDatabaseConnection;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.ClassPathResource;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.session.SessionAuthenticationException;
import org.springframework.security.web.savedrequest.DefaultSavedRequest;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.security.SpringSessionBackedSessionRegistry;
import org.springframework.util.unit.DataSize;
import org.springframework.web.servlet.FlashMap;
import tools.jackson.databind.json.JsonMapper;

import io.github.mixedsession.AttributeCodec;
import io.github.mixedsession.MisconfigurationException;
import io.github.mixedsession.MixedSessions;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.attribute.JsonAttributeCodec;
import io.github.mixedsession.channel.HeaderLimit;
import io.github.mixedsession.id.RandomBytes;
import io.github.mixedsession.session.MixedSessionRepository;
import io.github.mixedsession.store.InMemorySessionStore;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.cookie.CookieSessionStore;
import io.github.mixedsession.store.jdbc.JdbcSessionStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What it takes to have sessions in cookies, and what can't be had then.
 */
class CookieStoreConfigurationTests {

	private static final String REDIS = "org.springframework.boot.data.redis";

	private static final String[] DRIVERS = Arrays.stream(DatabaseDriver.values())
		.map(DatabaseDriver::getDriverClassName)
		.filter(Objects::nonNull)
		.toArray(String[]::new);

	private static final String[] DRIVERS_AND_REDIS = Stream.concat(Arrays.stream(DRIVERS), Stream.of(REDIS))
		.toArray(String[]::new);

	private static final String[] EMBEDDED = Arrays.stream(EmbeddedDatabaseConnection.values())
		.map(EmbeddedDatabaseConnection::getDriverClassName)
		.filter(Objects::nonNull)
		.toArray(String[]::new);

	private static String key(int bytes) {
		return "mixed-session.encryption.keys=" + Base64.getEncoder().encodeToString(RandomBytes.of(bytes));
	}

	private static WebApplicationContextRunner runner(String... properties) {
		return TestApplication.runner()
			.withUserConfiguration(PermissiveSecurityConfiguration.class)
			.withPropertyValues("mixed-session.store=cookie")
			.withPropertyValues(properties);
	}

	private static WebApplicationContextRunner keyed(String... properties) {
		return runner(properties).withPropertyValues(key(64));
	}

	private static void assertRefused(AssertableWebApplicationContext context, String problem, String cure) {
		assertThat(context).hasFailed();
		assertThat(NestedExceptionUtils.getMostSpecificCause(context.getStartupFailure()))
			.isInstanceOfSatisfying(MisconfigurationException.class, (failure) -> {
				assertThat(failure.getProblem()).contains(problem);
				assertThat(failure.getCure()).contains(cure);
			});
	}

	private static void assertWorks(AssertableWebApplicationContext context) throws Exception {
		assertThat(context).hasNotFailed().hasSingleBean(CookieSessionStore.class);
		MockHttpServletResponse first = FilteredRequest.get(context, "http://shop.test/",
				(request) -> MixedSessions.of(request).setAttribute("cart", "mug"));
		Cookie[] cookies = first.getCookies();
		assertThat(cookies).hasSize(1);
		FilteredRequest.get(context, "http://shop.test/",
				(request) -> assertThat(request.getSession().getAttribute("cart")).isEqualTo("mug"), cookies);
	}

	@Test
	void noDataSourceIsAskedForWhereThereIsNoDriver() {
		keyed().withClassLoader(new FilteredClassLoader(DRIVERS)).run((context) -> {
			assertWorks(context);
			assertThat(context).doesNotHaveBean(DataSource.class)
				.doesNotHaveBean(DataSourceAutoConfiguration.class)
				.doesNotHaveBean(JdbcSessionStore.class);
		});
	}

	@Test
	void noDataSourceIsAskedForWhereADriverHasNoUrl() {
		keyed().withClassLoader(new FilteredClassLoader(EMBEDDED)).run((context) -> {
			assertThat(DatabaseDriver.POSTGRESQL.getDriverClassName()).satisfies(context.getClassLoader()::loadClass);
			assertWorks(context);
			assertThat(context).doesNotHaveBean(DataSource.class).doesNotHaveBean(DataSourceAutoConfiguration.class);
		});
	}

	/** What an application without any store of ours sees of Spring Boot. */
	@Test
	void withoutADriverADataSourceIsAskedForByDefault() {
		TestApplication.runner()
			.withClassLoader(new FilteredClassLoader(DRIVERS_AND_REDIS))
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("driver"));
	}

	@Test
	void dataSourceOfTheApplicationIsLeftAlone() {
		keyed().run((context) -> {
			assertWorks(context);
			assertThat(context).hasSingleBean(DataSource.class).doesNotHaveBean(JdbcSessionStore.class);
		});
	}

	@Test
	void dataSourceIsAskedForAsSoonAsAnythingSaysSo() {
		assertThat(isDataSourceAskedFor("mixed-session.store=cookie")).isFalse();
		assertThat(isDataSourceAskedFor("mixed-session.store=jdbc")).isTrue();
		assertThat(isDataSourceAskedFor()).isTrue();
		assertThat(isDataSourceAskedFor("mixed-session.store=redis")).isFalse();
		assertThat(isDataSourceAskedFor(new FilteredClassLoader(DRIVERS))).as("Redis may be meant").isFalse();
		assertThat(isDataSourceAskedFor("mixed-session.store=cookie", "mixed-session.cookie.ledger=true")).isTrue();
		for (String property : List.of("url", "jndi-name", "driver-class-name", "type", "username")) {
			assertThat(isDataSourceAskedFor("mixed-session.store=cookie", "spring.datasource." + property + "=x"))
				.as(property)
				.isTrue();
		}
	}

	@Test
	void dataSourceIsAskedForWhereAContainerMayTellOfIt() {
		ClassLoader driver = new FilteredClassLoader(EMBEDDED);
		for (String name : NoDataSourceAutoConfigurationFilter.SERVICE_CONNECTIONS) {
			assertThat(new ClassPathResource(name.replace('.', '/') + ".class").exists()).as(name).isTrue();
			for (ClassLoader parent : List.of(driver, new FilteredClassLoader(DRIVERS))) {
				ClassLoader withContainers = new ByteBuddy().subclass(Object.class)
					.name(name)
					.make()
					.load(parent, ClassLoadingStrategy.Default.CHILD_FIRST)
					.getLoaded()
					.getClassLoader();
				assertThat(isDataSourceAskedFor(withContainers, "mixed-session.store=cookie")).as(name)
					.isEqualTo(parent == driver);
			}
		}
	}

	@Test
	void dataSourceIsAskedForWithADriverAloneIfThereIsALedger() {
		ClassLoader driver = new FilteredClassLoader(
				Stream.concat(Arrays.stream(EMBEDDED), Stream.of(REDIS)).toArray(String[]::new));
		assertThat(isDataSourceAskedFor(driver, "mixed-session.store=cookie")).isFalse();
		assertThat(isDataSourceAskedFor(driver, "mixed-session.store=cookie", "mixed-session.cookie.ledger=true"))
			.isTrue();
		assertThat(isDataSourceAskedFor(CookieStoreConfigurationTests.class.getClassLoader(),
				"mixed-session.store=cookie"))
			.isTrue();
	}

	private static boolean isDataSourceAskedFor(String... properties) {
		return isDataSourceAskedFor(new FilteredClassLoader(DRIVERS_AND_REDIS), properties);
	}

	private static boolean isDataSourceAskedFor(ClassLoader classLoader, String... properties) {
		MockEnvironment environment = new MockEnvironment();
		TestPropertyValues.of(properties).applyTo(environment);
		NoDataSourceAutoConfigurationFilter filter = new NoDataSourceAutoConfigurationFilter();
		filter.setEnvironment(environment);
		filter.setBeanClassLoader(classLoader);
		String[] types = { DataSourceAutoConfiguration.class.getName(), "com.example.Other" };
		boolean[] matches = filter.match(types, null);
		assertThat(matches[1]).isTrue();
		return matches[0];
	}

	@Test
	void worksWithoutJdbc() {
		keyed()
			.withClassLoader(new FilteredClassLoader("org.springframework.jdbc", "org.springframework.boot.jdbc",
					"com.zaxxer.hikari", "org.h2"))
			.run((context) -> {
				assertWorks(context);
				assertThat(context).doesNotHaveBean("mixedSessionStore").doesNotHaveBean("dataSource");
			});
	}

	@Test
	void worksWithoutSpringSecurity() {
		TestApplication.runner()
			.withPropertyValues("mixed-session.store=cookie", key(64))
			.withClassLoader(new FilteredClassLoader("org.springframework.security"))
			.run(CookieStoreConfigurationTests::assertWorks);
	}

	@Test
	void keyIsNeeded() {
		runner().run((context) -> assertRefused(context, "'mixed-session.store' is cookie, and there is no key",
				"openssl rand -base64 64"));
		runner(key(32))
			.run((context) -> assertRefused(context, "has 256 bits instead of 512", "openssl rand -base64 64"));
	}

	@Test
	void cookiesOfAnOlderKeyAreCounted() {
		String old = key(64);
		AtomicReference<Cookie[]> cookies = new AtomicReference<>();
		runner(old).run((context) -> cookies.set(FilteredRequest
			.get(context, "http://shop.test/", (request) -> MixedSessions.of(request).setAttribute("cart", "mug"))
			.getCookies()));
		runner(key(64) + "," + old.substring(old.indexOf('=') + 1))
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.run((context) -> {
				FunctionCounter counter = context.getBean(MeterRegistry.class)
					.get("mixed.session.outdated.values")
					.tag("key", "older")
					.functionCounter();
				assertThat(counter.count()).isZero();
				FilteredRequest.get(context, "http://shop.test/",
						(request) -> assertThat(request.getSession().getAttribute("cart")).isEqualTo("mug"),
						cookies.get());
				assertThat(counter.count()).isPositive();
			});
	}

	@Test
	void librariesAreNeeded() {
		keyed().withClassLoader(new FilteredClassLoader(JWEObject.class))
			.run((context) -> assertRefused(context, "needs a library", "com.nimbusds:nimbus-jose-jwt"));
		keyed().withClassLoader(new FilteredClassLoader(JsonMapper.class))
			.run((context) -> assertRefused(context, "needs a library", "spring-boot-starter-jackson"));
	}

	@Test
	void serverHasToTakeTwoCookies() {
		HeaderLimit large = new HeaderLimit(16384, "server.tomcat.max-http-response-header-size");
		CookieHeaderCheck.check(large, DataSize.ofKilobytes(16));
		CookieHeaderCheck.check(HeaderLimit.DEFAULT, DataSize.ofKilobytes(8));
		assertThatExceptionOfType(MisconfigurationException.class)
			.isThrownBy(() -> CookieHeaderCheck.check(large, DataSize.ofBytes(16383)))
			.satisfies((failure) -> assertThat(failure.getCure())
				.isEqualTo("Set server.max-http-request-header-size to 16KB or more."));
		assertThatExceptionOfType(MisconfigurationException.class)
			.isThrownBy(() -> CookieHeaderCheck
				.check(new HeaderLimit(8192, "server.jetty.max-http-response-header-size"), DataSize.ofKilobytes(8)))
			.satisfies((failure) -> assertThat(failure.getCure()).isEqualTo(
					"Set server.max-http-request-header-size and server.jetty.max-http-response-header-size to 16KB or more."));
	}

	@Test
	void ledgerNeedsADataSource() {
		keyed("mixed-session.cookie.ledger=true").withClassLoader(new FilteredClassLoader(DRIVERS))
			.withPropertyValues("spring.autoconfigure.exclude=" + DataSourceAutoConfiguration.class.getName())
			.run((context) -> assertRefused(context, "'mixed-session.cookie.ledger'", "spring.datasource.url"));
		keyed("mixed-session.cookie.ledger=true").run((context) -> {
			assertWorks(context);
			assertThat(context.getBean(SessionStore.class)).isInstanceOf(CookieSessionStore.class);
			assertThat(context).hasSingleBean(JdbcSessionStore.class);
		});
	}

	@Test
	void storeOfTheApplicationIsNotPassedOverInSilence() {
		keyed().withBean("own", SessionStore.class, InMemorySessionStore::new)
			.run((context) -> assertRefused(context, "own", "Remove that bean, or the property."));
	}

	/** As in an application that was built ahead of time without the property. */
	@Test
	void otherStoreThanThePropertySaysIsRefused() {
		keyed("spring.autoconfigure.exclude=" + MixedSessionCookieAutoConfiguration.class.getName())
			.withBean("own", SessionStore.class, InMemorySessionStore::new)
			.run((context) -> assertRefused(context, "ahead of time", "when the application is built"));
	}

	@Test
	void storeTypeIsOneThatThereIs() {
		TestApplication.runner()
			.withPropertyValues("mixed-session.store=jdbc")
			.run((context) -> assertThat(context).hasSingleBean(JdbcSessionStore.class)
				.doesNotHaveBean(CookieSessionStore.class));
		TestApplication.runner()
			.withPropertyValues("mixed-session.store=biscuit")
			.run((context) -> assertThat(context).hasFailed());
	}

	@Test
	void absoluteTimeoutIsPositive() {
		keyed("mixed-session.cookie.absolute-timeout=0s")
			.run((context) -> assertRefused(context, "'mixed-session.cookie.absolute-timeout'", "positive duration"));
	}

	@Test
	void whatCountsOnMoreIsRefused() {
		keyed("mixed-session.rotation.on-secure-id-reuse=end-session")
			.run((context) -> assertRefused(context, "on-secure-id-reuse", "report"));
		keyed("management.endpoints.web.exposure.include=sessions")
			.run((context) -> assertRefused(context, "SessionsEndpoint", "management.endpoint.sessions.access"));
		keyed().withUserConfiguration(StoreDemandsTests.RegistryConfiguration.class)
			.run((context) -> assertRefused(context, "SpringSessionBackedSessionRegistry", "Remove it"));
		keyed().withBean(UserSessions.class)
			.run((context) -> assertRefused(context, "UserSessions", "LOOKUP_BY_PRINCIPAL"));
		keyed().withUserConfiguration(OneSession.class)
			.run((context) -> assertRefused(context, "A SecurityFilterChain counts",
					"Remove maximumSessions from it, or set mixed-session.cookie.ledger to true"));
		keyed().withUserConfiguration(UserSessionsConfiguration.class)
			.run((context) -> assertRefused(context, "The bean 'users'", "LOOKUP_BY_PRINCIPAL"));
		String ledger = "mixed-session.cookie.ledger=true";
		keyed(ledger).withUserConfiguration(OneSession.class, UserSessionsConfiguration.class)
			.run((context) -> assertThat(context).hasNotFailed());
		keyed(ledger, "mixed-session.rotation.on-secure-id-reuse=end-session",
				"management.endpoints.web.exposure.include=sessions")
			.withUserConfiguration(StoreDemandsTests.RegistryConfiguration.class)
			.withBean(UserSessions.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(SpringSessionBackedSessionRegistry.class)
				.hasSingleBean(MixedSessionRepository.class));
	}

	@Test
	void whatWouldBeReadOrImportedInVainIsRefused() {
		for (String channel : List.of("secure", "insecure")) {
			keyed("mixed-session.migration.cookie-channel=" + channel).run((context) -> assertRefused(context,
					"'mixed-session.migration.cookie-channel' with value '" + channel + "' would import nothing",
					"mixed-session.store to jdbc"));
		}
		keyed("mixed-session.encryption.accept-unencrypted=true").run((context) -> assertRefused(context,
				"'mixed-session.encryption.accept-unencrypted' with value 'true' has nothing to accept",
				"Remove the property"));
		keyed("mixed-session.encryption.accept-unencrypted=false").run(CookieStoreConfigurationTests::assertWorks);
	}

	@Test
	void valuesOfTheApplicationAreJson() {
		keyed().run((context) -> {
			AttributeCodec codec = context.getBean(AttributeCodec.class);
			assertThat(codec).isInstanceOf(JsonAttributeCodec.class);
			Cart cart = new Cart(List.of("mug", "cup"), 3L);
			assertThat(codec.decode(codec.encode(cart))).isEqualTo(cart);
			assertThat(new String(codec.encode("mug"), StandardCharsets.UTF_8)).isEqualTo("\"mug\"");
			FlashMap flash = new FlashMap();
			flash.put("message", "Saved");
			flash.put("lines", new ArrayList<>(List.of(2L, "mugs")));
			assertThat(codec.decode(codec.encode(List.of(flash)))).isEqualTo(List.of(flash));
			flash.setTargetRequestPath("/orders");
			flash.addTargetRequestParam("id", "7")
				.addTargetRequestParam("id", "8")
				.addTargetRequestParam("@class", "x");
			flash.setExpirationTime(1234567890123L);
			List<FlashMap> flashes = new CopyOnWriteArrayList<>(List.of(flash, new FlashMap()));
			assertThat(codec.decode(codec.encode(flashes))).isEqualTo(flashes);
			FlashMap read = (FlashMap) codec.decode(codec.encode(flash));
			assertThat(read.getTargetRequestPath()).isEqualTo("/orders");
			assertThat(read.getTargetRequestParams())
				.isEqualTo(Map.of("id", List.of("7", "8"), "@class", List.of("x")));
			assertThat(read.getExpirationTime()).isEqualTo(1234567890123L);
		});
	}

	/** It would be lost, and nobody would know why. */
	@Test
	void valueThatCanNotBeReadBackIsRefusedAsItIsSet() {
		keyed().run((context) -> {
			AttributeCodec codec = context.getBean(AttributeCodec.class);
			assertThatIllegalStateException().isThrownBy(() -> codec.encode(DataSize.ofBytes(1)))
				.withMessageContaining(DataSize.class.getName())
				.withMessageContaining("mixed-session.cookie.allowed-types");
		});
		for (String pattern : List.of("io.github.mixedsession.SessionView", "io.github.mixedsession.*",
				"io.github.**")) {
			keyed("mixed-session.cookie.allowed-types=" + pattern).run((context) -> {
				AttributeCodec codec = context.getBean(AttributeCodec.class);
				assertThat(codec.decode(codec.encode(SessionView.SECURE))).isEqualTo(SessionView.SECURE);
			});
		}
		for (String pattern : List.of("io.github.mixedsession.SessionVie", "io.github.*", "io.git.**", "i*")) {
			keyed("mixed-session.cookie.allowed-types=" + pattern).run((context) -> assertThatIllegalStateException()
				.isThrownBy(() -> context.getBean(AttributeCodec.class).encode(SessionView.SECURE)));
		}
	}

	@Test
	void valueOfWhichJsonSaysNotAllIsRefusedAsItIsSet() {
		keyed().run((context) -> {
			AttributeCodec codec = context.getBean(AttributeCodec.class);
			assertThatIllegalStateException().isThrownBy(() -> codec.encode(new Basket(List.of("mug"))))
				.withMessageContaining(Basket.class.getName());
			for (Object whole : List.of(Set.of("a", "b", "c", "d", "e"), new HashMap<>(Map.of("a", 1, "b", 2.5)),
					new UUID(1, 2), new BigDecimal("1.10"), Instant.EPOCH, new int[] { 2, 1 })) {
				assertThat(codec.decode(codec.encode(whole))).isEqualTo(whole);
			}
		});
	}

	/** As of an application that keeps what a form sent: no key of a map names a type. */
	@Test
	void nobodyElseChoosesATypeByTheKeyOfAMap() {
		keyed().run((context) -> {
			AttributeCodec codec = context.getBean(AttributeCodec.class);
			Map<String, String> planted = new HashMap<>(Map.of("@class", Cart.class.getName(), "total", "3"));
			assertThatIllegalStateException().isThrownBy(() -> codec.encode(planted));
			MockHttpServletRequest request = new MockHttpServletRequest("GET", "/account");
			request.setQueryString("@class=x");
			request.setParameter("@class", "x");
			assertThat(codec.decode(codec.encode(new DefaultSavedRequest(request))))
				.isInstanceOf(DefaultSavedRequest.class);
		});
	}

	@Test
	void loginThatFailsForWhateverReasonSaysSo() {
		keyed().run((context) -> {
			AttributeCodec codec = context.getBean(AttributeCodec.class);
			for (AuthenticationException failure : List.of(new TriesException("Locked", 3),
					new LockedException("Locked"), new SessionAuthenticationException("Locked"),
					new BadCredentialsException("Locked"))) {
				assertThat(codec.decode(codec.encode(failure))).isInstanceOf(AuthenticationException.class)
					.hasFieldOrPropertyWithValue("message", "Locked");
			}
		});
	}

	@Test
	void savedRequestIsKeptInShort() {
		keyed().run((context) -> {
			AttributeCodec codec = context.getBean(AttributeCodec.class);
			MockHttpServletRequest request = new MockHttpServletRequest("GET", "/account/orders");
			request.setServletPath("/account/orders");
			request.setQueryString("page=2");
			request.addHeader("Accept", "text/html");
			request.addHeader("User-Agent", "x".repeat(1000));
			request.setCookies(new Cookie("remember-me", "secret"));
			DefaultSavedRequest saved = new DefaultSavedRequest(request, "continue");
			byte[] json = codec.encode(saved);
			assertThat(new String(json, StandardCharsets.UTF_8)).doesNotContain("secret", "xxx");
			assertThat(codec.decode(json)).isInstanceOfSatisfying(DefaultSavedRequest.class, (kept) -> {
				assertThat(kept.getRedirectUrl()).isEqualTo(saved.getRedirectUrl()).endsWith("?page=2&continue");
				assertThat(kept.getHeaderValues("Accept")).containsExactly("text/html");
			});
			request.setQueryString("q=" + "x".repeat(2000));
			request.setParameter("q", "x".repeat(2000));
			byte[] deep = codec.encode(new DefaultSavedRequest(request, "continue"));
			assertThat(deep).hasSizeLessThan(1024);
			assertThat(codec.decode(deep)).isInstanceOfSatisfying(DefaultSavedRequest.class,
					(kept) -> assertThat(kept.getRedirectUrl()).startsWith("http://localhost/account/orders"));
		});
	}

	/**
	 * A failure of the application's own, of which JSON says too little.
	 */
	static class TriesException extends AuthenticationException {

		private static final long serialVersionUID = 1L;

		private final int tries;

		TriesException(String message) {
			this(message, 0);
		}

		TriesException(String message, int tries) {
			super(message);
			this.tries = tries;
		}

		public int getTries() {
			return this.tries;
		}

	}

	/**
	 * Has getters for more than can be set.
	 */
	static class Basket {

		private final List<String> lines = new ArrayList<>();

		Basket() {
		}

		Basket(List<String> lines) {
			this.lines.addAll(lines);
		}

		public int getSize() {
			return this.lines.size();
		}

	}

	/** A value of the application. */
	record Cart(List<String> items, long total) implements Serializable {
	}

	/** Lists the sessions of a user. */
	@Configuration(proxyBeanMethods = false)
	static class OneSession {

		@Bean
		@Order(0)
		SecurityFilterChain account(HttpSecurity http) {
			return http.securityMatcher("/account/**").sessionManagement((all) -> all.maximumSessions(1)).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UserSessionsConfiguration {

		@Bean
		Runnable users(FindByIndexNameSessionRepository<?> sessions) {
			return () -> sessions.findByPrincipalName("customer");
		}

	}

	static class UserSessions {

		UserSessions(FindByIndexNameSessionRepository<?> sessions) {
		}

	}

}
