package io.github.mixedsession.channel;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.context.ApplicationEventPublisher;

import io.github.mixedsession.Channel;
import io.github.mixedsession.RefusalReason;
import io.github.mixedsession.RequestRefusedEvent;
import io.github.mixedsession.http.LogText;

/**
 * Publishes a {@link RequestRefusedEvent} for each request that was refused. Thread-safe.
 * <p>
 * Internal: an application listens to what it publishes.
 */
public final class RefusalPublisher implements ChannelObserver {

	private final ApplicationEventPublisher events;

	/**
	 * Create a publisher.
	 * @param events receives the events
	 */
	public RefusalPublisher(ApplicationEventPublisher events) {
		this.events = events;
	}

	@Override
	public void refused(HttpServletRequest request, RefusalReason reason) {
		this.events.publishEvent(new RequestRefusedEvent(this, reason, Channel.of(request.isSecure()),
				LogText.of(RequestTarget.of(request).path())));
	}

}
