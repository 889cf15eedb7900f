package io.github.mixedsession.store.cookie;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.SessionSide;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.SessionCredential;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.StoredAttribute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SessionCookieJsonTests {

	private static final Instant CREATED = Instant.parse("2026-03-01T10:00:00Z");

	private final SessionCookieJson json = new SessionCookieJson(true);

	private final SessionCredential id = SessionCredential.insecure(Locator.generate(CREATED));

	private SessionCookie cookie(String value) {
		return new SessionCookie(IdKind.INSECURE, this.id.hash(), 0, 0, 0, SessionSide.INSECURE, CREATED, CREATED,
				Duration.ofMinutes(30), null, null, Set.of(),
				List.of(new StoredAttribute("cart", Partition.SHARED, 1, value.getBytes(StandardCharsets.UTF_8))));
	}

	/** Or else it would bring others along. */
	@ParameterizedTest
	@ValueSource(strings = { "1,\"user\":\"admin\"", "1}", "{\"a\":1,\"a\":2}", "tru", "1 2" })
	void valueThatIsNotOneJsonValueIsNotWritten(String value) {
		assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> this.json.write(cookie(value), this.id));
	}

	@Test
	void memberThatIsThereTwiceMakesItNobodys() {
		String text = new String(this.json.write(cookie("1"), this.id), StandardCharsets.UTF_8);
		assertThat(read(text)).isNotNull();
		assertThat(read(text.replace("\"cart\":1", "\"cart\":1,\"cart\":2"))).isNull();
		assertThat(read(text.replaceFirst("\\{", "{\"logins\":9,"))).isNull();
		assertThat(read(text + "{}")).isNull();
	}

	private PresentedCookie read(String text) {
		return this.json.read(IdKind.INSECURE, text.getBytes(StandardCharsets.UTF_8));
	}

}
