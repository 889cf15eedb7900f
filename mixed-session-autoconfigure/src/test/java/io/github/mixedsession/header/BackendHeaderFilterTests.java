package io.github.mixedsession.header;

import java.io.IOException;
import java.nio.CharBuffer;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.attribute.AttributeVisibilities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a handler sees of a request and can do to a response, method by method.
 */
class BackendHeaderFilterTests {

	private static final BackendHeaders HEADERS = new BackendHeaders("X-Update", List.of("cart"), "X-Session",
			List.of("cart", "count", "kind"));

	private static final AttributeVisibilities VISIBILITIES = new AttributeVisibilities(AttributeVisibility.SHARED,
			List.of(), List.of(), List.of());

	private final BackendHeaderFilter stripping = new BackendHeaderFilter(HEADERS);

	private final BackendHeaderFilter transferring = new BackendHeaderFilter(HEADERS, VISIBILITIES, Clock.systemUTC());

	private final MockHttpServletRequest request = new MockHttpServletRequest();

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	private void filter(BackendHeaderFilter filter, Handler handler) throws ServletException, IOException {
		FilterChain chain = (seen, answer) -> handler.handle((HttpServletRequest) seen, (HttpServletResponse) answer);
		filter.doFilter(this.request, this.response, chain);
	}

	@ParameterizedTest
	@ValueSource(strings = { "X-Session", "x-session", "X_SESSION", "X-Update", "x_update", "X!Session" })
	void requestHidesCopiesFromEveryMethod(String name) throws Exception {
		this.request.addHeader(name, "1");
		this.request.addHeader("X-Other", "2");
		for (BackendHeaderFilter filter : List.of(this.stripping, this.transferring)) {
			filter(filter, (seen, answer) -> {
				assertThat(seen.getHeader(name)).isNull();
				assertThat(seen.getHeaders(name).hasMoreElements()).isFalse();
				assertThat(seen.getIntHeader(name)).isEqualTo(-1);
				assertThat(seen.getDateHeader(name)).isEqualTo(-1);
				assertThat(Collections.list(seen.getHeaderNames())).containsExactly("X-Other");
				assertThat(seen.getIntHeader("X-Other")).isEqualTo(2);
			});
		}
	}

	@Test
	void requestHidesCopiesInTrailers() throws Exception {
		HttpServletRequest chunked = new HttpServletRequestWrapper(this.request) {

			@Override
			public Map<String, String> getTrailerFields() {
				return Map.of("x-session", "forged", "x_update", "forged", "x-other", "kept");
			}

		};
		this.stripping.doFilter(chunked, this.response,
				(seen, answer) -> assertThat(((HttpServletRequest) seen).getTrailerFields())
					.isEqualTo(Map.of("x-other", "kept")));
	}

