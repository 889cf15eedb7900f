package io.github.mixedsession.observation;

import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import io.github.mixedsession.attribute.Encryption;

/**
 * Counts what is read that the first key did not encrypt, so that an operator knows when
 * an older key may go: when nothing was counted for as long as a session lives.
 * Thread-safe.
 */
public final class EncryptionMetrics implements MeterBinder {

	private final Encryption encryption;

	/**
	 * Create metrics.
	 * @param encryption counts
	 */
	public EncryptionMetrics(Encryption encryption) {
		this.encryption = encryption;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		counter(registry, "older", Encryption::readWithOlderKey);
		counter(registry, "none", Encryption::readWithoutKey);
		counter(registry, "unknown", Encryption::ofUnknownKey);
	}

	private void counter(MeterRegistry registry, String key, ToDoubleFunction<Encryption> count) {
		FunctionCounter.builder("mixed.session.outdated.values", this.encryption, count)
			.description("Values that another key than the first, none, or an unknown one had encrypted")
			.tag("key", key)
			.register(registry);
	}

}
