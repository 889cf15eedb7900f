package io.github.mixedsession.autoconfigure;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Base64;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import javax.sql.DataSource;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.session.autoconfigure.DefaultCookieSerializerCustomizer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.context.servlet.AnnotationConfigServletWebApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.support.GenericConversionService;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.mock.web.MockServletContext;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.session.MapSessionRepository;
import org.springframework.session.web.http.CookieSerializer;
import org.springframework.session.web.http.DefaultCookieSerializer;
import org.springframework.session.web.http.HeaderHttpSessionIdResolver;
import org.springframework.session.web.http.HttpSessionIdResolver;

import io.github.mixedsession.AttributeCodec;
import io.github.mixedsession.id.RandomBytes;
import io.github.mixedsession.MixedSessionDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * An application that is configured wrongly does not start, and prints what is wrong and
 * what to do about it, in one message without a stack trace.
 */
@ExtendWith(OutputCaptureExtension.class)
class MisconfigurationTests {

	private static final String COOKIE = "server.servlet.session.cookie.";

	private static final String RULE = "mixed-session.channel.rules[0].";

	@ParameterizedTest(name = "{0}")
	@MethodSource({ "values", "rules", "targets", "cookies", "headers", "durations", "beans", "databases" })
	void startFailsWithProblemAndCure(String name, Class<?> configuration, List<String> properties, String problem,
			String cure, CapturedOutput output) {
		assertThatException().isThrownBy(() -> start(configuration, properties).close());
		assertThat(output.getAll()).containsOnlyOnce("APPLICATION FAILED TO START")
			.doesNotContain("\tat org.springframework");
		String description = between(output.getAll(), "Description:", "Action:");
		String action = output.getAll().substring(output.getAll().lastIndexOf("Action:"));
		assertThat(description).contains(problem);
		assertThat(action).contains(cure);
	}

	static Stream<Arguments> values() {
		return Stream.of(
				wrong("requirement", "Value: \"sekure\"", "ANY\n    INSECURE\n    SECURE", RULE + "paths=/a",
						RULE + "requires=sekure"),
				wrong("default requirement", "Value: \"https\"", "ANY\n    INSECURE\n    SECURE",
						"mixed-session.channel.default-requirement=https"),
				wrong("visibility", "Value: \"public\"", "PER_CHANNEL\n    SECURE\n    SHARED",
						"mixed-session.attributes.default-visibility=public"),
				wrong("reuse", "Value: \"ignore\"", "END_SESSION\n    REPORT",
						"mixed-session.rotation.on-secure-id-reuse=ignore"),
				wrong("schema mode", "Value: \"sometimes\"", "ALWAYS\n    EMBEDDED\n    NEVER",
						"mixed-session.jdbc.initialize-schema=sometimes"),
				wrong("duration", "Value: \"soon\"", "Update your application's configuration",
						"mixed-session.write-interval=soon"),
				wrong("unknown property", "Did you mean mixed-session.channel.rules[0].requires?",
						"Correct the names, or remove the properties.",
						"mixed-session.channel.rule[0].requires=secure"),
				wrong("default visibility per channel",
						"The property 'mixed-session.attributes.default-visibility' with value 'per-channel' would take "
								+ "every attribute from the visitor",
						"Set it to shared or secure", "mixed-session.attributes.default-visibility=per-channel"),
				wrong("attribute in two lists",
						"The attribute 'cart' is listed in mixed-session.attributes.shared and in "
								+ "mixed-session.attributes.secure",
						"Remove it from one of the lists", "mixed-session.attributes.shared=cart",
						"mixed-session.attributes.secure=address,cart"),
				wrong("attribute shared and per channel", "mixed-session.attributes.per-channel: it can't be both",
						"Remove it from one of the lists", "mixed-session.attributes.shared=cart",
						"mixed-session.attributes.per-channel=cart"),
				wrong("attribute secure and per channel",
						"mixed-session.attributes.per-channel and in mixed-session.attributes.secure",
						"Remove it from one of the lists", "mixed-session.attributes.secure=cart",
						"mixed-session.attributes.per-channel=cart"),
				wrong("security context shared",
						"The attribute 'SPRING_SECURITY_CONTEXT' is listed in mixed-session.attributes.shared: it is "
								+ "Spring Security's, which is never shared. Only HTTPS sees it.",
						"Remove it from the list", "mixed-session.attributes.shared=cart,SPRING_SECURITY_CONTEXT"),
				wrong("saved request per channel", "The attribute 'SPRING_SECURITY_SAVED_REQUEST' is listed in "
						+ "mixed-session.attributes.per-channel: it is Spring Security's, which is never shared. "
						+ "Only HTTPS sees it.", "Remove it from the list",
						"mixed-session.attributes.per-channel=SPRING_SECURITY_SAVED_REQUEST"),
				wrong("CSRF token shared", "which is never shared. Each channel has its own.",
						"Remove it from the list",
						"mixed-session.attributes.shared=org.springframework.security.web.csrf."
								+ "HttpSessionCsrfTokenRepository.CSRF_TOKEN"),
				wrong("cron",
						"The property 'mixed-session.jdbc.cleanup-cron' with value 'every minute' is not a cron "
								+ "expression",
						"Use six fields", "mixed-session.jdbc.cleanup-cron=every minute"),
				wrong("table name",
						"The property 'mixed-session.jdbc.table-name' with value 'A; DROP TABLE B' is not a table name",
						"Use [schema.]name", "mixed-session.jdbc.table-name=A; DROP TABLE B"));
	}

