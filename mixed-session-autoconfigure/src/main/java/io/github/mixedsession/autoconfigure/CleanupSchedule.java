package io.github.mixedsession.autoconfigure;

import org.springframework.scheduling.annotation.Scheduled;

/**
 * When expired sessions are deleted.
 *
 * @param property the property that says so
 * @param cron a cron expression, or {@code -} for never
 */
record CleanupSchedule(String property, String cron) {

	static CleanupSchedule of(MixedSessionProperties properties) {
		return new CleanupSchedule("mixed-session.jdbc.cleanup-cron",
				properties.isWithoutLedger() ? Scheduled.CRON_DISABLED : properties.jdbc().cleanupCron());
	}

}
