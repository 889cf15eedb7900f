package io.github.mixedsession.shop.account;

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
 * Ends sessions from the account page, with the cookies that browsers have.
 */
@SpringBootTest
@AutoConfigureMockMvc
class AccountSessionsTests {

	@Autowired
	private MockMvcTester mvc;

	private Cookie[] login(String user) {
		MvcTestResult login = this.mvc.post()
			.uri("/login")
			.secure(true)
			.with(csrf())
			.param("username", user)
			.param("password", "demo-only")
			.exchange();
		assertThat(login).hasStatus(HttpStatus.FOUND);
		return login.getResponse().getCookies();
	}

	private MvcTestResult account(Cookie... cookies) {
		return this.mvc.get().uri("/account").secure(true).cookie(cookies).exchange();
	}

	private String id(Cookie... cookies) throws Exception {
		String json = this.mvc.get()
			.uri("/session")
			.secure(true)
			.cookie(cookies)
			.accept("application/json")
			.exchange()
			.getResponse()
			.getContentAsString();
		return json.replaceAll("(?s).*\"id\" ?: ?\"([^\"]+)\".*", "$1");
	}

	private MvcTestResult end(String id, Cookie... cookies) {
		return this.mvc.post()
			.uri("/account/sessions/{id}/end", id)
			.secure(true)
			.cookie(cookies)
			.with(csrf())
			.exchange();
	}

	@Test
	void userEndsAnotherSessionOfTheirOwn() throws Exception {
		Cookie[] laptop = login("customer");
		Cookie[] phone = login("customer");
		String id = id(phone);
		assertThat(account(laptop)).hasStatusOk().bodyText().contains(id);
		assertThat(end(id, laptop)).hasStatus(HttpStatus.FOUND).hasHeader(HttpHeaders.LOCATION, "/account");
		assertThat(account(phone)).hasStatus(HttpStatus.FOUND).hasHeader(HttpHeaders.LOCATION, "/login");
		assertThat(account(laptop)).hasStatusOk().bodyText().doesNotContain(id);
	}

	@Test
	void endOfTheOwnSessionLogsOut() throws Exception {
		Cookie[] laptop = login("customer");
		assertThat(end(id(laptop), laptop)).hasStatus(HttpStatus.FOUND)
			.hasHeader(HttpHeaders.LOCATION, "/login?logout");
		assertThat(account(laptop)).hasStatus(HttpStatus.FOUND);
	}

	@Test
	void nobodyEndsTheSessionOfAnotherUser() throws Exception {
		Cookie[] customer = login("customer");
		Cookie[] other = login("customer2");
		assertThat(end(id(other), customer)).hasStatus(HttpStatus.NOT_FOUND);
		assertThat(account(other)).hasStatusOk();
		assertThat(end("unknown", customer)).hasStatus(HttpStatus.NOT_FOUND);
	}

	@Test
	void endWithoutATokenIsForbidden() throws Exception {
		Cookie[] laptop = login("customer");
		Cookie[] phone = login("customer");
		assertThat(this.mvc.post().uri("/account/sessions/{id}/end", id(phone)).secure(true).cookie(laptop))
			.hasStatus(HttpStatus.FORBIDDEN);
		assertThat(account(phone)).hasStatusOk();
	}

	@Test
	void everythingIsSaidInWords() {
		assertThat(account(login("customer"))).hasStatusOk()
			.bodyText()
			.contains("this machine", ">Login</span>", ">HTTPS only</span>", " UTC</time>")
			.doesNotContainPattern(">[^<]*(SECURE|SHARED|\\d{4}-\\d{2}-\\d{2})\\b[^<]*</(td|time|span)>");
	}

}
