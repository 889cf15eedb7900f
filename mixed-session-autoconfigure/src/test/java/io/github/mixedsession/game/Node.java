package io.github.mixedsession.game;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.web.context.servlet.AnnotationConfigServletWebApplicationContext;
import org.springframework.boot.web.servlet.AbstractFilterRegistrationBean;
import org.springframework.boot.web.servlet.RegistrationBean;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockServletContext;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.csrf.CsrfToken;

import io.github.mixedsession.SessionStepDownEvent;
import io.github.mixedsession.store.SessionStore;

/**
 * One node of the site: every filter that a real one has, in its order, and a handler
 * that acts on the session. Holds nothing of a world, so any number of threads may play
 * different worlds on it.
 */
final class Node implements AutoCloseable {

	/** Shares by mistake where it keeps who is logged in. */
	private static final String[] PROPERTIES = { "mixed-session.attributes.shared=cart,wishes,ordered," + Act.CONTEXT,
			"mixed-session.attributes.secure=card", "mixed-session.attributes.per-channel=tab",
			"mixed-session.jdbc.cleanup-cron=-", "mixed-session.timeout.secure-absolute=" + Rules.SECURE_ABSOLUTE,
			"mixed-session.channel.allowed-hosts=" + Rules.HOST,
			"mixed-session.channel.http-base-url=http://" + Rules.HOST,
			"mixed-session.channel.https-base-url=https://" + Rules.HOST,
			"mixed-session.channel.rules[0].paths=/insecure/**", "mixed-session.channel.rules[0].requires=insecure",
			"mixed-session.channel.rules[1].paths=/secure/**,/account,/login,/logout",
			"mixed-session.channel.rules[1].requires=secure" };

	private final AnnotationConfigServletWebApplicationContext context = new AnnotationConfigServletWebApplicationContext();

	private final Filter[] filters;

	Node() {
		this(Application.class);
	}

	/**
	 * Create a node of a site of another kind.
	 * @param application its beans
	 * @param properties what it has beside the usual ones
	 */
	Node(Class<?> application, String... properties) {
		this.context.setServletContext(new MockServletContext());
		this.context.register(application);
		TestPropertyValues.of(PROPERTIES).and(properties).applyTo(this.context);
		this.context.refresh();
		this.filters = this.context.getBeanProvider(RegistrationBean.class)
			.orderedStream()
			.filter(AbstractFilterRegistrationBean.class::isInstance)
			.map((registration) -> ((AbstractFilterRegistrationBean<?>) registration).getFilter())
			.toArray(Filter[]::new);
	}

	/**
	 * Serves a request in the world of its play.
	 */
	Exchange serve(Play play) {
		MockHttpServletResponse response = new MockHttpServletResponse();
		int status;
		play.begin();
		try {
			new MockFilterChain(new Handler(), this.filters).doFilter(request(play.hit), response);
			status = response.getStatus();
		}
		catch (IOException | ServletException | RuntimeException ex) {
			status = 500;
		}
		finally {
			play.end();
		}
		return exchange(play, response, status);
	}

	private static Exchange exchange(Play play, MockHttpServletResponse response, int status) {
		Map<String, List<String>> headers = new HashMap<>();
		response.getHeaderNames().forEach((name) -> headers.put(name, List.copyOf(response.getHeaders(name))));
		String body = new String(response.getContentAsByteArray(), java.nio.charset.StandardCharsets.UTF_8);
		return new Exchange(play.hit, status, headers, body, play.seen, List.copyOf(play.events), play.faulted,
				play.faultedInTime);
	}

	private MockHttpServletRequest request(Hit hit) {
		MockHttpServletRequest request = new MockHttpServletRequest(this.context.getServletContext(),
				hit.act().isPost() ? "POST" : "GET", hit.act().path);
		request.setScheme(hit.isSecure() ? "https" : "http");
		request.setSecure(hit.isSecure());
		request.setServerName(Rules.HOST);
		request.setServerPort(hit.isSecure() ? 443 : 80);
		request.addHeader("Host", Rules.HOST);
		request.addHeader("Accept", "text/html");
		request.setQueryString(hit.act().isPost() ? null : "act=" + hit.act());
		if (hit.act().isPost()) {
			request.setParameter("username", hit.actor().userName());
			request.setParameter("password", "secret");
			request.setParameter("_csrf", hit.token());
		}
		if (hit.cookies() != null) {
			String cookies = "theme=dark; " + hit.cookies();
			request.setCookies(Arrays.stream(cookies.split("; "))
				.map((cookie) -> cookie.split("=", 2))
				.map((cookie) -> new Cookie(cookie[0], cookie[1]))
				.toArray(Cookie[]::new));
			// in lower case, as HTTP/2 has all names
			request.removeHeader("Cookie");
			request.addHeader("cookie", cookies);
		}
		return request;
	}

