package io.github.mixedsession.web;

import java.lang.Thread.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.http.HttpHeaders;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.id.Family;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.PresentedIds;
import io.github.mixedsession.id.SessionCredential;

import static org.assertj.core.api.Assertions.assertThat;

class OutgoingHeadersTests {

	private static final CookieSettings SETTINGS = new CookieSettings("SESSION", "__Host-SESSION", null, null, "Lax",
			Duration.ofSeconds(-1));

	private final Locator locator = Locator.generate(Instant.EPOCH);

	private final WatchedResponse response = new WatchedResponse();

	private final SharedResponse shared = new SharedResponse(this.response);

	private final OutgoingHeaders headers = new OutgoingHeaders(new SessionCookies(SETTINGS), null, request(),
			this.shared);

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
		this.headers.send();
		List<String> sent = this.response.cookieNames();
		assertThat(sent).containsExactlyInAnyOrder("SESSION", "__Host-SESSION");
		this.response.seen.clear();
		this.headers.unsettle();
		this.headers.send();
		assertThat(this.response.cookieNames()).isEqualTo(sent);
		assertThat(this.response.seen).allMatch(sent::equals);
	}

	@Test
	void laterIdReplacesTheSentOneAndNoOtherCookie() {
		this.headers.set(List.of(SessionCredential.insecure(this.locator)));
		this.headers.send();
		this.response.addHeader(HttpHeaders.SET_COOKIE, "other=1");
		SessionCredential later = SessionCredential.insecure(this.locator);
		this.headers.set(List.of(later));
		this.headers.send();
		assertThat(this.response.cookieNames()).containsExactlyInAnyOrder("SESSION", "other");
		assertThat(this.response.getHeaders(HttpHeaders.SET_COOKIE))
			.anyMatch((cookie) -> cookie.startsWith("SESSION=" + later.reveal()));
	}

	/**
	 * The thread that leaves an asynchronous request adds one while another replaces an
	 * id.
	 */
	@Test
	void cookieOfAnotherThreadOutlivesAReplacement() throws Exception {
		this.headers.set(List.of(SessionCredential.insecure(this.locator)));
		this.headers.send();
		Thread other = new Thread(() -> this.shared.addHeader(HttpHeaders.SET_COOKIE, "other=1"));
		this.response.read = false;
		this.response.afterReading = () -> {
			other.start();
			Awaitility.await()
				.until(() -> EnumSet.of(State.TERMINATED, State.TIMED_WAITING).contains(other.getState()));
		};
		this.headers.set(List.of(SessionCredential.insecure(this.locator)));
		this.headers.send();
		other.join();
		assertThat(this.response.cookieNames()).containsExactlyInAnyOrder("SESSION", "other");
	}

	@Test
	void deadIdsAreNotDroppedWhereThereIsAFreshOne() {
		SessionCredential fresh = SessionCredential.insecure(this.locator);
		this.headers.set(List.of(fresh));
		this.headers.expireUnlessAny(new PresentedIds(List.of(fresh.presented()), List.of()));
		this.headers.send();
		assertThat(this.response.getHeader(HttpHeaders.SET_COOKIE)).startsWith("SESSION=" + fresh.reveal());
	}

	@Test
	void cookiesAreSentAgainAfterAReset() {
		this.headers.set(List.of(SessionCredential.insecure(this.locator)));
		this.headers.send();
		this.response.reset();
		this.headers.expire(IdKind.SECURE);
		this.headers.send();
		assertThat(this.response.cookieNames()).containsExactlyInAnyOrder("SESSION", "__Host-SESSION");
	}

	/**
	 * Sees which cookies there are after each change of a header.
	 */
	private static final class WatchedResponse extends HttpServletResponseWrapper {

		private final List<List<String>> seen = new ArrayList<>();

		/** Done once, between the reading of the cookies and what comes of it. */
		private @Nullable Runnable afterReading;

		private boolean read;

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
		public Collection<String> getHeaders(String name) {
			this.read = true;
			return super.getHeaders(name);
		}

		@Override
		public boolean isCommitted() {
			Runnable action = this.afterReading;
			if (this.read && action != null) {
				this.afterReading = null;
				action.run();
			}
			return super.isCommitted();
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
