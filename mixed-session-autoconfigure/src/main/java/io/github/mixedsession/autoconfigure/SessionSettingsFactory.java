package io.github.mixedsession.autoconfigure;

import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.mixedsession.MisconfigurationException;
import io.github.mixedsession.autoconfigure.MixedSessionProperties.OnSecureIdReuse;
import io.github.mixedsession.session.SessionSettings;
import io.github.mixedsession.session.SharedLimit;

/**
 * Checks the durations against each other.
 */
final class SessionSettingsFactory {

	private static final Log logger = LogFactory.getLog(SessionSettingsFactory.class);

	private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(30);

	private SessionSettingsFactory() {
	}

	static SessionSettings create(MixedSessionProperties properties, @Nullable Duration configuredTimeout) {
		Duration timeout = (configuredTimeout != null) ? configuredTimeout : DEFAULT_TIMEOUT;
		Duration writeInterval = properties.writeInterval();
		Duration secureIdle = properties.timeout().secureIdle();
		Duration secureAbsolute = properties.timeout().secureAbsolute();
		Duration grace = properties.rotation().grace();
		requireNotNegative("mixed-session.write-interval", writeInterval);
		requireNotNegative("mixed-session.rotation.grace", grace);
		requirePositive("mixed-session.timeout.secure-idle", secureIdle);
		requirePositive("mixed-session.timeout.secure-absolute", secureAbsolute);
		requireShorter(writeInterval, "mixed-session.timeout.secure-idle", secureIdle);
		if (isPositive(timeout)) {
			requireShorter(writeInterval, "spring.session.timeout", timeout);
		}
		if (secureIdle.compareTo(secureAbsolute) > 0) {
			logger.warn("mixed-session.timeout.secure-idle (" + secureIdle
					+ ") has no effect: the secure side ends after " + "mixed-session.timeout.secure-absolute ("
					+ secureAbsolute + "), whatever its visitor does. Make " + "secure-idle the shorter one.");
		}
		return new SessionSettings(timeout, secureIdle, secureAbsolute, grace,
				properties.onSecureIdReuse() == OnSecureIdReuse.END_SESSION, writeInterval,
				properties.channel().staySecure(), sharedLimit(properties.attributes()));
	}

	private static SharedLimit sharedLimit(MixedSessionProperties.Attributes attributes) {
		requirePositive("mixed-session.attributes.max-shared-count", attributes.maxSharedCount(),
				attributes.maxSharedCount());
		requirePositive("mixed-session.attributes.max-shared-size", attributes.maxSharedSize(),
				attributes.maxSharedSize().toBytes());
		return new SharedLimit(attributes.maxSharedCount(), attributes.maxSharedSize().toBytes());
	}

	private static void requirePositive(String property, Object value, long number) {
		if (number <= 0) {
			throw new MisconfigurationException(property, value, "would let the shared side hold nothing",
					"Set it to more than zero.");
		}
	}

	private static boolean isPositive(Duration duration) {
		return !duration.isNegative() && !duration.isZero();
	}

	private static void requireNotNegative(String property, Duration value) {
		if (value.isNegative()) {
			throw new MisconfigurationException(property, value, "is negative", "Set it to zero or more.");
		}
	}

	private static void requirePositive(String property, Duration value) {
		if (!isPositive(value)) {
			throw new MisconfigurationException(property, value,
					"would let the secure side live for ever, which is allowed for the shared side alone",
					"Set it to a positive duration.");
		}
	}

	private static void requireShorter(Duration writeInterval, String property, Duration timeout) {
		if (writeInterval.compareTo(timeout) >= 0) {
			throw new MisconfigurationException("mixed-session.write-interval", writeInterval,
					"is not shorter than " + property + " (" + timeout + ")",
					"Set it to a fraction of the timeout, or to 0 to record every access.");
		}
	}

}
