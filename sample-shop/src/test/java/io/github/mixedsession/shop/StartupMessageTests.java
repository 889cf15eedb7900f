package io.github.mixedsession.shop;

import org.junit.jupiter.api.Test;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StartupMessage}.
 */
class StartupMessageTests {

	private final MockEnvironment environment = new MockEnvironment().withProperty("server.port", "8443")
		.withProperty("mixed-session.http-port", "8080");

	@Test
	void textHasBothAddressesAndTheOtherNames() {
		this.environment.setProperty("mixed-session.channel.allowed-hosts",
				"localhost,127.0.0.1,::1,laptop,fd00::2,192.0.2.7");
		assertThat(StartupMessage.text(this.environment))
			.isEqualTo("The shop is open: http://localhost:8080 and https://localhost:8443"
					+ ", in place of localhost also laptop, [fd00::2], 192.0.2.7");
	}

	@Test
	void textHasNoNamesWhereThereAreNone() {
		assertThat(StartupMessage.text(this.environment)).endsWith("https://localhost:8443");
	}

}
