package io.github.mixedsession.e2e;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.mixedsession.SessionDetachedEvent;
import io.github.mixedsession.SessionStepDownEvent;
import io.github.mixedsession.SessionStepUpEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sessions that live in their cookies do what those in a database do.
 */
@ParameterizedClass
@EnumSource
class CookieStoreTests {

	private final Site site;

	CookieStoreTests(Server server) {
		this.site = server.start(CookieForge.site(List.of(CookieForge.withFreshKey())));
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
	}

	/** What is HTTP's own is there again after a first visit to HTTPS. */
	@Test
	void valuesOfHttpSurviveTheFirstStepUp() {
		Browser visitor = this.site.browser();
		String token = visitor.csrf(false);
		visitor.http("/set?name=tab&value=insecure");
		visitor.https("/secure/set?name=tab&value=secure");
		assertThat(visitor.https("/secure/get?name=tab").body()).isEqualTo("secure");
		assertThat(visitor.http("/get?name=tab").body()).isEqualTo("insecure");
		assertThat(visitor.post(false, "/set", "name=cart&value=mug&_csrf=" + token).status()).isEqualTo(200);
		assertThat(this.site.events().of(SessionDetachedEvent.class)).isEmpty();
	}

	/** The second visitor holds a sniffed cookie, and one of the two was told. */
	@Test
	void copyOfASessionWithASecureSideIsToldOf() {
		Browser visitor = this.site.browser();
		visitor.http("/set?name=cart&value=mug");
		visitor.https("/secure/set?name=card&value=4711");
		Browser eavesdropper = visitor.eavesdropper();
		assertThat(eavesdropper.https("/secure/get?name=cart").body()).isEqualTo("mug");
		assertThat(this.site.events().of(SessionDetachedEvent.class)).isEmpty();
		eavesdropper.https("/secure/set?name=note&value=x");
		assertThat(this.site.events().of(SessionDetachedEvent.class)).hasSize(1);
	}

	@Test
	void safeRequestsSetNoCookie() {
		Browser visitor = this.site.browser();
		assertThat(visitor.http("/session").setCookies()).isEmpty();
		visitor.http("/set?name=cart&value=mug");
		assertThat(visitor.http("/get?name=cart").setCookies()).isEmpty();
		assertThat(visitor.https("/secure/get?name=cart").setCookieNames()).containsExactlyInAnyOrder("SESSION",
				"__Host-SESSION");
		assertThat(visitor.https("/secure/get?name=cart").setCookies()).isEmpty();
		this.site.clock().advance(Duration.ofSeconds(61));
		assertThat(visitor.https("/secure/get?name=cart").setCookieNames()).containsExactlyInAnyOrder("SESSION",
				"__Host-SESSION");
	}

	/** A site without pages over HTTP has one cookie, and all is in that. */
	@Test
	void siteWithoutHttpKeepsAllInTheSecureCookie() {
		Site secure = Site.startWithoutRules(List.of(), CookieForge.site(List.of(CookieForge.withFreshKey()),
				"mixed-session.channel.default-requirement=secure"));
		try {
			Browser visitor = secure.browser();
			assertThat(visitor.https("/set?name=cart&value=mug").setCookieNames()).containsExactly("__Host-SESSION");
			visitor.login("customer");
			visitor.https("/set?name=card&value=4711");
			assertThat(visitor.https("/get?name=cart").body()).isEqualTo("mug");
			assertThat(visitor.https("/account/session").line("@card")).isEqualTo("4711");
			assertThat(visitor.jar().find("SESSION")).isNull();
		}
		finally {
			secure.close();
		}
	}

	@Test
	void updateIsSeenAtOnceAndByTheNextRequest() {
		Browser visitor = this.site.browser();
		assertThat(visitor.http("/cart/add?name=cart").body()).isEqualTo("1");
		assertThat(visitor.http("/cart/add?name=cart").body()).isEqualTo("2");
		assertThat(visitor.https("/secure/cart/add?name=cart").body()).isEqualTo("3");
	}

	@Test
	void sessionThatMayNotStepDownShowsNothingOfItself() {
		Browser visitor = this.site.browser();
		visitor.http("/set?name=cart&value=mug");
		visitor.https("/secure/set?name=card&value=4711");
		this.site.events().veto(true);
		assertThat(visitor.http("/get?name=cart").status()).isEqualTo(302);
		assertThat(visitor.eavesdropper().https("/secure/get?name=cart").body()).isEqualTo("null");
		this.site.events().veto(false);
		assertThat(visitor.http("/get?name=cart").body()).isEqualTo("mug");
	}

	@Test
	void emptiedSessionEndsWithItsCookies() {
		Browser visitor = this.site.browser();
		visitor.http("/set?name=cart&value=mug");
		assertThat(visitor.http("/remove?name=cart").setCookie("SESSION")).contains("Max-Age=0");
		assertThat(visitor.jar().find("SESSION")).isNull();
	}

}
