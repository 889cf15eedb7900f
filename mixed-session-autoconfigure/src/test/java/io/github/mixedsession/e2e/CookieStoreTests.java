package io.github.mixedsession.e2e;

import java.util.Base64;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.mixedsession.SessionStepDownEvent;
import io.github.mixedsession.SessionStepUpEvent;
import io.github.mixedsession.id.RandomBytes;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sessions that live in their cookies do what those in a database do.
 */
@ParameterizedClass
@EnumSource
class CookieStoreTests {

	private final Site site;

	CookieStoreTests(Server server) {
		this.site = server.start(properties());
	}

	static String[] properties() {
		return new String[] { "mixed-session.store=cookie",
				"mixed-session.encryption.keys=" + Base64.getEncoder().encodeToString(RandomBytes.of(64)),
				"server.max-http-request-header-size=16KB", "server.tomcat.max-http-response-header-size=16KB" };
	}

	@AfterEach
	void close() {
		this.site.close();
	}

	@Test
	void cartIsThereOnBothChannelsAndACardOnHttpsAlone() {
		Browser visitor = this.site.browser();
		visitor.http("/set?name=cart&value=mug");
		assertThat(visitor.http("/get?name=cart").body()).isEqualTo("mug");
		assertThat(visitor.https("/secure/get?name=cart").body()).isEqualTo("mug");
		assertThat(this.site.events().of(SessionStepUpEvent.class)).hasSize(1);
		visitor.https("/secure/set?name=card&value=4711");
		assertThat(visitor.https("/secure/get?name=card").body()).isEqualTo("4711");
		assertThat(visitor.http("/get?name=card").body()).isEqualTo("null");
		assertThat(this.site.events().of(SessionStepDownEvent.class)).hasSize(1);
		visitor.http("/set?name=cart&value=cup");
		assertThat(visitor.https("/secure/get?name=cart").body()).isEqualTo("cup");
		assertThat(visitor.https("/secure/get?name=card").body()).isEqualTo("4711");
		assertThat(this.site.events().of(SessionStepUpEvent.class)).hasSize(2);
	}

	@Test
	void loginAndLogout() {
		Browser customer = this.site.browser();
		customer.http("/set?name=cart&value=mug");
		assertThat(customer.https("/account/session").status()).isEqualTo(302);
		Reply login = customer.login("customer");
		assertThat(login.header("Location")).endsWith("/account/session?continue");
		Reply account = customer.https("/account/session");
		assertThat(account.line("user")).isEqualTo("customer");
		assertThat(account.line("@cart")).isEqualTo("mug");
		assertThat(customer.http("/session").line("id")).isEqualTo(account.line("id"));
		assertThat(customer.http("/session").line("user")).isEqualTo("null");
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
		customer.logout(true);
		assertThat(customer.https("/account/session").status()).isEqualTo(302);
		assertThat(List.of(customer.jar().contents())).isNotEmpty();
	}

}
