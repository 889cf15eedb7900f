package io.github.mixedsession.e2e;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.config.annotation.web.configuration.WebSecurityCustomizer;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * HTML pages with a password field, about to be sent over HTTP.
 */
@ExtendWith(OutputCaptureExtension.class)
@ParameterizedClass
@EnumSource
class PasswordPageTests {

	private static final String FIELD = "<form><input name=p type=\"password\"></form>";

	private static final String LOGGED = "logging.level.io.github.mixedsession.channel=warn";

	private static final Map<Server, Site> SITES = new EnumMap<>(Server.class);

	private final Server server;

	private final Site site;

	PasswordPageTests(Server server) {
		this.server = server;
		this.site = SITES.computeIfAbsent(server, (key) -> key.startWith(List.of(Pages.class), LOGGED));
	}

	@AfterAll
	static void closeSites() {
		SITES.values().forEach(Site::close);
	}

	@ParameterizedTest
	@ValueSource(strings = { "page", "writer", "stream", "flushed", "streamed", "callable", "async", "entity",
			"included", "forwarded", "closed", "length" })
	void pageGoesToHttpsAndNothingOfItIsSent(String kind) {
		String path = "/pages/" + kind + "?a=b%20c";
		Browser visitor = this.site.browser();
		int executions = executions(this.site);
		assertMoved(visitor.http(path), path);
		assertThat(executions(this.site)).isEqualTo(executions + 1);
		assertMoved(this.site.browser().http(path), path);
		assertThat(executions(this.site)).as("second visitor").isEqualTo(executions + 1);
		assertThat(visitor.https(path).body()).contains(FIELD);
	}

	private void assertMoved(Reply reply, String path) {
		assertThat(reply.status()).isEqualTo(302);
		assertThat(reply.header("Location")).isEqualTo("https://localhost:" + this.site.port(true) + path);
		assertThat(reply.header("Cache-Control")).contains("no-store");
		assertThat(reply.body()).isEmpty();
		assertThat(reply.header("Content-Type")).isNull();
	}

	@Test
	void staticPageGoesToHttps() {
		assertMoved(this.site.browser().http("/files/login.html"), "/files/login.html");
		assertThat(this.site.browser().https("/files/login.html").body()).contains(FIELD);
	}

	@Test
	void whatThePageSetInTheSessionIsKept() {
		Browser visitor = this.site.browser();
		Reply reply = visitor.http("/pages/session");
		assertThat(reply.status()).isEqualTo(302);
		assertThat(reply.setCookieNames()).containsExactly("SESSION");
		assertThat(visitor.https("/secure/session").line("@seen")).isEqualTo("yes");
	}

	@Test
	void pathIsRememberedForGetAndHeadOnly() {
		this.site.browser().http("/open/both");
		assertThat(this.site.browser().request(false, "HEAD", "/open/both", null).status()).isEqualTo(302);
		assertThat(this.site.browser().post(false, "/open/both", "a=b").body()).isEqualTo("posted");
		assertThat(this.site.browser().http("/open/both/other").status()).isEqualTo(404);
	}

	@Test
	void requestThatIsNoNavigationIsRefused() {
		Reply reply = this.site.browser().get(false, "/pages/fetched", "Sec-Fetch-Mode: cors");
		assertThat(reply.status()).isEqualTo(403);
		assertThat(reply.body()).doesNotContain("password\"");
	}

	@Test
	void insecureRuleMakesNoLoop() {
		Browser visitor = this.site.browser();
		List<Reply> hops = visitor.hops(false, "/insecure/login");
		assertThat(hops).hasSizeLessThan(4);
		assertThat(hops.get(hops.size() - 1).body()).contains(FIELD);
		assertThat(visitor.hops(true, "/insecure/login")).hasSize(1);
		assertThat(visitor.hops(false, "/insecure/login")).hasSize(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "json", "text", "plain", "nothing", "empty", "redirect", "post" })
	void everythingElseIsSentAsItIs(String kind) {
		Reply reply = kind.equals("post") ? this.site.browser().post(false, "/open/post", "a=b")
				: this.site.browser().http("/other/" + kind);
		switch (kind) {
			case "redirect" -> assertThat(reply.header("Location")).endsWith("/page");
			case "empty" -> assertThat(reply.status()).isEqualTo(204);
			case "nothing" -> assertThat(reply.body()).isEqualTo("<html>no field</html>");
			default -> assertThat(reply.body()).contains(FIELD);
		}
	}

	@Test
	void eventsAreNotHeldBack() throws Exception {
		assertThat(this.site.browser().http("/other/events").body()).contains("data:1").contains("data:2");
	}

	@Test
	void encodingStaysOnceThereIsAWriter() {
		Reply reply = this.site.browser().http("/other/late-type");
		assertThat(reply.header("Content-Type")).isEqualToIgnoringCase("text/html;charset=ISO-8859-1");
		assertThat(reply.header("Content-Length")).satisfiesAnyOf((length) -> assertThat(length).isNull(),
				(length) -> assertThat(length).isEqualTo("4"));
	}

