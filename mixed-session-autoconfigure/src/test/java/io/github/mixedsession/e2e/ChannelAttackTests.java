package io.github.mixedsession.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

import io.github.mixedsession.MisconfigurationException;
import io.github.mixedsession.channel.InvalidChannelRulesException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Requests on the wrong channel, and those that pretend to be on the right one.
 */
@ParameterizedClass
@EnumSource
class ChannelAttackTests {

	private static final String SET = "/secure/set?name=x&value=y";

	private final Server server;

	private final Site site;

	ChannelAttackTests(Server server) {
		this.server = server;
		this.site = server.shared();
	}

	private int executions;

	@BeforeEach
	void countExecutions() {
		this.executions = this.site.bean(AtomicInteger.class).get();
	}

	@AfterEach
	void nothingWasExecuted() {
		assertThat(this.site.bean(AtomicInteger.class).get()).isEqualTo(this.executions);
	}

	@ParameterizedTest
	@ValueSource(strings = { "X-Forwarded-Proto: https", "X-Forwarded-Proto: https, http",
			"X-Forwarded-Proto: http, https", "Forwarded: proto=https", "Forwarded: for=1.2.3.4;proto=\"https\"",
			"X-Forwarded-Ssl: on", "Front-End-Https: on", "X-Forwarded-Scheme: https", "X-Url-Scheme: https",
			"X-Forwarded-Port: 443" })
	void a11HeadersOfAnUntrustedPeerAreIgnored(String header) {
		Reply secure = this.site.browser().get(false, SET, header);
		assertThat(secure.status()).isIn(302, 403);
		assertThat(this.site.browser().get(false, "/page", header).body()).endsWith("over http");
		Browser customer = this.site.browser();
		customer.login("customer");
		Reply reply = customer.get(false, "/session", header,
				"Cookie: SESSION=" + customer.insecureId() + "; __Host-SESSION=" + customer.secureId());
		assertThat(reply.line("user")).isEqualTo("null");
		assertThat(reply.setCookieNames()).containsExactly(Browser.INSECURE_COOKIE);
	}

	@Test
	void a11OnlyTheTrustedProxyIsBelievedAndContradictionsAreInsecure() {
		String[] proxied = { "server.ssl.enabled=false", "mixed-session.http-port=-1",
				"server.forward-headers-strategy=native", "mixed-session.channel.http-base-url=http://localhost",
				"mixed-session.channel.https-base-url=https://localhost" };
		try (Site trusting = this.server.start(proxied);
				Site distrusting = this.server.start(proxied[0], proxied[1], proxied[2], proxied[3], proxied[4],
						"server.tomcat.remoteip.internal-proxies=10.1.1.1",
						"server.tomcat.remoteip.trusted-proxies=10.1.1.1")) {
			assertThat(trusting.browser().get(false, SET, "X-Forwarded-Proto: https").status()).isEqualTo(200);
			for (String value : List.of("http", "http,https", "httpsx", "")) {
				assertThat(trusting.browser().get(false, SET, "X-Forwarded-Proto: " + value).status()).as(value)
					.isNotEqualTo(200);
			}
			// Jetty takes the first of several values, and every peer for the proxy: see
			// "Behind nginx" in the documentation for what the proxy has to do about it.
			boolean tomcat = this.server == Server.TOMCAT;
			assertThat(trusting.browser().get(false, SET, "X-Forwarded-Proto: https,http").status())
				.isEqualTo(tomcat ? 302 : 200);
			assertThat(distrusting.browser().get(false, SET, "X-Forwarded-Proto: https").status())
				.isEqualTo(tomcat ? 302 : 200);
			assertThat(distrusting.browser().get(false, "/page", "X-Forwarded-Proto: https").body())
				.endsWith(tomcat ? "over http" : "over https");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "evil.example", "evil.example:80", "localhost.evil.example", "localhost@evil.example",
			"127.0.0.1.nip.io", "localhost:80@evil.example", "evil.example#localhost", "[::1].evil.example",
			"localhost evil.example", "" })
	void a12HostileHostIsNoTarget(String host) {
		Reply reply = this.site.browser().get(false, SET, "Host: " + host);
		assertThat(reply.status()).isEqualTo(400);
		assertThat(reply.header("Location")).isNull();
		assertThat(reply.body()).doesNotContain("evil");
	}

