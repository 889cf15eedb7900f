package io.github.mixedsession.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A handler over HTTP writes, goes asynchronous, and somebody else writes on: as without
 * the starter, whichever way that is done.
 */
@ParameterizedClass
@EnumSource
class AsyncPageTests {

	private static final String FIELD = "<html><input type=password>";

	private static final Map<Server, Site> SITES = new EnumMap<>(Server.class);

	private final Site site;

	AsyncPageTests(Server server) {
		this.site = SITES.computeIfAbsent(server, (key) -> key.startWith(List.of(Pages.class)));
	}

	@AfterAll
	static void closeSites() {
		SITES.values().forEach(Site::close);
	}

	static List<String> ways() {
		return List.of(Ways.NAMES);
	}

	@ParameterizedTest
	@MethodSource("ways")
	void everythingThatIsWrittenIsSentInItsOrder(String way) {
		for (String type : List.of("none", "html", "late")) {
			Reply reply = this.site.browser().http("/ways/" + way + "?first=one&type=" + type);
			assertThat(reply.status()).as(type).isEqualTo(200);
			assertThat(reply.body()).as(type).isEqualTo("one two");
		}
	}

	@ParameterizedTest
	@MethodSource("ways")
	void pageWithPasswordFieldIsMovedAllTheSame(String way) {
		String path = "/fields/" + way + "?type=html&first=field";
		Reply reply = this.site.browser().http(path);
		assertThat(reply.body()).doesNotContain("password");
		if (!way.equals("listener")) {
			assertThat(reply.body()).isEmpty();
			assertThat(reply.status()).isEqualTo(302);
			assertThat(reply.header("Location")).startsWith("https://localhost:" + this.site.port(true) + "/fields/")
				.endsWith("?type=html&first=field");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "forward-response", "forward-dispatch" })
	void forwardDiscardsWhatWasWrittenBefore(String way) {
		everythingThatIsWrittenIsSentInItsOrder(way);
	}

	@ParameterizedTest
	@ValueSource(strings = { "emitter", "deferred" })
	void whatSpringMvcWritesOnIsSent(String path) {
		assertThat(this.site.browser().http("/written/" + path).body()).isEqualTo("one two");
	}

	@Import(Written.class)
	static class Pages {

		@Bean
		ServletRegistrationBean<Ways> waysServlet() {
			ServletRegistrationBean<Ways> registration = new ServletRegistrationBean<>(new Ways(), "/ways/*",
					"/fields/*");
			registration.setAsyncSupported(true);
			return registration;
		}

	}

	@RestController
	static class Written {

		@GetMapping(path = "/written/emitter", produces = MediaType.TEXT_HTML_VALUE)
		ResponseEntity<ResponseBodyEmitter> emitter() {
			ResponseBodyEmitter emitter = new ResponseBodyEmitter();
			new Thread(() -> {
				try {
					emitter.send("one");
					emitter.send(" two");
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
				finally {
					emitter.complete();
				}
			}).start();
			return ResponseEntity.ok().contentType(MediaType.TEXT_HTML).body(emitter);
		}

		@GetMapping(path = "/written/deferred", produces = MediaType.TEXT_HTML_VALUE)
		DeferredResult<String> deferred() {
			DeferredResult<String> result = new DeferredResult<>();
			new Thread(() -> result.setResult("one two")).start();
			return result;
		}

	}

	static class Ways extends HttpServlet {

		static final String[] NAMES = { "response", "context", "wrapped", "stream", "same-thread", "start", "dispatch",
				"dispatch-wrapped", "dispatch-path", "timeout", "timeout-supplied", "listener", "after-complete" };

		@Override
		protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
			String way = request.getPathInfo().substring(1);
			if (way.equals("end") || request.getDispatcherType() == DispatcherType.ASYNC) {
				two(request, response, way);
				return;
			}
			if ("html".equals(request.getParameter("type"))) {
				response.setContentType("text/html");
			}
			if (way.startsWith("forward")) {
				response.getWriter().print("gone");
				String target = request.getServletPath() + "/" + way.substring("forward-".length());
				forward(request.getRequestDispatcher(target + "?" + request.getQueryString()), request, response);
				return;
			}
			String first = "field".equals(request.getParameter("first")) ? FIELD : "one";
			if (isStream(way)) {
				response.getOutputStream().print(first);
			}
			else {
				response.getWriter().print(first);
			}
			AsyncContext context = way.endsWith("wrapped") ? request.startAsync(request, response)
					: request.startAsync();
			go(way, context, request, response);
		}

		private static void forward(RequestDispatcher dispatcher, HttpServletRequest request,
				HttpServletResponse response) throws IOException {
			try {
				dispatcher.forward(request, response);
			}
			catch (ServletException ex) {
				throw new IOException(ex);
			}
		}

		private static boolean isStream(String way) {
			return way.equals("stream") || way.equals("listener");
		}

		private void go(String way, AsyncContext context, HttpServletRequest request, HttpServletResponse response)
				throws IOException {
			switch (way) {
				case "dispatch", "dispatch-wrapped" -> context.dispatch();
				case "dispatch-path" -> context.dispatch("/ways/end?" + request.getQueryString());
				case "timeout", "timeout-supplied" -> {
					context.addListener(new Completing(request, way));
					context.setTimeout(50);
				}
				case "listener" ->
					response.getOutputStream().setWriteListener(new Writing(response.getOutputStream(), context));
				case "after-complete" -> {
					context.complete();
					two(request, response, way);
				}
				case "start" -> context.start(() -> complete(context, request, response, way));
				case "same-thread" -> complete(context, request, response, way);
				default -> new Thread(
						() -> complete(context, request, way.equals("context") ? context.getResponse() : response, way))
					.start();
			}
		}

		private static void complete(AsyncContext context, HttpServletRequest request, ServletResponse response,
				String way) {
			try {
				two(request, response, way);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			finally {
				context.complete();
			}
		}

		private static void two(HttpServletRequest request, ServletResponse response, String way) throws IOException {
			if ("late".equals(request.getParameter("type"))) {
				response.setContentType("text/html");
			}
			if (isStream(way)) {
				response.getOutputStream().print(" two");
			}
			else {
				response.getWriter().print(" two");
			}
		}

		private record Completing(HttpServletRequest request, String way) implements TimeoutListener {

			@Override
			public void onTimeout(AsyncEvent event) {
				ServletResponse response = this.way.equals("timeout-supplied") ? event.getSuppliedResponse()
						: event.getAsyncContext().getResponse();
				complete(event.getAsyncContext(), this.request, response, this.way);
			}

		}

		private static final class Writing implements WriteListener {

			private final ServletOutputStream output;

			private final AsyncContext context;

			private boolean written;

			Writing(ServletOutputStream output, AsyncContext context) {
				this.output = output;
				this.context = context;
			}

			@Override
			public void onWritePossible() throws IOException {
				if (!this.written && this.output.isReady()) {
					this.written = true;
					this.output.print(" two");
				}
				if (this.written && this.output.isReady()) {
					this.context.complete();
				}
			}

			@Override
			public void onError(Throwable failure) {
				this.context.complete();
			}

		}

	}

}