	@Test
	void longPageIsSentUntouchedAndTheLogNamesIt(CapturedOutput output) {
		Reply reply = this.site.browser().http("/other/long");
		assertThat(reply.status()).isEqualTo(200);
		assertThat(reply.body()).hasSize(300_000 + FIELD.length()).endsWith(FIELD);
		assertThat(output).contains("The page /other/long is longer than 262144 bytes");
	}

	@Test
	void pageOfAnotherStatusIsSentAndTheLogNamesIt(CapturedOutput output) {
		this.site.clock().advance(Duration.ofMinutes(1));
		for (int i = 0; i < 2; i++) {
			Reply reply = this.site.browser().http("/pages/gone");
			assertThat(reply.status()).isEqualTo(410);
			assertThat(reply.body()).isEqualTo(FIELD);
		}
		assertThat(output.getOut().split("A page of status 410 for /pages/gone has a password field", -1)).hasSize(2);
	}

	@Test
	void statusThatIsSetAfterTheFieldCounts() {
		assertThat(this.site.browser().http("/pages/gone-late").status()).isEqualTo(410);
	}

	@Test
	void failingPageIsAnError() {
		Reply reply = this.site.browser().http("/other/failing");
		assertThat(reply.status()).isEqualTo(500);
		assertThat(reply.body()).doesNotContain("begun");
	}

	@Test
	void warnSendsThePageAndSaysSo(CapturedOutput output) {
		try (Site warning = this.server.startWith(List.of(Pages.class), LOGGED,
				"mixed-session.channel.password-pages=warn")) {
			for (int i = 0; i < 2; i++) {
				assertThat(warning.browser().http("/pages/flushed").body()).contains(FIELD);
			}
			assertThat(output.getOut().split("The page /pages/flushed has a password field and was sent over HTTP", -1))
				.hasSize(2);
		}
	}

	@Test
	void ignoreSendsThePage(CapturedOutput output) {
		try (Site ignoring = this.server.startWith(List.of(Pages.class), LOGGED,
				"mixed-session.channel.password-pages=ignore")) {
			assertThat(ignoring.browser().http("/pages/page").body()).contains(FIELD);
			assertThat(output).doesNotContain("has a password field");
		}
	}

	@Test
	void pageThatSpringSecurityIgnoresGoesToHttpsToo() {
		try (Site ignored = this.server.startWith(List.of(Pages.class, Ignored.class), LOGGED)) {
			assertThat(ignored.browser().http("/pages/page").status()).isEqualTo(302);
		}
	}

	private static int executions(Site site) {
		return site.bean(AtomicInteger.class).get();
	}

	static class Ignored {

		@Bean
		WebSecurityCustomizer ignoring() {
			return (web) -> web.ignoring().requestMatchers("/pages/**");
		}

	}

	@Import(PageController.class)
	static class Pages implements WebMvcConfigurer {

		@Override
		public void addResourceHandlers(ResourceHandlerRegistry registry) {
			registry.addResourceHandler("/files/**").addResourceLocations("classpath:/pages/");
		}

	}

	@Controller
	static class PageController {

		private final AtomicInteger executions;

		PageController(AtomicInteger executions) {
			this.executions = executions;
		}

		@GetMapping(path = { "/pages/page", "/insecure/login", "/pages/fetched", "/open/both" },
				produces = MediaType.TEXT_HTML_VALUE)
		@ResponseBody
		String page() {
			this.executions.incrementAndGet();
			return "<html>" + FIELD;
		}

		@PostMapping("/open/both")
		@ResponseBody
		String posted() {
			return "posted";
		}

		@PostMapping(path = "/open/post", produces = MediaType.TEXT_HTML_VALUE)
		@ResponseBody
		String formAgain() {
			return FIELD;
		}

		@GetMapping(path = "/pages/session", produces = MediaType.TEXT_HTML_VALUE)
		@ResponseBody
		String session(HttpSession session) {
			session.setAttribute("seen", "yes");
			return FIELD;
		}

		@GetMapping("/pages/writer")
		void writer(HttpServletResponse response) throws IOException {
			this.executions.incrementAndGet();
			response.setContentType("text/html;charset=UTF-8");
			response.getWriter().write("<html>" + FIELD);
		}

		@GetMapping("/pages/stream")
		void stream(HttpServletResponse response) throws IOException {
			this.executions.incrementAndGet();
			response.setContentType("application/xhtml+xml");
			for (byte b : FIELD.getBytes(StandardCharsets.UTF_8)) {
				response.getOutputStream().write(b);
			}
		}

