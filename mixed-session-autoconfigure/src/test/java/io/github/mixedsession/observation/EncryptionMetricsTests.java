package io.github.mixedsession.observation;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import io.github.mixedsession.attribute.Encryption;

import static org.assertj.core.api.Assertions.assertThat;

class EncryptionMetricsTests {

	private final Encryption encryption = Encryption.none();

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private double outdated(String key) {
		return this.registry.get("mixed.session.outdated.values").tag("key", key).functionCounter().count();
	}

	@Test
	void countersAreThereFromTheStartAndFollow() {
		new EncryptionMetrics(this.encryption).bindTo(this.registry);
		assertThat(outdated("older")).isZero();
		assertThat(outdated("none")).isZero();
		assertThat(outdated("unknown")).isZero();
		this.encryption.countOlderKey();
		this.encryption.countOlderKey();
		this.encryption.countNoKey();
		this.encryption.countUnknownKey();
		assertThat(outdated("older")).isEqualTo(2);
		assertThat(outdated("none")).isEqualTo(1);
		assertThat(outdated("unknown")).isEqualTo(1);
	}

}
