package io.github.mixedsession.shop.tour;

import java.util.List;

import io.github.mixedsession.shop.MockVisitor;
import jakarta.servlet.http.Cookie;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

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

	private MockVisitor visitor;

	@BeforeEach
	void comeIn() {
		this.visitor = new MockVisitor(this.mvc);
	}

	@Test
	void barFollowsWhatTheVisitorDoes() throws Exception {
		assertThat(this.visitor.get(false, "/")).contains("Step 1 of 6:");
		this.visitor.addMug();
		assertThat(this.visitor.get(false, "/cart")).contains("Step 2 of 6:");
		assertThat(this.visitor.get(false, "/session")).contains("Step 3 of 6:", "watch the ids turn");
		assertThat(this.visitor.get(true, "/cart/checkout")).contains("Step 4 of 6:");
		this.visitor.submitDetails("review");
		assertThat(this.visitor.get(true, "/cart/checkout")).contains("Step 5 of 6:");
		this.visitor.send(this.mvc.post().uri("/cart/checkout").secure(true).with(csrf()));
		assertThat(this.visitor.get(false, "/cart/checkout/complete")).contains("Step 6 of 6:", "eavesdropper");
	}

	@Test
	void shoppingRunsAheadOfTheTour() throws Exception {
		this.visitor.addMug();
		this.visitor.get(true, "/cart/checkout");
		this.visitor.submitDetails("");
		assertThat(this.visitor.get(false, "/cart/checkout/complete")).contains("Step 6 of 6:");
	}

	@Test
	void loginIsAsGoodAsDetails() throws Exception {
		this.visitor.addMug();
		assertThat(this.visitor.get(true, "/cart/checkout")).contains("Step 4 of 6:");
		this.visitor.login();
		assertThat(this.visitor.get(true, "/account")).contains("Step 5 of 6:");
	}

	@Test
	void whatWasRefusedIsNoStep() throws Exception {
		this.visitor.send(this.mvc.post().uri("/cart/items").param("sku", "mug").param("quantity", "0"));
		assertThat(this.visitor.get(false, "/cart")).contains("Step 1 of 6:");
		this.visitor.get(true, "/cart/checkout");
		assertThat(this.visitor.get(true, "/cart")).contains("Step 1 of 6:");
	}

	@Test
	void barHasNoLinkToThePageItStandsOn() throws Exception {
		assertThat(this.visitor.get(false, "/")).contains("put something in your cart, over HTTP")
			.doesNotContain("put something in your cart, over HTTP</a>");
		assertThat(this.visitor.get(false, "/products/mug"))
			.doesNotContain("put something in your cart, over HTTP</a>");
		assertThat(this.visitor.get(false, "/cart")).contains("put something in your cart, over HTTP</a>");
	}

	@Test
	void closedBarStaysClosedUntilItIsBroughtBack() throws Exception {
		this.visitor.addMug();
		assertThat(this.visitor.send(this.mvc.post().uri("/tour/close").param("page", "/cart"))).redirectedUrl()
			.isEqualTo("/cart");
		assertThat(this.visitor.get(false, "/cart")).doesNotContain("id=\"tour-step\"").contains("Show the tour");
		assertThat(this.visitor.get(true, "/session")).doesNotContain("id=\"tour-step\"").contains("Show the tour");
		this.visitor.send(this.mvc.post().uri("/tour/open").secure(true));
		assertThat(this.visitor.get(false, "/cart")).contains("Step 3 of 6:").doesNotContain("Show the tour");
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

}
