package io.github.mixedsession.shop.checkout;

import jakarta.servlet.http.Cookie;
import org.junit.jupiter.api.Test;

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
 * Reviews an order before it is placed.
 */
@SpringBootTest
@AutoConfigureMockMvc
class CheckoutReviewTests {

	@Autowired
	private MockMvcTester mvc;

	@Test
	void reviewIsReachedByARedirectAndCanBeReloaded() {
		Cookie[] visitor = this.mvc.post()
			.uri("/cart/items")
			.secure(true)
			.param("sku", "mug")
			.param("quantity", "1")
			.exchange()
			.getResponse()
			.getCookies();
		MvcTestResult sent = this.mvc.post()
			.uri("/cart/checkout")
			.secure(true)
			.cookie(visitor)
			.with(csrf())
			.param("name", "Ada")
			.param("address", "Street 1")
			.param("card", "4242 4242 4242 4321")
			.param("action", "review")
			.exchange();
		assertThat(sent).hasStatus(HttpStatus.FOUND).hasHeader(HttpHeaders.LOCATION, "/cart/checkout");
		for (int view = 0; view < 2; view++) {
			assertThat(this.mvc.get().uri("/cart/checkout").secure(true).cookie(visitor)).hasStatusOk()
				.bodyText()
				.contains("All correct?", "Street 1", "•••• 4321")
				.doesNotContain("4242 4242");
		}
	}

}
