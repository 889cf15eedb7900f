package io.github.mixedsession.shop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.support.StaticApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StartupMessage}.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartupMessageTests {

	@Test
	void onReadySaysBothAddressesAndTheOtherNames(CapturedOutput output) {
		start("server.port=8443", "mixed-session.http-port=8080",
				"mixed-session.channel.allowed-hosts=localhost,127.0.0.1,::1,laptop,fd00::2,192.0.2.7");
		assertThat(output).contains("The shop is open: http://localhost:8080 and https://localhost:8443"
				+ ", in place of localhost also laptop, [fd00::2], 192.0.2.7");
	}

	@Test
	void onReadySaysNoNamesWhereThereAreNone(CapturedOutput output) {
		start("server.port=8443", "mixed-session.http-port=8080");
		assertThat(output).contains("https://localhost:8443").doesNotContain("in place of");
	}

	private static void start(String... properties) {
		try (StaticApplicationContext context = new StaticApplicationContext()) {
			TestPropertyValues.of(properties).applyTo(context);
			new StartupMessage()
				.onReady(new ApplicationReadyEvent(new SpringApplication(), new String[0], context, null));
		}
	}

}
