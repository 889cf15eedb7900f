package io.github.mixedsession.shop;

import java.net.InetAddress;
import java.util.List;

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
 * Tests for the shop's pages, for a visitor who has no session.
 */
@SpringBootTest
@AutoConfigureMockMvc
class ShopApplicationTests {

	@Autowired
	private MockMvcTester mvc;

	@ParameterizedTest
	@ValueSource(strings = { "/", "/cart", "/session", "/wire", "/style.css", "/images/mug.svg" })
	void pageStartsNoSessionForWhoStoredNothing(String path) {
		assertThat(this.mvc.get().uri(path)).hasStatusOk().doesNotContainHeader(HttpHeaders.SET_COOKIE);
	}

	@Test
	void catalogueIsCacheableWithoutASession() {
		assertThat(this.mvc.get().uri("/")).hasStatusOk()
			.hasHeader(HttpHeaders.CACHE_CONTROL, "max-age=60, public")
			.bodyText()
			.contains("Stoneware mug", "/products/mug", "€18.00");
	}

	@Test
	void cartIsKeptByNoCacheEvenIfItIsEmpty() {
		assertThat(this.mvc.get().uri("/cart")).hasStatusOk().headers().hasValue(HttpHeaders.CACHE_CONTROL, "no-store");
	}

	@Test
	void productHasAFormThatNeedsNoSession() {
		assertThat(this.mvc.get().uri("/products/mug")).hasStatusOk()
			.doesNotContainHeader(HttpHeaders.SET_COOKIE)
			.bodyText()
			.contains("name=\"sku\"", "name=\"quantity\"")
			.doesNotContain("_csrf");
	}

	@Test
	void unknownProductIsNotFound() {
		assertThat(this.mvc.get().uri("/products/unknown")).hasStatus(HttpStatus.NOT_FOUND);
		assertThat(this.mvc.post().uri("/cart/items").with(csrf()).param("sku", "unknown").param("quantity", "1"))
			.hasStatus(HttpStatus.NOT_FOUND);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "100", "-1", "", "many", "99999999999" })
	void wrongQuantityIsSaid(String quantity) {
		assertThat(this.mvc.post().uri("/cart/items").with(csrf()).param("sku", "mug").param("quantity", quantity))
			.hasStatus(HttpStatus.BAD_REQUEST)
			.bodyText()
			.contains("Please choose a quantity between 1 and 99.");
	}

	@Test
	void addRedirectsToTheCart() {
		assertThat(this.mvc.post().uri("/cart/items").with(csrf()).param("sku", "mug").param("quantity", "1"))
			.hasStatus(HttpStatus.FOUND)
			.hasHeader(HttpHeaders.LOCATION, "/cart");
	}

	@Test
	void formOfAnotherSiteIsForbiddenAndSetsNoCookie() {
		for (String origin : List.of("https://evil.test", "https://localhost", "null")) {
			assertThat(this.mvc.post()
				.uri("/cart/items")
				.header(HttpHeaders.ORIGIN, origin)
				.param("sku", "mug")
				.param("quantity", "1")).hasStatus(HttpStatus.FORBIDDEN).doesNotContainHeader(HttpHeaders.SET_COOKIE);
		}
		assertThat(this.mvc.post()
			.uri("/cart/items")
			.header(HttpHeaders.ORIGIN, "http://localhost")
			.param("sku", "mug")
			.param("quantity", "1")).hasStatus(HttpStatus.FOUND);
	}

	@Test
	void removalWithoutATokenIsForbidden() {
		assertThat(this.mvc.post().uri("/cart/items/mug/remove")).hasStatus(HttpStatus.FORBIDDEN);
	}

	@Test
	void sessionAsJsonHasAllKeys() {
		assertThat(this.mvc.get().uri("/session").accept("application/json")).hasStatusOk()
			.bodyJson()
			.isStrictlyEqualTo("""
					{"channel": "INSECURE", "view": null, "id": null, "createdAt": null,
					"attributes": {}, "transitions": []}
					""");
	}

	@Test
	void checkoutOfAnEmptyCartGoesBackToTheCart() {
		assertThat(this.mvc.get().uri("/cart/checkout").secure(true)).hasStatus(HttpStatus.FOUND)
			.hasHeader(HttpHeaders.LOCATION, "/cart?notice=empty");
	}

	@Test
	void loginListsTheDemoUsers() {
		assertThat(this.mvc.get().uri("/login").secure(true)).hasStatusOk()
			.bodyText()
			.contains("customer", "customer2", "admin", "demo-only");
	}

	@Test
	void accountAsksToLogIn() {
		assertThat(this.mvc.get().uri("/account").secure(true)).hasStatus(HttpStatus.FOUND)
			.hasHeader(HttpHeaders.LOCATION, "/login");
	}

	@Test
	void redirectGoesToTheMachineByTheNameThatItWasAskedFor() throws Exception {
		String name = InetAddress.getLocalHost().getHostName();
		assertThat(this.mvc.get().uri("http://" + name + "/account")).redirectedUrl()
			.isEqualTo("https://" + name + "/account");
		assertThat(this.mvc.get().uri("http://other.test/account")).hasStatus(HttpStatus.BAD_REQUEST);
	}

}
