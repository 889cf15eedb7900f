package io.github.mixedsession.shop.wire;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import io.github.mixedsession.id.Locator;
import org.jspecify.annotations.Nullable;

/**
 * The traffic of the visitors who came last, in memory: each node of a shop has what it
 * answered itself. A tape belongs to a session and is found by its locator, so whoever is
 * shown it has that session; and by the hash of an insecure id that the session was given
 * or came with over HTTP. Thread-safe.
 */
final class Tapes {

	static final int MAX_TAPES = 100;

	private static final int ID_LENGTH = 54;

	/** Of sixteen bytes, but for the last two bits, which the next character shares. */
	private static final int LOCATOR_LENGTH = 21;

	private final Clock clock;

	private final Function<SniffedId, @Nullable Boolean> current;

	private final Map<Locator, Tape> tapes = new LinkedHashMap<>(16, 0.75f, true);

	private final Map<String, Locator> locators = new HashMap<>();

	/**
	 * Create tapes.
	 * @param clock the clock
	 * @param current whether an insecure id is its session's current one, {@code null} if
	 * that is not known: who comes with one that was replaced must not be taken for who
	 * has the latest
	 */
	Tapes(Clock clock, Function<SniffedId, @Nullable Boolean> current) {
		this.clock = clock;
		this.current = current;
	}

	/**
	 * Adds an exchange to the tape that it belongs to, if there is one.
	 * @param recording what is known of it
	 * @param sent the cookies of the answer
	 * @param exchange makes the exchange, given what a reader of an exchange over HTTPS
	 * needs
	 */
	void add(Recording recording, SentCookies sent, Function<@Nullable WireReader, Exchange> exchange) {
		Locator locator = locator(recording, sent);
		if (locator == null) {
			return;
		}
		Owner owner = recording.owner();
		Exchange made = exchange.apply((owner != null && owner.locator().equals(locator)) ? owner.reader() : null);
		SniffedId presented = recording.presented().insecure();
		long asked = version(locator);
		Boolean current = (presented == null || isLatest(locator, presented)) ? Boolean.FALSE
				: this.current.apply(presented);
		synchronized (this) {
			Tape tape = this.tapes.get(locator);
			// what was current before another exchange may not be any more
			boolean outdated = Boolean.TRUE.equals(current) && version(locator) != asked;
			if (tape == null) {
				tape = begin(presented, current);
				this.tapes.put(locator, tape);
			}
			unlink(locator, tape);
			tape.add(made, recording, sent, outdated ? Boolean.FALSE : current);
			tape.ids().forEach((id) -> this.locators.putIfAbsent(id, locator));
			prune();
		}
	}

	private synchronized boolean isLatest(Locator locator, SniffedId id) {
		Tape tape = this.tapes.get(locator);
		return tape != null && tape.isLatest(id);
	}

	private synchronized long version(Locator locator) {
		Tape tape = this.tapes.get(locator);
		return (tape != null) ? tape.version() : -1;
	}

	/**
	 * A session that was made as a copy goes on with what crossed HTTP before: whoever
	 * has the latest insecure id was shown that anyway.
	 */
	private Tape begin(@Nullable SniffedId presented, @Nullable Boolean current) {
		Tape tape = new Tape();
		Locator copied = locator(presented);
		Tape before = (copied != null) ? this.tapes.get(copied) : null;
		if (before != null && presented != null && before.isLatest(presented) && !Boolean.FALSE.equals(current)) {
			tape.continueFrom(before);
		}
		return tape;
	}

	/**
	 * An attacker who shows a sniffed id over HTTPS gets a session of their own, and is
	 * nobody whose traffic is to be seen. What a rule sends to the other channel has
	 * looked for no session: it belongs to that of its insecure id, if that is the
	 * latest. Over HTTPS it may be anybody's, beside a secure id of the attacker's own:
	 * what is set must be an id of the same session.
	 */
	private @Nullable Locator locator(Recording recording, SentCookies sent) {
		boolean secure = recording.request().isSecure();
		if (secure && Replay.isReplay(recording.request())) {
			return null;
		}
		SniffedId presented = recording.presented().insecure();
		Locator known = locator(presented);
		Owner owner = recording.owner();
		if (owner == null) {
			return (secure ? isOfTheSameSession(presented, sent.insecure()) : findByLatest(presented) != null) ? known
					: null;
		}
		boolean copy = known != null && !known.equals(owner.locator()) && sent.isEmpty();
		return copy ? null : owner.locator();
	}

	/**
	 * An id begins with its session's locator; a cookie that holds the session does not.
	 */
	private static boolean isOfTheSameSession(@Nullable SniffedId one, @Nullable SniffedId other) {
		return one != null && other != null && one.value().length() == ID_LENGTH && other.value().length() == ID_LENGTH
				&& one.value().substring(0, LOCATOR_LENGTH).equals(other.value().substring(0, LOCATOR_LENGTH));
	}

	private synchronized @Nullable Locator locator(@Nullable SniffedId id) {
		return (id != null) ? this.locators.get(id.hash()) : null;
	}

	/** Counts an image or a style: over HTTP the browser sends the id with each. */
	synchronized void addResource(Recording recording) {
		SniffedId presented = recording.presented().insecure();
		Locator locator = locator(presented);
		Tape tape = (locator != null && !recording.request().isSecure()) ? this.tapes.get(locator) : null;
		if (tape != null && presented != null && tape.isLatest(presented)) {
			tape.addResource();
		}
	}

	synchronized void replayed(Locator locator, ReplayResult result) {
		Tape tape = this.tapes.get(locator);
		if (tape != null) {
			tape.replayed(result);
		}
	}

	synchronized @Nullable Traffic find(Locator locator) {
		prune();
		Tape tape = this.tapes.get(locator);
		return (tape != null) ? tape.traffic() : null;
	}

	/**
	 * Returns the traffic of the session that an insecure id opens, without a look at the
	 * session: that could turn the id. One that was replaced finds nothing, even if it
	 * was replaced by another node.
	 * @param id the id
	 * @return the traffic, {@code null} if there is none
	 */
	@Nullable Traffic findByLatest(@Nullable SniffedId id) {
		Locator locator = locator(id);
		Traffic traffic = (locator != null) ? find(locator) : null;
		boolean latest = traffic != null && id != null && traffic.isLatest(id)
				&& !Boolean.FALSE.equals(this.current.apply(id));
		return latest ? traffic : null;
	}

	synchronized void forget(Locator locator) {
		Tape tape = this.tapes.remove(locator);
		if (tape != null) {
			unlink(locator, tape);
		}
	}

	/**
	 * Returns how many ids are remembered.
	 * @return how many
	 */
	synchronized int ids() {
		return this.locators.size();
	}

	private void prune() {
		Instant oldest = this.clock.instant().minus(Tape.MAX_AGE);
		Iterator<Map.Entry<Locator, Tape>> all = this.tapes.entrySet().iterator();
		while (all.hasNext()) {
			Map.Entry<Locator, Tape> entry = all.next();
			entry.getValue().dropBefore(oldest);
			if (entry.getValue().isEmpty() || this.tapes.size() > MAX_TAPES) {
				all.remove();
				unlink(entry.getKey(), entry.getValue());
			}
		}
	}

	private void unlink(Locator locator, Tape tape) {
		tape.ids().forEach((id) -> this.locators.remove(id, locator));
	}

}
