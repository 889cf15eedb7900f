package io.github.mixedsession.e2e;

import java.util.List;

import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.webmvc.autoconfigure.error.ErrorViewResolver;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.View;

import io.github.mixedsession.SessionStepDownEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Error pages that show something of the session, for requests that no rule has let pass.
 * They are pages like others (invariant 7).
 */
class ErrorPageTests {

	private static final String STAY_SECURE = "mixed-session.channel.stay-secure=true";

	/**
	 * Puts a mug into the cart over HTTP, and a ring over HTTPS.
	 */
	private static Browser customer(Site site) {
		Browser customer = site.browser();
		customer.http("/set?name=cart&value=mug");
		customer.login("customer");
		customer.https("/secure/set?name=cart&value=ring");
		return customer;
	}

	/**
	 * Sends a body over the wrong channel.
	 */
	private static Reply refused(Browser browser, boolean secure) {
		Reply reply = browser.post(secure, secure ? "/insecure/set" : "/account/set", "name=x&value=y");
		assertThat(reply.status()).isEqualTo(403);
		return reply;
	}

	@ParameterizedTest
	@EnumSource
	void showNothingOfASessionThatStaysSecure(Server server) {
		try (Site site = server.startWith(List.of(CartPage.class), STAY_SECURE)) {
			Browser customer = customer(site);
			assertThat(refused(customer.eavesdropper(), false)).satisfies((reply) -> {
				assertThat(reply.body()).isEqualTo("error, cart=null");
				assertThat(reply.setCookies()).isEmpty();
			});
			assertThat(refused(customer.eavesdropper(), true).body()).startsWith("error, cart=").doesNotContain("ring");
			assertThat(customer.https("/session").line("@cart")).isEqualTo("ring");
		}
	}

	@ParameterizedTest
	@EnumSource
	void showNothingOfASessionThatWasRefusedItsStepDown(Server server) {
		try (Site site = server.startWith(List.of(CartPage.class), STAY_SECURE)) {
			Reply reply = customer(site).post(false, "/open/set", "name=x&value=y");
			assertThat(reply.status()).isEqualTo(403);
			assertThat(reply.body()).isEqualTo("error, cart=null");
		}
	}

	@ParameterizedTest
	@EnumSource
	void showACustomerTheirOwnSessionOverHttps(Server server) {
		try (Site site = server.startWith(List.of(CartPage.class), STAY_SECURE)) {
			assertThat(refused(customer(site), true).body()).isEqualTo("error, cart=ring");
		}
	}

	@ParameterizedTest
	@EnumSource
	void showAVisitorOverHttpTheirCart(Server server) {
		try (Site site = server.startWith(List.of(CartPage.class))) {
			Browser visitor = site.browser();
			visitor.http("/set?name=cart&value=mug");
			assertThat(refused(visitor, false).body()).isEqualTo("error, cart=mug");
		}
	}

	@ParameterizedTest
	@EnumSource
	void showNothingAfterAListenerFailed(Server server) {
		try (Site site = server.startWith(List.of(CartPage.class, FailingListener.class))) {
			Browser eavesdropper = customer(site).eavesdropper();
			for (boolean secure : new boolean[] { false, true }) {
				assertThat(eavesdropper.get(secure, "/session")).satisfies((reply) -> {
					assertThat(reply.status()).isEqualTo(500);
					assertThat(reply.body()).isEqualTo("error, cart=null");
				});
			}
		}
	}

	static class FailingListener {

		@EventListener
		void on(SessionStepDownEvent event) {
			throw new IllegalStateException("can't tell");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class CartPage {

		@Bean
		ErrorViewResolver cartOnErrorPages() {
			View view = (model, request, response) -> {
				HttpSession session = request.getSession(false);
				response.setContentType("text/html");
				response.getWriter().print("error, cart=" + ((session != null) ? session.getAttribute("cart") : null));
			};
			return (request, status, model) -> new ModelAndView(view);
		}

	}

}
