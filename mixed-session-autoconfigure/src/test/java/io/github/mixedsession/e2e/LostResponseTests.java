package io.github.mixedsession.e2e;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Responses that never arrive, so that the browser keeps its old cookies.
 */
@ParameterizedClass
@EnumSource
class LostResponseTests {

	private final Site site;

	LostResponseTests(Server server) {
		this.site = server.shared();
	}

	@Test
	void lostStepUpLosesNothing() {
		Browser visitor = visitor();
		visitor.copy().https("/secure/page");
		assertThat(visitor.http("/session").line("@cart")).isEqualTo("mug");
		assertThat(visitor.https("/secure/session").line("@cart")).isEqualTo("mug");
		assertThat(visitor.https("/secure/set?name=card&value=4711").status()).isEqualTo(200);
		assertThat(visitor.https("/session").line("@card")).isEqualTo("4711");
		assertThat(visitor.https("/session").line("@cart")).isEqualTo("mug");
	}

	@Test
	void lostStepDownLosesNothing() {
		Browser visitor = visitor();
		visitor.https("/secure/set?name=card&value=4711");
		visitor.https("/secure/page");
		visitor.copy().https("/insecure/page");
		assertThat(visitor.https("/secure/session").line("@card")).isEqualTo("4711");
		assertThat(visitor.https("/secure/session").line("@cart")).isEqualTo("mug");
		assertThat(visitor.http("/session").line("@cart")).isEqualTo("mug");
	}

	@Test
	void lostStepDownOverHttpLosesNothing() {
		Browser customer = visitor();
		customer.login("customer");
		customer.https("/account/page");
		customer.copy().http("/page");
		assertThat(customer.http("/session").line("@cart")).isEqualTo("mug");
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
	}

	@Test
	void lostLoginCanBeRepeatedSoon() {
		Browser visitor = visitor();
		visitor.https("/secure/page");
		visitor.https("/secure/page");
		visitor.copy().login("customer");
		Reply beside = visitor.login("customer");
		assertThat(beside.status()).as("beside the login").isEqualTo(303);
		assertThat(beside.setCookieNames()).doesNotContain(Browser.INSECURE_COOKIE, Browser.SECURE_COOKIE);
		assertThat(visitor.https("/session").line("@cart")).isEqualTo("mug");
		this.site.clock().advance(Duration.ofSeconds(3));
		assertThat(visitor.login("customer").status()).isEqualTo(302);
		assertThat(visitor.https("/account/session").line("user")).isEqualTo("customer");
		assertThat(visitor.https("/account/session").line("@cart")).isEqualTo("mug");
	}

	@Test
	void lostLogoutLosesNothingButTheSession() {
		Browser customer = visitor();
		customer.login("customer");
		customer.copy().logout(true);
		assertThat(customer.https("/session").body()).isEqualTo("user=null\n");
		customer.login("customer");
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
	}

	private Browser visitor() {
		Browser visitor = this.site.browser();
		visitor.http("/set?name=cart&value=mug");
		return visitor;
	}

}
