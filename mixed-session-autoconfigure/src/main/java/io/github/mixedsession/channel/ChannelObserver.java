package io.github.mixedsession.channel;

import java.util.Collection;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;
import io.github.mixedsession.RefusalReason;

/**
 * Is told of the requests that were not served but redirected or refused, to count them
 * for example. Called in the thread of the request once it has been answered, and decides
 * nothing. Implementations must be thread-safe, and must be quick: anybody can cause such
 * requests.
 * <p>
 * Internal: an application listens to {@code RequestRefusedEvent}.
 */
public interface ChannelObserver {

	/** Ignores everything. */
	ChannelObserver NOOP = new ChannelObserver() {
	};

	/**
	 * A request was redirected to the other channel.
	 * @param request the request
	 * @param target the channel that it was redirected to
	 * @param decision what was decided about it, {@code null} if the session has to stay
	 * on HTTPS
	 */
	default void redirected(HttpServletRequest request, Channel target, @Nullable ChannelDecision decision) {
	}

	/**
	 * A request was refused.
	 * @param request the request
	 * @param reason why
	 */
	default void refused(HttpServletRequest request, RefusalReason reason) {
	}

	/**
	 * Returns an observer that tells others, in their order.
	 * @param observers the others
	 * @return the observer
	 */
	static ChannelObserver all(Collection<? extends ChannelObserver> observers) {
		List<ChannelObserver> all = List.copyOf(observers);
		return switch (all.size()) {
			case 0 -> NOOP;
			case 1 -> all.get(0);
			default -> new ChannelObserver() {

				@Override
				public void redirected(HttpServletRequest request, Channel target, @Nullable ChannelDecision decision) {
					all.forEach((observer) -> observer.redirected(request, target, decision));
				}

				@Override
				public void refused(HttpServletRequest request, RefusalReason reason) {
					all.forEach((observer) -> observer.refused(request, reason));
				}

			};
		};
	}

}
