package io.github.mixedsession.id;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class LocatorTests {

	private static final Instant NOW = Instant.parse("2026-11-28T10:00:00.123Z");

	@Test
	void generateMakesAUuidOfVersion7() {
		Set<Locator> all = new HashSet<>();
		for (int i = 0; i < 1000; i++) {
			UUID uuid = Locator.generate(NOW).uuid();
			assertThat(uuid.version()).isEqualTo(7);
			assertThat(uuid.variant()).isEqualTo(2);
			assertThat(uuid.getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
			assertThat(all.add(new Locator(uuid))).isTrue();
		}
	}

	@Test
	void youngerOnesSortBehindOlderOnes() {
		List<String> texts = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			texts.add(Locator.generate(NOW.plus(Duration.ofMillis(i * 997L))).toString());
		}
		assertThat(texts).isSorted();
	}

	@Test
	void bytesAndTextAreReadAgain() {
		Locator locator = Locator.generate(NOW);
		assertThat(Locator.of(locator.toBytes())).isEqualTo(locator);
		assertThat(Locator.parse(locator.toString())).isEqualTo(locator);
		assertThat(Locator.parse(locator.handle(0))).isEqualTo(locator);
		assertThat(Locator.parse(locator.handle(123))).isEqualTo(locator);
		assertThat(locator.handle(1)).isEqualTo(locator + "-1");
		assertThat(locator.isNamed(locator.toString())).isTrue();
		assertThat(locator.isNamed(locator.handle(0))).isFalse();
		assertThat(locator.isNamed(Locator.generate(NOW).toString())).isFalse();
		assertThatIllegalArgumentException().isThrownBy(() -> Locator.of(new byte[15]));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "019ca8d7-2d7b-7cbc-b6cf-bbec443b426", "019CA8D7-2d7b-7cbc-b6cf-bbec443b426d",
			"019ca8d7-2d7b-7cbc-b6cf-bbec443b426d-", "019ca8d7-2d7b-7cbc-b6cf-bbec443b426d-a",
			"019ca8d7-2d7b-7cbc-b6cf-bbec443b426d0", "019ca8d7-2d7b-7cbc-b6cf-bbec443b426d-1-1",
			"019ca8d72d7b7cbcb6cfbbec443b426d0000", "019ca8d7-2d7b-7cbc-b6cf-bbec443b426d-1 ", "1-1-1-1-1",
			"019ca8d7-2d7b-7cbc-b6cf-bbec443b42\u0661d" })
	void malformedHandleParsesToNull(String handle) {
		assertThat(Locator.parse(handle)).isNull();
	}

}
