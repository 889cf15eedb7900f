package io.github.mixedsession.e2e;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

import javax.sql.DataSource;

import jakarta.servlet.http.Cookie;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;

import io.github.mixedsession.test.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same site over two connectors and in MockMvc, whose {@link MockHttpSession} carries
 * the visitor, or whose test hands the cookies on: the answers are the same.
 */
@SpringBootTest(classes = { SiteApplication.class, MockMvcParityTests.Database.class })
@AutoConfigureMockMvc
@DirtiesContext
class MockMvcParityTests {

	@Autowired
	private MockMvc mvc;

	@DynamicPropertySource
	static void rules(DynamicPropertyRegistry registry) {
		for (String property : Site.withRules("mixed-session.attributes.secure=card", "mixed-session.http-port=0",
				"mixed-session.jdbc.initialize-schema=always", "mixed-session.jdbc.cleanup-cron=-",
				"logging.level.root=error")) {
			int equals = property.indexOf('=');
			registry.add(property.substring(0, equals), () -> property.substring(equals + 1));
		}
	}

	@ParameterizedTest
	@EnumSource
	void navigationOnTheWrongChannelIsRedirected(By by) {
		Visitor visitor = visitor(by);
		Reply up = visitor.get(false, "/secure/page?a=b%20c");
		assertThat(up.status()).isEqualTo(302);
		assertThat(location(up)).isEqualTo("https://localhost/secure/page?a=b%20c");
		Reply down = visitor.get(true, "/insecure/page");
		assertThat(down.status()).isEqualTo(302);
		assertThat(location(down)).isEqualTo("http://localhost/insecure/page");
		assertThat(visitor.get(true, "/secure/page").body()).isEqualTo("page /secure/page over https");
		assertThat(visitor.get(false, "/page").body()).isEqualTo("page /page over http");
	}