	/**
	 * Returns the store of the world that is played.
	 * @param hooked how the names of methods begin before which others may go on
	 */
	private static SessionStore ofWorld(String hooked) {
		return (SessionStore) Proxy.newProxyInstance(SessionStore.class.getClassLoader(),
				new Class<?>[] { SessionStore.class }, (proxy, method, arguments) -> {
					if (method.isDefault()) {
						// what the start-up checks ask, before any play
						return InvocationHandler.invokeDefault(proxy, method, arguments);
					}
					Play play = Play.current();
					if (method.getName().startsWith(hooked)) {
						play.beforeStoreCall();
					}
					try {
						return method.invoke(play.world.store.sessions(), arguments);
					}
					catch (InvocationTargetException ex) {
						throw Objects.requireNonNull(ex.getCause());
					}
				});
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * The handler of all pages.
	 */
	private static final class Handler extends HttpServlet {

		@Override
		protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
			Play play = Play.current();
			HttpSession session = request.getSession(false);
			play.seen = see(request, session);
			act(play.hit, request, session);
			if (play.hit.act() == Act.FORM) {
				CsrfToken token = (CsrfToken) request.getAttribute(CsrfToken.class.getName());
				response.getWriter().write(token.getToken());
			}
		}

		private static Exchange.Seen see(HttpServletRequest request, HttpSession session) {
			Map<String, String> values = new HashMap<>();
			if (session != null) {
				session.getAttributeNames().asIterator().forEachRemaining((name) -> {
					Object value = session.getAttribute(name);
					values.put(name, (value instanceof String text) ? text : "");
				});
			}
			return new Exchange.Seen(values, request.getRemoteUser());
		}

		private static void act(Hit hit, HttpServletRequest request, HttpSession session) {
			switch (hit.act()) {
				case WRITE -> write(hit, request.getSession());
				case ORDER -> request.getSession().setAttribute(Act.ORDERED, hit.token());
				case WISH -> request.getSession().setAttribute(Act.WISHES, hit.token());
				case AUTHENTICATE -> request.getSession()
					.setAttribute("SPRING_SECURITY_CONTEXT", new SecurityContextImpl(UsernamePasswordAuthenticationToken
						.authenticated(hit.actor().userName(), null, AuthorityUtils.NO_AUTHORITIES)));
				case REMOVE -> {
					if (session != null) {
						session.removeAttribute(Act.CART);
					}
				}
				case END -> {
					if (session != null) {
						session.invalidate();
					}
				}
				case CHANGE_ID -> {
					if (session != null) {
						request.changeSessionId();
					}
				}
				default -> {
				}
			}
		}

		private static void write(Hit hit, HttpSession session) {
			session.setAttribute(Act.CART, hit.token());
			session.setAttribute(Act.TAB, hit.token());
			session.setAttribute(Act.FLASH, hit.token());
			session.setAttribute(Act.NOTE, hit.token());
			if (hit.isSecure()) {
				session.setAttribute(Act.CARD, hit.token());
			}
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration(excludeName = { "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
			"org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration",
			"org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
			"org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration" })
	static class Application extends Beans {

		@Bean
		SessionStore store() {
			return ofWorld("");
		}

	}

	/**
	 * What a site has whose sessions live in their cookies.
	 */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration(excludeName = { "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
			"org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration",
			"org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
			"org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration" })
	static class CookieApplication extends Beans {

	}

	/**
	 * The same with a ledger.
	 */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration(excludeName = { "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
			"org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration",
			"org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
			"org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration" })
	static class LedgerApplication extends Beans {

		/** Of two requests, another one goes on before a look-up alone. */
		@Bean
		SessionStore mixedSessionStore() {
			return ofWorld("find");
		}

	}

	/**
	 * What every site has.
	 */
	static class Beans implements ApplicationListener<ApplicationEvent> {

		@Bean
		Clock clock() {
			return new Clock() {

				@Override
				public Instant instant() {
					Play play = Play.find();
					return (play != null) ? play.world.now : Instant.EPOCH;
				}

				@Override
				public ZoneId getZone() {
					return ZoneOffset.UTC;
				}

				@Override
				public Clock withZone(ZoneId zone) {
					return this;
				}

			};
		}

		@Bean
		PasswordEncoder passwordEncoder() {
			return new BCryptPasswordEncoder(4);
		}

		@Bean
		UserDetailsService users(PasswordEncoder encoder) {
			String password = encoder.encode("secret");
			return (name) -> User.withUsername(name).password(password).roles("USER").build();
		}

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			HttpSessionSecurityContextRepository contexts = new HttpSessionSecurityContextRepository();
			contexts.setSpringSecurityContextKey(Act.CONTEXT);
			return http.securityContext((context) -> context.securityContextRepository(contexts))
				.authorizeHttpRequests((requests) -> requests.requestMatchers(Act.ACCOUNT.path)
					.authenticated()
					.anyRequest()
					.permitAll())
				.formLogin(Customizer.withDefaults())
				.build();
		}

		@Override
		public void onApplicationEvent(ApplicationEvent event) {
			Play play = Play.find();
			if (play != null) {
				play.events.add(event);
			}
			if (event instanceof SessionStepDownEvent stepDown
					&& stepDown.getSession().getAttribute(Act.ORDERED) != null) {
				stepDown.veto();
			}
		}

	}

}
