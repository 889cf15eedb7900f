package io.github.mixedsession.game;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

import io.github.mixedsession.game.Search.Counterexample;
import io.github.mixedsession.test.TestDatabase;

/**
 * A short game that is over as soon as an invariant is broken.
 */
final class Trial {

	private static final long SEED = 4;

	private Trial() {
	}

	/**
	 * Runs an ordinary test.
	 * @param name of the test, {@code Class#method}
	 * @return what it says is wrong, or {@code null}
	 */
	static @Nullable String test(String name) throws ClassNotFoundException {
		String[] classAndMethod = name.split("#", 2);
		Class<?> type = Class.forName(classAndMethod[0]);
		Method method = ReflectionSupport
			.findMethods(type, (each) -> each.getName().equals(classAndMethod[1]), HierarchyTraversalMode.BOTTOM_UP)
			.get(0);
		SummaryGeneratingListener listener = new SummaryGeneratingListener();
		LauncherFactory.create()
			.execute(LauncherDiscoveryRequestBuilder.request()
				.selectors(DiscoverySelectors.selectMethod(type, method))
				.build(), listener);
		TestExecutionSummary summary = listener.getSummary();
		if (summary.getTestsStartedCount() == 0) {
			throw new IllegalStateException("No test of that name runs: " + name);
		}
		return summary.getFailures()
			.stream()
			.findFirst()
			.map((failure) -> failure.getException().toString())
			.orElse(null);
	}

	/** Which moves are made. */
	enum Game {

		IN_TURN, LONG_LIFE, STAYING, AT_ONCE, AT_RANDOM, AT_RANDOM_IN_H2, COOKIES, COOKIES_WITH_LEDGER

	}

	/**
	 * Plays.
	 * @param name the name of the game
	 * @return the shortest sequence that breaks an invariant, or {@code null}
	 */
	static @Nullable String run(String name) {
		Game game = Game.valueOf(name);
		return (game == Game.COOKIES || game == Game.COOKIES_WITH_LEDGER) ? runInCookies(game) : run(game);
	}

	private static @Nullable String runInCookies(Game game) {
		try (CookieGame cookies = new CookieGame(game == Game.COOKIES_WITH_LEDGER)) {
			return cookies.play(SEED, 1500);
		}
	}

	private static @Nullable String run(Game game) {
		try (Director director = new Director()) {
			Counterexample found = switch (game) {
				case IN_TURN -> new Search(director, Moves.inTurn(), 0).run(5).counterexample();
				case LONG_LIFE -> new Search(director, Moves.longLife(), 0).run(6).counterexample();
				case STAYING -> new Search(director, Moves.staying(), 0).run(4).counterexample();
				case AT_ONCE -> new Search(director, Moves.atOnce(), 1).run(3).counterexample();
				case AT_RANDOM -> new RandomPlay(director, Ledger::inMemory, SEED).run(3000, 40);
				case AT_RANDOM_IN_H2 ->
					new RandomPlay(director, Ledger.inDatabase(TestDatabase.H2), SEED).run(1000, 40);
				case COOKIES, COOKIES_WITH_LEDGER -> throw new IllegalArgumentException("Another director's");
			};
			return (found != null) ? found.toString() : null;
		}
	}

}