	@ParameterizedTest
	@EnumSource
	void allElseOnTheWrongChannelIsRefused(By by) {
		Visitor visitor = visitor(by);
		assertThat(visitor.post(false, "/secure/set", "name=cart&value=1").status()).isEqualTo(403);
		assertThat(visitor.get(false, "/secure/page", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty").status())
			.isEqualTo(403);
		assertThat(visitor.get(false, "/secure//page").status()).isEqualTo(400);
	}

	@ParameterizedTest
	@EnumSource
	void credentialsOverHttpAreRefused(By by) {
		String credentials = "Authorization: Basic Y3VzdG9tZXI6ZGVtby1vbmx5";
		assertThat(visitor(by).get(false, "/page", credentials).status()).isEqualTo(403);
		assertThat(visitor(by).get(true, "/page", credentials).status()).isEqualTo(200);
	}

	@ParameterizedTest
	@EnumSource
	void cartCrossesAndCardStays(By by) {
		Visitor visitor = visitor(by);
		visitor.get(false, "/cart/add");
		assertThat(visitor.get(true, "/cart/add").body()).isEqualTo("2");
		visitor.get(true, "/set?name=card&value=4711");
		assertThat(visitor.get(true, "/session").line("@card")).isEqualTo("4711");
		Reply overHttp = visitor.get(false, "/session");
		assertThat(overHttp.line("@cart")).isEqualTo("2");
		assertThat(overHttp.line("@card")).isNull();
		assertThat(overHttp.line("view")).isEqualTo("INSECURE");
		assertThat(visitor.get(true, "/session").line("@card")).isEqualTo("4711");
	}

	@ParameterizedTest
	@EnumSource
	void secureAttributeOverHttpIsRefused(By by) {
		assertThat(visitor(by).get(false, "/set?name=card&value=4711").status()).isEqualTo(403);
	}

	@ParameterizedTest
	@EnumSource
	void cookiesAreSetAsEver(By by) {
		Visitor visitor = visitor(by);
		assertThat(visitor.get(false, "/page").setCookies()).isEmpty();
		assertThat(visitor.get(false, "/cart/add").setCookieNames()).containsExactly(Browser.INSECURE_COOKIE);
		assertThat(visitor.get(false, "/session").setCookies()).isEmpty();
		assertThat(visitor.get(true, "/session").setCookieNames()).containsExactlyInAnyOrder(Browser.INSECURE_COOKIE,
				Browser.SECURE_COOKIE);
		assertThat(visitor.get(true, "/session").setCookies()).isEmpty();
		assertThat(visitor.get(false, "/session").setCookieNames()).containsExactly(Browser.INSECURE_COOKIE);
	}

	@ParameterizedTest
	@EnumSource
	void loginIsOfHttpsAlone(By by) {
		Visitor visitor = visitor(by);
		visitor.get(false, "/cart/add");
		assertThat(location(visitor.get(true, "/account/page"))).endsWith("/login");
		assertThat(visitor.post(false, "/login", "username=customer&password=demo-only").status()).isEqualTo(403);
		Reply login = visitor.post(true, "/login", "username=customer&password=demo-only&_csrf=" + visitor.csrf(true));
		assertThat(location(login)).startsWith("https://localhost/account/page");
		Reply overHttps = visitor.get(true, "/session");
		assertThat(overHttps.line("user")).isEqualTo("customer");
		assertThat(overHttps.line("@cart")).isEqualTo("1");
		assertThat(visitor.get(false, "/session").line("user")).isEqualTo("null");
		assertThat(visitor.get(false, "/account/page").status()).isEqualTo(302);
		assertThat(visitor.get(true, "/account/page").status()).isEqualTo(200);
		visitor.post(true, "/logout", "_csrf=" + visitor.csrf(true));
		assertThat(visitor.get(true, "/session").line("user")).isEqualTo("null");
		assertThat(visitor.get(true, "/account/page").status()).isEqualTo(302);
	}

	@ParameterizedTest
	@EnumSource
	void csrfTokenOfOneChannelIsWorthlessOnTheOther(By by) {
		Visitor visitor = visitor(by);
		String overHttp = visitor.csrf(false);
		assertThat(visitor.post(true, "/secure/set", "name=x&value=1&_csrf=" + overHttp).status()).isEqualTo(403);
		assertThat(visitor.post(false, "/set", "name=x&value=1&_csrf=" + visitor.csrf(false)).status()).isEqualTo(200);
	}

	@ParameterizedTest
	@EnumSource
	void invalidatedSessionIsGoneAndTheVisitorMayHaveAnother(By by) {
		Visitor visitor = visitor(by);
		visitor.get(true, "/cart/add");
		visitor.get(true, "/invalidate");
		assertThat(visitor.get(true, "/session").line("id")).isNull();
		assertThat(visitor.get(true, "/cart/add").body()).isEqualTo("1");
		assertThat(visitor.get(true, "/cart/add").body()).isEqualTo("2");
	}

	/** Without the ports of the connectors, which MockMvc has not. */
	private static @Nullable String location(Reply reply) {
		String location = reply.header("Location");
		return (location != null) ? location.replaceFirst("(://localhost):\\d+", "$1") : null;
	}

	private Visitor visitor(By by) {
		return switch (by) {
			case CONNECTORS -> Site.shared().browser()::request;
			case MOCK_SESSION -> {
				MockHttpSession session = new MockHttpSession();
				yield (tls, method, path, form, headers) -> mock((builder) -> builder.session(session), tls, method,
						path, form, headers);
			}
			case COOKIES -> {
				CookieJar jar = new CookieJar();
				yield (tls, method, path, form, headers) -> {
					Reply reply = mock((builder) -> {
						String cookies = jar.header(path, tls);
						return (cookies != null) ? builder.cookie(cookies(cookies)) : builder;
					}, tls, method, path, form, headers);
					reply.setCookies().forEach((cookie) -> jar.receive(cookie, tls));
					return reply;
				};
			}
		};
	}

	private static Cookie[] cookies(String header) {
		List<Cookie> cookies = new ArrayList<>();
		for (String pair : header.split("; ", -1)) {
			cookies.add(new Cookie(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1)));
		}
		return cookies.toArray(Cookie[]::new);
	}

	private Reply mock(UnaryOperator<MockHttpServletRequestBuilder> carrier, boolean tls, String method, String path,
			@Nullable String form, String... headers) {
		MockHttpServletRequestBuilder request = MockMvcRequestBuilders
			.request(HttpMethod.valueOf(method), URI.create(path))
			.secure(tls)
			.accept(MediaType.TEXT_HTML, MediaType.ALL);
		for (String header : headers) {
			request.header(header.substring(0, header.indexOf(':')), header.substring(header.indexOf(':') + 2));
		}
		if (form != null) {
			request.contentType(MediaType.APPLICATION_FORM_URLENCODED).content(form);
		}
		try {
			MockHttpServletResponse response = this.mvc.perform(carrier.apply(request)).andReturn().getResponse();
			List<Map.Entry<String, String>> replied = new ArrayList<>();
			response.getHeaderNames()
				.forEach((name) -> response.getHeaders(name)
					.forEach((value) -> replied.add(Map.entry(name.toLowerCase(Locale.ROOT), value))));
			return new Reply(response.getStatus(), replied, response.getContentAsString());
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

	enum By {

		CONNECTORS, MOCK_SESSION, COOKIES

	}

	@FunctionalInterface
	interface Visitor {

		Reply request(boolean tls, String method, String path, @Nullable String form, String... headers);

		default Reply get(boolean tls, String path, String... headers) {
			return request(tls, "GET", path, null, headers);
		}

		default Reply post(boolean tls, String path, String form) {
			return request(tls, "POST", path, form);
		}

		default String csrf(boolean tls) {
			String token = Browser.findCsrf(get(tls, "/form"));
			assertThat(token).isNotNull();
			return String.valueOf(token);
		}

	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Database {

		@Bean
		SqlLog sql() {
			return new SqlLog();
		}

		@Bean
		DataSource dataSource() {
			return TestDatabase.H2.createDataSource();
		}

	}

}
