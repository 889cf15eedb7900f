package io.github.mixedsession.e2e;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A session that begins while a page is written, in the last moment before the server
 * commits the response.
 */
@ParameterizedClass
@EnumSource(Server.class)
class LateSessionTests {

	private static final Map<Server, Site> SITES = new EnumMap<>(Server.class);

	private static final int SOME = 100;

	private final Site site;

	LateSessionTests(Server server) {
		this.site = SITES.computeIfAbsent(server, (key) -> server.startWith(List.of(Pages.class)));
	}

	@AfterAll
	static void closeSites() {
		SITES.values().forEach(Site::close);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "length", "header", "int", "added", "announced", "large", "dispatch", "resetBuffer", "error" })
	void arrives(String way) {
		Browser visitor = this.site.browser();
		assertThat(visitor.get(true, "/secure/late?way=" + way).setCookies()).hasSize(2);
		assertThat(visitor.get(true, "/secure/session").line("@first")).isEqualTo("1");
	}

	@Import(Handlers.class)
	static class Pages {

	}

	@Controller
	static class Handlers implements ErrorController {

		@GetMapping("/secure/late")
		void late(HttpServletRequest request, HttpServletResponse response, @RequestParam String way)
				throws IOException {
			int buffer = response.getBufferSize();
			OutputStream body = response.getOutputStream();
			switch (way) {
				case "length" -> {
					write(body, SOME);
					begin(request);
					response.setContentLength(SOME);
				}
				case "header" -> {
					write(body, SOME);
					begin(request);
					response.setHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(SOME));
				}
				case "int" -> {
					write(body, SOME);
					begin(request);
					response.setIntHeader(HttpHeaders.CONTENT_LENGTH, SOME);
				}
				case "added" -> {
					write(body, SOME);
					begin(request);
					response.addIntHeader(HttpHeaders.CONTENT_LENGTH, SOME);
				}
				case "announced" -> {
					response.setIntHeader(HttpHeaders.CONTENT_LENGTH, 2 * SOME);
					write(body, SOME);
					begin(request);
					write(body, SOME);
				}
				case "large" -> {
					// Jetty commits for more than a quarter at once
					write(body, buffer / 4 + SOME);
					begin(request);
					body.write(new byte[buffer / 4 + 1]);
				}
				case "dispatch" -> {
					if (request.getDispatcherType() == DispatcherType.REQUEST) {
						write(body, buffer - 3 * SOME);
						request.startAsync().dispatch();
					}
					else {
						begin(request);
						write(body, 4 * SOME);
					}
				}
				case "resetBuffer" -> {
					write(body, buffer - 2 * SOME);
					response.resetBuffer();
					write(body, 4 * SOME);
					begin(request);
					write(body, buffer - 2 * SOME);
				}
				case "error" -> {
					write(body, 2 * SOME);
					response.sendError(HttpServletResponse.SC_GONE);
				}
				default -> throw new IllegalArgumentException(way);
			}
		}

		/** Of two bytes each, which Spring Session counts as one. */
		@RequestMapping("/error")
		void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
			response.setCharacterEncoding(StandardCharsets.UTF_8);
			int characters = response.getBufferSize() / 2;
			PrintWriter body = response.getWriter();
			body.write("\u00e9".repeat(characters - SOME / 2));
			begin(request);
			body.write("\u00e9".repeat(SOME));
		}

		/** In pieces that nobody commits for. */
		private static void write(OutputStream body, int length) throws IOException {
			for (int left = length; left > 0; left -= SOME) {
				body.write(new byte[Math.min(left, SOME)]);
			}
		}

		private static void begin(HttpServletRequest request) {
			request.getSession().setAttribute("first", "1");
		}

	}

}
