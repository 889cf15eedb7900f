package io.github.mixedsession.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.id.IdHash;

/**
 * What became of the answers that were to bring fresh secure ids, as far as this node
 * remembers. Thread-safe.
 */
final class FreshIdAnswers {

	/** So much apart, two answers arrive in the order in which they were sent. */
	private static final Duration ARRIVAL = Duration.ofSeconds(3);

	/** When each was sent, and {@link Instant#MIN} for one that never is. */
	private final Map<IdHash, Instant> sent = Collections.synchronizedMap(new Recent());

	/**
	 * Takes note that the answer with an id was sent.
	 */
	void sent(IdHash id, Instant when) {
		this.sent.put(id, when);
	}

	/**
	 * Takes note that no answer brings an id: the store failed, and may have written it
	 * all the same.
	 */
	void failed(IdHash id) {
		this.sent.put(id, Instant.MIN);
	}

	boolean hasFailed(@Nullable IdHash id) {
		return Instant.MIN.equals(this.sent.get(id));
	}

	/**
	 * Returns whether an answer with a later time has arrived so long after the one with
	 * an id that this one should have.
	 */
	boolean hadTime(@Nullable IdHash id, Instant now) {
		Instant when = this.sent.get(id);
		return when != null && !now.isBefore(when.plus(ARRIVAL));
	}

	private static final class Recent extends LinkedHashMap<IdHash, Instant> {

		private static final int LIMIT = 1000;

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<IdHash, Instant> eldest) {
			return size() > LIMIT;
		}

	}

}
