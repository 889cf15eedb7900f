package io.github.mixedsession.observation;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes the events of sessions and counts them, after the listeners: only then is it
 * known whether one of them vetoed a step-down. Thread-safe.
 */
public final class CountingEventPublisher implements ApplicationEventPublisher {

	private final ApplicationEventPublisher publisher;

	private final SessionMetrics metrics;

	/**
	 * Create a publisher.
	 * @param publisher publishes the events
	 * @param metrics counts them
	 */
	public CountingEventPublisher(ApplicationEventPublisher publisher, SessionMetrics metrics) {
		this.publisher = publisher;
		this.metrics = metrics;
	}

	@Override
	public void publishEvent(Object event) {
		this.publisher.publishEvent(event);
		this.metrics.count(event);
	}

}
