package io.github.mixedsession.channel;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.MappingMatch;
import org.eclipse.jetty.util.URIUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.web.MockHttpServletMapping;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockServletConfig;
import org.springframework.mock.web.MockServletContext;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;
import org.springframework.web.util.pattern.PathPatternParser;

import io.github.mixedsession.ChannelRequirement;
import io.github.mixedsession.test.Fuzz;
import io.github.mixedsession.test.FuzzInput;
import io.github.mixedsession.test.FuzzTarget;
import io.github.mixedsession.test.Proof;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever Spring MVC or a container takes for a secure path is never served over HTTP
 * (attack 20).
 */
@Tag(Proof.TAG)
class BypassFuzzTests {

	private static final String[] PATTERNS = { "/account", "/orders/{id}/pay", "/files/*.pdf", "/admin/**" };

	private static final String[] PARTS = { "/", "account", "Account", "%61ccount", "orders", "pay", "files", "a.pdf",
			"admin", ".", "..", "%2e", "%2E", "%2f", "%5c", "\\", ";", ";x=y", ";jsessionid=1", "%3b", "%00", "%25",
			"%252f", "%252e", "%", "//", "/./", "/../", "/..;/", "?", "#", "x", "\u00e9", "%C3%A9", "%c0%ae", "%u002e",
			"\u0000", "\r\n", "\u2028", "\uff0f", "/account", "/orders/1/pay", "/files/a.pdf", "/admin/x", "%0a", " ",
			"+", "\u0131", "\u017f", "\u212a" };

	@Test
	void whatAnybodyTakesForSecureIsNotServedOverHttp() throws Exception {
		Map<String, Integer> counts = Fuzz.run(Target.class, 10_000, 1_000_000, "/account", "/orders/1;x=y/pay",
				"/files/b%20c.pdf", "/admin/a/b/", "/x/../account", "/ACCOUNT/", "//admin/x", "/admin;x", "/other",
				"/app/account\000\000\001", "/shop/app/account\000\001\001", "/shop/admin/\000\001", "/%61dmin/%78");
		assertThat(counts).containsKeys("redirected", "refused", "served", "taken for secure by Spring MVC",
				"taken for secure by Jetty", "taken for secure by a lenient parser");
	}

	static final class Target extends FuzzTarget {

		private final ChannelEnforcementFilter filter = new ChannelEnforcementFilter(
				new ChannelRules(List.of(), List.of(new PathChannelRule(ChannelRequirement.SECURE, PATTERNS)),
						ChannelRequirement.ANY),
				new RedirectTargets(new FixedPorts(8080, 8443), null, null, List.of()), RoleLookup.ofRequest(),
				new RecordingCrossing(), Clock.systemUTC());

		private final DispatcherServlet dispatcher = dispatcher();

		@Override
		protected void accept(FuzzInput input) throws Exception {
			String uri = input.text(PARTS);
			String context = input.pick("", "/shop");
			String servlet = input.pick("", "/app");
			String method = input.pick("GET", "HEAD");
			if (!(uri + "/").startsWith(context + servlet + "/")) {
				context = "";
				servlet = "";
			}
			String secure = takenForSecureBy(uri.substring(context.length() + servlet.length()), context, servlet);
			MockHttpServletResponse response = new MockHttpServletResponse();
			boolean[] served = new boolean[1];
			this.filter.doFilter(request(method, uri, context, servlet), response, (seen, answer) -> served[0] = true);
			check(secure == null || !served[0], uri, "in", context + servlet, "is served, and secure to", secure);
			// what the rule itself takes for secure has to go there, or nowhere
			count(served[0] ? "served" : (response.getStatus() == 302) ? "redirected" : "refused");
			if (secure != null) {
				count("taken for secure by " + secure);
			}
		}

		private @Nullable String takenForSecureBy(String path, String context, String servlet) throws Exception {
			if (path.startsWith("/")
					&& isSecureToSpringMvc(request("GET", context + servlet + path, context, servlet))) {
				return "Spring MVC";
			}
			if (isSecureToJetty(path)) {
				return "Jetty";
			}
			return isSecureToLenientParser(path) ? "a lenient parser" : null;
		}