	static Stream<Arguments> rules() {
		return Stream.of(
				wrong("rule without requires", "'mixed-session.channel.rules[0].requires' is missing",
						"Set it to secure, insecure or any.", RULE + "paths=/a"),
				wrong("rule without paths", "mixed-session.channel.rules[0].paths: The rule has no paths.",
						"List at least one, '/**' for all.", RULE + "requires=secure"),
				wrong("contradictory rules",
						"The rule is never asked about '/account/login', because mixed-session.channel.rules[0] decides "
								+ "'/account/**' first",
						"move the more specific rule up", RULE + "paths=/account/**", RULE + "requires=secure",
						"mixed-session.channel.rules[1].paths=/account/login",
						"mixed-session.channel.rules[1].requires=insecure"),
				wrong("path without slash", "does not start with a slash", "Write the path within the application",
						RULE + "paths=account", RULE + "requires=secure"),
				wrong("path that never matches", "'/a?b=c' can never match", "Write it decoded, without query",
						RULE + "paths=/a?b=c", RULE + "requires=secure"),
				wrong("unknown method", "The method 'FETCH' is unknown", "Use one of", RULE + "paths=/a",
						RULE + "methods=FETCH", RULE + "requires=secure"),
				wrong(HttpsRedirect.class, "Spring Security's redirect", "A SecurityFilterChain redirects to HTTPS",
						"Remove redirectToHttps() from the chain", RULE + "paths=/offers", RULE + "requires=insecure"),
				wrong(HttpsRedirect.class, "Spring Security's redirect where everything is secure",
						"A SecurityFilterChain redirects to HTTPS",
						"say the same with mixed-session.channel.default-requirement=secure",
						"mixed-session.channel.default-requirement=secure"),
				wrong(StrictTransportSecurity.class, "HSTS with insecure rules",
						"A SecurityFilterChain sends Strict-Transport-Security, and mixed-session.channel lets some "
								+ "paths be served over HTTP.",
						"Remove headers().httpStrictTransportSecurity() from the chain, or require HTTPS everywhere",
						RULE + "paths=/offers", RULE + "requires=insecure"));
	}

	static Stream<Arguments> targets() {
		return Stream.of(wrong("HTTP URL with another scheme",
				"mixed-session.channel.http-base-url: The value is not an absolute http URL with a host.",
				"Use a value like 'http://shop.example'.", "mixed-session.channel.http-base-url=https://shop.example"),
				wrong("HTTPS URL with a path", "mixed-session.channel.https-base-url: The value has more than a scheme",
						"Use a value like 'https://shop.example'.",
						"mixed-session.channel.https-base-url=https://shop.example/shop"),
				wrong("no URL", "mixed-session.channel.https-base-url: The value is not a", "'https://shop.example'",
						"mixed-session.channel.https-base-url=shop.example"),
				wrong("the same place twice",
						"mixed-session.channel.http-base-url: Host and port are those of "
								+ "mixed-session.channel.https-base-url.",
						"Give each channel a port of its own.",
						"mixed-session.channel.http-base-url=http://shop.example:8443",
						"mixed-session.channel.https-base-url=https://shop.example:8443"),
				wrong("host with wildcard",
						"mixed-session.channel.allowed-hosts[1]: '*.shop.example' is not a host name.",
						"List exact names without scheme, port, path and wildcard.",
						"mixed-session.channel.allowed-hosts=shop.example,*.shop.example"),
				wrong("host with port", "'shop.example:8080' is not a host name.", "List exact names",
						"mixed-session.channel.allowed-hosts=shop.example:8080"));
	}

