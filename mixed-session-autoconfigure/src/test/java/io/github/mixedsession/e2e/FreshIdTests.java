package io.github.mixedsession.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.actuate.web.exchanges.HttpExchangeRepository;
import org.springframework.boot.actuate.web.exchanges.InMemoryHttpExchangeRepository;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.filter.OncePerRequestFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who looks for fresh ids in a response, and that they reach the browser all the same,
 * however the response is committed.
 */
@ParameterizedClass
@EnumSource
class FreshIdTests {

	private static Site site;

	FreshIdTests(Server server) {
		assertThat(server).isNotNull();
	}

	@BeforeParameterizedClassInvocation
	static void start(Server server) {
		site = server.startWith(List.of(Observers.class),
				"management.httpexchanges.recording.include=request-headers,response-headers,cookie-headers");
	}

	@AfterParameterizedClassInvocation
	static void close() {
		site.close();
	}

	@ParameterizedTest
	@EnumSource
	void a47FreshIdsReachTheBrowserAndNobodyElse(Way way) {
		for (boolean tls : new boolean[] { false, true }) {
			Observations seen = site.bean(Observations.class);
			seen.headers.clear();
			Browser visitor = site.browser();
			List<Reply> replies = new ArrayList<>();
			replies.add(visitor.get(tls, way.path("new", tls)));
			assertThat(replies.get(0).setCookieNames()).as(way + " " + replies.get(0).body().length())
				.containsExactlyInAnyOrderElementsOf(
						tls ? List.of("own", "SESSION", "__Host-SESSION") : List.of("own", "SESSION"));
			assertThat(visitor.get(tls, "/session").line("@new")).isEqualTo("seen");
			replies.add(visitor.get(tls, way.path("rotated", tls)));
			replies.add(visitor.get(!tls, way.path("crossed", !tls)));
			assertThat(replies).allSatisfy((reply) -> {
				assertThat(reply.setCookieNames()).doesNotHaveDuplicates().contains("own", "SESSION");
				assertThat(reply.headers("Cache-Control")).containsExactly("private, no-store");
			});
			assertThat(visitor.get(true, "/session").line("@crossed")).isEqualTo("seen");
			List<String> ids = visitor.jar().everSeen().stream().toList();
			assertThat(ids).hasSizeGreaterThanOrEqualTo(3);
			assertThat(seen.headers).isNotEmpty()
				.anyMatch((header) -> header.contains("own=cookie"))
				.allSatisfy((header) -> assertThat(header).doesNotContain(ids).doesNotContain("SESSION="));
			assertThat(seen.unwrapped).isNotEmpty()
				.allSatisfy((header) -> assertThat(header).doesNotContain("SESSION="));
			assertThat(seen.exchanges.findAll()).isNotEmpty()
				.allSatisfy((exchange) -> assertThat(
						exchange.getResponse().getHeaders().toString() + exchange.getRequest().getHeaders())
					.doesNotContain(ids));
		}
	}

	@Test
	void a47ExpiryReachesTheBrowserAndNobodyElse() {
		Browser visitor = site.browser();
		visitor.https("/secure/set?name=a&value=b");
		site.bean(Observations.class).headers.clear();
		assertThat(visitor.https("/invalidate").setCookieNames()).containsExactlyInAnyOrder("SESSION",
				"__Host-SESSION");
		assertThat(site.bean(Observations.class).headers).noneMatch((header) -> header.contains("SESSION="));
	}

	/** How a response is committed. */
	enum Way {

		RETURN, FLUSH, WRITER_CLOSE, WRITER_FLUSH, STREAM_CLOSE, REDIRECT, REDIRECT_STATUS, REDIRECT_CLEAR,
		REDIRECT_STATUS_CLEAR, ERROR, ERROR_MESSAGE, EXCEPTION, BYTES, LARGE_BYTES, CHARACTERS, WIDE_CHARACTERS,
		CONTENT_LENGTH, ASYNC_COMPLETE, ASYNC_DISPATCH, FORWARD, INCLUDE, NOT_MODIFIED, RESET, SET_HEADER;

		String path(String attribute, boolean tls) {
			return (tls ? "/secure" : "") + "/fresh?way=" + this + "&name=" + attribute;
		}

	}

	/** What is seen of the response's headers, and by whom. */
	static class Observations {

		final Queue<String> headers = new ConcurrentLinkedQueue<>();

		final Queue<String> unwrapped = new ConcurrentLinkedQueue<>();

		final HttpExchangeRepository exchanges = new InMemoryHttpExchangeRepository();

		void look(String who, HttpServletResponse response) {
			for (String name : response.getHeaderNames()) {
				this.headers.add(who + ' ' + name + response.getHeaders(name) + response.getHeader(name));
			}
			for (String name : List.of("Set-Cookie", "set-cookie", "SET-COOKIE")) {
				this.headers.add(who + ' ' + response.getHeaders(name) + response.getHeader(name));
				assertThat(response.containsHeader(name)).isEqualTo(!response.getHeaders(name).isEmpty());
				boolean named = response.getHeaderNames()
					.stream()
					.anyMatch((other) -> other.toLowerCase(Locale.ROOT).equals("set-cookie"));
				assertThat(named).isEqualTo(response.containsHeader(name));
			}
		}

