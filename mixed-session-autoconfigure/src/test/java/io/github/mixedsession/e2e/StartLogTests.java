package io.github.mixedsession.e2e;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A start says in one line what is in effect, and nothing of what is not.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartLogTests {

	private static final String KEY = "q5WPlyCeRmpUyvUTEzcNvVFPvVwTJ8pPT7yLzmzBbIM=";

	@ParameterizedTest
	@EnumSource(Server.class)
	void oneLineSaysWhatIsActive(Server server, CapturedOutput output) {
		try (Site site = server.start("logging.level.root=info", "logging.level.io.github.mixedsession.e2e=warn",
				"mixed-session.encryption.keys=" + KEY)) {
			List<String> ours = output.getAll()
				.lines()
				.filter((line) -> line.contains("i.g.m.") || line.contains("io.github.mixedsession"))
				.toList();
			assertThat(ours).singleElement()
				.asString()
				.contains(" INFO ")
				.endsWith(": One session over HTTP and HTTPS is active; HTTP port: " + site.port(false)
						+ ", HTTPS port: " + site.port(true)
						+ ", channel rules: 2, store: JdbcSessionStore, sealing: on, keys of the application: 1");
			assertThat(output.getAll()).doesNotContain(KEY, "was not registered");
		}
	}

	@Test
	void oneLineSaysThatNothingIs(CapturedOutput output) {
		Site.start("logging.level.root=info", "mixed-session.enabled=false", "server.ssl.enabled=false").close();
		assertThat(output.getAll().lines().filter((line) -> line.contains("mixed-session.enabled"))).singleElement()
			.asString()
			.contains(" INFO ")
			.endsWith(
					": mixed-session.enabled is false: sessions are the server's own, and no channel rule is enforced");
	}

}