	static Stream<Arguments> cookies() {
		return Stream.of(
				wrong("insecure name with prefix",
						"The property 'mixed-session.cookie.insecure-name' with value '__Host-A' has a prefix",
						"Choose a name without the prefix", "mixed-session.cookie.insecure-name=__Host-A"),
				wrong("secure name without prefix",
						"The property 'mixed-session.cookie.secure-name' with value 'TILL' has no prefix",
						"Begin it with __Host-", "mixed-session.cookie.secure-name=TILL"),
				wrong("equal names",
						"The property 'mixed-session.cookie.secure-name' with value '__Host-A' equals "
								+ "mixed-session.cookie.insecure-name",
						"Give the two cookies different names.", "mixed-session.cookie.insecure-name=__Host-A",
						"mixed-session.cookie.secure-name=__Host-A"),
				wrong("old secure cookie of the insecure one's name",
						"The property 'mixed-session.migration.cookie-name' with value 'SESSION' equals "
								+ "mixed-session.cookie.insecure-name",
						"Set mixed-session.cookie.insecure-name to a name that the old application did not use.",
						"mixed-session.migration.cookie-channel=secure"),
				wrong("sessions to move without a channel",
						"The property 'mixed-session.migration.from' with value 'jdbc' moves nothing",
						"Set mixed-session.migration.cookie-channel to secure if", "mixed-session.migration.from=jdbc"),
				wrong("sessions to move beside an old cookie of our name",
						"equals mixed-session.cookie.insecure-name, and an old application that still runs would put its "
								+ "own cookie in its place",
						"Set mixed-session.cookie.insecure-name to a name that the old application did not use.",
						"mixed-session.migration.from=jdbc", "mixed-session.migration.cookie-channel=insecure"),
				wrong("sessions to move from where there are none",
						"The sessions that mixed-session.migration.from (jdbc) is to move can't be read: ",
						"say where they are as the old application did (spring.session.jdbc.table-name",
						"mixed-session.migration.from=jdbc", "mixed-session.migration.cookie-channel=secure",
						"mixed-session.cookie.insecure-name=SHOP"),
				wrong("sessions to move from Redis without a Redis",
						"The property 'mixed-session.migration.from' needs a RedisConnectionFactory",
						"mark the one with the old sessions with @SpringSessionRedisConnectionFactory",
						"mixed-session.migration.from=redis", "mixed-session.migration.cookie-channel=secure",
						"mixed-session.cookie.insecure-name=SHOP"),
				wrong("sessions to move from nowhere",
						"The property 'mixed-session.migration.from' with value 'elsewhere' is neither jdbc nor redis nor the "
								+ "name of a SessionRepository of the application.",
						"@Bean(defaultCandidate = false)", "mixed-session.migration.from=elsewhere",
						"mixed-session.migration.cookie-channel=secure", "mixed-session.cookie.insecure-name=SHOP"),
				wrong("sessions to move from our own repository",
						"'mixed-session.migration.from' with value 'mixedSessionRepository' is neither jdbc nor redis",
						"@Bean(defaultCandidate = false)", "mixed-session.migration.from=mixedSessionRepository",
						"mixed-session.migration.cookie-channel=secure", "mixed-session.cookie.insecure-name=SHOP"),
				wrong(OwnRepository.class, "sessions to move from a repository that takes our place",
						"The application has a SessionRepository of its own [own], to which mixed-session gives way: "
								+ "mixed-session.migration.from is set",
						"Declare the one that the sessions come from with @Bean(defaultCandidate = false)",
						"mixed-session.migration.from=own", "mixed-session.migration.cookie-channel=secure"),
				wrong("old cookie of the secure one's name",
						"The property 'mixed-session.migration.cookie-name' with value '__Host-SESSION' equals "
								+ "mixed-session.cookie.secure-name",
						"Give the new secure cookie another name.", "mixed-session.migration.cookie-channel=insecure",
						"mixed-session.migration.cookie-name=__Host-SESSION"),
				wrong("old cookie whose name is no token",
						"The property 'mixed-session.migration.cookie-name' with value 'my cookie' is not a cookie name",
						"Use letters, digits", "mixed-session.migration.cookie-channel=insecure",
						"mixed-session.migration.cookie-name=my cookie"),
				wrong("name that is no token",
						"The property 'mixed-session.cookie.insecure-name' with value 'my cookie' is not a cookie name",
						"Use letters, digits", "mixed-session.cookie.insecure-name=my cookie"),
				wrong("host prefix with path", "has the prefix __Host-, which browsers accept only without a domain",
						"Name it __Secure-SESSION, or remove", "mixed-session.cookie.secure-name=__Host-SESSION",
						COOKIE + "path=/shop"),
				wrong("host prefix with domain", "has the prefix __Host-, which browsers accept only without a domain",
						"Name it __Secure-SESSION, or remove", "mixed-session.cookie.secure-name=__Host-SESSION",
						COOKIE + "domain=shop.example"),
				wrong("secure", "'" + COOKIE + "secure' with value 'true' would keep the insecure cookie from HTTP",
						"Remove the property", COOKIE + "secure=true"),
				wrong("http-only", "'" + COOKIE + "http-only' with value 'false' would give the ids to every script",
						"Remove the property", COOKIE + "http-only=false"),
				wrong("partitioned", "'" + COOKIE + "partitioned' with value 'true' needs a Secure cookie",
						"Remove the property", COOKIE + "partitioned=true"),
				wrong("max-age", "'" + COOKIE + "max-age' with value '0' would have the browser drop the cookies",
						"Remove the property", COOKIE + "max-age=0"),
				wrong("same-site strict", "'" + COOKIE + "same-site' with value 'Strict' makes browsers withhold",
						"Set it to lax", COOKIE + "same-site=strict"),
				wrong("same-site omitted",
						"'" + COOKIE + "same-site' with value 'omitted' leaves the cookies to the browser's default",
						"Set it to lax", COOKIE + "same-site=omitted"),
				wrong("path that is none", "'" + COOKIE + "path' with value 'shop' is not the path of a cookie",
						"Correct it, or remove it", COOKIE + "path=shop"),
				wrong("domain that is none",
						"'" + COOKIE + "domain' with value 'shop_;example' is not the domain of a cookie",
						"Correct it, or remove it", COOKIE + "domain=shop_;example"),
				wrong(JvmRoute.class, "JVM route",
						"A DefaultCookieSerializerCustomizer sets jvmRoute, which the cookies of mixed-session don't have.",
						"Any node can serve any session"),
				wrong(DomainPattern.class, "domain pattern",
						"A DefaultCookieSerializerCustomizer sets domainNamePattern",
						"Set server.servlet.session.cookie.domain instead."));
	}

