package io.github.mixedsession.e2e;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.apache.catalina.filters.RemoteIpFilter;
import org.apache.catalina.valves.RemoteIpValve;
import org.eclipse.jetty.server.ForwardedRequestCustomizer;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.web.filter.ForwardedHeaderFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests without TLS that claim HTTPS (attack 37).
 */
class ConnectorAttackTests {

	private static final String SET = "/secure/set?name=x&value=y";

	private static final List<String> HEADERS = List.of("X-Forwarded-Proto: https", "X-Forwarded-Proto: https, https",
			"Forwarded: proto=https", "Forwarded: for=127.0.0.1;proto=\"https\";host=localhost", "X-Forwarded-Ssl: on",
			"Front-End-Https: on", "X-Forwarded-Scheme: https", "X-Url-Scheme: https", "X-Forwarded-Port: 443",
			"X-Proxied-Https: on", "Proxy-Ssl-Id: 1", "Proxy-Auth-Cert: AES256", "X-Nothing: 1");

	/** What an absolute target begins with (RFC 9112, section 3.2.2). */
	private static final List<String> AUTHORITIES = List.of("", "https://localhost", "HTTPS://localhost:443",
			"https://localhost:9443");

	@ParameterizedTest
	@EnumSource
	void a37NothingThatARequestSaysMakesThePlainConnectorSecure(Server server) {
		try (Site site = server.start()) {
			nothingIsSecure(site);
		}
	}

	@ParameterizedTest
	@CsvSource({ "TOMCAT, Valve", "TOMCAT, SpringFilter", "TOMCAT, TomcatFilter", "TOMCAT, OuterWrapper",
			"TOMCAT, InnerWrapper", "JETTY, Customizer", "JETTY, OuterHandler", "JETTY, SpringFilter",
			"JETTY, OuterWrapper", "JETTY, InnerWrapper" })
	void a37NothingThatTheApplicationPutsAroundARequestMakesThePlainConnectorSecure(Server server, String name)
			throws Exception {
		Class<?> believer = Class.forName(ConnectorAttackTests.class.getName() + "$" + name);
		try (Site site = server.startWith(List.of(believer))) {
			nothingIsSecure(site);
		}
	}

	private static void nothingIsSecure(Site site) {
		Browser customer = site.browser();
		customer.http("/cart/add");
		customer.login("customer");
		customer.https("/account/page");
		String cookies = "Cookie: SESSION=" + customer.insecureId() + "; __Host-SESSION=" + customer.secureId();
		int executions = site.bean(AtomicInteger.class).get();
		for (String authority : AUTHORITIES) {
			for (String header : HEADERS) {
				String claim = authority + " " + header;
				Reply secure = raw(site, authority + SET, header, cookies);
				assertThat(secure.status()).as(claim).isEqualTo(302);
				assertThat(secure.setCookieNames()).as(claim).doesNotContain(Browser.SECURE_COOKIE);
				Reply open = raw(site, authority + "/session", header, cookies);
				assertThat(open.line("user")).as(claim).isEqualTo("null");
				assertThat(open.line("view")).as(claim).isEqualTo("INSECURE");
				assertThat(open.setCookieNames()).as(claim).doesNotContain(Browser.SECURE_COOKIE);
				assertThat(raw(site, authority + "/page", header).body()).as(claim).endsWith("over http");
				assertThat(raw(site, authority + "/page", header, "Authorization: Basic eDp5").status()).as(claim)
					.isEqualTo(403);
			}
		}
		assertThat(site.bean(AtomicInteger.class)).hasValue(executions);
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
		loginIsRefused(site);
	}

	private static void loginIsRefused(Site site) {
		for (String authority : AUTHORITIES) {
			Browser visitor = site.browser();
			Reply login = visitor.post(false, authority + "/login",
					"username=customer&password=demo-only&_csrf=" + visitor.csrf(false), "X-Forwarded-Proto: https",
					"Forwarded: proto=https", host(site, authority));
			assertThat(login.status()).as(authority).isEqualTo(403);
			assertThat(visitor.http("/session").line("user")).isEqualTo("null");
		}
	}

	private static Reply raw(Site site, String target, String... headers) {
		List<String> all = new ArrayList<>(List.of(headers));
		all.add(host(site, target));
		all.add("Accept: text/html, text/plain");
		return site.raw(false, "GET " + target + " HTTP/1.1", all.toArray(String[]::new));
	}

	private static String host(Site site, String target) {
		String authority = URI.create(target).getRawAuthority();
		return "Host: " + ((authority != null) ? authority : "localhost:" + site.port(false));
	}

