package io.github.mixedsession.store;

import java.util.Set;

import io.github.mixedsession.Channel;
import io.github.mixedsession.SessionView;

/**
 * Where an attribute of a session is kept. A store reads only the partitions that it was
 * asked for, so what a view may not see never leaves it (invariant 2).
 */
public enum Partition {

	/** Seen by both views. */
	SHARED,

	/** Seen by the secure view alone. */
	SECURE,

	/** Seen by the insecure view over HTTP alone: per-channel values of that side. */
	INSECURE;

	private static final Set<Partition> SEEN_BY_SECURE_VIEW = Set.of(SHARED, SECURE);

	private static final Set<Partition> SEEN_OVER_HTTP = Set.of(SHARED, INSECURE);

	private static final Set<Partition> SEEN_BY_RETIRED_ID = Set.of(SHARED);

	/**
	 * Returns what a view sees over a channel. An insecure view over HTTPS (of a retired
	 * id) sees neither side's per-channel values.
	 * @param view the view
	 * @param channel the channel of the request
	 * @return the partitions
	 */
	public static Set<Partition> visibleTo(SessionView view, Channel channel) {
		if (view == SessionView.SECURE) {
			return SEEN_BY_SECURE_VIEW;
		}
		return (channel == Channel.INSECURE) ? SEEN_OVER_HTTP : SEEN_BY_RETIRED_ID;
	}

}
