package io.github.mixedsession.shop.disclosure;

import io.github.mixedsession.shop.MockVisitor;
import org.junit.jupiter.api.BeforeEach;
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

	private MockVisitor visitor;

	@BeforeEach
	void comeIn() {
		this.visitor = new MockVisitor(this.mvc);
	}

	@Test
	void loginIsGreetedOverHttpByTheDisplayNameAlone() throws Exception {
		this.visitor.login();
		assertThat(this.visitor.get(false, "/")).contains(GREETING, "logged in on HTTPS")
			.doesNotContain("customer", "Log out");
		assertThat(this.visitor.get(true, "/account")).contains(">Hello, Charlie</h1>", "Log out customer")
			.doesNotContain("id=\"greeting\"");
	}

	@Test
	void logoutEndsTheGreeting() throws Exception {
		this.visitor.login();
		assertThat(this.visitor.get(false, "/cart")).contains(GREETING);
		this.visitor.send(this.mvc.post().uri("/logout").secure(true).with(csrf()));
		assertThat(this.visitor.get(false, "/cart")).doesNotContain("Charlie", "Hello");
	}

	@Test
	void sniffedIdIsGreetedOverHttpAndLoggedInNowhere() throws Exception {
		this.visitor.login();
		this.visitor.get(false, "/cart");
		this.visitor.loseSecureCookie();
		assertThat(this.visitor.get(false, "/cart")).contains(GREETING);
		assertThat(this.visitor.get(true, "/account")).isEmpty();
		assertThat(this.visitor.get(true, "/cart")).doesNotContain("Charlie", "Log out");
	}

}