	@Test
	void a12ForwardedHostIsNoTarget() {
		for (String header : List.of("X-Forwarded-Host: evil.example", "Forwarded: host=evil.example",
				"X-Host: evil.example", "X-Forwarded-Server: evil.example", "X-Original-Host: evil.example")) {
			assertThat(this.site.browser().get(false, SET, header).header("Location")).as(header)
				.startsWith("https://localhost:" + this.site.port(true) + "/");
		}
		assertThat(this.site.raw(false, "GET " + SET + " HTTP/1.1", "Host: localhost", "Host: evil.example").status())
			.isEqualTo(400);
		assertThat(this.site.raw(false, "GET " + SET + " HTTP/1.0", "Host: evil.example").status()).isEqualTo(400);
		assertThat(this.site.raw(false, "GET http://evil.example" + SET + " HTTP/1.1").status()).isEqualTo(400);
	}

	@Test
	void a12TargetComesFromTheAllowListOrTheConfiguration() {
		try (Site listed = this.server.start("mixed-session.channel.allowed-hosts=shop.test");
				Site configured = this.server.start("mixed-session.channel.https-base-url=https://secure.shop.test",
						"mixed-session.channel.http-base-url=http://www.shop.test")) {
			assertThat(listed.browser().get(false, SET, "Host: shop.test").header("Location"))
				.isEqualTo("https://shop.test:" + listed.port(true) + SET);
			assertThat(listed.browser().get(false, SET).status()).isEqualTo(400);
			assertThat(configured.browser().get(false, SET, "Host: evil.example").header("Location"))
				.isEqualTo("https://secure.shop.test" + SET);
			assertThat(configured.browser().get(true, "/insecure/page").header("Location"))
				.isEqualTo("http://www.shop.test/insecure/page");
		}
	}

	@Test
	void a12EverySpellingOfAnIpv6HostIsTheSame() {
		String loopback = "[0:0:0:0:0:0:0:1]";
		assertThat(this.site.browser().get(false, SET, "Host: " + loopback).header("Location"))
			.isEqualTo("https://[::1]:" + this.site.port(true) + SET);
		try (Site listed = this.server
			.start("mixed-session.channel.allowed-hosts=2001:0DB8:0:0:0:0:0:1,[::ffff:a:b]")) {
			for (String host : List.of("[2001:db8::1]", "[2001:DB8:0::1]",
					"[2001:0db8:0000:0000:0000:0000:0000:0001]")) {
				assertThat(listed.browser().get(false, SET, "Host: " + host).header("Location"))
					.isEqualTo("https://[2001:db8::1]:" + listed.port(true) + SET);
			}
			assertThat(listed.browser().get(false, SET, "Host: [::ffff:0.10.0.11]").header("Location"))
				.isEqualTo("https://[::ffff:a:b]:" + listed.port(true) + SET);
			for (String host : List.of("[2001:db8::2]", "[2001:db8::1%25eth0]", "0.10.0.11", loopback)) {
				assertThat(listed.browser().get(false, SET, "Host: " + host).status()).as(host).isEqualTo(400);
			}
		}
	}

