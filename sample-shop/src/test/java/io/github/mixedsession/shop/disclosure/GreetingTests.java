package io.github.mixedsession.shop.disclosure;

import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.servlet.http.Cookie;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;

/**
 * Greets over HTTP who is logged in over HTTPS.
 */
@SpringBootTest
@AutoConfigureMockMvc
class GreetingTests {

	private static final String GREETING = "Hello, Charlie";

	@Autowired
	private MockMvcTester mvc;

	private final Map<String, Cookie> cookies = new LinkedHashMap<>();

	@Test
	void loginIsGreetedOverHttpByTheDisplayNameAlone() throws Exception {
		login();
		assertThat(get(false, "/")).contains(GREETING, "logged in on HTTPS").doesNotContain("customer", "Log out");
		assertThat(get(true, "/account")).contains(">Hello, Charlie</h1>", "Log out customer")
			.doesNotContain("id=\"greeting\"");
	}

	@Test
	void logoutEndsTheGreeting() throws Exception {
		login();
		assertThat(get(false, "/cart")).contains(GREETING);
		send(this.mvc.post().uri("/logout").secure(true).with(csrf()));
		assertThat(get(false, "/cart")).doesNotContain("Charlie", "Hello");
	}

	@Test
	void sniffedIdIsGreetedOverHttpAndLoggedInNowhere() throws Exception {
		login();
		get(false, "/cart");
		this.cookies.remove("__Host-SESSION");
		assertThat(get(false, "/cart")).contains(GREETING);
		assertThat(send(this.mvc.get().uri("/account").secure(true))).isEmpty();
		assertThat(get(true, "/cart")).doesNotContain("Charlie", "Log out");
	}

	private void login() throws Exception {
		send(this.mvc.post()
			.uri("/login")
			.secure(true)
			.with(csrf())
			.param("username", "customer")
			.param("password", "demo-only"));
	}

	private String get(boolean secure, String path) throws Exception {
		return send(this.mvc.get().uri(path).secure(secure));
	}

	private String send(MockMvcTester.MockMvcRequestBuilder request) throws Exception {
		Cookie[] sent = this.cookies.values().toArray(Cookie[]::new);
		var response = ((sent.length > 0) ? request.cookie(sent) : request).exchange().getResponse();
		for (Cookie cookie : response.getCookies()) {
			if (cookie.getMaxAge() == 0) {
				this.cookies.remove(cookie.getName());
			}
			else {
				this.cookies.put(cookie.getName(), cookie);
			}
		}
		return response.getContentAsString();
	}

}
