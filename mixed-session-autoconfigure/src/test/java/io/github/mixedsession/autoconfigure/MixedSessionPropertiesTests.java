package io.github.mixedsession.autoconfigure;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;

import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.session.autoconfigure.DefaultCookieSerializerCustomizer;
import org.springframework.boot.session.autoconfigure.SessionTimeout;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.session.jdbc.JdbcIndexedSessionRepository;

import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.MixedSessions;
import io.github.mixedsession.channel.ChannelEnforcementFilter;
import io.github.mixedsession.channel.RoleLookup;
import io.github.mixedsession.http.ConnectorPorts;
import io.github.mixedsession.session.MixedSessionRepository;
import io.github.mixedsession.session.PolicyContext;
import io.github.mixedsession.session.SessionSettings;
import io.github.mixedsession.session.SharedLimit;
import io.github.mixedsession.web.SessionRequestFilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/**
 * Each property of the public contract has its default, and the effect that it promises.
 */
class MixedSessionPropertiesTests {

	private static final String[] BASE_URLS = { "mixed-session.channel.http-base-url=http://shop.test:8080",
			"mixed-session.channel.https-base-url=https://shop.test:8443" };

	private final WebApplicationContextRunner contextRunner = TestApplication.runner()
		.withUserConfiguration(PermissiveSecurityConfiguration.class);

	@Test
	void settingsHaveTheirDefaultsWhenNothingIsSet() {
		this.contextRunner.run((context) -> assertThat(settings(context))
			.isEqualTo(new SessionSettings(Duration.ofMinutes(30), Duration.ofMinutes(15), Duration.ofHours(12),
					Duration.ofSeconds(10), true, Duration.ofSeconds(60), false)));
	}

	@Test
	void settingsFollowTheirProperties() {
		this.contextRunner
			.withPropertyValues("spring.session.timeout=2h", "mixed-session.timeout.secure-idle=40",
					"mixed-session.timeout.secure-absolute=1h", "mixed-session.rotation.grace=5",
					"mixed-session.rotation.on-secure-id-reuse=report", "mixed-session.write-interval=30",
					"mixed-session.channel.stay-secure=true", "mixed-session.attributes.max-shared-count=7",
					"mixed-session.attributes.max-shared-size=2KB")
			.run((context) -> assertThat(settings(context))
				.isEqualTo(new SessionSettings(Duration.ofHours(2), Duration.ofSeconds(40), Duration.ofHours(1),
						Duration.ofSeconds(5), false, Duration.ofSeconds(30), true, new SharedLimit(7, 2048))));
	}

	@Test
	void propertyWithoutAValueCountsAsNotSet() {
		this.contextRunner
			.withPropertyValues("mixed-session.http-port=", "mixed-session.rotation.grace= ",
					"mixed-session.rotation.on-secure-id-reuse=", "mixed-session.write-interval=",
					"mixed-session.channel.default-requirement=", "mixed-session.channel.password-pages=",
					"mixed-session.channel.stay-secure=", "mixed-session.channel.http-base-url=",
					"mixed-session.migration.cookie-channel=", "mixed-session.migration.from=",
					"mixed-session.jdbc.initialize-schema=", "mixed-session.attributes.default-visibility=",
					"mixed-session.attributes.max-shared-count=", "mixed-session.attributes.max-shared-size=")
			.run((context) -> assertThat(settings(context))
				.isEqualTo(new SessionSettings(Duration.ofMinutes(30), Duration.ofMinutes(15), Duration.ofHours(12),
						Duration.ofSeconds(10), true, Duration.ofSeconds(60), false)));
	}

	@Test
	@DisabledIf(value = "isSpringBoot40", disabledReason = "Spring Boot 4.0 has no place for another one")
	void timeoutIsTheOneThatSpringBootDetermines() {
		this.contextRunner.withBean(SessionTimeout.class, () -> () -> Duration.ofMinutes(45))
			.run((context) -> assertThat(settings(context).timeout()).isEqualTo(Duration.ofMinutes(45)));
	}