	@Test
	void requestShowsTheSessionInPlaceOfACopyThatWasReplayed() throws Exception {
		this.request.addHeader("x-session", "cart=forged");
		this.request.getSession().setAttribute("cart", "mug");
		filter(this.transferring, (seen, answer) -> {
			assertThat(Collections.list(seen.getHeaders("x-SESSION"))).containsExactly("cart=mug");
			assertThat(Collections.list(seen.getHeaderNames())).containsExactly("X-Session");
			assertThat(seen.getHeader("X_Session")).isNull();
			assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> seen.getIntHeader("X-Session"));
			assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> seen.getDateHeader("X-Session"));
		});
	}

	@Test
	void requestShowsSimpleValuesAlone() throws Exception {
		this.request.getSession().setAttribute("cart", CharBuffer.wrap("a b"));
		this.request.getSession().setAttribute("count", 3);
		this.request.getSession().setAttribute("kind", AttributeVisibility.PER_CHANNEL);
		filter(this.transferring, (seen, answer) -> assertThat(seen.getHeader("X-Session"))
			.isEqualTo("cart=a%20b&count=3&kind=PER_CHANNEL"));
		this.request.getSession().setAttribute("count", List.of(3));
		this.request.getSession().setAttribute("cart", "\uD83D");
		filter(this.transferring,
				(seen, answer) -> assertThat(seen.getHeader("X-Session")).isEqualTo("kind=PER_CHANNEL"));
	}

	@Test
	void requestShowsNothingToATrace() throws Exception {
		this.request.getSession().setAttribute("cart", "mug");
		this.request.setMethod("TRACE");
		filter(this.transferring, (seen, answer) -> {
			assertThat(seen.getHeader("X-Session")).isNull();
			assertThat(Collections.list(seen.getHeaderNames())).isEmpty();
		});
	}

	@Test
	void sessionIsLookedUpWhenTheHeaderIsAskedForAndNotBefore() throws Exception {
		MockHttpServletRequest untouched = new MockHttpServletRequest() {

			@Override
			public jakarta.servlet.http.HttpSession getSession(boolean create) {
				throw new IllegalStateException("looked up");
			}

		};
		untouched.addHeader("X-Other", "1");
		this.transferring.doFilter(untouched, this.response, (seen, answer) -> {
			assertThat(((HttpServletRequest) seen).getHeader("X-Other")).isEqualTo("1");
			assertThatExceptionOfType(IllegalStateException.class)
				.isThrownBy(() -> ((HttpServletRequest) seen).getHeaderNames());
		});
	}

	@Test
	void responseKeepsHeadersFromTheClientWhateverMethodSetsThem() throws Exception {
		for (BackendHeaderFilter filter : List.of(this.stripping, this.transferring)) {
			for (String name : List.of("X-Update", "x-update", "X_Update", "X-Session", "x_session")) {
				filter(filter, (seen, answer) -> {
					answer.addHeader(name, "other=1");
					answer.setHeader(name, "other=1");
					answer.setHeader(name, null);
					answer.addIntHeader(name, 1);
					answer.setIntHeader(name, 1);
					answer.addDateHeader(name, 1);
					answer.setDateHeader(name, 1);
					assertThat(answer.containsHeader(name)).isFalse();
				});
			}
		}
		assertThat(this.response.getHeaderNames()).isEmpty();
		filter(this.transferring, (seen, answer) -> {
			answer.addHeader("A", "1");
			answer.setHeader("B", "1");
			answer.addIntHeader("C", 1);
			answer.setIntHeader("D", 1);
			answer.addDateHeader("E", 1);
			answer.setDateHeader("F", 1);
		});
		assertThat(this.response.getHeaderNames()).containsExactlyInAnyOrder("A", "B", "C", "D", "E", "F");
	}

	@Test
	void responseKeepsHeadersFromTheClientInTrailers() throws Exception {
		TrailerResponse trailers = new TrailerResponse(this.response);
		this.stripping.doFilter(this.request, trailers, (seen, answer) -> ((HttpServletResponse) answer)
			.setTrailerFields(() -> Map.of("X-Update", "cart=1", "X_Session", "cart=1", "Digest", "kept")));
		assertThat(trailers.supplier).isNotNull();
		assertThat(trailers.supplier.get()).isEqualTo(Map.of("Digest", "kept"));
	}

	@Test
	void asyncContextHandsOutWhatTheHandlerHas() throws Exception {
		this.request.setAsyncSupported(true);
		this.request.addHeader("X-Session", "cart=forged");
		filter(this.stripping, (seen, answer) -> {
			AsyncContext async = seen.startAsync();
			assertThat(((HttpServletRequest) async.getRequest()).getHeader("X-Session")).isNull();
			((HttpServletResponse) async.getResponse()).setHeader("X-Update", "cart=1");
		});
		assertThat(this.response.getHeaderNames()).isEmpty();
	}

	interface Handler {

		void handle(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException;

	}

	private static final class TrailerResponse extends HttpServletResponseWrapper {

		private @Nullable Supplier<Map<String, String>> supplier;

		private TrailerResponse(HttpServletResponse response) {
			super(response);
		}

		@Override
		public void setTrailerFields(Supplier<Map<String, String>> supplier) {
			this.supplier = supplier;
		}

	}

}
