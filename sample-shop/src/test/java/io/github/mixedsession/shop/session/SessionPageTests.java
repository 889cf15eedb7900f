package io.github.mixedsession.shop.session;

import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.servlet.http.Cookie;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;

/**
 * Looks at the session over either channel, with the cookies that a browser has there.
 */
@SpringBootTest
@AutoConfigureMockMvc
class SessionPageTests {

	private static final String HIDDEN = "id=\"hidden-count\">";

	@Autowired
	private MockMvcTester mvc;

	@Autowired
	private JdbcClient jdbc;

	private final Map<String, Cookie> cookies = new LinkedHashMap<>();

	@Test
	void httpIsToldHowMuchIsHiddenAndNeverWhat() throws Exception {
		fillCart();
		assertThat(page(false)).contains("1 × Stoneware mug", "Nothing that you did so far is on the secure side");
		enterDetails();
		assertThat(page(true)).contains("Street 1", "•••• 4321", "HTTPS</span> alone sees this");
		// name, address, card, the cart that was shown, and the key to the page "Wire"
		assertThat(page(false)).contains(HIDDEN + "5<", "1 × Stoneware mug", "/session/over-https")
			.doesNotContain("Street 1", "4321", "checkout.", "Delivery address", "alone sees this");
	}

	@Test
	void numberIsWrittenOverHttpsAlone() throws Exception {
		fillCart();
		enterDetails();
		page(false);
		this.cookies.remove("__Host-SESSION");
		assertThat(page(false)).contains(HIDDEN + "5<");
	}

	@Test
	void lookWithASniffedIdOverHttpsStoresNothing() throws Exception {
		fillCart();
		enterDetails();
		page(false);
		this.cookies.remove("__Host-SESSION");
		int rows = rows();
		assertThat(page(true)).contains("1 × Stoneware mug").doesNotContain("Street 1", "checkout.");
		assertThat(rows()).isEqualTo(rows);
	}

	@Test
	void linksLeadToTheOtherChannelAndToTheSamePage() {
		assertThat(this.mvc.get().uri("/session/over-https")).redirectedUrl()
			.isEqualTo("https://localhost/session/over-https");
		assertThat(this.mvc.get().uri("/session/over-https").secure(true)).redirectedUrl().isEqualTo("/session");
		assertThat(this.mvc.get().uri("/session/over-http").secure(true)).redirectedUrl()
			.isEqualTo("http://localhost/session/over-http");
		assertThat(this.mvc.get().uri("/session/over-http")).redirectedUrl().isEqualTo("/session");
	}

	@Test
	void nobodyReadsAClassOrAnEnumOrATimestamp() throws Exception {
		fillCart();
		enterDetails();
		send(this.mvc.post()
			.uri("/login")
			.secure(true)
			.with(csrf())
			.param("username", "customer")
			.param("password", "demo-only"));
		assertThat(page(true)).contains("logged in as customer")
			.doesNotContain("UsernamePassword", "CartItem", "ArrayList", "SecurityContextImpl", "Optional[")
			.doesNotContainPattern(">[^<]*\\b(SECURE|INSECURE|SHARED|PER_CHANNEL|STEP_UP|ARRIVAL|RULE)\\b")
			.doesNotContainPattern(">[^<]*\\d{4}-\\d{2}-\\d{2}");
	}

	private void fillCart() throws Exception {
		send(this.mvc.post().uri("/cart/items").param("sku", "mug").param("quantity", "1"));
	}

	private void enterDetails() throws Exception {
		send(this.mvc.get().uri("/cart/checkout").secure(true));
		send(this.mvc.post()
			.uri("/cart/checkout")
			.secure(true)
			.with(csrf())
			.param("name", "Ada")
			.param("address", "Street 1")
			.param("card", "4242 4242 4242 4321")
			.param("action", "review"));
		send(this.mvc.get().uri("/cart/checkout").secure(true));
	}

	private String page(boolean secure) throws Exception {
		return send(this.mvc.get().uri("/session").secure(secure).accept("text/html")).getResponse()
			.getContentAsString();
	}

	private MvcTestResult send(MockMvcTester.MockMvcRequestBuilder request) {
		Cookie[] sent = this.cookies.values().toArray(Cookie[]::new);
		MvcTestResult result = ((sent.length > 0) ? request.cookie(sent) : request).exchange();
		for (Cookie cookie : result.getResponse().getCookies()) {
			this.cookies.put(cookie.getName(), cookie);
		}
		return result;
	}

	private int rows() {
		return this.jdbc.sql("select count(*) from MIXED_SESSION").query(Integer.class).single();
	}

}