	static boolean isSpringBoot40() {
		return SpringBootVersion.getVersion().startsWith("4.0.");
	}

	@Test
	void timeoutOfZeroStaysZero() {
		this.contextRunner.withPropertyValues("spring.session.timeout=0")
			.run((context) -> assertThat(settings(context).timeout()).isZero());
	}

	@Test
	void bootTakesOverWhenMixedSessionIsDisabled() {
		this.contextRunner.withPropertyValues("mixed-session.enabled=false", "mixed-session.http-port=0")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(JdbcIndexedSessionRepository.class)
				.hasBean("cookieSerializer")
				.doesNotHaveBean(MixedSessionRepository.class)
				.doesNotHaveBean(ChannelEnforcementFilter.class)
				.doesNotHaveBean("tomcatPlainConnectorCustomizer")
				.doesNotHaveBean("mixedSessionCleanupJob"));
	}

	@Test
	void connectorIsAddedOnlyWhenAnHttpPortIsSet() {
		this.contextRunner.withPropertyValues("mixed-session.http-port=8080")
			.run((context) -> assertThat(context).hasBean("tomcatPlainConnectorCustomizer"));
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean("tomcatPlainConnectorCustomizer"));
	}

	@Test
	void rulesRedirectToTheChannelThatTheyRequire() {
		this.contextRunner.withPropertyValues(BASE_URLS)
			.withPropertyValues("mixed-session.channel.rules[0].paths=/account/**",
					"mixed-session.channel.rules[0].methods=GET", "mixed-session.channel.rules[0].requires=secure",
					"mixed-session.channel.rules[1].paths=/offers", "mixed-session.channel.rules[1].requires=insecure")
			.run((context) -> {
				assertThat(locationOf(context, "http://shop.test/account/orders"))
					.isEqualTo("https://shop.test:8443/account/orders");
				assertThat(locationOf(context, "https://shop.test/offers")).isEqualTo("http://shop.test:8080/offers");
				assertThat(locationOf(context, "http://shop.test/other")).isNull();
				assertThat(locationOf(context, "https://shop.test/other")).isNull();
			});
	}

	@Test
	void ruleWithRolesAppliesToUsersOfThoseRolesOnly() {
		WebApplicationContextRunner admins = this.contextRunner.withPropertyValues(BASE_URLS)
			.withPropertyValues("mixed-session.channel.rules[0].paths=/**",
					"mixed-session.channel.rules[0].roles=ADMIN", "mixed-session.channel.rules[0].requires=secure");
		admins.run((context) -> assertThat(locationOf(context, "http://shop.test/")).isNull());
		admins.withBean(RoleLookup.class, () -> (request, roles) -> roles.equals(Set.of("ADMIN")))
			.run((context) -> assertThat(locationOf(context, "http://shop.test/"))
				.isEqualTo("https://shop.test:8443/"));
	}

	@Test
	void defaultRequirementHoldsForPathsWithoutARule() {
		this.contextRunner.withPropertyValues(BASE_URLS)
			.withPropertyValues("mixed-session.channel.default-requirement=secure")
			.run((context) -> assertThat(locationOf(context, "http://shop.test/x"))
				.isEqualTo("https://shop.test:8443/x"));
	}

	@Test
	void onlyAllowedHostsAreRedirectedTo() {
		WebApplicationContextRunner secure = this.contextRunner.withBean(ConnectorPorts.class, KnownPorts::new)
			.withPropertyValues("mixed-session.channel.default-requirement=secure");
		secure.run((context) -> {
			assertThat(locationOf(context, "http://localhost/x")).isEqualTo("https://localhost:8443/x");
			assertThat(navigate(context, "http://shop.test/x").getStatus()).isEqualTo(400);
		});
		secure.withPropertyValues("mixed-session.channel.allowed-hosts=shop.test").run((context) -> {
			assertThat(locationOf(context, "http://shop.test/x")).isEqualTo("https://shop.test:8443/x");
			assertThat(navigate(context, "http://localhost/x").getStatus()).isEqualTo(400);
		});
	}

	@Test
	void attributesAreSecureByDefault() {
		this.contextRunner.run((context) -> assertThat(visibilities(context, "cart", "SPRING_SECURITY_CONTEXT"))
			.containsExactly(AttributeVisibility.SECURE, AttributeVisibility.SECURE));
	}

	@Test
	void defaultVisibilityAppliesButNotToTheSecurityContext() {
		this.contextRunner.withPropertyValues("mixed-session.attributes.default-visibility=shared")
			.run((context) -> assertThat(visibilities(context, "cart", "SPRING_SECURITY_CONTEXT"))
				.containsExactly(AttributeVisibility.SHARED, AttributeVisibility.SECURE));
	}

	@Test
	void listedAttributesHaveTheVisibilityOfTheirList() {
		this.contextRunner
			.withPropertyValues("mixed-session.attributes.shared=cart,recent.*",
					"mixed-session.attributes.secure=recent.orders", "mixed-session.attributes.per-channel=form.*")
			.run((context) -> assertThat(
					visibilities(context, "cart", "recent.pages", "recent.orders", "form.token", "other"))
				.containsExactly(AttributeVisibility.SHARED, AttributeVisibility.SHARED, AttributeVisibility.SECURE,
						AttributeVisibility.PER_CHANNEL, AttributeVisibility.SECURE));
	}

	@Test
	void springSecurityAttributesStaySecureWhateverPatternMatches() {
		this.contextRunner
			.withPropertyValues("mixed-session.attributes.shared=*", "mixed-session.attributes.per-channel=SPRING_*",
					"mixed-session.attributes.secure=SPRING_SECURITY_CONTEXT")
			.run((context) -> assertThat(
					visibilities(context, "SPRING_SECURITY_CONTEXT", "SPRING_SECURITY_SAVED_REQUEST", "cart"))
				.containsExactly(AttributeVisibility.SECURE, AttributeVisibility.SECURE, AttributeVisibility.SHARED));
	}

	@Test
	void cookiesHaveTheirDefaultsWhenNothingIsSet() {
		this.contextRunner.run((context) -> assertThat(attributesOfCookies(context)).containsOnly(
				entry("SESSION", List.of("Path=/", "HttpOnly", "SameSite=Lax")),
				entry("__Host-SESSION", List.of("Path=/", "Secure", "HttpOnly", "SameSite=Lax"))));
	}

	@Test
	void cookiesHaveTheNamesThatAreSetOrFollowFromThem() {
		this.contextRunner
			.withPropertyValues("mixed-session.cookie.insecure-name=SHOP",
					"mixed-session.cookie.secure-name=__Secure-TILL")
			.run((context) -> assertThat(attributesOfCookies(context)).containsOnlyKeys("SHOP", "__Secure-TILL"));
		this.contextRunner.withPropertyValues("mixed-session.cookie.insecure-name=SHOP")
			.run((context) -> assertThat(attributesOfCookies(context)).containsOnlyKeys("SHOP", "__Host-SHOP"));
	}

	@Test
	void cookiesHonourBootsProperties() {
		this.contextRunner
			.withPropertyValues("server.servlet.session.cookie.name=SID", "server.servlet.session.cookie.path=/shop",
					"server.servlet.session.cookie.domain=shop.test", "server.servlet.session.cookie.same-site=lax",
					"server.servlet.session.cookie.http-only=true")
			.run((context) -> assertThat(attributesOfCookies(context)).containsOnly(
					entry("SID", List.of("Path=/shop", "Domain=shop.test", "HttpOnly", "SameSite=Lax")),
					entry("__Secure-SID",
							List.of("Path=/shop", "Domain=shop.test", "Secure", "HttpOnly", "SameSite=Lax"))));
	}

	@Test
	void cookiesHaveTheMaxAgeThatIsSet() {
		this.contextRunner.withPropertyValues("server.servlet.session.cookie.max-age=1h")
			.run((context) -> assertThat(attributesOfCookies(context).values())
				.allSatisfy((attributes) -> assertThat(attributes).contains("Max-Age=3600")));
	}

	@Test
	void cookiesHaveTheNameThatACustomizerGives() {
		this.contextRunner
			.withBean(DefaultCookieSerializerCustomizer.class, () -> (serializer) -> serializer.setCookieName("MINE"))
			.run((context) -> assertThat(attributesOfCookies(context)).containsOnlyKeys("MINE", "__Host-MINE"));
	}

	@Test
	void sessionsAreStoredInTablesOfTheSetName() {
		this.contextRunner.withPropertyValues("mixed-session.jdbc.table-name=VISIT").run((context) -> {
			attributesOfCookies(context);
			assertThat(count(context, "VISIT")).isOne();
			assertThat(count(context, "VISIT_ATTRIBUTE")).isOne();
		});
	}

	@Test
	void cleanupRunsUnlessItsCronIsAHyphen() {
		this.contextRunner.run((context) -> assertThat(context.getBean(SessionCleanupJob.class).isRunning()).isTrue());
		this.contextRunner.withPropertyValues("mixed-session.jdbc.cleanup-cron=-")
			.run((context) -> assertThat(context.getBean(SessionCleanupJob.class).isRunning()).isFalse());
	}

	@Test
	void requestFilterIsOrderedRightBeforeTheSessionFilter() {
		this.contextRunner.withPropertyValues("spring.session.servlet.filter-order=-200").run((context) -> {
			FilterRegistrationBean<?> registration = context.getBean("mixedSessionRequestFilter",
					FilterRegistrationBean.class);
			assertThat(registration.getFilter()).isInstanceOf(SessionRequestFilter.class);
			assertThat(registration.getOrder()).isEqualTo(-201);
		});
	}

	@Test
	void enforcementFilterIsOrderedRightBehindTheSecurityFilter() {
		this.contextRunner.withPropertyValues("spring.security.filter.order=-10")
			.run((context) -> assertThat(
					context.getBean("mixedSessionEnforcementFilterRegistration", FilterRegistrationBean.class)
						.getOrder())
				.isEqualTo(-9));
	}

	private static SessionSettings settings(AssertableWebApplicationContext context) {
		return context.getBean(PolicyContext.class).settings();
	}

	private static MockHttpServletResponse navigate(AssertableWebApplicationContext context, String url)
			throws Exception {
		return FilteredRequest.get(context, url, (request) -> {
		});
	}

	private static String locationOf(AssertableWebApplicationContext context, String url) throws Exception {
		return navigate(context, url).getHeader("Location");
	}

	private static List<AttributeVisibility> visibilities(AssertableWebApplicationContext context, String... names)
			throws Exception {
		Map<String, AttributeVisibility> found = new HashMap<>();
		FilteredRequest.get(context, "https://shop.test/", (request) -> {
			for (String name : names) {
				found.put(name, MixedSessions.of(request).getVisibility(name));
			}
		});
		return Arrays.stream(names).map(found::get).toList();
	}

	private static Map<String, List<String>> attributesOfCookies(AssertableWebApplicationContext context)
			throws Exception {
		MockHttpServletResponse response = FilteredRequest.get(context, "https://shop.test/",
				(request) -> request.getSession().setAttribute("cart", "mug"));
		Map<String, List<String>> cookies = new HashMap<>();
		for (String header : response.getHeaders("Set-Cookie")) {
			List<String> parts = List.of(header.split("; "));
			cookies.put(parts.get(0).substring(0, parts.get(0).indexOf('=')),
					parts.subList(1, parts.size()).stream().filter((part) -> !part.startsWith("Expires")).toList());
		}
		return cookies;
	}

	private static Integer count(AssertableWebApplicationContext context, String table) {
		return new JdbcTemplate(context.getBean(DataSource.class)).queryForObject("SELECT COUNT(*) FROM " + table,
				Integer.class);
	}

	private record KnownPorts() implements ConnectorPorts {

		@Override
		public int httpPort() {
			return 8080;
		}

		@Override
		public int httpsPort() {
			return 8443;
		}

	}

}