	static Stream<Arguments> headers() {
		String in = "mixed-session.headers.import.";
		String out = "mixed-session.headers.export.";
		List<Arguments> wrong = new ArrayList<>(List.of(
				wrong("header without attributes",
						"'" + out + "name' with value 'X-Shop' is the name of a header that carries nothing",
						"List the attributes, or remove the name.", out + "name=X-Shop"),
				wrong("attributes without header",
						"The property '" + in + "attributes' lists [cart], and there is no " + in + "name",
						"Set " + in + "name, or remove the list.", in + "attributes=cart"),
				wrong("attributes without header, sessions switched off", "there is no " + in + "name",
						"Set " + in + "name", in + "attributes=cart", "mixed-session.enabled=false"),
				wrong("header that is no token", "'" + in + "name' with value 'X Shop' is not the name of a header",
						"Use letters, digits and hyphens.", in + "name=X Shop", in + "attributes=cart"),
				wrong("empty header", "'" + in + "name' with value '' is not the name of a header",
						"Use letters, digits and hyphens.", in + "name=", in + "attributes=cart"),
				wrong("one header for both",
						"'" + out + "name' with value 'x_shop' can be confused with " + in + "name",
						"Give the two headers different names.", in + "name=X-Shop", in + "attributes=cart",
						out + "name=x_shop", out + "attributes=cart"),
				wrong("attribute with wildcard", "'" + in + "attributes' with value 'cart.*' is not a simple name",
						"List exact names", in + "name=X-Shop", in + "attributes=cart.*"),
				wrong("attribute that needs encoding", "'" + out + "attributes' with value 'a=b' is not a simple name",
						"List exact names", out + "name=X-Shop", out + "attributes=a=b")));
		for (String header : List.of("Cookie", "set-cookie", "HOST", "Authorization", "Content-Length", "Content-Type",
				"Transfer-Encoding", "Connection", "X-Forwarded-For", "Forwarded", "Proxy", "Proxy-Authorization",
				"Location", "Cache-Control", "Set_Cookie", "Strict-Transport-Security", "Sec-Fetch-Mode", "Accept",
				"Accept-Language", "Access-Control-Allow-Origin", "X-CSRF-TOKEN", "If-None-Match")) {
			wrong.add(wrong("header " + header,
					"'" + out + "name' with value '" + header + "' is a header that has a meaning already",
					"Choose a name that nothing else uses", out + "name=" + header, out + "attributes=cart"));
		}
		for (String attribute : List.of("SPRING_SECURITY_CONTEXT", "SPRING_SECURITY_SAVED_REQUEST",
				"org.springframework.session.FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME",
				"org.springframework.security.web.csrf.HttpSessionCsrfTokenRepository.CSRF_TOKEN",
				"org.springframework.web.servlet.support.SessionFlashMapManager.FLASH_MAPS", "scopedTarget.cart")) {
			wrong.add(wrong("attribute " + attribute,
					"'" + in + "attributes' with value '" + attribute + "' is an attribute of a framework",
					"List attributes of the application alone.", in + "name=X-Shop", in + "attributes=" + attribute));
		}
		return wrong.stream();
	}

