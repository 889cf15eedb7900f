package io.github.mixedsession.autoconfigure;

import java.util.concurrent.ScheduledFuture;

import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.scheduling.support.CronExpression;
import org.springframework.scheduling.support.CronTrigger;

import io.github.mixedsession.MisconfigurationException;
import io.github.mixedsession.session.SessionCleanup;

/**
 * Runs the cleanup by a cron expression, on a daemon thread of its own, while the
 * application context is running. Its scheduler is no bean, so that the application's own
 * stays what it is.
 */
final class SessionCleanupJob implements SmartLifecycle {

	private static final int SECONDS_TO_FINISH = 10;

	private final SessionCleanup cleanup;

	private final @Nullable CronTrigger trigger;

	private @Nullable ThreadPoolTaskScheduler scheduler;

	SessionCleanupJob(SessionCleanup cleanup, CleanupSchedule schedule) {
		this.cleanup = cleanup;
		this.trigger = Scheduled.CRON_DISABLED.equals(schedule.cron().strip()) ? null : trigger(schedule);
	}

	private static CronTrigger trigger(CleanupSchedule schedule) {
		String cron = schedule.cron();
		if (!CronExpression.isValidExpression(cron)) {
			throw new MisconfigurationException(schedule.property(), cron, "is not a cron expression",
					"Use six fields: second, minute, hour, day of month, month and day of week. '0 * * * * *' runs "
							+ "the cleanup every minute, and '-' never.");
		}
		return new CronTrigger(cron);
	}

	@Override
	public synchronized void start() {
		if (this.trigger != null && this.scheduler == null) {
			ThreadPoolTaskScheduler newScheduler = new ThreadPoolTaskScheduler();
			newScheduler.setThreadNamePrefix("mixed-session-cleanup-");
			newScheduler.setDaemon(true);
			// An interrupt could close the files of an embedded database.
			newScheduler.setWaitForTasksToCompleteOnShutdown(true);
			newScheduler.setAwaitTerminationSeconds(SECONDS_TO_FINISH);
			newScheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
			newScheduler.initialize();
			this.cleanup.start();
			// Ends with the scheduler, and what it throws is logged by it.
			@Nullable ScheduledFuture<?> unused = newScheduler.schedule(this.cleanup, this.trigger);
			this.scheduler = newScheduler;
		}
	}

	@Override
	public synchronized void stop() {
		if (this.scheduler != null) {
			this.cleanup.stop();
			this.scheduler.shutdown();
			this.scheduler = null;
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.scheduler != null;
	}

}
