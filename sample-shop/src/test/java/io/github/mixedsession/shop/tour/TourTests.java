package io.github.mixedsession.shop.tour;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.servlet.http.Cookie;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;

/**
 * Takes the tour, over both channels.
 */
@SpringBootTest
@AutoConfigureMockMvc
class TourTests {

	@Autowired
	private MockMvcTester mvc;

	private final Map<String, Cookie> cookies = new LinkedHashMap<>();

	@Test
	void barFollowsWhatTheVisitorDoes() throws Exception {
		assertThat(get(false, "/")).contains("Step 1 of 6:");
		addMug();
		assertThat(get(false, "/cart")).contains("Step 2 of 6:");
		assertThat(get(false, "/session")).contains("Step 3 of 6:", "watch the ids turn");
		assertThat(get(true, "/cart/checkout")).contains("Step 4 of 6:");
		submit("review");
		assertThat(get(true, "/cart/checkout")).contains("Step 5 of 6:");
		send(this.mvc.post().uri("/cart/checkout").secure(true).with(csrf()));
		assertThat(get(false, "/cart/checkout/complete")).contains("Step 6 of 6:", "eavesdropper");
	}

	@Test
	void shoppingRunsAheadOfTheTour() throws Exception {
		addMug();
		get(true, "/cart/checkout");
		submit("");
		assertThat(get(false, "/cart/checkout/complete")).contains("Step 6 of 6:");
	}

	@Test
	void loginIsAsGoodAsDetails() throws Exception {
		addMug();
		assertThat(get(true, "/cart/checkout")).contains("Step 4 of 6:");
		send(this.mvc.post()
			.uri("/login")
			.secure(true)
			.with(csrf())
			.param("username", "customer")
			.param("password", "demo-only"));
		assertThat(get(true, "/account")).contains("Step 5 of 6:");
	}

	@Test
	void whatWasRefusedIsNoStep() throws Exception {
		send(this.mvc.post().uri("/cart/items").param("sku", "mug").param("quantity", "0"));
		assertThat(get(false, "/cart")).contains("Step 1 of 6:");
		get(true, "/cart/checkout");
		assertThat(get(true, "/cart")).contains("Step 1 of 6:");
	}

	@Test
	void closedBarStaysClosedUntilItIsBroughtBack() throws Exception {
		addMug();
		assertThat(send(this.mvc.post().uri("/tour/close").param("page", "/cart"))).redirectedUrl().isEqualTo("/cart");
		assertThat(get(false, "/cart")).doesNotContain("id=\"tour-step\"").contains("Show the tour");
		assertThat(get(true, "/session")).doesNotContain("id=\"tour-step\"").contains("Show the tour");
		send(this.mvc.post().uri("/tour/open").secure(true));
		assertThat(get(false, "/cart")).contains("Step 3 of 6:").doesNotContain("Show the tour");
	}

	@Test
	void closingStartsNoSession() {
		assertThat(this.mvc.post().uri("/tour/close").exchange().getResponse().getCookies()).extracting(Cookie::getName)
			.containsExactly("tour-closed");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "https://evil.test/", "//evil.test", "/\\evil.test", "/cart\r\nX: y", "javascript:alert(1)" })
	void closingLeadsToAPageOfTheShop(String page) {
		assertThat(this.mvc.post().uri("/tour/close").param("page", page)).redirectedUrl().isEqualTo("/");
	}

	@Test
	void longPageIsNone() {
		for (String page : List.of("/" + "a/".repeat(9000), "/" + "a".repeat(9000) + "!")) {
			assertThat(this.mvc.post().uri("/tour/close").param("page", page)).redirectedUrl().isEqualTo("/");
		}
	}

	@Test
	void otherSiteClosesNothing() {
		assertThat(this.mvc.post().uri("/tour/close").header(HttpHeaders.ORIGIN, "https://evil.test"))
			.hasStatus(HttpStatus.FORBIDDEN)
			.doesNotContainHeader(HttpHeaders.SET_COOKIE);
	}

	private void addMug() {
		send(this.mvc.post().uri("/cart/items").param("sku", "mug").param("quantity", "1"));
	}

	private void submit(String action) {
		send(this.mvc.post()
			.uri("/cart/checkout")
			.secure(true)
			.with(csrf())
			.param("name", "Ada")
			.param("address", "Street 1")
			.param("card", "4242 4242 4242 4321")
			.param("action", action));
	}

	private String get(boolean secure, String path) throws Exception {
		return send(this.mvc.get().uri(path).secure(secure).accept("text/html")).getResponse().getContentAsString();
	}

	private MvcTestResult send(MockMvcTester.MockMvcRequestBuilder request) {
		Cookie[] sent = this.cookies.values().toArray(Cookie[]::new);
		MvcTestResult result = ((sent.length > 0) ? request.cookie(sent) : request).exchange();
		for (Cookie cookie : result.getResponse().getCookies()) {
			if (cookie.getMaxAge() == 0) {
				this.cookies.remove(cookie.getName());
			}
			else {
				this.cookies.put(cookie.getName(), cookie);
			}
		}
		return result;
	}

}