	@ParameterizedTest
	@CsvSource({ "TOMCAT, none", "TOMCAT, native", "TOMCAT, framework", "JETTY, none", "JETTY, native",
			"JETTY, framework" })
	void a37OnlyTheHeaderOfTheProxyMakesARequestWithoutTlsSecure(Server server, String strategy) throws Exception {
		try (Site site = server.start("server.ssl.enabled=false", "mixed-session.http-port=-1",
				"server.http2.enabled=true", "server.forward-headers-strategy=" + strategy,
				"mixed-session.channel.http-base-url=http://localhost",
				"mixed-session.channel.https-base-url=https://localhost")) {
			boolean trusting = !strategy.equals("none");
			for (String authority : List.of("https://localhost", "http://localhost", "")) {
				for (String header : List.of("X-Forwarded-Proto: http", "X-Forwarded-Host: localhost",
						"X-Forwarded-For: 192.0.2.1", "X-Nothing: 1")) {
					assertThat(raw(site, authority + SET, header).status()).as(authority + " " + header).isEqualTo(302);
					assertThat(raw(site, authority + "/page", header).body()).as(authority + " " + header)
						.endsWith("over http");
				}
				assertThat(raw(site, authority + "/secure/page", "X-Forwarded-Proto: https").status())
					.isEqualTo(trusting ? 200 : 302);
			}
			assertThat(raw(site, "wss://localhost" + SET, "X-Forwarded-Host: localhost").status())
				.isEqualTo((server == Server.TOMCAT) ? 400 : 302);
			int port = site.port(false);
			for (Map<String, String> header : List.of(Map.of("x-forwarded-proto", "http"), Map.of("x-nothing", "1"))) {
				assertThat(Http2Wire.plainStatus(port, true, SET, header)).isIn(-1, 0);
				assertThat(Http2Wire.plainStatus(port, false, SET, header)).isIn(-1, 0);
				assertThat(Http2Wire.plainStatus(port, false, "/page", header)).isEqualTo(200);
			}
			assertThat(Http2Wire.plainStatus(port, false, "/secure/page", Map.of("x-forwarded-proto", "https")))
				.isEqualTo(trusting ? 200 : -1);
			assertThat(site.bean(AtomicInteger.class)).hasValue(0);
		}
	}

	/** Says of every request that it is secure. */
	private static FilterRegistrationBean<Filter> wrapper(int order) {
		FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>((request, response, chain) -> chain
			.doFilter(new HttpServletRequestWrapper((HttpServletRequest) request) {

				@Override
				public boolean isSecure() {
					return true;
				}

				@Override
				public String getScheme() {
					return "https";
				}

			}, response));
		registration.setOrder(order);
		return registration;
	}

	static class Valve {

		@Bean
		WebServerFactoryCustomizer<TomcatServletWebServerFactory> believer() {
			return (factory) -> {
				RemoteIpValve valve = new RemoteIpValve();
				valve.setProtocolHeader("X-Forwarded-Proto");
				factory.addContextValves(valve);
			};
		}

	}

	static class Customizer {

		@Bean
		WebServerFactoryCustomizer<JettyServletWebServerFactory> believer() {
			return (factory) -> factory.setUseForwardHeaders(true);
		}

	}

	static class OuterHandler {

		@Bean
		WebServerFactoryCustomizer<JettyServletWebServerFactory> believer() {
			return (factory) -> factory.addServerCustomizers((server) -> {
				for (var connector : server.getConnectors()) {
					connector.getConnectionFactories()
						.stream()
						.filter(HttpConfiguration.ConnectionFactory.class::isInstance)
						.forEach((http) -> ((HttpConfiguration.ConnectionFactory) http).getHttpConfiguration()
							.addCustomizer(new ForwardedRequestCustomizer()));
				}
				server.setHandler(new Handler.Wrapper(server.getHandler()) {

					@Override
					public boolean handle(Request request, Response response, Callback callback) throws Exception {
						return super.handle(new Request.Wrapper(request) {

							@Override
							public boolean isSecure() {
								return true;
							}

						}, response, callback);
					}

				});
			});
		}

	}

	static class SpringFilter {

		@Bean
		FilterRegistrationBean<ForwardedHeaderFilter> believer() {
			FilterRegistrationBean<ForwardedHeaderFilter> registration = new FilterRegistrationBean<>(
					new ForwardedHeaderFilter());
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
			return registration;
		}

	}

	static class TomcatFilter {

		@Bean
		FilterRegistrationBean<RemoteIpFilter> believer() {
			RemoteIpFilter filter = new RemoteIpFilter();
			filter.setProtocolHeader("X-Forwarded-Proto");
			FilterRegistrationBean<RemoteIpFilter> registration = new FilterRegistrationBean<>(filter);
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
			return registration;
		}

	}

	static class OuterWrapper {

		@Bean
		FilterRegistrationBean<Filter> believer() {
			return wrapper(Ordered.HIGHEST_PRECEDENCE);
		}

	}

	/** Between the session and Spring Security. */
	static class InnerWrapper {

		@Bean
		FilterRegistrationBean<Filter> believer() {
			return wrapper(-200);
		}

	}

}