	static Stream<Arguments> durations() {
		return Stream.of(
				wrong("write interval as long as the idle timeout",
						"The property 'mixed-session.write-interval' with value 'PT15M' is not shorter than "
								+ "mixed-session.timeout.secure-idle (PT15M)",
						"Set it to a fraction of the timeout", "mixed-session.write-interval=15m"),
				wrong("write interval as long as the session timeout",
						"is not shorter than spring.session.timeout (PT1M)", "Set it to a fraction of the timeout",
						"spring.session.timeout=1m"),
				wrong("included path without a slash",
						"'mixed-session.include' with value 'shop/**' does not start with a slash",
						"Write it as a path within the application", "mixed-session.include=shop/**"),
				wrong("excluded path that is no pattern",
						"'mixed-session.exclude' with value '/{a' is not a path pattern",
						"See Spring's PathPattern for the syntax", "mixed-session.exclude=/{a"),
				wrong("negative write interval", "'mixed-session.write-interval' with value 'PT-1S' is negative",
						"Set it to zero or more.", "mixed-session.write-interval=-1s"),
				wrong("negative grace", "'mixed-session.rotation.grace' with value 'PT-1S' is negative",
						"Set it to zero or more.", "mixed-session.rotation.grace=-1s"),
				wrong("no shared attributes",
						"'mixed-session.attributes.max-shared-count' with value '0' would let the shared side hold "
								+ "nothing",
						"Set it to more than zero.", "mixed-session.attributes.max-shared-count=0"),
				wrong("negative shared size",
						"'mixed-session.attributes.max-shared-size' with value '-1024B' would let the shared side hold "
								+ "nothing",
						"Set it to more than zero.", "mixed-session.attributes.max-shared-size=-1KB"),
				wrong("malformed filter",
						"'mixed-session.serialization-filter' with value 'java.lang.*;!' is malformed (",
						"Write patterns as jdk.serialFilter has them",
						"mixed-session.serialization-filter=java.lang.*;!"),
				wrong("unknown limit in a filter",
						"'mixed-session.serialization-filter' with value 'maxdepth=deep' is malformed (",
						"Write patterns as jdk.serialFilter has them",
						"mixed-session.serialization-filter=maxdepth=deep"),
				wrong("zero idle timeout",
						"'mixed-session.timeout.secure-idle' with value 'PT0S' would let the secure side live for ever",
						"Set it to a positive duration.", "mixed-session.timeout.secure-idle=0"),
				wrong("negative absolute timeout",
						"'mixed-session.timeout.secure-absolute' with value 'PT-1S' would let the secure side live",
						"Set it to a positive duration.", "mixed-session.timeout.secure-absolute=-1"));
	}

