package io.github.mixedsession.e2e;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Behind a real nginx that ends TLS, configured as the documentation says.
 */
@ExtendWith(NginxCondition.class)
@ParameterizedClass
@CsvSource({ "TOMCAT, native", "TOMCAT, framework", "JETTY, native", "JETTY, framework" })
class NginxTests {

	private static final String SET = "/secure/set?name=x&value=y";

	private static ProxiedSite site;

	@BeforeParameterizedClassInvocation
	static void start(Server server, String strategy, @TempDir Path directory) {
		site = ProxiedSite.start(directory, server, strategy, Nginx.recommended());
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		site.close();
	}

	NginxTests(Server server, String strategy) {
		assertThat(server).isNotNull();
		assertThat(strategy).isNotNull();
	}

	@Test
	void visitorCrossesBothWaysWithOneRedirect() {
		Browser visitor = site.browser();
		visitor.http("/cart/add");
		String insecureId = visitor.insecureId();
		List<Reply> up = visitor.hops(false, "/secure/session?a=%2F&b");
		assertThat(up).hasSize(2);
		assertThat(up.get(0).header("Location"))
			.isEqualTo("https://localhost:" + site.port(true) + "/secure/session?a=%2F&b");
		Reply stepUp = up.get(1);
		assertThat(stepUp.line("view")).isEqualTo("SECURE");
		assertThat(stepUp.line("@cart")).isEqualTo("1");
		assertThat(stepUp.setCookie("SESSION")).matches("SESSION=[A-Za-z0-9_-]{54}; Path=/; HttpOnly; SameSite=Lax");
		assertThat(stepUp.setCookie("__Host-SESSION"))
			.matches("__Host-SESSION=[A-Za-z0-9_-]{96}; Path=/; Secure; HttpOnly; SameSite=Lax");
		assertThat(visitor.insecureId()).isNotEqualTo(insecureId);

		List<Reply> down = visitor.hops(true, "/insecure/session");
		assertThat(down).hasSize(2);
		assertThat(down.get(0).header("Location"))
			.isEqualTo("http://localhost:" + site.port(false) + "/insecure/session");
		assertThat(down.get(1).line("view")).isEqualTo("INSECURE");
		assertThat(down.get(1).line("@cart")).isEqualTo("1");
		assertThat(down.get(1).setCookieNames()).doesNotContain("__Host-SESSION");
	}

	@Test
	void customerLogsInAndIsUnknownToHttp() {
		Browser customer = site.browser();
		customer.http("/cart/add");
		List<Reply> toLogin = customer.hops(false, "/account/session");
		assertThat(toLogin).last().extracting(Reply::status).isEqualTo(200);
		assertThat(toLogin).last().extracting(Reply::body).asString().contains("name=\"password\"");
		Reply login = customer.login("customer");
		assertThat(login.header("Location")).satisfiesAnyOf((location) -> assertThat(location).startsWith("/account"),
				(location) -> assertThat(location).startsWith("https://localhost:" + site.port(true) + "/account"));
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
		assertThat(customer.https("/account/session").line("@cart")).isEqualTo("1");
		assertThat(customer.http("/session").line("user")).isEqualTo("null");
		assertThat(customer.http("/account/page").header("Location"))
			.isEqualTo("https://localhost:" + site.port(true) + "/account/page");
		assertThat(customer.logout(true).setCookies()).hasSize(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "X-Forwarded-Proto: https", "x-forwarded-proto: https, https", "X-Forwarded-Ssl: on",
			"Forwarded: proto=https", "Forwarded: for=127.0.0.1;proto=\"https\";host=localhost", "Front-End-Https: on",
			"X-Forwarded-Scheme: https", "X-Url-Scheme: https", "X-Forwarded-Port: 443", "X-Forwarded-For: 127.0.0.1",
			"X-Forwarded-Host: evil.example", "X-Forwarded-Prefix: /insecure", "X-Forwarded-Prefix: //evil.example",
			"X-Forwarded-Server: evil.example", "X-Proxied-Https: on", "Proxy-Ssl-Id: 1", "Proxy-Auth-Cert: AES256",
			"X_Forwarded_Proto: https" })
	void headersOfAClientClaimNothing(String header) {
		Reply secure = site.browser().get(false, SET, header);
		assertThat(secure.status()).isEqualTo(302);
		assertThat(secure.header("Location")).isEqualTo("https://localhost:" + site.port(true) + SET);
		assertThat(site.browser().get(false, "/page", header).body()).isEqualTo("page /page over http");
		Browser customer = site.browser();
		customer.login("customer");
		Reply reply = customer.get(false, "/session", header,
				"Cookie: SESSION=" + customer.insecureId() + "; __Host-SESSION=" + customer.secureId());
		assertThat(reply.line("user")).isEqualTo("null");
		assertThat(reply.setCookieNames()).containsExactly(Browser.INSECURE_COOKIE);
	}

	@Test
	void headersOfAClientTakeNothingAway() {
		for (String header : List.of("X-Forwarded-Proto: http", "Forwarded: proto=http", "X-Forwarded-Ssl: off",
				"X-Forwarded-Port: 80")) {
			Browser visitor = site.browser();
			visitor.http("/cart/add");
			Reply reply = visitor.get(true, "/secure/session", header);
			assertThat(reply.line("view")).as(header).isEqualTo("SECURE");
			assertThat(reply.setCookie("__Host-SESSION")).contains("; Secure;");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "//secure/set", "/x/../secure/set", "/secure%2fset", "/secure;x=y/set", "/%2e/secure/set",
			"/s%65cure/set", "/insecure/..;/secure/set", "/secure/set%00" })
	void noSpellingOfASecurePathIsServedOverHttp(String path) {
		Reply reply = site.exchange(false,
				"GET " + path + "?name=x&value=y HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n");
		assertThat(reply.status()).isNotEqualTo(200);
		assertThat(reply.body()).isNotEqualTo("set");
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://localhost", "HTTPS://localhost:443", "https://localhost:9443" })
	void absoluteTargetClaimsNothing(String origin) {
		Reply reply = site.exchange(false,
				"GET " + origin + SET + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n");
		assertThat(reply.status()).isEqualTo(302);
		assertThat(reply.header("Location")).startsWith("https://localhost").endsWith(SET);
		assertThat(reply.setCookieNames()).doesNotContain(Browser.SECURE_COOKIE);
	}

	@Test
	void bodyOnTheWrongChannelIsRefused() {
		Browser visitor = site.browser();
		assertThat(visitor.post(false, SET, "card=4711&_csrf=" + visitor.csrf(false)).status()).isEqualTo(403);
		assertThat(visitor.post(true, "/insecure/set?name=x&value=y", "a=b&_csrf=" + visitor.csrf(true)).status())
			.isEqualTo(403);
	}

	@Test
	void hstsIsAbsent() {
		assertThat(site.browser().https("/secure/page").header("Strict-Transport-Security")).isNull();
		assertThat(site.browser().http("/page").header("Strict-Transport-Security")).isNull();
	}

	@Test
	void pageWithoutSessionStaysCacheable() {
		Reply reply = site.browser().http("/page");
		assertThat(reply.headers("Cache-Control")).isEmpty();
		assertThat(reply.setCookies()).isEmpty();
	}

	@Test
	void redirectsOfHandlersStayOnTheirChannel() {
		assertThat(site.browser().follow(true, "/secure/found").line("channel")).isEqualTo("SECURE");
		assertThat(site.browser().follow(true, "/secure/see-other").line("channel")).isEqualTo("SECURE");
		assertThat(site.browser().follow(false, "/found").line("channel")).isEqualTo("INSECURE");
	}

}