		private boolean isSecureToSpringMvc(MockHttpServletRequest request) throws Exception {
			MockHttpServletResponse response = new MockHttpServletResponse();
			try {
				this.dispatcher.service(request, response);
			}
			catch (ServletException | RuntimeException ex) {
				return false;
			}
			return response.getStatus() == 299;
		}

		private static MockHttpServletRequest request(String method, String uri, String context, String servlet) {
			MockHttpServletRequest request = new MockHttpServletRequest(method, uri);
			request.setContextPath(context);
			request.setServletPath(servlet);
			if (!servlet.isEmpty()) {
				request.setHttpServletMapping(
						new MockHttpServletMapping("x", servlet + "/*", "dispatcher", MappingMatch.PATH));
			}
			return request;
		}

		private static DispatcherServlet dispatcher() {
			MockServletContext servletContext = new MockServletContext();
			AnnotationConfigWebApplicationContext context = new AnnotationConfigWebApplicationContext();
			context.register(Handlers.class);
			DispatcherServlet dispatcher = new DispatcherServlet(context);
			try {
				dispatcher.init(new MockServletConfig(servletContext));
			}
			catch (ServletException ex) {
				throw new IllegalStateException(ex);
			}
			return dispatcher;
		}

		private static boolean isSecureToJetty(String path) {
			try {
				String canonical = URIUtil.canonicalPath(path.replaceAll("[?#].*", ""));
				return canonical != null && isSecure(URIUtil.decodePath(canonical));
			}
			catch (IllegalArgumentException ex) {
				return false;
			}
		}

		/**
		 * Drops parameters, decodes what separates and dots even twice, reads a backslash
		 * as a slash and ignores case, trailing slashes and what follows a NUL.
		 */
		private static boolean isSecureToLenientParser(String path) {
			String text = path.replaceAll(";[^/]*", "");
			text = decode(decode(text).replaceAll("%(?!(?i:2f|5c|3b|00))", "%25"));
			text = text.replace('\\', '/').replaceAll("(?s)\u0000.*", "").replaceAll(";[^/]*", "");
			Deque<String> segments = new ArrayDeque<>();
			for (String encoded : text.split("/", -1)) {
				String segment = encoded.matches("(?i:\\.|%2e){1,2}") ? decode(encoded) : encoded;
				if (segment.equals("..")) {
					segments.pollLast();
				}
				else if (!segment.isEmpty() && !segment.equals(".")) {
					segments.addLast(segment);
				}
			}
			return isSecure("/" + String.join("/", segments).toLowerCase(java.util.Locale.ROOT));
		}

		private static boolean isSecure(String path) {
			return path.matches("(?s)/account|/orders/[^/]+/pay|/files/[^/]*\\.pdf|/admin(/.*)?");
		}

		private static String decode(String text) {
			return URLDecoder.decode(text.replaceAll("%(?![0-9a-fA-F]{2})", "%25").replace("+", "%2B"),
					StandardCharsets.UTF_8);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Handlers {

		private static final HttpRequestHandler SECURE = (request, response) -> response.setStatus(299);

		@Bean
		SimpleUrlHandlerMapping exact() {
			return mapping(new PathPatternParser());
		}

		/** As an application can have it, and as Spring MVC once had it. */
		@Bean
		SimpleUrlHandlerMapping ignoringCase() {
			PathPatternParser parser = new PathPatternParser();
			parser.setCaseSensitive(false);
			SimpleUrlHandlerMapping mapping = mapping(parser);
			// or else each path without a handler is logged
			mapping.registerHandler("/**", (HttpRequestHandler) (request, response) -> response.setStatus(200));
			return mapping;
		}

		private static SimpleUrlHandlerMapping mapping(PathPatternParser parser) {
			SimpleUrlHandlerMapping mapping = new SimpleUrlHandlerMapping();
			mapping.setPatternParser(parser);
			for (String pattern : PATTERNS) {
				mapping.registerHandler(pattern, SECURE);
				if (!pattern.endsWith("**")) {
					mapping.registerHandler(pattern + "/", SECURE);
				}
			}
			return mapping;
		}

	}

}
