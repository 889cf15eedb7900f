package io.github.mixedsession.shop.wire;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import io.github.mixedsession.SessionSide;
import org.jspecify.annotations.Nullable;

/**
 * The traffic of one session, the latest of it. Not thread-safe: {@link Tapes} sees to
 * that.
 */
final class Tape {

	static final int MAX_EXCHANGES = 40;

	static final int MAX_IDS = 32;

	static final Duration MAX_AGE = Duration.ofMinutes(10);

	/** The latest first, as the turns. */
	private final List<Exchange> exchanges = new ArrayList<>();

	private final List<Turn> turns = new ArrayList<>();

	/** Hashes of the insecure ids, the oldest first. */
	private final Deque<String> ids = new ArrayDeque<>();

	/** Those of a session that this one was copied from. */
	private final List<String> earlier = new ArrayList<>();

	private @Nullable String handle;

	private @Nullable IdMark insecure;

	private @Nullable IdMark secure;

	private @Nullable SniffedId sniffed;

	private @Nullable ReplayResult replay;

	private SessionSide side = SessionSide.INSECURE;

	private long version;

	/**
	 * Adds an exchange.
	 * @param exchange the exchange
	 * @param recording what is known of it
	 * @param sent the cookies of the answer
	 * @param current whether the insecure id that came with it is the session's current
	 * one, {@code null} if that is not known
	 */
	void add(Exchange exchange, Recording recording, SentCookies sent, @Nullable Boolean current) {
		this.version++;
		Turn.Cause cause = cause(recording);
		Owner owner = recording.owner();
		if (owner != null) {
			this.handle = owner.handle();
			this.side = owner.side();
		}
		SniffedId presented = exchange.secure() ? null : recording.presented().insecure();
		if (presented != null) {
			if (Boolean.TRUE.equals(current)) {
				this.ids.remove(presented.hash());
				remember(presented);
			}
			else if (current == null && owner != null && !isKnown(presented)) {
				// whose it is can't be told: nobody has the latest
				this.ids.clear();
			}
			if (this.sniffed == null || isNewer(presented, this.sniffed)) {
				this.sniffed = presented;
			}
			if (this.insecure == null) {
				this.insecure = presented.mark();
			}
		}
		SniffedId next = sent.insecure();
		if (next != null || sent.secure() != null) {
			IdMark insecureNow = (next != null) ? next.mark() : this.insecure;
			IdMark secureNow = (sent.secure() != null) ? sent.secure() : this.secure;
			addBounded(this.turns, new Turn(exchange.at(), exchange.secure(), cause,
					new Turn.Change(this.insecure, insecureNow), new Turn.Change(this.secure, secureNow)));
			this.insecure = insecureNow;
			this.secure = secureNow;
		}
		if (next != null && isFromTheLatest(recording)) {
			remember(next);
			if (!exchange.secure()) {
				this.sniffed = next;
			}
		}
		else if (next != null && !this.ids.isEmpty() && !isKnown(next)) {
			this.ids.addFirst(next.hash());
			bound();
		}
		addBounded(this.exchanges, exchange);
	}

	/**
	 * Takes over what crossed HTTP in another session.
	 * @param other the tape of that session
	 */
	void continueFrom(Tape other) {
		other.exchanges.stream().filter((exchange) -> !exchange.secure()).forEach(this.exchanges::add);
		this.turns.addAll(other.turns);
		List<String> all = other.allIds();
		this.earlier.addAll(all.subList(Math.max(0, all.size() - MAX_IDS), all.size()));
		this.sniffed = other.sniffed;
		this.insecure = other.insecure;
	}

	/**
	 * Where sessions live in cookies, an old cookie gets a new one too: that must not
	 * make its holder the one who has the latest.
	 */
	private boolean isFromTheLatest(Recording recording) {
		Owner owner = recording.owner();
		boolean secure = recording.request().isSecure();
		return (owner != null && (owner.begun() || secure)) || (secure && recording.presented().secure())
				|| recording.presented().insecureIds().stream().anyMatch(this::isLatest);
	}

	private boolean isNewer(SniffedId id, SniffedId than) {
		List<String> order = allIds();
		return order.indexOf(id.hash()) > order.indexOf(than.hash());
	}

	private void remember(SniffedId id) {
		if (!isKnown(id)) {
			this.ids.addLast(id.hash());
		}
		bound();
	}

	private boolean isKnown(SniffedId id) {
		return this.ids.contains(id.hash());
	}

	private void bound() {
		if (this.ids.size() > MAX_IDS) {
			this.ids.removeFirst();
		}
	}

	private Turn.Cause cause(Recording recording) {
		Owner owner = recording.owner();
		if (owner != null && this.handle != null && !owner.handle().equals(this.handle)) {
			return Turn.Cause.LOGIN;
		}
		return recording.causes()
			.stream()
			.findFirst()
			.orElse((this.insecure != null) ? Turn.Cause.OTHER : Turn.Cause.START);
	}

	private static <T> void addBounded(List<T> all, T one) {
		all.add(0, one);
		if (all.size() > MAX_EXCHANGES) {
			all.remove(MAX_EXCHANGES);
		}
	}

	void addResource() {
		for (int i = 0; i < this.exchanges.size(); i++) {
			if (!this.exchanges.get(i).secure()) {
				this.exchanges.set(i, this.exchanges.get(i).withOneMoreResource());
				this.version++;
				return;
			}
		}
	}

	void replayed(ReplayResult result) {
		this.replay = result;
		this.version++;
	}

	void dropBefore(Instant time) {
		this.exchanges.removeIf((exchange) -> exchange.at().isBefore(time));
		this.turns.removeIf((turn) -> turn.at().isBefore(time));
		if (this.replay != null && this.replay.at().isBefore(time)) {
			this.replay = null;
		}
	}

	long version() {
		return this.version;
	}

	boolean isEmpty() {
		return this.exchanges.isEmpty();
	}

	private List<String> allIds() {
		List<String> all = new ArrayList<>(this.earlier);
		all.addAll(this.ids);
		return all;
	}

	boolean isLatest(SniffedId id) {
		return id.hash().equals(this.ids.peekLast());
	}

	Deque<String> ids() {
		return this.ids;
	}

	Traffic traffic() {
		return new Traffic(this.version, this.side, List.copyOf(this.exchanges), List.copyOf(this.turns), allIds(),
				this.ids.peekLast(), this.sniffed, this.replay);
	}

}
