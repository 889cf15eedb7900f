package io.github.mixedsession.web;

import java.lang.management.ManagementFactory;

import com.sun.management.ThreadMXBean;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
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
		assertThat(allocatedBy(new TestFilters(), NOTHING)).isPositive().isLessThan(2_500);
	}

	@Test
	void excludedPathAllocatesLittle() throws Exception {
		assertThat(allocatedBy(new TestFilters("/catalogue/**"), NOTHING)).isPositive().isLessThan(2_500);
	}

	@Test
	void cookieThatIsNotReadAllocatesLittle() throws Exception {
		TestFilters filters = new TestFilters();
		assertThat(allocatedBy(filters, NOTHING, cookies(filters))).isPositive().isLessThan(4_500);
	}

	@Test
	void sessionThatIsReadAllocatesLittle() throws Exception {
		TestFilters filters = new TestFilters();
		assertThat(allocatedBy(filters, READING, cookies(filters))).isPositive().isLessThan(10_000);
	}

	private static Cookie[] cookies(TestFilters filters) throws Exception {
		MockHttpServletResponse response = new MockHttpServletResponse();
		filters.run(request(), response,
				(request, any) -> ((HttpServletRequest) request).getSession().setAttribute("cart", "mug"));
		return response.getCookies();
	}

	private static MockHttpServletRequest request(Cookie... cookies) {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/catalogue/mugs/blue");
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

}
