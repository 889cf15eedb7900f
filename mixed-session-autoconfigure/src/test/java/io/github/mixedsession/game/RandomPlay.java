package io.github.mixedsession.game;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;
import io.github.mixedsession.game.Move.Kind;
import io.github.mixedsession.game.Search.Counterexample;

/**
 * Plays long sequences of random moves, and makes one that breaks an invariant as short
 * as it gets by leaving moves out.
 */
final class RandomPlay {

	private static final List<Act> ACTS = List.of(Act.READ, Act.WRITE, Act.WISH, Act.REMOVE, Act.END, Act.CHANGE_ID,
			Act.AUTHENTICATE, Act.ACCOUNT, Act.VISIT_SECURE, Act.VISIT_INSECURE, Act.POST_SECURE, Act.LOGIN,
			Act.LOGOUT);

	private final Director director;

	private final Supplier<Ledger> stores;

	private final Random random;

	private long moves;

	/**
	 * Prepare a play.
	 * @param director makes the moves
	 * @param stores gives an empty store for each sequence
	 * @param seed makes the same moves again
	 */
	RandomPlay(Director director, Supplier<Ledger> stores, long seed) {
		this.director = director;
		this.stores = stores;
		this.random = new Random(seed);
	}

	/**
	 * Plays sequences.
	 * @param sequences how many
	 * @param length how many moves each has
	 * @return the first sequence that broke an invariant, shortened
	 */
	@Nullable Counterexample run(int sequences, int length) {
		for (int i = 0; i < sequences; i++) {
			List<Move> sequence = new ArrayList<>();
			for (int j = 0; j < length; j++) {
				sequence.add(move());
			}
			Counterexample found = play(sequence);
			if (found != null) {
				return shrink(found);
			}
		}
		return null;
	}

	long moves() {
		return this.moves;
	}

	private @Nullable Counterexample play(List<Move> sequence) {
		World world = new World(this.stores.get());
		for (int i = 0; i < sequence.size(); i++) {
			try {
				if (this.director.make(sequence.get(i), world) >= 0) {
					this.moves++;
				}
			}
			catch (Violation ex) {
				return new Counterexample(List.copyOf(sequence.subList(0, i + 1)), ex);
			}
		}
		return null;
	}

	private Counterexample shrink(Counterexample found) {
		Counterexample shortest = found;
		for (int size = found.sequence().size() / 2; size > 0; size = (size > 1) ? (size + 1) / 2 : 0) {
			for (int from = 0; from + size <= shortest.sequence().size();) {
				List<Move> less = new ArrayList<>(shortest.sequence());
				less.subList(from, from + size).clear();
				Counterexample again = play(less);
				if (again != null && again.violation().invariant == found.violation().invariant) {
					shortest = again;
				}
				else {
					from++;
				}
			}
		}
		return shortest;
	}

	private Move move() {
		int dice = this.random.nextInt(100);
		if (dice < 55) {
			return request(Actor.ALICE,
					(dice < 40) ? Kind.DO : (dice < 47) ? Kind.LOSE : (dice < 52) ? Kind.HOLD : Kind.CAPTURE);
		}
		if (dice < 62) {
			return Move.plain((dice < 59) ? Kind.DELIVER : Kind.RELEASE, 0);
		}
		if (dice < 63) {
			return Move.https(Kind.CROSS_SITE, this.random.nextBoolean() ? Act.LOGIN : Act.LOGOUT);
		}
		if (dice < 68) {
			return request(Actor.BOB, Kind.DO);
		}
		if (dice < 76) {
			return Move.plain(Kind.WAIT, Math.min(3, this.random.nextInt(12) / 3));
		}
		if (dice < 80) {
			return request(Actor.ALICE, Kind.FAULT).pick(this.random.nextInt(8));
		}
		if (dice < 87) {
			return race();
		}
		return attack();
	}

	private Move attack() {
		return switch (this.random.nextInt(9)) {
			case 0 -> Move.plain(Kind.PLANT, this.random.nextInt(4));
			case 1 -> Move.plain(Kind.PLANT_BESIDE, this.random.nextInt(4));
			case 2 -> Move.plain(Kind.DROP, this.random.nextInt(2));
			case 3 -> request(Actor.EVE, Kind.DO);
			case 4 -> forge();
			case 5 -> Move.eve(Kind.WITHHOLD, Channel.SECURE, this.random.nextBoolean() ? Act.READ : Act.WRITE, 0);
			case 6 -> (this.random.nextInt(4) > 0) ? request(Actor.EVE, Kind.REPLAY).pick(Move.FIRST)
					: Move.plain(Kind.SHUTTLE, 0);
			default -> request(Actor.EVE, Kind.REPLAY).pick(this.random.nextInt(5));
		};
	}

	private Move forge() {
		int pick = this.random.nextInt(3);
		Channel channel = (pick > 0 || this.random.nextBoolean()) ? Channel.SECURE : Channel.INSECURE;
		return Move.eve(Kind.FORGE, channel, this.random.nextBoolean() ? Act.READ : Act.WRITE, pick);
	}

	private Move race() {
		Move second = request(Actor.ALICE, Kind.DO);
		if (this.random.nextInt(3) == 0) {
			second = request(Actor.EVE, Kind.REPLAY).pick(this.random.nextInt(3));
		}
		List<Integer> schedule = new ArrayList<>();
		for (int call = this.random.nextInt(3); call < 14; call += 1 + this.random.nextInt(5)) {
			schedule.add(call);
		}
		return Move.race(request(Actor.ALICE, Kind.DO), second).schedule(schedule);
	}

	private Move request(Actor actor, Kind kind) {
		Channel channel = this.random.nextBoolean() ? Channel.SECURE : Channel.INSECURE;
		// reading and writing are what reveals most
		Act act = (this.random.nextInt(3) > 0) ? ACTS.get(this.random.nextInt(3))
				: ACTS.get(this.random.nextInt(ACTS.size()));
		if (act == Act.AUTHENTICATE) {
			channel = Channel.INSECURE;
		}
		return new Move(kind, actor, channel, act, 0, null, List.of());
	}

}
