package io.github.mixedsession.game;

import java.lang.reflect.Method;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A way to break the implementation: some methods or scripts do something else than they
 * should, and the game is played against that. Nothing of it stays.
 *
 * @param invariant which invariant of the design it breaks
 * @param what what it does
 * @param trial what finds it out: a game, or an ordinary test as {@code Class#method}
 * @param edits what is broken
 */
record Mutation(int invariant, String what, String trial, List<Edit> edits) {

	static Mutation of(int invariant, String what, Trial.Game game, Edit... edits) {
		return new Mutation(invariant, what, game.name(), List.of(edits));
	}

	/**
	 * Breaks what the game does not model, and an ordinary test holds.
	 */
	static Mutation of(int invariant, String what, String test, Edit... edits) {
		return new Mutation(invariant, what, test, List.of(edits));
	}

	/**
	 * Plays against the broken code, or tests it.
	 * @return the shortest sequence that shows it or what the test says, {@code null} if
	 * nothing does
	 */
	@Nullable String play() {
		ClassLoader before = Thread.currentThread().getContextClassLoader();
		BrokenClassLoader broken = new BrokenClassLoader(this.edits);
		try {
			Thread.currentThread().setContextClassLoader(broken);
			Class<?> trial = broken.loadClass(Trial.class.getName());
			Method run = trial.getDeclaredMethod(this.trial.contains("#") ? "test" : "run", String.class);
			run.setAccessible(true);
			return (String) run.invoke(null, this.trial);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			Thread.currentThread().setContextClassLoader(before);
		}
	}

	/**
	 * Loads the broken classes, and has them verified.
	 * @throws IllegalStateException if something that is broken is not there
	 * @throws LinkageError if a class is none any more
	 */
	void load() throws ClassNotFoundException {
		BrokenClassLoader broken = new BrokenClassLoader(this.edits);
		for (Edit edit : this.edits) {
			edit.load(broken);
		}
	}

	@Override
	public String toString() {
		return this.invariant + ": " + this.what;
	}

}
