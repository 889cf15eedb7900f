package io.github.mixedsession.shop.wire;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import io.github.mixedsession.web.CookieSettings;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/**
 * Does what an attacker does who has read one HTTP request: shows the id to the shop,
 * over HTTP and over HTTPS, with nothing else. It asks this shop's own two ports, and
 * nothing of where it goes comes from a request.
 */
@Component
class Replay {

	private static final String USER_AGENT = "wire-replay";

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	/** The shop answers its own requests: they must not take all of its threads. */
	private static final int AT_ONCE = 4;

	private final Semaphore turns = new Semaphore(AT_ONCE);

	private final Environment environment;

	private final ObjectProvider<SslBundles> bundles;

	private final CookieSettings cookies;

	private final Clock clock;

	/** One for all: each has threads and connections of its own. */
	private final Supplier<HttpClient> client = SingletonSupplier.of(this::client);

	Replay(Environment environment, ObjectProvider<SslBundles> bundles, CookieSettings cookies,
			ObjectProvider<Clock> clock) {
		this.environment = environment;
		this.bundles = bundles;
		this.cookies = cookies;
		this.clock = clock.getIfUnique(Clock::systemUTC);
	}

	/**
	 * Returns whether a request says that it is one of these. It is a label and no more:
	 * anybody can say so.
	 * @param request the request
	 * @return whether it does
	 */
	static boolean isReplay(HttpServletRequest request) {
		return USER_AGENT.equals(request.getHeader(HttpHeaders.USER_AGENT));
	}

	/**
	 * Shows an id to the shop.
	 * @param id the id
	 * @param hasSecureSide whether its session has a secure side
	 * @param overHttps whether to go to HTTPS also where it has none
	 * @return what came of it, {@code null} if too many others do the same
	 */
	@Nullable ReplayResult run(SniffedId id, boolean hasSecureSide, boolean overHttps) {
		if (!this.turns.tryAcquire()) {
			return null;
		}
		try {
			HttpClient client = this.client.get();
			List<ReplayResult.Answer> answers = new ArrayList<>();
			answers.add(ask(client, id, false, "/cart"));
			if (hasSecureSide || overHttps) {
				answers.add(ask(client, id, true, "/cart"));
				answers.add(ask(client, id, true, "/account"));
			}
			return new ReplayResult(this.clock.instant().truncatedTo(ChronoUnit.MILLIS), id.mark(),
					!hasSecureSide && overHttps, List.copyOf(answers));
		}
		finally {
			this.turns.release();
		}
	}

	private ReplayResult.Answer ask(HttpClient client, SniffedId id, boolean secure, String path) {
		try {
			HttpResponse<String> response = client.send(HttpRequest
				.newBuilder(URI.create((secure ? "https" : "http") + "://localhost:" + port(secure) + path))
				.timeout(PATIENCE)
				.header(HttpHeaders.ACCEPT, "text/html")
				.header(HttpHeaders.USER_AGENT, USER_AGENT)
				.header(HttpHeaders.COOKIE, this.cookies.insecureName() + "=" + id.value())
				.build(), HttpResponse.BodyHandlers.ofString());
			boolean newIds = SentCookies.in(response.headers().allValues(HttpHeaders.SET_COOKIE), this.cookies)
				.insecure() != null;
			return new ReplayResult.Answer(secure, path, response.statusCode(),
					response.headers().firstValue(HttpHeaders.LOCATION).orElse(null), newIds,
					PageParts.of(response.body()));
		}
		catch (IOException ex) {
			return new ReplayResult.Answer(secure, path, 0, null, false, List.of());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return new ReplayResult.Answer(secure, path, 0, null, false, List.of());
		}
	}

	private String port(boolean secure) {
		return this.environment.getRequiredProperty("local.mixed-session." + (secure ? "https" : "http") + ".port");
	}

	private HttpClient client() {
		HttpClient.Builder client = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.connectTimeout(PATIENCE)
			.followRedirects(HttpClient.Redirect.NEVER);
		String bundle = this.environment.getProperty("server.ssl.bundle");
		SslBundles all = this.bundles.getIfAvailable();
		if (bundle != null && all != null) {
			KeyStore own = all.getBundle(bundle).getStores().getKeyStore();
			if (own != null) {
				client.sslContext(trusting(own));
			}
		}
		return client.build();
	}

	/**
	 * The shop's certificate is its own: nobody has signed it.
	 */
	private static SSLContext trusting(KeyStore own) {
		try {
			KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
			trusted.load(null, null);
			for (String alias : Collections.list(own.aliases())) {
				trusted.setCertificateEntry(alias, own.getCertificate(alias));
			}
			TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			managers.init(trusted);
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, managers.getTrustManagers(), null);
			return context;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException("The shop does not trust its own certificate", ex);
		}
	}

}
