package io.github.mixedsession.e2e;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.mixedsession.SessionStepDownEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sessions that don't step down.
 */
@ParameterizedClass
@EnumSource
class StaySecureTests {

	private final Server server;

	StaySecureTests(Server server) {
		this.server = server;
	}

	@Test
	void vetoedStepDownIsARedirectToHttpsWithNothingExecuted() {
		Site site = this.server.shared();
		try {
			assertStaysSecure(site, () -> {
				site.events().clear();
				site.events().veto(true);
			});
			assertThat(site.events().of(SessionStepDownEvent.class)).isNotEmpty()
				.allMatch(SessionStepDownEvent::isVetoed);
		}
		finally {
			site.events().veto(false);
		}
	}

	@Test
	void staySecureIsARedirectToHttpsWithNothingExecuted() {
		try (Site site = this.server.start("mixed-session.channel.stay-secure=true")) {
			assertStaysSecure(site, () -> {
			});
		}
	}

	@Test
	void a41InsecureIdOfASessionThatStaysSecureGivesNoCopyAndIsReplaced() {
		try (Site site = this.server.start("mixed-session.channel.stay-secure=true")) {
			assertHoldsItsData(site);
		}
	}

	@Test
	void a41InsecureIdOfASessionWhoseStepDownIsVetoedGivesNoCopyAndIsReplaced() {
		Site site = this.server.shared();
		try {
			site.events().veto(true);
			assertHoldsItsData(site);
		}
		finally {
			site.events().veto(false);
		}
	}

	private static void assertHoldsItsData(Site site) {
		Browser customer = site.browser();
		customer.http("/set?name=name&value=Ann");
		customer.https("/secure/page");
		customer.https("/secure/set?name=name&value=AnnSmith");
		assertThat(customer.http("/session").status()).isEqualTo(302);
		Browser eavesdropper = customer.eavesdropper();
		for (int i = 0; i < 2; i++) {
			assertThat(eavesdropper.https("/session").body()).isEqualTo("user=null\n");
			assertThat(eavesdropper.http("/session").body()).doesNotContain("Ann");
			assertThat(customer.https("/session").line("@name")).isEqualTo("AnnSmith");
			site.clock().advance(Duration.ofSeconds(11));
		}
		assertThat(customer.insecureId()).isNotEqualTo(eavesdropper.insecureId());
		customer.https("/session");
		assertThat(eavesdropper.http("/session").body()).doesNotContain("Ann");
		assertThat(eavesdropper.https("/session").body()).doesNotContain("Ann");
		assertThat(customer.https("/session").line("@name")).isEqualTo("AnnSmith");
	}

	private static void assertStaysSecure(Site site, Runnable begin) {
		Browser customer = site.browser();
		customer.http("/set?name=cart&value=mug");
		String token = customer.csrf(false);
		customer.login("customer");
		customer.https("/account/page");
		begin.run();
		int executions = site.bean(AtomicInteger.class).get();
		for (String path : new String[] { "/session", "/set?name=x&value=y", "/cart/add", "/page", "/forward", "/async",
				"/secure/page" }) {
			Reply reply = customer.http(path);
			assertThat(reply.status()).as(path).isEqualTo(302);
			assertThat(reply.header("Location")).isEqualTo("https://localhost:" + site.port(true) + path);
			assertThat(reply.header("Cache-Control")).contains("no-store");
			assertThat(reply.setCookies()).isEmpty();
		}
		assertThat(customer.post(false, "/set", "name=x&value=y&_csrf=" + token).status()).isEqualTo(403);
		assertThat(customer.post(false, "/open/set", "name=x&value=y").status()).isEqualTo(403);
		assertThat(customer.get(false, "/set?name=x&value=y", "X-Requested-With: XMLHttpRequest").status())
			.isEqualTo(403);
		assertThat(site.bean(AtomicInteger.class).get()).isEqualTo(executions);
		Reply reply = customer.https("/account/session");
		assertThat(reply.line("user")).isEqualTo("customer");
		assertThat(reply.line("@cart")).isEqualTo("mug");
		assertThat(reply.line("@x")).isNull();
		assertThat(reply.line("channel")).isEqualTo("SECURE");
		assertThat(reply.setCookieNames()).as("its insecure id has crossed HTTP")
			.containsExactly(Browser.INSECURE_COOKIE);
		assertThat(customer.https("/account/session").setCookies()).isEmpty();
		Reply insecure = customer.https("/insecure/page");
		assertThat(insecure.status()).isEqualTo(200);
		assertThat(insecure.body()).endsWith("over https");
		assertThat(customer.http(SiteApplication.STATIC_RESOURCE).status()).isEqualTo(200);
		assertThat(site.browser().http("/page").status()).isEqualTo(200);
	}

}
