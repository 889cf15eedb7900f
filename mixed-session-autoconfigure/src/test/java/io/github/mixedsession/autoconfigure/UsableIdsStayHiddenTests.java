package io.github.mixedsession.autoconfigure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContextImpl;

import io.github.mixedsession.session.CurrentSessionHolder;
import io.github.mixedsession.MixedSessions;
import io.github.mixedsession.id.RandomBytes;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A usable id is in a cookie and nowhere else: in no {@code toString}, event, log line,
 * attribute, identifier or exception.
 */
@ExtendWith(OutputCaptureExtension.class)
class UsableIdsStayHiddenTests {

	private static final List<String> LOGGERS = List.of("io.github.mixedsession", "org.springframework.session");

	private final Set<String> usableIds = new TreeSet<>();

	private final List<String> texts = Collections.synchronizedList(new ArrayList<>());

	private static final String KEY = Base64.getEncoder().encodeToString(RandomBytes.of(64));

	@ParameterizedTest
	@ValueSource(strings = { "", "mixed-session.store=jdbc", "mixed-session.store=cookie" })
	void nothingButACookieHoldsAUsableId(String property, CapturedOutput output) {
		String[] keyed = property.isEmpty() ? new String[0]
				: new String[] { property, "mixed-session.encryption.keys=" + KEY };
		LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());
		try {
			TestApplication.runner()
				.withUserConfiguration(PermissiveSecurityConfiguration.class)
				.withBean(Recorder.class, () -> new Recorder(this.texts))
				.withPropertyValues(keyed)
				.withPropertyValues("mixed-session.rotation.grace=0", "mixed-session.write-interval=0",
						"mixed-session.channel.http-base-url=http://shop.test",
						"mixed-session.channel.https-base-url=https://shop.test",
						"mixed-session.channel.rules[0].paths=/offers",
						"mixed-session.channel.rules[0].requires=insecure")
				.run((context) -> {
					LOGGERS.forEach((logger) -> logging.setLogLevel(logger, LogLevel.TRACE));
					visit(context);
					context.getBeansOfType(Object.class).values().forEach((bean) -> this.texts.add(bean.toString()));
				});
		}
		finally {
			LOGGERS.forEach((logger) -> logging.setLogLevel(logger, null));
		}
		assertThat(this.usableIds).hasSizeGreaterThan(5);
		assertThat(this.texts).hasSizeGreaterThan(50);
		assertThat(output.getAll()).contains("ChannelEnforcementFilter");
		this.usableIds.add(KEY);
		for (String id : this.usableIds) {
			assertThat(output.getAll()).doesNotContain(id);
			assertThat(this.texts).noneMatch((text) -> text.contains(id));
		}
	}

	private void visit(AssertableWebApplicationContext context) throws Exception {
		Cookie[] onHttp = request(context, "http://shop.test/cart");
		Cookie[] onHttps = request(context, "https://shop.test/account", onHttp);
		request(context, "https://shop.test/login", onHttps);
		Cookie[] again = request(context, "https://shop.test/account", onHttps);
		request(context, "https://shop.test/offers", again);
		request(context, "http://shop.test/cart", onHttp);
		request(context, "https://shop.test/account", onHttp);
		request(context, "https://shop.test/logout", onHttps);
		// Retired, unknown and mixed up
		request(context, "https://shop.test/account", onHttps);
		request(context, "http://shop.test/cart", new Cookie("SESSION", "A".repeat(54)));
		request(context, "https://shop.test/cart", new Cookie("SESSION", "B".repeat(54)),
				new Cookie("__Host-SESSION", "C".repeat(96)));
	}

	private Cookie[] request(AssertableWebApplicationContext context, String url, Cookie... cookies) throws Exception {
		remember(cookies);
		MockHttpServletResponse response = FilteredRequest.get(context, url, this::handle, cookies);
		remember(response.getCookies());
		List<Cookie> kept = new ArrayList<>(Arrays.asList(cookies));
		for (Cookie set : response.getCookies()) {
			kept.removeIf((cookie) -> cookie.getName().equals(set.getName()));
			kept.add(set);
		}
		this.texts.add(String.valueOf(response.getHeader("Location")));
		return kept.toArray(Cookie[]::new);
	}

	private void remember(Cookie... cookies) {
		for (Cookie cookie : cookies) {
			if (cookie.getName().endsWith("SESSION") && !cookie.getValue().isEmpty()) {
				this.usableIds.add(cookie.getValue());
			}
		}
	}

	private void handle(HttpServletRequest request) {
		HttpSession session = request.getSession();
		session.setAttribute("cart", "mug");
		describe(request, session);
		if (request.getRequestURI().equals("/login")) {
			this.texts.add(request.changeSessionId());
			session.setAttribute("SPRING_SECURITY_CONTEXT", new SecurityContextImpl(
					UsernamePasswordAuthenticationToken.authenticated("customer", null, List.of())));
			describe(request, session);
		}
		if (request.getRequestURI().equals("/logout")) {
			session.invalidate();
			this.texts.add(session.toString());
		}
	}

	private void describe(HttpServletRequest request, HttpSession session) {
		this.texts.add(request.toString());
		this.texts.add(session.toString());
		this.texts.add(session.getId());
		this.texts.add(String.valueOf(request.getRequestedSessionId()));
		this.texts.add(MixedSessions.of(request).toString());
		this.texts.add(MixedSessions.of(request).getId());
		this.texts.add(String.valueOf(CurrentSessionHolder.get().request()));
		this.texts.add(String.valueOf(CurrentSessionHolder.get().request().presentedIds()));
		request.getAttributeNames()
			.asIterator()
			.forEachRemaining((name) -> this.texts.add(name + "=" + request.getAttribute(name)));
		session.getAttributeNames()
			.asIterator()
			.forEachRemaining((name) -> this.texts.add(name + "=" + session.getAttribute(name)));
	}

	private record Recorder(List<String> texts) implements ApplicationListener<ApplicationEvent> {

		@Override
		public void onApplicationEvent(ApplicationEvent event) {
			this.texts.add(event.toString());
		}

	}

}
