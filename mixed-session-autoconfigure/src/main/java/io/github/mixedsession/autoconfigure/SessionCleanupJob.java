package io.github.mixedsession.autoconfigure;

import java.util.concurrent.ScheduledFuture;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.scheduling.support.CronTrigger;

import io.github.mixedsession.session.SessionCleanup;

/**
 * Runs the cleanup by a cron expression, on a thread of its own.
 */
final class SessionCleanupJob implements SmartInitializingSingleton, DisposableBean {

	private final SessionCleanup cleanup;

	private final String cron;

	private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();

	private @Nullable ScheduledFuture<?> schedule;

	SessionCleanupJob(SessionCleanup cleanup, String cron) {
		this.cleanup = cleanup;
		this.cron = cron;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (Scheduled.CRON_DISABLED.equals(this.cron)) {
			return;
		}
		this.scheduler.setThreadNamePrefix("mixed-session-cleanup-");
		this.scheduler.setDaemon(true);
		this.scheduler.initialize();
		this.schedule = this.scheduler.schedule(this.cleanup, new CronTrigger(this.cron));
	}

	@Override
	public void destroy() {
		if (this.schedule != null) {
			this.schedule.cancel(false);
		}
		this.scheduler.shutdown();
	}

}
