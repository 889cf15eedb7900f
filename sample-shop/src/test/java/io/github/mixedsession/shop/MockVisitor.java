package io.github.mixedsession.shop;

import java.io.UnsupportedEncodingException;
import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.servlet.http.Cookie;

import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;

/**
 * A visitor of the shop without a server, who keeps cookies as a browser does.
 */
public final class MockVisitor {

	private final MockMvcTester mvc;

	private final Map<String, Cookie> cookies = new LinkedHashMap<>();

	public MockVisitor(MockMvcTester mvc) {
		this.mvc = mvc;
	}

	public String get(boolean secure, String path) throws UnsupportedEncodingException {
		return send(this.mvc.get().uri(path).secure(secure).accept(MediaType.TEXT_HTML)).getResponse()
			.getContentAsString();
	}

	public MvcTestResult send(MockMvcTester.MockMvcRequestBuilder request) {
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

	public void addMug() {
		send(this.mvc.post().uri("/cart/items").param("sku", "mug").param("quantity", "1"));
	}

	public void submitDetails(String action) {
		send(this.mvc.post()
			.uri("/cart/checkout")
			.secure(true)
			.with(csrf())
			.param("name", "Ada")
			.param("address", "Street 1")
			.param("card", "4242 4242 4242 4321")
			.param("action", action));
	}

	public void login() {
		send(this.mvc.post()
			.uri("/login")
			.secure(true)
			.with(csrf())
			.param("username", "customer")
			.param("password", "demo-only"));
	}

	/** Becomes whoever has read the HTTP traffic. */
	public void loseSecureCookie() {
		this.cookies.remove("__Host-SESSION");
	}

}