		void lookBehind(HttpServletResponse response) {
			ServletResponse behind = response;
			while (behind instanceof ServletResponseWrapper wrapper) {
				behind = wrapper.getResponse();
			}
			this.unwrapped.add(String.valueOf(((HttpServletResponse) behind).getHeaders("Set-Cookie")));
		}

	}

	@Import(FreshController.class)
	static class Observers {

		@Bean
		Observations observations() {
			return new Observations();
		}

		@Bean
		HttpExchangeRepository exchanges(Observations observations) {
			return observations.exchanges;
		}

		@Bean
		FilterRegistrationBean<Observer> first(Observations observations) {
			return observer(observations, "first", Integer.MIN_VALUE + 50);
		}

		@Bean
		FilterRegistrationBean<Observer> early(Observations observations) {
			return observer(observations, "early", -1000);
		}

		@Bean
		FilterRegistrationBean<Observer> last(Observations observations) {
			return observer(observations, "last", Ordered.LOWEST_PRECEDENCE);
		}

		private static FilterRegistrationBean<Observer> observer(Observations observations, String who, int order) {
			FilterRegistrationBean<Observer> registration = new FilterRegistrationBean<>(
					new Observer(observations, who));
			registration.setName(who);
			registration.setOrder(order);
			return registration;
		}

	}

	static class Observer extends OncePerRequestFilter {

		private final Observations observations;

		private final String who;

		Observer(Observations observations, String who) {
			this.observations = observations;
			this.who = who;
		}

		@Override
		protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws ServletException, IOException {
			try {
				chain.doFilter(request, response);
			}
			finally {
				this.observations.look(this.who, response);
			}
		}

		@Override
		protected boolean shouldNotFilterAsyncDispatch() {
			return false;
		}

		@Override
		protected boolean shouldNotFilterErrorDispatch() {
			return false;
		}

	}

	@Controller
	static class FreshController {

		private final Observations observations;

		FreshController(Observations observations) {
			this.observations = observations;
		}

		@RequestMapping({ "/fresh", "/secure/fresh" })
		void fresh(HttpServletRequest request, HttpServletResponse response, @RequestParam Way way,
				@RequestParam String name) throws Exception {
			if (request.getAttribute("dispatched") != null) {
				response.getWriter().print("dispatched");
				return;
			}
			response.addCookie(new Cookie("own", "cookie"));
			request.getSession().setAttribute(name, "seen");
			request.changeSessionId();
			this.observations.look("handler", response);
			this.observations.lookBehind(response);
			commit(way, request, response);
			this.observations.look("handler after " + way, response);
		}

		private static void commit(Way way, HttpServletRequest request, HttpServletResponse response) throws Exception {
			switch (way) {
				case RETURN -> {
				}
				case FLUSH -> response.flushBuffer();
				case WRITER_CLOSE -> response.getWriter().close();
				case WRITER_FLUSH -> response.getWriter().flush();
				case STREAM_CLOSE -> response.getOutputStream().close();
				case REDIRECT -> response.sendRedirect("/page");
				case REDIRECT_STATUS -> response.sendRedirect("/page", 303);
				case REDIRECT_CLEAR -> response.sendRedirect("/page", false);
				case REDIRECT_STATUS_CLEAR -> response.sendRedirect("/page", 303, true);
				case ERROR -> response.sendError(404);
				case ERROR_MESSAGE -> response.sendError(500, "as always");
				case EXCEPTION -> throw new IllegalStateException("as always");
				case BYTES -> {
					for (int i = 0; i < 100; i++) {
						response.getOutputStream().write(new byte[1000]);
					}
				}
				case LARGE_BYTES -> response.getOutputStream().write(new byte[12_000]);
				case CHARACTERS -> {
					for (int i = 0; i < 1000; i++) {
						response.getWriter().print("characters");
					}
				}
				case WIDE_CHARACTERS -> {
					response.setContentType("text/plain;charset=UTF-8");
					response.getWriter().print("\u20ac".repeat(3000));
				}
				case CONTENT_LENGTH -> {
					response.setContentLength(4);
					response.getOutputStream().write("done".getBytes(StandardCharsets.UTF_8));
				}
				case ASYNC_COMPLETE -> {
					AsyncContext context = request.startAsync();
					context.start(() -> {
						try {
							context.getResponse().getWriter().print("async");
							context.complete();
						}
						catch (IOException ex) {
							throw new IllegalStateException(ex);
						}
					});
				}
				case ASYNC_DISPATCH -> {
					request.setAttribute("dispatched", true);
					request.startAsync().dispatch();
				}
				case FORWARD -> request.getRequestDispatcher("/session").forward(request, response);
				case INCLUDE -> request.getRequestDispatcher("/session").include(request, response);
				case NOT_MODIFIED -> response.setStatus(304);
				case RESET -> {
					response.getWriter().print("draft");
					response.reset();
					response.addCookie(new Cookie("own", "cookie"));
				}
				case SET_HEADER -> {
					response.getWriter().print("x");
					response.setHeader(HttpHeaders.SET_COOKIE, "own=cookie");
				}
			}
		}

	}

}
