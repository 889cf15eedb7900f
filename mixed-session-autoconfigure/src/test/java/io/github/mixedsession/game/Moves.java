package io.github.mixedsession.game;

import java.util.ArrayList;
import java.util.List;

import io.github.mixedsession.Channel;
import io.github.mixedsession.game.Move.Kind;

/**
 * The moves of the searches.
 */
final class Moves {

	private Moves() {
	}

	/** One after the other: visitors, attackers and the clock. */
	static List<Move> inTurn() {
		List<Move> moves = new ArrayList<>();
		for (Act act : List.of(Act.READ, Act.WRITE)) {
			moves.add(Move.http(Kind.DO, act));
			moves.add(Move.https(Kind.DO, act));
			moves.add(Move.https(Kind.LOSE, act));
		}
		moves.add(Move.http(Kind.DO, Act.END));
		moves.add(Move.http(Kind.DO, Act.AUTHENTICATE));
		moves.add(Move.http(Kind.DO, Act.LOGIN));
		moves.add(Move.http(Kind.LOSE, Act.READ));
		moves.add(Move.http(Kind.DO, Act.VISIT_SECURE));
		moves.add(Move.https(Kind.DO, Act.VISIT_INSECURE));
		moves.add(Move.https(Kind.LOSE, Act.VISIT_INSECURE));
		moves.add(Move.https(Kind.HOLD, Act.READ));
		moves.add(Move.plain(Kind.DELIVER, 0));
		moves.add(Move.https(Kind.DO, Act.LOGIN));
		moves.add(Move.https(Kind.LOSE, Act.LOGIN));
		moves.add(Move.https(Kind.DO, Act.LOGOUT));
		moves.add(Move.https(Kind.DO, Act.ACCOUNT));
		moves.add(Move.https(Kind.CROSS_SITE, Act.LOGIN));
		moves.add(Move.https(Kind.CAPTURE, Act.WRITE));
		moves.add(Move.plain(Kind.RELEASE, 0));
		moves.addAll(attacks());
		moves.addAll(waits());
		return List.copyOf(moves);
	}

	private static List<Move> attacks() {
		List<Move> moves = new ArrayList<>();
		for (Act act : List.of(Act.READ, Act.WRITE, Act.END)) {
			moves.add(Move.eve(Kind.REPLAY, Channel.INSECURE, act, 0));
		}
		for (Act act : List.of(Act.READ, Act.WRITE, Act.LOGIN)) {
			moves.add(Move.eve(Kind.REPLAY, Channel.SECURE, act, 0));
		}
		moves.add(Move.eve(Kind.REPLAY, Channel.INSECURE, Act.READ, 1));
		moves.add(Move.eve(Kind.REPLAY, Channel.SECURE, Act.READ, 1));
		moves.add(Move.eve(Kind.FORGE, Channel.INSECURE, Act.READ, 0));
		moves.add(Move.eve(Kind.FORGE, Channel.SECURE, Act.READ, 0));
		moves.add(Move.eve(Kind.FORGE, Channel.SECURE, Act.READ, 1));
		moves.add(Move.eve(Kind.FORGE, Channel.SECURE, Act.READ, 2));
		moves.add(Move.eve(Kind.WITHHOLD, Channel.SECURE, Act.READ, 0));
		moves.add(Move.eve(Kind.DO, Channel.INSECURE, Act.READ, 0));
		moves.add(Move.eve(Kind.DO, Channel.SECURE, Act.READ, 0));
		moves.add(Move.eve(Kind.DO, Channel.INSECURE, Act.WRITE, 0));
		moves.add(Move.eve(Kind.DO, Channel.SECURE, Act.LOGIN, 0));
		moves.add(Move.plain(Kind.PLANT, 0));
		moves.add(Move.plain(Kind.PLANT, 1));
		moves.add(Move.plain(Kind.PLANT_BESIDE, 0));
		moves.add(Move.plain(Kind.DROP, 0));
		moves.add(Move.plain(Kind.DROP, 1));
		return moves;
	}

	private static List<Move> waits() {
		List<Move> moves = new ArrayList<>();
		for (int i = 0; i < Director.WAITS.size(); i++) {
			moves.add(Move.plain(Kind.WAIT, i));
		}
		return moves;
	}

