package io.github.mixedsession.web;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.http.HttpHeaders;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.id.Family;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.SessionCredential;

import static org.assertj.core.api.Assertions.assertThat;

class OutgoingHeadersTests {

	private static final CookieSettings SETTINGS = new CookieSettings("SESSION", "__Host-SESSION", null, null, "Lax",
			Duration.ofSeconds(-1));

	private final Locator locator = Locator.generate(Instant.EPOCH);

	private final WatchedResponse response = new WatchedResponse();

	private final OutgoingHeaders headers = new OutgoingHeaders(new SessionCookies(SETTINGS), null, request(),
			this.response);

	private static MockHttpServletRequest request() {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setSecure(true);
		return request;
	}

	/**
	 * Another thread of an asynchronous request may commit the response at any moment.
	 */
	@Test
	void bothCookiesStayThereWhileTheyAreSentAgain() {
		this.headers.set(List.of(SessionCredential.insecure(this.locator)));
		this.headers.set(List.of(SessionCredential.secure(this.locator, Family.generate())));
		this.headers.send(true);
		List<String> sent = this.response.cookieNames();
		assertThat(sent).containsExactlyInAnyOrder("SESSION", "__Host-SESSION");
		this.response.seen.clear();
		this.headers.unsettle();
		this.headers.send(true);
		assertThat(this.response.cookieNames()).isEqualTo(sent);
		assertThat(this.response.seen).allMatch(sent::equals);
	}

	@Test
	void laterIdReplacesTheSentOneAndNoOtherCookie() {
		this.headers.set(List.of(SessionCredential.insecure(this.locator)));
		this.headers.send(true);
		this.response.addHeader(HttpHeaders.SET_COOKIE, "other=1");
		SessionCredential later = SessionCredential.insecure(this.locator);
		this.headers.set(List.of(later));
		this.headers.send(true);
		assertThat(this.response.cookieNames()).containsExactlyInAnyOrder("SESSION", "other");
		assertThat(this.response.getHeaders(HttpHeaders.SET_COOKIE))
			.anyMatch((cookie) -> cookie.startsWith("SESSION=" + later.reveal()));
	}

	@Test
	void cookiesAreSentAgainAfterAReset() {
		this.headers.set(List.of(SessionCredential.insecure(this.locator)));
		this.headers.send(true);
		this.response.reset();
		this.headers.expire(IdKind.SECURE);
		this.headers.send(true);
		assertThat(this.response.cookieNames()).containsExactlyInAnyOrder("SESSION", "__Host-SESSION");
	}

	/**
	 * Sees which cookies there are after each change of a header.
	 */
	private static final class WatchedResponse extends HttpServletResponseWrapper {

		private final List<List<String>> seen = new ArrayList<>();

		WatchedResponse() {
			super(new MockHttpServletResponse());
		}

		private List<String> cookieNames() {
			return ((HttpServletResponse) getResponse()).getHeaders(HttpHeaders.SET_COOKIE)
				.stream()
				.map((cookie) -> cookie.substring(0, cookie.indexOf('=')))
				.toList();
		}

		@Override
		public void setHeader(String name, @Nullable String value) {
			super.setHeader(name, value);
			this.seen.add(cookieNames());
		}

		@Override
		public void addHeader(String name, @Nullable String value) {
			super.addHeader(name, value);
			this.seen.add(cookieNames());
		}

	}

}
