package io.github.mixedsession.game;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a visitor has a right to find in the session, by attribute: one of several values
 * where an answer did not arrive, anything where others had their hands in it.
 */
final class Expectation {

	/** The name that stands for who is logged in. */
	static final String USER = "user";

	static final String NOTHING = "-";

	private static final String ANYTHING = "*";

	static final List<String> SHARED = List.of(Act.CART, Act.WISHES);

	static final List<String> SECURE = List.of(Act.CARD, USER);

	private final Map<String, Set<String>> values = new HashMap<>();

	/** Whether an attacker used an id of this visitor or changed the cookies. */
	boolean interfered;

	/** Whether everything went well, so that there is one session only. */
	boolean intact = true;

	Expectation copy() {
		Expectation copy = new Expectation();
		this.values.forEach((name, allowed) -> copy.values.put(name, new TreeSet<>(allowed)));
		copy.interfered = this.interfered;
		copy.intact = this.intact;
		return copy;
	}

	boolean allows(String name, String value) {
		Set<String> allowed = allowed(name);
		return allowed.contains(value) || allowed.contains(ANYTHING);
	}

	Set<String> allowed(String name) {
		return this.values.computeIfAbsent(name, (key) -> new TreeSet<>(Set.of(NOTHING)));
	}

	void set(String name, String value) {
		this.values.put(name, new TreeSet<>(Set.of((this.interfered && SHARED.contains(name)) ? ANYTHING : value)));
	}

	void mayBe(String name, String value) {
		allowed(name).add(value);
	}

	void mayBeAnything(List<String> names) {
		names.forEach((name) -> set(name, ANYTHING));
	}

	void interfere() {
		this.interfered = true;
		this.intact = false;
		mayBeAnything(SHARED);
	}

	/** Somebody lost something on the way. */
	void damage() {
		this.intact = false;
		mayBeAnything(SHARED);
		mayBeAnything(SECURE);
	}

	@Override
	public String toString() {
		return this.values + (this.interfered ? " interfered" : "") + (this.intact ? " intact" : "");
	}

}
