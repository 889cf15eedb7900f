package io.github.mixedsession.e2e;

import java.io.EOFException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.mixedsession.test.Proof;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Paths that parsers disagree on, sent to real servers: what reaches a secure handler
 * over HTTPS never reaches one over HTTP (attack 20).
 */
@Tag(Proof.TAG)
class BypassWireTests {

	private static final String[] PARTS = { "/", "//", "/./", "/../", "/x/../", "/..;/", "/;x=y/", "/%2e/", "%2f",
			"%5c", "\\", ";x=y", ";", "%3b", "%00", "%25", "%252f", "secure", "Secure", "%73ecure", "vault", "v%61ult",
			"VAULT", "insecure", "http://localhost/", "?", "#", "%", "%zz", "%c0%af", "%E2%80%A8", "\u00e9", "\u007f",
			".json" };

	private static final String[] STARTS = { "/secure/vault", "/secure/vault", "/secure", "/%73ecure/vault",
			"/x/../secure/vault", "/secure;x/vault", "/insecure", "" };

	@ParameterizedTest
	@EnumSource
	void whatIsSecureOverHttpsIsNotServedOverHttp(Server server) {
		try (Site site = server.startWith(List.of(Vault.class))) {
			AtomicInteger visits = site.bean(Vault.class).visits;
			Random random = Proof.isLong() ? new Random() : new Random(20);
			int paths = Proof.steps(200, 20_000);
			for (int i = 0; i < paths; i++) {
				String line = "GET " + path(random) + " HTTP/1.1";
				int before = visits.get();
				send(site, false, line);
				assertThat(visits.get()).as("%s over HTTP", line).isEqualTo(before);
				send(site, true, line);
			}
			System.out.println("BypassWireTests: " + paths + " paths to " + server + ", of which " + visits
					+ " reach a secure handler over HTTPS");
			assertThat(visits).hasPositiveValue();
		}
	}

	private static void send(Site site, boolean tls, String line) {
		try {
			site.raw(tls, line);
		}
		catch (UncheckedIOException ex) {
			// Tomcat hangs up on what is not HTTP at all
			assertThat(ex).hasCauseInstanceOf(EOFException.class);
		}
	}

	private static String path(Random random) {
		StringBuilder path = new StringBuilder(STARTS[random.nextInt(STARTS.length)]);
		for (int i = random.nextInt(4); i > 0; i--) {
			path.insert(random.nextInt(path.length() + 1), PARTS[random.nextInt(PARTS.length)]);
		}
		return path.toString();
	}

	@RestController
	static class Vault {

		private final AtomicInteger visits = new AtomicInteger();

		@GetMapping("/secure/vault")
		String open() {
			this.visits.incrementAndGet();
			return "open";
		}

	}

}
