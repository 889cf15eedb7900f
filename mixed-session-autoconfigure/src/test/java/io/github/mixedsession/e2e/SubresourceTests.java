package io.github.mixedsession.e2e;

import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The parts of an HTTPS page, on a site that wants everything else over HTTP.
 */
@ParameterizedClass
@EnumSource
class SubresourceTests {

	private static final String STYLE = SiteApplication.STATIC_RESOURCE;

	private static final String[] RULES = Site.withRules("mixed-session.channel.default-requirement=insecure",
			"mixed-session.channel.rules[2].paths=/form", "mixed-session.channel.rules[2].requires=any");

	private static Site tomcat;

	private static Site jetty;

	private final Site site;

	SubresourceTests(Server server) {
		this.site = (server == Server.TOMCAT) ? tomcat : jetty;
	}

	@BeforeAll
	static void start() {
		tomcat = Server.TOMCAT.startWithoutRules(List.of(), RULES);
		jetty = Server.JETTY.startWithoutRules(List.of(), RULES);
	}

	@AfterAll
	static void close() {
		tomcat.close();
		jetty.close();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "style", "script", "image", "font", "audio", "video", "track", "manifest", "worker", "Style" })
	void isServedOnTheChannelOfItsPage(String destination) {
		Browser customer = customer();
		for (String path : List.of(STYLE, "/page", "/insecure/page")) {
			Reply reply = customer.get(true, path, "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: " + destination,
					"Accept: */*");
			assertThat(reply.status()).as(path).isEqualTo(200);
			assertThat(reply.setCookies()).as(path).isEmpty();
		}
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/style.css", "/a.b/script.JS", "/image.png", "/font.woff2" })
	void isKnownByItsPathWhereTheBrowserSaysNothing(String path) {
		Browser customer = customer();
		assertThat(customer.get(true, path, "Accept: image/webp,*/*;q=0.8").status()).isEqualTo(404);
		assertThat(customer.get(true, path, "Accept: */*").status()).isEqualTo(404);
		assertThat(customer.get(true, path).status()).isEqualTo(302);
		assertThat(customer.get(true, path, "Accept: */*", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty").status())
			.isEqualTo(403);
	}

	@Test
	void everythingElseIsAnsweredAsBefore() {
		Browser customer = customer();
		assertThat(customer.get(true, "/page", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document").status())
			.isEqualTo(302);
		assertThat(customer.get(true, "/page", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe").status())
			.isEqualTo(302);
		for (String destination : List.of("empty", "", "report", "image\r\nSec-Fetch-Dest: empty")) {
			assertThat(
					customer.get(true, "/page", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: " + destination).status())
				.as(destination)
				.isEqualTo(403);
		}
		String token = customer.csrf(true);
		assertThat(customer
			.post(true, "/set", "name=x&value=y&_csrf=" + token, "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image")
			.status()).isEqualTo(403);
		assertThat(
				customer.get(true, "/page?_method=DELETE", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image").status())
			.isEqualTo(403);
	}

	@Test
	void whatRequiresHttpsIsNeverServedOverHttp() {
		Browser customer = customer();
		for (String destination : List.of("style", "script", "image", "font", "document")) {
			Reply reply = customer.get(false, "/secure/page", "Sec-Fetch-Mode: no-cors",
					"Sec-Fetch-Dest: " + destination);
			assertThat(reply.status()).isEqualTo(403);
		}
		for (String path : List.of("/secure/style.css", "/account/image.png")) {
			assertThat(customer.get(false, path, "Accept: image/webp,*/*", "User-Agent: Mozilla/5.0").status())
				.isEqualTo(403);
			assertThat(customer.get(false, path, "Accept: */*").status()).isEqualTo(302);
		}
	}

	private Browser customer() {
		Browser customer = this.site.browser();
		customer.login("customer");
		customer.https("/account/page");
		return customer;
	}

}
