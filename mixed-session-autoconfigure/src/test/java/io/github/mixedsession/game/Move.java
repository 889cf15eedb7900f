package io.github.mixedsession.game;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;

/**
 * One move. Means the same whatever the ids are, so a sequence can be played again.
 *
 * @param kind what kind of move
 * @param actor whose
 * @param channel over what
 * @param act what is asked for
 * @param pick which of several, see the kinds
 * @param other the second request of a race
 * @param schedule the calls of the store before which the other request of a race goes on
 */
record Move(Kind kind, Actor actor, Channel channel, Act act, int pick, @Nullable Move other, List<Integer> schedule) {

	/** The kinds of moves. */
	enum Kind {

		/** A request, with all redirects that it leads to. */
		DO,

		/** The same, but the last response gets lost. */
		LOSE,

		/** The same, but the last response is late. */
		HOLD,

		/**
		 * A form on a page over HTTP is posted to HTTPS: another site to a browser, so
		 * the cookies stay at home.
		 */
		CROSS_SITE,

		/** The late response arrives. */
		DELIVER,

		/** A request leaves the browser and takes its time. */
		CAPTURE,

		/** It arrives. */
		RELEASE,

		/** Eve uses the pick-th last insecure id that she read on HTTP. */
		REPLAY,

		/**
		 * Eve makes an id up: an insecure one of the session that she read of last; a
		 * secure one of it with a family of her own; one with the family of Alice's, of
		 * which she has an old copy.
		 */
		FORGE,

		/**
		 * Eve uses her secure cookie alone and keeps the insecure one back, so that
		 * nobody shows it.
		 */
		WITHHOLD,

		/** Alice crosses to and fro more often than retired ids are remembered. */
		SHUTTLE,

		/**
		 * Eve sets a cookie in Alice's browser: her own id, the first one read, junk, one
		 * that she made up of the session that she read of last.
		 */
		PLANT,

		/** The same for the path of the pages alone, so that there are two. */
		PLANT_BESIDE,

		/** Alice's browser drops a cookie: the secure one, the insecure one. */
		DROP,

		/** Time goes by: see {@link Director#WAITS}. */
		WAIT,

		/** Two requests at the same time. */
		RACE,

		/** The store fails from the pick-th call of a request on. */
		FAULT

	}

	/** Instead of the pick-th last id that was read the first one. */
	static final int FIRST = -1;

	private static Move of(Kind kind, Actor actor, Channel channel, Act act, int pick) {
		return new Move(kind, actor, channel, act, pick, null, List.of());
	}

	static Move http(Kind kind, Act act) {
		return of(kind, Actor.ALICE, Channel.INSECURE, act, 0);
	}

	static Move https(Kind kind, Act act) {
		return of(kind, Actor.ALICE, Channel.SECURE, act, 0);
	}

	static Move plain(Kind kind, int pick) {
		return of(kind, Actor.EVE, Channel.INSECURE, Act.READ, pick);
	}

	static Move eve(Kind kind, Channel channel, Act act, int pick) {
		return of(kind, Actor.EVE, channel, act, pick);
	}

	static Move race(Move first, Move second) {
		return new Move(Kind.RACE, first.actor, first.channel, first.act, first.pick, second, List.of());
	}

	Move by(Actor other) {
		return new Move(this.kind, other, this.channel, this.act, this.pick, this.other, this.schedule);
	}

	Move pick(int other) {
		return new Move(this.kind, this.actor, this.channel, this.act, other, this.other, this.schedule);
	}

	Move schedule(List<Integer> other) {
		return new Move(this.kind, this.actor, this.channel, this.act, this.pick, this.other, other);
	}

	/**
	 * Whether it stands for as many moves as there are schedules or calls of the store.
	 */
	boolean isManifold() {
		return this.kind == Kind.RACE || this.kind == Kind.FAULT;
	}

	@Override
	public String toString() {
		String request = this.actor + " " + this.act + " over " + ((this.channel == Channel.SECURE) ? "HTTPS" : "HTTP");
		return switch (this.kind) {
			case DO -> request;
			case LOSE -> request + ", the response gets lost";
			case HOLD -> request + ", the response is late";
			case CROSS_SITE -> request + " from a form on an HTTP page";
			case DELIVER -> "the late response arrives";
			case CAPTURE -> request + ", the request is late";
			case RELEASE -> "the late request arrives";
			case REPLAY -> request + " with the id that she read "
					+ ((this.pick == 0) ? "last" : (this.pick == FIRST) ? "first" : this.pick + " before");
			case FORGE -> request + " with " + switch (this.pick) {
				case 0 -> "an insecure id that she made up";
				case 1 -> "a secure id that she made up";
				default -> "a secure id that she made up of ALICE's";
			};
			case WITHHOLD -> request + " with the secure cookie alone";
			case SHUTTLE -> "ALICE crosses to and fro " + Director.CROSSINGS + " times";
			case PLANT -> "EVE plants " + planted();
			case PLANT_BESIDE -> "EVE plants " + planted() + " beside ALICE's";
			case DROP -> "ALICE's browser drops the " + ((this.pick == 0) ? "secure" : "insecure") + " cookie";
			case WAIT -> Director.WAITS.get(this.pick) + " go by";
			case RACE -> request + " || " + this.other + " (the other goes on at the calls " + this.schedule + ")";
			case FAULT -> request + ", the store fails from call " + this.pick + " on";
		};
	}

	private String planted() {
		return switch (this.pick) {
			case 0 -> "her own id";
			case 1 -> "the first id that she read";
			case 2 -> "an id that nobody was given";
			default -> "an id that she made up";
		};
	}

}