	/**
	 * One session that lives long, and those who kept what it was known by: in turn, but
	 * fewer of them.
	 */
	static List<Move> longLife() {
		List<Move> moves = new ArrayList<>(List.of(Move.plain(Kind.SHUTTLE, 0), Move.http(Kind.DO, Act.WRITE),
				Move.https(Kind.DO, Act.WRITE), Move.https(Kind.DO, Act.LOGIN), Move.https(Kind.LOSE, Act.READ),
				Move.https(Kind.CAPTURE, Act.READ), Move.plain(Kind.RELEASE, 0),
				Move.eve(Kind.WITHHOLD, Channel.SECURE, Act.WRITE, 0),
				Move.eve(Kind.FORGE, Channel.SECURE, Act.READ, 2), Move.plain(Kind.WAIT, 0), Move.plain(Kind.WAIT, 1),
				Move.plain(Kind.WAIT, 2)));
		for (int pick : List.of(Move.FIRST, 0)) {
			moves.add(Move.eve(Kind.REPLAY, Channel.INSECURE, Act.READ, pick));
			moves.add(Move.eve(Kind.REPLAY, Channel.SECURE, Act.READ, pick));
			moves.add(Move.eve(Kind.REPLAY, Channel.SECURE, Act.WRITE, pick));
		}
		// of the retired ids of a kind the last one that is remembered, and the one
		// before
		moves.add(Move.eve(Kind.REPLAY, Channel.INSECURE, Act.READ, Rules.REMEMBERED - 1));
		moves.add(Move.eve(Kind.REPLAY, Channel.INSECURE, Act.READ, Rules.REMEMBERED));
		return List.copyOf(moves);
	}

	/**
	 * A session that may not step down, a visitor who loses its ids, and those who read
	 * one of them over HTTP.
	 */
	static List<Move> staying() {
		List<Move> moves = new ArrayList<>(List.of(Move.https(Kind.DO, Act.ORDER), Move.https(Kind.LOSE, Act.ORDER),
				Move.https(Kind.DO, Act.VISIT_INSECURE), Move.http(Kind.DO, Act.VISIT_INSECURE),
				Move.https(Kind.DO, Act.LOGIN), Move.http(Kind.DO, Act.END), Move.http(Kind.LOSE, Act.READ),
				Move.plain(Kind.DROP, 0), Move.plain(Kind.DROP, 1), Move.plain(Kind.PLANT, 1), Move.plain(Kind.WAIT, 0),
				Move.plain(Kind.WAIT, 2)));
		for (Act act : List.of(Act.READ, Act.WRITE)) {
			moves.add(Move.http(Kind.DO, act));
			moves.add(Move.https(Kind.DO, act));
			moves.add(Move.eve(Kind.REPLAY, Channel.INSECURE, act, 0));
			moves.add(Move.eve(Kind.REPLAY, Channel.SECURE, act, 0));
		}
		moves.add(Move.eve(Kind.REPLAY, Channel.SECURE, Act.READ, 1));
		return List.copyOf(moves);
	}

	/** At the same time: every pair of requests, and a store that fails under one. */
	static List<Move> atOnce() {
		List<Move> moves = new ArrayList<>(List.of(Move.http(Kind.DO, Act.READ), Move.https(Kind.DO, Act.READ),
				Move.http(Kind.DO, Act.WRITE), Move.https(Kind.DO, Act.WRITE), Move.https(Kind.DO, Act.LOGIN),
				Move.plain(Kind.WAIT, 0), Move.eve(Kind.REPLAY, Channel.INSECURE, Act.READ, 0),
				Move.eve(Kind.REPLAY, Channel.SECURE, Act.READ, 1)));
		List<Move> requests = List.of(Move.http(Kind.DO, Act.READ), Move.https(Kind.DO, Act.READ),
				Move.http(Kind.DO, Act.WRITE), Move.https(Kind.DO, Act.WRITE), Move.http(Kind.DO, Act.WISH),
				Move.https(Kind.DO, Act.WISH), Move.https(Kind.DO, Act.REMOVE), Move.https(Kind.DO, Act.VISIT_INSECURE),
				Move.https(Kind.DO, Act.LOGIN), Move.https(Kind.DO, Act.LOGOUT), Move.http(Kind.DO, Act.END),
				Move.https(Kind.DO, Act.CHANGE_ID));
		for (Move first : requests) {
			for (Move second : requests) {
				moves.add(Move.race(first, second));
			}
			for (Act act : List.of(Act.READ, Act.WRITE, Act.LOGIN)) {
				moves.add(Move.race(first, Move.eve(Kind.REPLAY, Channel.SECURE, act, 0)));
			}
			for (Act act : List.of(Act.READ, Act.WRITE, Act.END)) {
				moves.add(Move.race(first, Move.eve(Kind.REPLAY, Channel.INSECURE, act, 0)));
			}
			moves.add(new Move(Kind.FAULT, first.actor(), first.channel(), first.act(), 0, null, List.of()));
		}
		return List.copyOf(moves);
	}

}