	@Test
	void whatIsRefusedIsLoggedWithItsRule() {
		try (Site quiet = this.server.start(); LogLines lines = new LogLines("io.github.mixedsession.channel")) {
			for (int i = 0; i < 3; i++) {
				quiet.browser().post(false, "/secure/set", "name=x&value=secret");
				quiet.browser().post(true, "/insecure/set", "name=x&value=secret");
				quiet.browser().get(false, "/secure/page", "Sec-Fetch-Mode: cors");
			}
			assertThat(lines.all()).hasSize(3);
			assertThat(lines.all().get(0)).startsWith("Refused POST /secure/set over HTTP: ")
				.contains("mixed-session.channel.rules[1] requires HTTPS", "requires: any");
			assertThat(lines.all().get(1)).startsWith("Refused POST /insecure/set over HTTPS: ")
				.contains("mixed-session.channel.rules[0] requires HTTP,");
			assertThat(lines.all().get(2)).startsWith("Refused GET /secure/page over HTTP: ");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "//evil.example/secure/set", "///evil.example/secure/set", "/\\evil.example/secure/set",
			"\\\\evil.example/secure/set", "/%5cevil.example/secure/set", "/%2f%2fevil.example/secure/set",
			"/secure//evil.example/set", "/secure/set?next=//evil.example/",
			"/secure/set?next=https://evil.example/%0d%0a", "/secure/set?%0d%0aX-Evil:%20yes",
			"/secure/%0d%0aX-Evil:%20yes", "/secure/%E5%98%8A%E5%98%8DX-Evil:yes", "/secure/%E2%80%A8X-Evil:yes",
			"@evil.example/secure/set", "/@evil.example/../secure/set", "/secure/@evil.example",
			"/secure/set%23@evil.example", "/secure/..;/..;//evil.example", "http://user@evil.example/secure/set",
			"http://localhost@evil.example/secure/set", "https://evil.example/secure/set",
			"/secure/%252f%252fevil.example", "/secure/set?a=\"><script>", "/secure/%00", "/secure/set?x=\u00e9",
			"/secure/\u00e9" })
	void a13LocationStaysOnThisSite(String target) {
		Reply reply = this.site.raw(false, "GET " + target + " HTTP/1.1", "Accept: text/html");
		assertThat(reply.status()).isIn(302, 400, 403, 404);
		assertThat(reply.header("X-Evil")).isNull();
		String location = reply.header("Location");
		if (reply.status() == 302) {
			assertThat(location).startsWith("https://localhost:" + this.site.port(true) + "/secure/")
				.matches("[\\x21-\\x7e]+")
				.doesNotContain("\\");
		}
		else {
			assertThat(location).isNull();
		}
	}

	@Test
	void a13PathAndQueryAreKeptExactly() {
		for (String target : List.of("/secure/a%20b;v=1/%C3%A9?q=%2F%26&x=a+b&x=&next=//evil.example/", "/secure/x?",
				"/secure/x?a=b?c=d", "/secure/~a,b:c@d/!$'()*")) {
			assertThat(this.site.browser().http(target).header("Location")).satisfiesAnyOf(
					(location) -> assertThat(location).isNull(),
					(location) -> assertThat(location).isEqualTo("https://localhost:" + this.site.port(true) + target));
		}
		assertThat(this.site.browser().http("/secure/%C3%A9?q=%2F%26&x=a+b&x=&next=//evil.example/").header("Location"))
			.isEqualTo("https://localhost:" + this.site.port(true)
					+ "/secure/%C3%A9?q=%2F%26&x=a+b&x=&next=//evil.example/");
	}

	@Test
	void a14ContradictionsAreRefusedAtStartUp() {
		assertThatException()
			.isThrownBy(() -> this.server.start("mixed-session.channel.rules[2].paths=/secure/**",
					"mixed-session.channel.rules[2].requires=insecure"))
			.havingRootCause()
			.isInstanceOf(InvalidChannelRulesException.class);
		assertThatExceptionOfType(MisconfigurationException.class)
			.isThrownBy(() -> this.server.startWith(List.of(StrictTransportSecurity.class)));
	}

	@Test
	void a14BrowserThatUpgradesEverythingIsServedOverHttps() {
		for (Browser browser : List.of(this.site.browser(), customer())) {
			List<Reply> hops = new ArrayList<>();
			for (int i = 0; i < 10; i++) {
				Reply reply = browser.https("/insecure/page");
				hops.add(reply);
				if (reply.status() == 200) {
					break;
				}
				assertThat(reply.header("Location")).startsWith("http://localhost");
			}
			assertThat(hops).last().extracting(Reply::body).isEqualTo("page /insecure/page over https");
			assertThat(hops).hasSizeLessThanOrEqualTo(4);
		}
	}