		@GetMapping("/pages/flushed")
		void flushed(HttpServletResponse response) throws IOException {
			this.executions.incrementAndGet();
			response.setContentType("text/html");
			response.flushBuffer();
			response.getWriter().write("<html>begun <input ");
			response.getWriter().flush();
			response.flushBuffer();
			response.getWriter().write(FIELD);
			response.flushBuffer();
		}

		@GetMapping("/pages/closed")
		void closed(HttpServletResponse response) throws IOException {
			this.executions.incrementAndGet();
			response.setContentType("text/html");
			try (var writer = response.getWriter()) {
				writer.write("<html>" + FIELD);
			}
		}

		@GetMapping("/pages/length")
		void length(HttpServletResponse response) throws IOException {
			this.executions.incrementAndGet();
			response.setContentType("text/html");
			response.setContentLength(FIELD.length());
			response.getOutputStream().print(FIELD);
		}

		@GetMapping("/pages/streamed")
		ResponseEntity<StreamingResponseBody> streamed() {
			this.executions.incrementAndGet();
			return ResponseEntity.ok().contentType(MediaType.TEXT_HTML).body((output) -> {
				output.write("<html>".getBytes(StandardCharsets.UTF_8));
				output.flush();
				output.write(FIELD.getBytes(StandardCharsets.UTF_8));
			});
		}

		@GetMapping(path = "/pages/callable", produces = MediaType.TEXT_HTML_VALUE)
		@ResponseBody
		Callable<String> callable() {
			this.executions.incrementAndGet();
			return () -> FIELD;
		}

		@GetMapping("/pages/async")
		void async(HttpServletRequest request, HttpServletResponse response) {
			this.executions.incrementAndGet();
			AsyncContext context = request.startAsync(request, response);
			context.start(() -> {
				try {
					context.getResponse().setContentType("text/html");
					context.getResponse().getWriter().write(FIELD);
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
				finally {
					context.complete();
				}
			});
		}

		@GetMapping("/pages/entity")
		ResponseEntity<byte[]> entity() {
			this.executions.incrementAndGet();
			return ResponseEntity.ok().contentType(MediaType.TEXT_HTML).body(FIELD.getBytes(StandardCharsets.UTF_8));
		}

		@GetMapping("/pages/forwarded")
		String forwarded() {
			return "forward:/pages/page";
		}

		@GetMapping("/pages/included")
		void included(HttpServletRequest request, HttpServletResponse response) throws Exception {
			response.setContentType("text/html");
			request.getRequestDispatcher("/pages/page").include(request, response);
		}

		@GetMapping("/pages/gone")
		ResponseEntity<String> gone() {
			this.executions.incrementAndGet();
			return ResponseEntity.status(410).contentType(MediaType.TEXT_HTML).body(FIELD);
		}

		@GetMapping("/pages/gone-late")
		void goneLate(HttpServletResponse response) throws IOException {
			response.setContentType("text/html");
			response.getWriter().write("<html>" + FIELD);
			response.flushBuffer();
			response.setStatus(410);
		}

		@GetMapping("/other/{kind:json|text|plain|nothing|empty}")
		ResponseEntity<String> other(@PathVariable String kind) {
			return switch (kind) {
				case "json" -> ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body("\"" + FIELD + "\"");
				case "text" -> ResponseEntity.ok().contentType(MediaType.TEXT_PLAIN).body(FIELD);
				case "plain" -> ResponseEntity.ok()
					.header("Content-Encoding", "x-own")
					.contentType(MediaType.TEXT_HTML)
					.body(FIELD);
				case "empty" -> ResponseEntity.noContent().build();
				default -> ResponseEntity.ok().contentType(MediaType.TEXT_HTML).body("<html>no field</html>");
			};
		}

		@GetMapping("/other/late-type")
		void lateType(HttpServletResponse response) throws IOException {
			PrintWriter writer = response.getWriter();
			response.setContentType("text/html;charset=UTF-8");
			response.setCharacterEncoding("UTF-16");
			writer.write("caf\u00e9");
		}

		@GetMapping("/other/long")
		ResponseEntity<StreamingResponseBody> longPage() {
			return ResponseEntity.ok().contentType(MediaType.TEXT_HTML).body((output) -> {
				for (int i = 0; i < 300; i++) {
					output.write("x".repeat(1000).getBytes(StandardCharsets.UTF_8));
				}
				output.write(FIELD.getBytes(StandardCharsets.UTF_8));
			});
		}

		@GetMapping("/other/redirect")
		String redirect() {
			return "redirect:/page";
		}

		@GetMapping("/other/failing")
		void failing(HttpServletResponse response) throws IOException {
			response.setContentType("text/html");
			response.getWriter().write("<html>begun");
			response.flushBuffer();
			throw new IllegalStateException("failing on purpose");
		}

		@GetMapping("/other/events")
		SseEmitter events() throws IOException {
			SseEmitter emitter = new SseEmitter();
			emitter.send("1");
			emitter.send("2");
			emitter.complete();
			return emitter;
		}

	}

}
