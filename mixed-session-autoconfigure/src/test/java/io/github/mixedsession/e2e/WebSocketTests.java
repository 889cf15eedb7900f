package io.github.mixedsession.e2e;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.apache.tomcat.websocket.server.WsSci;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.Message;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.annotation.SubscribeMapping;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.config.annotation.web.socket.EnableWebSocketSecurity;
import org.springframework.security.messaging.access.intercept.MessageMatcherDelegatingAuthorizationManager;
import org.springframework.session.web.socket.config.annotation.AbstractSessionWebSocketMessageBrokerConfigurer;
import org.springframework.stereotype.Controller;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.server.standard.StandardWebSocketUpgradeStrategy;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;
import org.springframework.web.socket.server.support.HttpSessionHandshakeInterceptor;

import io.github.mixedsession.session.MixedSessionRepository;
import io.github.mixedsession.session.SessionCleanup;
import io.github.mixedsession.session.ViewedSession;
import io.github.mixedsession.test.TestCertificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * STOMP over WebSocket, with Spring Security's and Spring Session's support for it.
 */
class WebSocketTests {

	private static Site site;

	@BeforeAll
	static void startSite() {
		site = Site.startWith(List.of(Sockets.class));
	}

	@AfterAll
	static void closeSite() {
		site.close();
	}

	@Test
	void handshakeOverHttpsHasTheUserAndTheSecureView() throws Exception {
		Browser customer = site.browser();
		customer.http("/set?name=cart&value=mug");
		customer.login("customer");
		customer.https("/secure/set?name=card&value=4711");
		try (Stomp stomp = connect(true, "/secure/ws", customer, customer.csrf(true))) {
			assertThat(stomp.ask()).contains("user=customer", "cart=mug", "card=4711");
		}
	}

	@Test
	void handshakeOverHttpHasTheInsecureViewAndNoUser() throws Exception {
		Browser customer = site.browser();
		customer.http("/set?name=cart&value=mug");
		customer.login("customer");
		customer.https("/secure/set?name=card&value=4711");
		String token = customer.csrf(false);
		try (Stomp stomp = connect(false, "/ws", customer, token)) {
			assertThat(stomp.ask()).contains("user=null", "cart=mug", "card=null");
		}
	}

