package io.github.mixedsession.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;

import io.github.mixedsession.web.SessionRequestFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A request hands its session over to another thread, while its own is still on the way
 * out of the filters.
 */
@ParameterizedClass
@CsvSource({ "TOMCAT, false", "TOMCAT, true", "JETTY, false", "JETTY, true" })
class AsyncSessionTests {

	private static final int ROUNDS = 100;

	private static final int VISITORS = 4;

	private static final int NOISE = 100_000;

	private static final Map<List<Object>, Site> SITES = new HashMap<>();

	private final Site site;

	AsyncSessionTests(Server server, boolean cookies) {
		String[] properties = cookies ? CookieForge.site(List.of(CookieForge.withFreshKey())) : new String[0];
		this.site = SITES.computeIfAbsent(List.of(server, cookies),
				(key) -> server.startWith(List.of(Pages.class), properties));
	}

	@AfterAll
	static void closeSites() {
		SITES.values().forEach(Site::close);
	}

	/**
	 * The worker flushes or not, and writes on the response of the handler, of an
	 * original or of a wrapped context.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "original", "wrapped", "context", "unflushed" })
	void nothingThatEitherThreadSetIsLost(String kind) throws Exception {
		assertThat(outcomes(kind)).isEqualTo(Map.of("right", ROUNDS));
	}

	private Map<String, Integer> outcomes(String kind) throws Exception {
		ExecutorService visitors = Executors.newFixedThreadPool(VISITORS);
		try {
			List<Future<String>> outcomes = new ArrayList<>();
			for (int i = 0; i < ROUNDS; i++) {
				boolean tls = i % 2 == 0;
				outcomes.add(visitors.submit(() -> outcome(tls, kind)));
			}
			Map<String, Integer> figures = new TreeMap<>();
			for (Future<String> outcome : outcomes) {
				figures.merge(outcome.get(), 1, Integer::sum);
			}
			return figures;
		}
		finally {
			visitors.shutdownNow();
		}
	}

	/**
	 * A filter goes on to change headers while the worker commits them.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "original", "wrapped", "context", "writer" })
	void headersThatBothThreadsWorkOnStayWhole(String kind) throws Exception {
		assertThat(outcomes(kind + "&noise=true")).isEqualTo(Map.of("right", ROUNDS));
	}

	/** Tomcat takes a response for committed that has as many bytes as were announced. */
	@ParameterizedTest
	@ValueSource(strings = { "", "/secure" })
	void callableThatAnswersWithATextLosesNothing(String prefix) {
		Browser visitor = this.site.browser();
		Reply reply = visitor.get(!prefix.isEmpty(), prefix + "/callable");
		assertThat(reply.body()).isEqualTo("text");
		Reply session = visitor.get(!prefix.isEmpty(), prefix + "/session");
		assertThat(session.line("@first")).isEqualTo("1");
		assertThat(session.line("@second")).isEqualTo("2");
	}

	/**
	 * A listener has the ids turn, and answers on the response that it was given or
	 * leaves that to the container.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "supplied", "context", "container" })
	void nothingThatAListenerDoesIsLost(String answer) {
		for (String prefix : List.of("", "/secure")) {
			boolean tls = !prefix.isEmpty();
			Browser visitor = this.site.browser();
			Reply reply = visitor.get(tls, prefix + "/timeout?answer=" + answer);
			assertThat(reply.status()).isEqualTo(answer.equals("container") ? 500 : 200);
			assertThat(reply.setCookies()).hasSize(tls ? 2 : 1);
			Reply session = visitor.get(tls, prefix + "/session");
			assertThat(session.line("@first")).isEqualTo("1");
			assertThat(session.line("@second")).isEqualTo("2");
		}
	}

	private String outcome(boolean tls, String kind) {
		Browser visitor = this.site.browser();
		Reply reply = visitor.get(tls, (tls ? "/secure" : "") + "/hand-over?kind=" + kind);
		if (reply.status() != 200 || !reply.body().equals("done") || reply.setCookies().size() != (tls ? 2 : 1)) {
			return "broken: " + reply.status() + " " + reply.body() + " " + reply.setCookieNames();
		}
		Reply session = visitor.get(tls, (tls ? "/secure" : "") + "/session");
		return ("1".equals(session.line("@first")) ? "" : "first lost ")
				+ ("2".equals(session.line("@second")) ? "right" : "second lost");
	}

	@Import(Handlers.class)
	static class Pages {

	}

	@Controller
	static class Handlers {

		private final ExecutorService workers = Executors.newCachedThreadPool((work) -> {
			Thread thread = new Thread(work);
			thread.setDaemon(true);
			return thread;
		});

		@Bean
		FilterRegistrationBean<Filter> noise() {
			return new FilterRegistrationBean<>((request, response, chain) -> {
				chain.doFilter(request, response);
				if (request.getParameter("noise") != null && response instanceof HttpServletResponse late) {
					for (int i = 0; i < NOISE && !late.isCommitted(); i++) {
						late.setHeader("X-Noise", "1");
						late.setHeader("X-Noise", null);
					}
				}
			});
		}

		@GetMapping({ "/callable", "/secure/callable" })
		@ResponseBody
		Callable<String> callable(HttpSession session) {
			session.setAttribute("first", "1");
			Thread handler = Thread.currentThread();
			return () -> {
				awaitLeft(handler);
				session.setAttribute("second", "2");
				return "text";
			};
		}

		private static void awaitLeft(Thread handler) {
			while (Stream.of(handler.getStackTrace())
				.anyMatch((frame) -> frame.getClassName().equals(SessionRequestFilter.class.getName()))) {
				Thread.onSpinWait();
			}
		}

		@GetMapping({ "/timeout", "/secure/timeout" })
		void timeout(HttpServletRequest request, HttpServletResponse response, @RequestParam String answer) {
			request.getSession().setAttribute("first", "1");
			AsyncContext context = request.startAsync();
			context.addListener(new Turning(request, answer));
			context.setTimeout(50);
		}

		@GetMapping({ "/hand-over", "/secure/hand-over" })
		void handOver(HttpServletRequest request, HttpServletResponse response, @RequestParam String kind) {
			HttpSession session = request.getSession();
			session.setAttribute("first", "1");
			AsyncContext context = kind.equals("wrapped") ? request.startAsync(request, response)
					: request.startAsync();
			this.workers.execute(() -> {
				try {
					session.setAttribute("second", "2");
					ServletResponse target = kind.equals("context") ? context.getResponse() : response;
					target.getWriter().print("done");
					if (kind.equals("writer")) {
						target.getWriter().flush();
					}
					else if (!kind.equals("unflushed")) {
						target.flushBuffer();
					}
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
				finally {
					context.complete();
				}
			});
		}

	}

	private record Turning(HttpServletRequest request, String answer) implements TimeoutListener {

		@Override
		public void onTimeout(AsyncEvent event) throws IOException {
			this.request.getSession().setAttribute("second", "2");
			this.request.changeSessionId();
			if (this.answer.equals("container")) {
				return;
			}
			ServletResponse response = this.answer.equals("supplied") ? event.getSuppliedResponse()
					: event.getAsyncContext().getResponse();
			response.getWriter().print("late");
			response.flushBuffer();
			event.getAsyncContext().complete();
		}

	}

}
