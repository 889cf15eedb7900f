package io.github.mixedsession.shop.wire;

import java.util.List;

import io.github.mixedsession.SessionSide;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a session's traffic at one moment.
 *
 * @param version counts what was added
 * @param side the side that the session was seen on last
 * @param exchanges requests and answers, the latest first
 * @param turns answers that replaced ids, the latest first
 * @param ids hashes of the insecure ids, the oldest first
 * @param latest that of the latest, {@code null} if nobody is known to have it
 * @param sniffed the insecure id that crossed HTTP last, {@code null} if none has
 * @param replay what came of the last replay, {@code null} if there was none
 */
record Traffic(long version, SessionSide side, List<Exchange> exchanges, List<Turn> turns, List<String> ids,
		@Nullable String latest, @Nullable SniffedId sniffed, @Nullable ReplayResult replay) {

	/**
	 * Returns whether an id is the latest: only a browser that got every answer has it.
	 * @param id the id
	 * @return whether it is
	 */
	boolean isLatest(SniffedId id) {
		return id.hash().equals(this.latest);
	}

	/**
	 * Returns whether an id came no later than another.
	 * @param id the id
	 * @param presented the other one, {@code null} for none
	 * @return {@code false} also if it is not known how old they are
	 */
	boolean isUpTo(SniffedId id, @Nullable SniffedId presented) {
		int age = this.ids.indexOf(id.hash());
		return presented != null && (id.equals(presented) || (age >= 0 && age <= this.ids.indexOf(presented.hash())));
	}

}