	@Test
	void a17HandshakeOverHttpIsRefusedWhereHttpsIsRequired() {
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> Stomp.open(site, false, "/secure/ws", site.browser()))
			.havingCause()
			.isInstanceOfSatisfying(WebSocketHandshakeException.class,
					(ex) -> assertThat(ex.getResponse().statusCode()).isEqualTo(403));
	}

	@Test
	void a18TokenOfTheOtherChannelConnectsNobody() throws Exception {
		Browser customer = site.browser();
		customer.login("customer");
		String token = customer.csrf(false);
		customer.https("/account/page");
		customer.csrf(true);
		try (Stomp stomp = Stomp.open(site, true, "/secure/ws", customer)) {
			assertThat(stomp.connect(token)).startsWith("ERROR");
		}
	}

	@Test
	void logoutClosesTheSocket() throws Exception {
		Browser customer = site.browser();
		customer.login("customer");
		customer.https("/account/page");
		try (Stomp stomp = connect(true, "/secure/ws", customer, customer.csrf(true))) {
			assertThat(stomp.ask()).contains("user=customer");
			customer.logout(true);
			assertThat(stomp.next()).isEqualTo("closed 1008");
		}
	}

	@Test
	void logoutAfterACrossingClosesTheSocket() throws Exception {
		Browser customer = site.browser();
		customer.login("customer");
		customer.https("/account/page");
		try (Stomp stomp = connect(true, "/secure/ws", customer, customer.csrf(true))) {
			customer.http("/page");
			customer.https("/secure/page");
			assertThat(stomp.ask()).contains("user=customer");
			customer.logout(true);
			assertThat(stomp.next()).isEqualTo("closed 1008");
		}
	}

	@Test
	void deletionAfterACrossingClosesTheSocket() throws Exception {
		Browser customer = site.browser();
		customer.login("customer");
		customer.https("/account/page");
		try (Stomp stomp = connect(true, "/secure/ws", customer, customer.csrf(true))) {
			customer.http("/page");
			customer.https("/secure/page");
			assertThat(stomp.ask()).contains("user=customer");
			site.bean(MixedSessionRepository.class).deleteById(customer.https("/account/session").line("id"));
			assertThat(stomp.next()).isEqualTo("closed 1008");
		}
	}

	@Test
	void expiryAfterACrossingClosesTheSocket() throws Exception {
		site.clock().advance(Duration.between(site.clock().instant(), Instant.now()));
		Browser customer = site.browser();
		customer.login("customer");
		customer.https("/account/page");
		try (Stomp stomp = connect(true, "/secure/ws", customer, customer.csrf(true))) {
			customer.http("/page");
			customer.https("/secure/page");
			assertThat(stomp.ask()).contains("user=customer");
			site.clock().advance(Duration.ofHours(1));
			site.bean(SessionCleanup.class).run();
			assertThat(stomp.next()).isEqualTo("closed 1008");
		}
	}

	/**
	 * Spring Session stamps messages with the system's time, not with the site's: what
	 * passes here is therefore time that is taken off the row.
	 */
	@Test
	void messagesKeepTheSessionAlive() throws Exception {
		site.clock().advance(Duration.between(site.clock().instant(), Instant.now()));
		Browser customer = site.browser();
		customer.http("/set?name=cart&value=mug");
		customer.login("customer");
		customer.https("/account/page");
		try (Stomp stomp = connect(true, "/secure/ws", customer, customer.csrf(true))) {
			for (int i = 0; i < 3; i++) {
				assertThat(site.jdbc()
					.update("UPDATE MIXED_SESSION SET LAST_ACCESSED_AT = LAST_ACCESSED_AT - ? WHERE PRINCIPAL_NAME = ?",
							Duration.ofMinutes(20).toMillis(), "customer"))
					.isPositive();
				assertThat(stomp.ask()).contains("user=customer");
			}
		}
		assertThat(customer.http("/session").line("@cart")).isEqualTo("mug");
	}

	private static Stomp connect(boolean tls, String path, Browser browser, String token) throws Exception {
		Stomp stomp = Stomp.open(site, tls, path, browser);
		assertThat(stomp.connect(token)).startsWith("CONNECTED");
		return stomp;
	}

	/** A client that speaks just enough STOMP. */
	private static final class Stomp implements WebSocket.Listener, AutoCloseable {

		private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();

		private final StringBuilder text = new StringBuilder();

		private @Nullable WebSocket socket;

		static Stomp open(Site site, boolean tls, String path, Browser browser) {
			Stomp stomp = new Stomp();
			String cookies = browser.jar().header(path, tls);
			WebSocket.Builder builder = HttpClient.newBuilder()
				.sslContext(TestCertificate.TRUSTING)
				.build()
				.newWebSocketBuilder();
			if (cookies != null) {
				builder.header("Cookie", cookies);
			}
			stomp.socket = builder
				.buildAsync(URI.create((tls ? "wss" : "ws") + "://localhost:" + site.port(tls) + path), stomp)
				.join();
			return stomp;
		}

		String connect(String token) throws InterruptedException {
			return send("CONNECT\naccept-version:1.2\nhost:localhost\nX-CSRF-TOKEN:" + token + "\n\n");
		}

		String ask() throws InterruptedException {
			return send("SUBSCRIBE\nid:0\ndestination:/app/ask\n\n");
		}

		private String send(String frame) throws InterruptedException {
			if (this.socket != null) {
				this.socket.sendText(frame + "\0", true).join();
			}
			return next();
		}

		String next() throws InterruptedException {
			return String.valueOf(this.frames.poll(10, TimeUnit.SECONDS));
		}

		@Override
		public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
			this.text.append(data);
			if (last) {
				this.frames.add(this.text.toString());
				this.text.setLength(0);
			}
			webSocket.request(1);
			return null;
		}

		@Override
		public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
			this.frames.add("closed " + statusCode);
			return null;
		}

		@Override
		public void close() {
			if (this.socket != null) {
				this.socket.abort();
			}
		}

	}

	@EnableWebSocketMessageBroker
	@EnableWebSocketSecurity
	@Import(Answers.class)
	static class Sockets extends AbstractSessionWebSocketMessageBrokerConfigurer<ViewedSession> {

		@Override
		protected void configureStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/ws", "/secure/ws")
				.setAllowedOriginPatterns("*")
				// Jetty is on the class path, too
				.setHandshakeHandler(new DefaultHandshakeHandler(new StandardWebSocketUpgradeStrategy()))
				.addInterceptors(new HttpSessionHandshakeInterceptor());
		}

		@Override
		public void configureMessageBroker(MessageBrokerRegistry registry) {
			registry.enableSimpleBroker("/topic");
			registry.setApplicationDestinationPrefixes("/app");
			registry.setPreservePublishOrder(true);
		}

		@Bean
		AuthorizationManager<Message<?>> messageAuthorizationManager() {
			return MessageMatcherDelegatingAuthorizationManager.builder().anyMessage().permitAll().build();
		}

		@Bean
		WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> sockets() {
			return (factory) -> factory
				.addContextCustomizers((context) -> context.addServletContainerInitializer(new WsSci(), null));
		}

	}

	@Controller
	static class Answers {

		@SubscribeMapping("/ask")
		String answer(SimpMessageHeaderAccessor headers) {
			Principal user = headers.getUser();
			Map<String, Object> session = headers.getSessionAttributes();
			return "user=" + ((user != null) ? user.getName() : null) + " cart="
					+ ((session != null) ? session.get("cart") : null) + " card="
					+ ((session != null) ? session.get("card") : null);
		}

	}

}
