package io.github.mixedsession.autoconfigure;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.support.CronExpression;

/**
 * When expired sessions are deleted.
 *
 * @param property the property that says so
 * @param cron a cron expression, or {@code -} for never
 */
record CleanupSchedule(String property, String cron) {

	/** A day and more of a job that runs each minute. */
	private static final int RUNS = 2_000;

	static CleanupSchedule of(MixedSessionProperties properties) {
		return new CleanupSchedule("mixed-session.jdbc.cleanup-cron",
				properties.isWithoutLedger() ? Scheduled.CRON_DISABLED : properties.jdbc().cleanupCron());
	}

	/**
	 * Returns whether it is known to pause so long between two runs. What is no cron
	 * expression is for others to find.
	 */
	boolean pausesFor(Duration time) {
		if (Scheduled.CRON_DISABLED.equals(this.cron.strip()) || !CronExpression.isValidExpression(this.cron)) {
			return false;
		}
		CronExpression expression = CronExpression.parse(this.cron);
		LocalDateTime last = expression.next(LocalDate.EPOCH.atStartOfDay());
		for (int i = 0; last != null && i < RUNS; i++) {
			LocalDateTime next = expression.next(last);
			if (next == null || Duration.between(last, next).compareTo(time) >= 0) {
				return true;
			}
			last = next;
		}
		return false;
	}

}