	static Stream<Arguments> beans() {
		return Stream.of(
				wrong(OwnIdResolver.class, "own HttpSessionIdResolver",
						"The application has a HttpSessionIdResolver of its own [own]: mixed-session has its own",
						"Remove the bean, or set mixed-session.enabled to false."),
				wrong(OwnCookieSerializer.class, "own CookieSerializer",
						"The application has a CookieSerializer of its own [own]: mixed-session writes its two cookies",
						"Remove the bean and say the same with mixed-session.cookie.*"),
				wrong(OwnRepository.class, "rules beside an own SessionRepository",
						"The application has a SessionRepository of its own [own], to which mixed-session gives way",
						"Remove that bean", RULE + "paths=/account", RULE + "requires=secure"),
				wrong(OwnRepository.class, "HTTP port beside an own SessionRepository",
						"no channel rule would be enforced", "Remove that bean", "mixed-session.http-port=8080"),
				wrong(HalfConversion.class, "conversion service without converters",
						"The bean springSessionConversionService does not convert between Object and byte[].",
						"Register one Converter from Object to byte[] and one from byte[] to Object"),
				wrong(OwnConversion.class, "filter beside a conversion service",
						"'mixed-session.serialization-filter' with value '!*' would filter nothing: the bean "
								+ "springSessionConversionService reads",
						"Remove the property", "mixed-session.serialization-filter=!*"),
				wrong(OwnConversion.class, "filter beside a conversion service for cookies",
						"'mixed-session.serialization-filter' with value '!*' would filter nothing: the bean "
								+ "springSessionConversionService reads",
						"Remove the property", "mixed-session.serialization-filter=!*", "mixed-session.store=cookie",
						"mixed-session.encryption.keys=" + Base64.getEncoder().encodeToString(RandomBytes.of(64))),
				wrong(OwnCodec.class, "filter beside an own codec",
						"would filter nothing: an AttributeCodec of the application reads", "Remove the property",
						"mixed-session.serialization-filter=!*"));
	}

	static Stream<Arguments> databases() {
		return Stream.of(
				wrong("no DataSource",
						"mixed-session has nowhere to keep sessions: there is no DataSource, and no "
								+ "RedisConnectionFactory.",
						"Add spring-boot-starter-jdbc, a JDBC driver and spring.datasource.url",
						"spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure."
								+ "DataSourceAutoConfiguration"),
				wrong("no DataSource for the store",
						"The property 'mixed-session.store' with value 'jdbc' needs a DataSource, and there is none.",
						"Add spring-boot-starter-jdbc, a JDBC driver and spring.datasource.url",
						"mixed-session.store=jdbc",
						"spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure."
								+ "DataSourceAutoConfiguration"),
				wrong("no Redis for the store",
						"The property 'mixed-session.store' with value 'redis' needs a RedisConnectionFactory, and there "
								+ "is none.",
						"Add spring-boot-starter-data-redis, or set another store.", "mixed-session.store=redis",
						"spring.autoconfigure.exclude=org.springframework.boot.data.redis.autoconfigure."
								+ "DataRedisAutoConfiguration"),
				wrong("no DataSource in a test",
						"mixed-session has nowhere to keep sessions: there is no DataSource, and no "
								+ "RedisConnectionFactory.",
						"In a test, use a slice like @WebMvcTest, or set mixed-session.enabled to false",
						"spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure."
								+ "DataSourceAutoConfiguration"),
				wrong(TwoDataSources.class, "several DataSources", "There are several DataSources",
						"Mark one of them " + "with @MixedSessionDataSource, or make one of them @Primary."),
				wrong(TwoMarkedDataSources.class, "several marked DataSources",
						"none or more than one of them is to keep the sessions: [", "Mark one of them"),
				wrong(UnsupportedDatabase.class, "unsupported database",
						"mixed-session cannot keep sessions in the database 'Quux'. Supported are H2, PostgreSQL, "
								+ "MariaDB, MySQL.",
						"provide a SessionStore bean of your own"),
				wrong("missing table",
						"The table MIXED_SESSION of mixed-session is missing in the H2 database, lacks a column",
						"Create it with the script classpath:io/github/mixedsession/store/jdbc/schema-h2.sql",
						"mixed-session.jdbc.initialize-schema=never"));
	}

