package io.github.mixedsession.store;

import java.util.EnumSet;
import java.util.Set;

import io.github.mixedsession.Channel;
import io.github.mixedsession.SessionView;

/**
 * Where an attribute of a session is kept. A store reads only the partitions that it was
 * asked for, so what a view may not see never leaves the database (invariant 2).
 */
public enum Partition {

	/** Seen by both views. */
	SHARED,

	/** Seen by the secure view alone. */
	SECURE,

	/** Seen by the insecure view over HTTP alone: per-channel values of that side. */
	INSECURE;

	/**
	 * Returns what a view sees over a channel. An insecure view over HTTPS (of a retired
	 * id) sees neither side's per-channel values.
	 * @param view the view
	 * @param channel the channel of the request
	 * @return the partitions
	 */
	public static Set<Partition> visibleTo(SessionView view, Channel channel) {
		if (view == SessionView.SECURE) {
			return EnumSet.of(SHARED, SECURE);
		}
		return (channel == Channel.INSECURE) ? EnumSet.of(SHARED, INSECURE) : EnumSet.of(SHARED);
	}

}
