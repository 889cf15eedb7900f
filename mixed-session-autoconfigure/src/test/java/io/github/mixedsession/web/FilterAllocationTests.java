package io.github.mixedsession.web;

import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

import com.sun.management.ThreadMXBean;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How much the filters allocate for a request, in bytes. The bounds are what interpreted
 * code needs, rounded up: compiled code needs less, so that no run depends on the
 * compiler. {@code FilterBenchmark} has the figures of compiled code.
 */
class FilterAllocationTests {

	private static final FilterChain NOTHING = (request, response) -> {
	};

	private static final FilterChain READING = (request, response) -> ((HttpServletRequest) request).getSession(false)
		.getAttribute("cart");

	@Test
	void requestWithoutCookieAllocatesLittle() throws Exception {
		assertThat(allocatedBy(new TestFilters(), NOTHING)).isPositive().isLessThan(2_000);
	}

	@Test
	void excludedPathAllocatesLittle() throws Exception {
		assertThat(allocatedBy(new TestFilters("/catalogue/**"), NOTHING)).isPositive().isLessThan(2_000);
	}

	@Test
	void cookieThatIsNotReadAllocatesLittle() throws Exception {
		TestFilters filters = new TestFilters();
		assertThat(allocatedBy(filters, NOTHING, cookies(filters))).isPositive().isLessThan(3_000);
	}

	@Test
	void sessionThatIsReadAllocatesLittle() throws Exception {
		TestFilters filters = new TestFilters();
		assertThat(allocatedBy(filters, READING, cookies(filters))).isPositive().isLessThan(8_000);
	}

	private static Cookie[] cookies(TestFilters filters) throws Exception {
		MockHttpServletResponse response = new MockHttpServletResponse();
		filters.run(request(), response,
				(request, any) -> ((HttpServletRequest) request).getSession().setAttribute("cart", "mug"));
		return response.getCookies();
	}

	private static MockHttpServletRequest request(Cookie... cookies) {
		MockHttpServletRequest request = new RequestWithHeadersAtHand();
		request.setCookies(cookies);
		return request;
	}

	/**
	 * Returns the least of many, for what the first requests load and initialise is not
	 * meant.
	 */
	private static long allocatedBy(TestFilters filters, FilterChain handler, Cookie... cookies) throws Exception {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long least = Long.MAX_VALUE;
		for (int i = 0; i < 100; i++) {
			MockHttpServletRequest request = request(cookies);
			MockHttpServletResponse response = new MockHttpServletResponse();
			long before = threads.getCurrentThreadAllocatedBytes();
			filters.run(request, response, handler);
			least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
		}
		return least;
	}

	/** Finds its headers without making anything, as servers do. */
	private static final class RequestWithHeadersAtHand extends MockHttpServletRequest {

		private @Nullable List<String> cookies;

		RequestWithHeadersAtHand() {
			super("GET", "/catalogue/mugs/blue");
		}

		@Override
		public void setCookies(Cookie @Nullable ... cookies) {
			super.setCookies(cookies);
			this.cookies = Collections.list(super.getHeaders("Cookie"));
		}

		@Override
		public @Nullable String getHeader(String name) {
			return name.equals("Cookie") ? super.getHeader(name) : null;
		}

		@Override
		public Enumeration<String> getHeaders(String name) {
			return (name.equals("Cookie") && this.cookies != null) ? Collections.enumeration(this.cookies)
					: Collections.emptyEnumeration();
		}

	}

}
