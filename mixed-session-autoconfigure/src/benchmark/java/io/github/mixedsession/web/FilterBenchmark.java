package io.github.mixedsession.web;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/**
 * What the filters add to a request, beside the same request without them. Five rules are
 * asked; the store is one in memory, and asked only where a session is read.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class FilterBenchmark {

	@Param({ "no filters", "without a cookie", "excluded path", "cookie that is not read", "cookie that is read" })
	String request;

	private @Nullable TestFilters filters;

	private Cookie[] cookies = {};

	private FilterChain handler = (request, response) -> {
	};

	@Setup
	public void prepare() throws Exception {
		if (this.request.equals("no filters")) {
			return;
		}
		this.filters = this.request.equals("excluded path") ? new TestFilters("/**") : new TestFilters();
		if (this.request.startsWith("cookie")) {
			MockHttpServletResponse response = new MockHttpServletResponse();
			run(response, (request, any) -> ((HttpServletRequest) request).getSession().setAttribute("cart", "mug"));
			this.cookies = response.getCookies();
		}
		if (this.request.equals("cookie that is read")) {
			this.handler = (request, response) -> ((HttpServletRequest) request).getSession().getAttribute("cart");
		}
	}

	@Benchmark
	public Object serve() throws Exception {
		MockHttpServletResponse response = new MockHttpServletResponse();
		run(response, this.handler);
		return response;
	}

	private void run(MockHttpServletResponse response, FilterChain chain) throws IOException, ServletException {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/catalogue/mugs/blue");
		if (this.cookies.length > 0) {
			request.setCookies(this.cookies);
		}
		if (this.filters == null) {
			chain.doFilter(request, response);
		}
		else {
			this.filters.run(request, response, chain);
		}
	}

}