	@Test
	void a14ProxyThatHidesTlsMakesNoLoop() {
		Browser browser = this.site.browser();
		List<Integer> statuses = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			statuses.add(browser.get(false, SET, "X-Forwarded-Proto: https").status());
		}
		assertThat(statuses).containsExactly(302, 302, 403, 403);
	}

	@Test
	void a14NormalCrossingTakesOneHop() {
		assertThat(customer().hops(false, "/secure/page")).hasSize(2);
		assertThat(customer().hops(true, "/insecure/page")).hasSize(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "FOO", "get", "Get" })
	void a15UnsafeMethodOnTheWrongChannelIsRefused(String method) {
		Browser customer = customer();
		String token = customer.csrf(false);
		Reply reply = customer.request(false, method, SET, "card=4711&_csrf=" + token);
		assertThat(reply.status()).isIn(403, 400, 405, 501);
		assertThat(reply.header("Location")).isNull();
		assertThat(reply.setCookies()).isEmpty();
		assertThat(customer.https("/session").body()).doesNotContain("@x=");
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST", "PUT", "PATCH", "DELETE" })
	void a16UnsafeMethodOverHttpsOnAnInsecurePathIsRefused(String method) {
		Browser customer = customer();
		String token = customer.csrf(true);
		Reply reply = customer.request(true, method, "/insecure/set?name=x&value=y", "card=4711&_csrf=" + token);
		assertThat(reply.status()).isEqualTo(403);
		assertThat(reply.header("Location")).isNull();
		assertThat(customer.https("/session").body()).doesNotContain("@x=");
	}

	@Test
	void a17FetchXhrAndWebSocketAreRefused() {
		Browser customer = customer();
		for (List<String> headers : List.of(List.of("X-Requested-With: XMLHttpRequest"),
				List.of("Sec-Fetch-Mode: cors"), List.of("Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image"),
				List.of("Sec-Fetch-Mode: same-origin"), List.of("Sec-Fetch-Mode: websocket"),
				List.of("Origin: http://localhost"), List.of("Sec-Purpose: prefetch"),
				List.of("Accept: image/webp,*/*;q=0.8", "User-Agent: Mozilla/5.0"),
				List.of("Sec-Fetch-Dest: image", "Accept: */*"), List.of("Accept: application/json"),
				List.of("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
						"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="))) {
			Reply reply = customer.get(false, SET, headers.toArray(String[]::new));
			assertThat(reply.status()).as(headers.toString()).isEqualTo(403);
			assertThat(reply.header("Location")).isNull();
		}
	}

	@Test
	void whatDoesNotSayThatItIsNoNavigationIsRedirected() {
		for (boolean tls : new boolean[] { false, true }) {
			String path = tls ? "/insecure/page" : "/secure/.well-known/acme-challenge/x?y=z";
			for (List<String> headers : List.of(
					// certificate authorities, monitors, crawlers, curl in scripts
					List.of("Accept: */*", "User-Agent: curl/8.5.0"), List.of("Accept:", "User-Agent: Monitor/1"),
					// downloads
					List.of("Accept: */*", "User-Agent: Mozilla/5.0"),
					// after the redirect that answers a form
					List.of("Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document", "Origin: http://localhost"),
					List.of("Upgrade-Insecure-Requests: 1", "Origin: null"))) {
				for (String method : List.of("GET", "HEAD")) {
					Reply reply = this.site.browser().request(tls, method, path, null, headers.toArray(String[]::new));
					assertThat(reply.status()).as(method + headers).isEqualTo(302);
					assertThat(reply.header("Location")).endsWith(path);
				}
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "//secure/set", "/secure//set", "/./secure/set", "/secure/./set", "/x/../secure/set",
			"/secure/x/../set", "/%2e/secure/set", "/x/%2e%2e/secure/set", "/x/%2E%2E/secure/set", "/secure%2fset",
			"/secure%2Fset", "/secure%5cset", "/secure\\set", "/secure;x=y/set", "/secure/set;x=y",
			"/secure/set;jsessionid=1", "/;x=y/secure/set", "/secure;/set", "/secure/;/set", "/secure/set/",
			"/SECURE/set", "/Secure/Set", "/secure/set.html", "/secure/set.json", "/s%65cure/set", "/%73%65cure/%73et",
			"/secure/set%20", "/secure/set%00", "/secure/set%0a", "/%252e%252e/secure/set", "/secure%252fset",
			"/secure/set%3fx", "/insecure/../secure/set", "/insecure/..;/secure/set", "/insecure/%2e%2e/secure/set",
			"/insecure/..%2fsecure/set", "/\u00ff/../secure/set", "/secur\u00e9/../secure/set", "secure/set",
			"/secure/set#x" })
	void a20NoSpellingOfASecurePathIsServedOverHttp(String path) {
		for (String method : List.of("GET", "HEAD", "POST", "OPTIONS", "FOO")) {
			for (String query : List.of("?name=x&value=y", "?x=/insecure/&name=x&value=y")) {
				Reply reply = this.site.raw(false, method + " " + path + query + " HTTP/1.1", "Content-Length: 0");
				assertThat(reply.status()).as(method + " " + path).isNotEqualTo(200);
				assertThat(reply.body()).isNotEqualTo("set");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "//secure/set", "/secure//set", "/./secure/set", "/x/../secure/set", "/%2e/secure/set",
			"/x/%2e%2e/secure/set", "/secure%2fset", "/secure%5cset", "/secure\\set", "/secure;/set", "/secure/set%00",
			"/secure/set%0a", "/%252e%252e/secure/set", "/secure%252fset", "/insecure/..;/secure/set",
			"/insecure/..%2fsecure/set", "/insecure//../secure/set" })
	void a20AmbiguousPathIsRefusedOverBothChannels(String path) {
		for (boolean tls : new boolean[] { false, true }) {
			Reply reply = this.site.raw(tls, "GET " + path + "?name=x&value=y HTTP/1.1", "Accept: text/html");
			assertThat(reply.status()).isEqualTo(400);
			assertThat(reply.header("Location")).isNull();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/login;x=y", "/LOGIN", "/login/", "//login", "/%6cogin", "/login%2f", "/x/..;/login" })
	void a20NoSpellingOfTheLoginIsServedOverHttp(String path) {
		Browser visitor = this.site.browser();
		String token = visitor.csrf(false);
		Reply reply = visitor.post(false, path, "username=customer&password=demo-only&_csrf=" + token);
		assertThat(reply.status()).isIn(400, 403, 404);
		assertThat(visitor.http("/session").line("user")).isEqualTo("null");
	}

	@Test
	void a22MethodIsTheOneOnTheWire() {
		Browser customer = customer();
		assertThat(customer.get(false, SET + "&_method=DELETE").status()).isEqualTo(403);
		assertThat(customer.get(false, SET, "X-HTTP-Method-Override: POST").status()).isEqualTo(403);
		assertThat(customer.post(false, SET + "&_method=GET", "_method=GET").status()).isEqualTo(403);
		assertThat(customer.post(false, SET, "", "X-HTTP-Method-Override: GET").status()).isEqualTo(403);
		Reply head = customer.request(false, "HEAD", SET, null);
		assertThat(head.status()).isEqualTo(302);
		assertThat(head.header("Location")).endsWith(SET);
		assertThat(customer.request(false, "OPTIONS", SET, null).status()).isEqualTo(403);
		Reply trace = customer.request(false, "TRACE", "/page", null);
		assertThat(trace.status()).isIn(400, 403, 405);
		assertThat(trace.body()).doesNotContain(customer.insecureId());
	}

	@Test
	void a23Http2OverCleartextIsInsecureAndMismatchedAuthorityIsRefused() throws Exception {
		try (Site modern = this.server.start("server.http2.enabled=true")) {
			Reply upgrade = modern.raw(false, "GET " + SET + " HTTP/1.1", "Connection: Upgrade, HTTP2-Settings",
					"Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA");
			assertThat(upgrade.status()).isIn(302, 403);
			assertThat(Http2Wire.answersPreface(modern.port(false))).isFalse();
			String own = "localhost:" + modern.port(true);
			assertThat(Http2Wire.status(modern.port(true), "/secure/page", own, null)).isEqualTo(200);
			assertThat(Http2Wire.status(modern.port(true), "/secure/page", own, "evil.example")).isNotEqualTo(200);
			assertThat(Http2Wire.status(modern.port(true), "/insecure/page", "evil.example", null)).isEqualTo(400);
		}
	}

	private Browser customer() {
		Browser customer = this.site.browser();
		customer.http("/cart/add");
		customer.login("customer");
		customer.https("/account/page");
		return customer;
	}

	/** Asks for HSTS in spite of rules that need HTTP. */
	static class StrictTransportSecurity {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			http.formLogin(Customizer.withDefaults());
			http.headers((headers) -> headers.addHeaderWriter(
					(request, response) -> response.setHeader("Strict-Transport-Security", "max-age=31536000")));
			return http.build();
		}

	}

}