	private static Arguments wrong(String name, String problem, String cure, String... properties) {
		return wrong(TestApplication.class, name, problem, cure, properties);
	}

	private static Arguments wrong(Class<?> configuration, String name, String problem, String cure,
			String... properties) {
		return arguments(name, configuration, List.of(properties), problem, cure);
	}

	private static ConfigurableApplicationContext start(Class<?> configuration, List<String> properties) {
		SpringApplication application = new SpringApplication(TestApplication.class, configuration);
		application.setWebApplicationType(WebApplicationType.SERVLET);
		application.setRegisterShutdownHook(false);
		application.setApplicationContextFactory((type) -> {
			AnnotationConfigServletWebApplicationContext context = new AnnotationConfigServletWebApplicationContext();
			context.setServletContext(new MockServletContext());
			return context;
		});
		List<String> all = new ArrayList<>(properties);
		all.addAll(List.of(TestApplication.PROPERTIES));
		return application.run(all.stream().map((property) -> "--" + property).toArray(String[]::new));
	}

	private static String between(String text, String start, String end) {
		return text.substring(text.lastIndexOf(start), text.lastIndexOf(end));
	}

	private static DataSource h2() {
		return new EmbeddedDatabaseBuilder().generateUniqueName(true).setType(EmbeddedDatabaseType.H2).build();
	}

	@Configuration(proxyBeanMethods = false)
	static class HttpsRedirect {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.redirectToHttps(Customizer.withDefaults()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class StrictTransportSecurity {

		@Bean
		SecurityFilterChain securityFilterChain(HttpSecurity http) {
			return http.headers((headers) -> headers.httpStrictTransportSecurity(Customizer.withDefaults())).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class JvmRoute {

		@Bean
		DefaultCookieSerializerCustomizer customizer() {
			return (serializer) -> serializer.setJvmRoute("node1");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DomainPattern {

		@Bean
		DefaultCookieSerializerCustomizer customizer() {
			return (serializer) -> serializer.setDomainNamePattern("^.+?\\.(\\w+\\.[a-z]+)$");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnIdResolver {

		@Bean
		HttpSessionIdResolver own() {
			return HeaderHttpSessionIdResolver.xAuthToken();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnCookieSerializer {

		@Bean
		CookieSerializer own() {
			return new DefaultCookieSerializer();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnRepository {

		@Bean
		MapSessionRepository own() {
			return new MapSessionRepository(Map.of());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnConversion {

		@Bean
		ConversionService springSessionConversionService() {
			GenericConversionService conversions = new GenericConversionService();
			conversions.addConverter(Object.class, byte[].class, (value) -> new byte[0]);
			conversions.addConverter(byte[].class, Object.class, String::new);
			return conversions;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnCodec {

		@Bean
		AttributeCodec own() {
			return mock();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class HalfConversion {

		@Bean
		ConversionService springSessionConversionService() {
			return new GenericConversionService();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoDataSources {

		@Bean
		DataSource orders() {
			return h2();
		}

		@Bean
		DataSource sessions() {
			return h2();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoMarkedDataSources {

		@Bean
		@MixedSessionDataSource
		DataSource first() {
			return h2();
		}

		@Bean
		@MixedSessionDataSource
		DataSource second() {
			return h2();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UnsupportedDatabase {

		@Bean
		DataSource dataSource() throws SQLException {
			DataSource dataSource = mock(DataSource.class);
			Connection connection = mock(Connection.class);
			DatabaseMetaData metaData = mock(DatabaseMetaData.class);
			given(dataSource.getConnection()).willReturn(connection);
			given(connection.getMetaData()).willReturn(metaData);
			given(metaData.getDatabaseProductName()).willReturn("Quux");
			return dataSource;
		}

	}

}
