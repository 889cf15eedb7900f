package io.github.mixedsession.game;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.e2e.CookieJar;

/**
 * Everything that a sequence of moves has led to. Not safe for concurrent use.
 */
final class World {

	final Ledger store;

	final Map<Actor, CookieJar> jars = new EnumMap<>(Actor.class);

	/** The insecure ids that went over HTTP, in the order of their first appearance. */
	final List<String> sniffed = new ArrayList<>();

	final Oracle oracle;

	/** Not the epoch, at which an id is retired that crossed HTTP in vain. */
	Instant now = Instant.EPOCH.plus(Rules.IDLE);

	/** A response that is still on its way to Alice. */
	@Nullable Exchange held;

	/** A request of Alice's that is still on its way to the site. */
	@Nullable Hit captured;

	/** Counts requests, to take the nodes in turn and to make every value a new one. */
	int requests;

	World(Ledger store) {
		this(store, new Oracle());
		for (Actor actor : Actor.values()) {
			this.jars.put(actor, new CookieJar());
		}
	}

	private World(Ledger store, Oracle oracle) {
		this.store = store;
		this.oracle = oracle;
	}

	World copy() {
		World copy = new World(this.store.copy(), this.oracle.copy());
		this.jars.forEach((actor, jar) -> copy.jars.put(actor, jar.copy()));
		copy.sniffed.addAll(this.sniffed);
		copy.now = this.now;
		copy.held = this.held;
		copy.captured = this.captured;
		copy.requests = this.requests;
		return copy;
	}

	CookieJar jar(Actor actor) {
		CookieJar jar = this.jars.get(actor);
		if (jar == null) {
			throw new IllegalArgumentException(actor + " has no browser");
		}
		return jar;
	}

	void sniff(String id) {
		if (!this.sniffed.contains(id)) {
			this.sniffed.add(id);
		}
	}

}
