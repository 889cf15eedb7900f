package io.github.mixedsession.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What has nothing to do with where sessions are kept, where they are in the database and
 * where they are in their cookies.
 */
@ParameterizedClass
@CsvSource({ "TOMCAT, false", "TOMCAT, true", "JETTY, false", "JETTY, true" })
class CookieParityTests {

	private final Server server;

	private final String[] properties;

	private LegacyBackend backend;

	private Site site;

	CookieParityTests(Server server, boolean cookies) {
		this.server = server;
		this.properties = cookies ? CookieForge.site(List.of(CookieForge.withFreshKey())) : new String[0];
	}

	@BeforeEach
	void start() {
		this.backend = LegacyBackend.start();
		List<String> all = new ArrayList<>(List.of(this.properties));
		all.addAll(List.of("mixed-session.headers.export.name=X-Shop-Session",
				"mixed-session.headers.export.attributes=cart,card", "mixed-session.headers.import.name=X-Shop-Update",
				"mixed-session.headers.import.attributes=cart,card", "test.backend-port=" + this.backend.port()));
		this.site = this.server.startWith(List.of(LegacyProxy.class, PasswordPageTests.Pages.class),
				all.toArray(String[]::new));
	}

	@AfterEach
	void stop() {
		this.site.close();
		this.backend.close();
	}

	private Browser customer() {
		Browser customer = this.site.browser();
		customer.http("/set?name=cart&value=mug");
		customer.login("customer");
		customer.https("/secure/set?name=card&value=4711");
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
		return customer;
	}

	private static void assertSharedSideAlone(Browser customer) {
		Reply reply = customer.https("/session");
		assertThat(reply.line("user")).isEqualTo("null");
		assertThat(reply.line("@card")).isNull();
		assertThat(reply.line("@cart")).isEqualTo("mug");
		assertThat(customer.https("/account/page").status()).isEqualTo(302);
	}

	@Test
	void passwordPageGoesToHttpsWithWhatItSet() {
		Browser visitor = this.site.browser();
		Reply reply = visitor.http("/pages/session");
		assertThat(reply.status()).isEqualTo(302);
		assertThat(reply.header("Location")).startsWith("https:").endsWith("/pages/session");
		assertThat(reply.body()).isEmpty();
		assertThat(visitor.https("/secure/session").line("@seen")).isEqualTo("yes");
	}

	@Test
	void backendSeesAndChangesWhatIsListedForItsChannel() {
		Browser visitor = this.site.browser();
		assertThat(visitor.http("/legacy?X-Shop-Update=cart%3Dmug").setCookieNames()).containsExactly("SESSION");
		assertThat(visitor.http("/legacy").line("x-shop-session")).isEqualTo("cart=mug");
		visitor.https("/secure/set?name=card&value=4711");
		assertThat(visitor.https("/secure/legacy").line("x-shop-session")).isEqualTo("cart=mug&card=4711");
		assertThat(visitor.http("/legacy").line("x-shop-session")).isEqualTo("cart=mug");
	}

	@Test
	void secureSideEndsAfterItsIdleTimeAndTheSharedSideLivesOn() {
		Browser customer = customer();
		this.site.clock().advance(Duration.ofMinutes(15));
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
		this.site.clock().advance(Duration.ofMinutes(16));
		assertSharedSideAlone(customer);
		customer.login("customer");
		assertThat(customer.https("/account/session").body()).contains("@cart=mug").doesNotContain("@card");
	}

	@Test
	void a32PingingOverHttpDoesNotKeepTheSecureSideAlive() {
		Browser customer = customer();
		for (int minute = 0; minute < 17; minute++) {
			this.site.clock().advance(Duration.ofMinutes(1));
			assertThat(customer.http("/session").line("@cart")).isEqualTo("mug");
		}
		assertSharedSideAlone(customer);
	}

	@Test
	void a18TokenOfOneChannelIsWorthlessOnTheOther() {
		Browser visitor = this.site.browser();
		visitor.http("/set?name=cart&value=mug");
		visitor.https("/secure/page");
		String secure = visitor.csrf(true);
		String insecure = visitor.csrf(false);
		assertThat(visitor.post(true, "/set", "name=x&value=y&_csrf=" + insecure).status()).isEqualTo(403);
		assertThat(visitor.post(false, "/set", "name=x&value=y&_csrf=" + secure).status()).isEqualTo(403);
		assertThat(visitor.http("/session").body()).doesNotContain("@x=");
		assertThat(visitor.post(true, "/set", "name=x&value=y&_csrf=" + secure).status()).isEqualTo(200);
		assertThat(visitor.post(false, "/set", "name=x&value=y&_csrf=" + insecure).status()).isEqualTo(200);
	}

}
