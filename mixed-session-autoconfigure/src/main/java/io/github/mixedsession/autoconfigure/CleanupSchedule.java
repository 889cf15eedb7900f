package io.github.mixedsession.autoconfigure;

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

	/** What runs very often is believed to go on so. */
	private static final int RUNS = 20_000;

	private static final LocalDateTime MONTH_LATER = LocalDate.EPOCH.plusDays(32).atStartOfDay();

	static CleanupSchedule of(MixedSessionProperties properties) {
		return new CleanupSchedule("mixed-session.jdbc.cleanup-cron",
				properties.isWithoutLedger() ? Scheduled.CRON_DISABLED : properties.jdbc().cleanupCron());
	}

	/**
	 * Returns whether it pauses for more than an hour in the days of a month. What is no
	 * cron expression is for others to find.
	 */
	boolean pauses() {
		if (Scheduled.CRON_DISABLED.equals(this.cron.strip()) || !CronExpression.isValidExpression(this.cron)) {
			return false;
		}
		CronExpression expression = CronExpression.parse(this.cron);
		LocalDateTime run = expression.next(LocalDate.EPOCH.atStartOfDay());
		for (int i = 0; run != null && i < RUNS && run.isBefore(MONTH_LATER); i++) {
			LocalDateTime hourLater = run.plusHours(1);
			LocalDateTime next = expression.next(run.plusMinutes(30));
			if (next == null || next.isAfter(hourLater)) {
				next = expression.next(run);
			}
			if (next == null || next.isAfter(hourLater)) {
				return true;
			}
			run = next;
		}
		return false;
	}

}
