package io.github.mixedsession.e2e;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A handler over HTTP writes, and something else answers instead: as without the starter.
 */
@ParameterizedClass
@EnumSource
class PageDispatchTests {

	private static final Map<Server, Site> SITES = new EnumMap<>(Server.class);

	private final Site site;

	PageDispatchTests(Server server) {
		this.site = SITES.computeIfAbsent(server, (key) -> key.startWith(List.of(Pages.class)));
	}

	@AfterAll
	static void closeSites() {
		SITES.values().forEach(Site::close);
		SITES.clear();
	}

	@ParameterizedTest
	@ValueSource(strings = { "request", "context", "include" })
	void forwardDiscardsWhatWasWrittenBefore(String way) {
		for (String type : List.of("none", "html")) {
			Reply reply = this.site.browser().http("/forward/" + way + "?type=" + type);
			assertThat(reply.status()).as(type).isEqualTo(200);
			assertThat(reply.body()).as(type).isEqualTo("target");
		}
	}

	@ParameterizedTest
	@CsvSource({ "timeout, 500", "throw, 500", "send-error, 418" })
	void failedAsynchronousRequestShowsItsErrorPage(String way, int status) {
		for (String type : List.of("none", "html")) {
			Reply reply = this.site.browser().http("/fail/" + way + "?type=" + type);
			assertThat(reply.status()).as(type).isEqualTo(status);
			assertThat(reply.body()).as(type).startsWith("<html>").contains("status=" + status).doesNotContain("gone");
		}
	}

	@Test
	void redirectKeepsItsBodyWhereItIsToldTo() {
		Reply reply = this.site.browser().http("/redirect?type=html");
		assertThat(reply.status()).isEqualTo(302);
		assertThat(reply.header("Location")).endsWith("/elsewhere");
		assertThat(reply.body()).isEqualTo("gone");
	}

	static class Pages {

		@Bean
		ServletRegistrationBean<Writing> writing() {
			ServletRegistrationBean<Writing> registration = new ServletRegistrationBean<>(new Writing(), "/forward/*",
					"/fail/*", "/redirect");
			registration.setAsyncSupported(true);
			return registration;
		}

	}

	static class Writing extends HttpServlet {

		@Override
		protected void doGet(HttpServletRequest request, HttpServletResponse response)
				throws ServletException, IOException {
			if (request.getDispatcherType() == DispatcherType.FORWARD) {
				response.getWriter().print("target");
				return;
			}
			if ("html".equals(request.getParameter("type"))) {
				response.setContentType("text/html");
			}
			response.getWriter().print("gone");
			switch ((request.getPathInfo() != null) ? request.getPathInfo() : "") {
				case "/request" -> request.getRequestDispatcher("/forward/").forward(request, response);
				case "/context" -> getServletContext().getRequestDispatcher("/forward/").forward(request, response);
				case "/include" -> {
					if (request.getDispatcherType() == DispatcherType.INCLUDE) {
						request.getRequestDispatcher("/forward/").forward(request, response);
					}
					else {
						request.getRequestDispatcher(request.getRequestURI()).include(request, response);
					}
				}
				case "/timeout" -> request.startAsync().setTimeout(50);
				case "/throw" -> {
					request.startAsync();
					throw new IllegalStateException("on purpose");
				}
				case "/send-error" -> {
					AsyncContext context = request.startAsync();
					response.sendError(HttpServletResponse.SC_EXPECTATION_FAILED + 1);
					context.complete();
				}
				default -> response.sendRedirect("/elsewhere", false);
			}
		}

	}

}
