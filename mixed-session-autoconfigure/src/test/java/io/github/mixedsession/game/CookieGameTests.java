package io.github.mixedsession.game;

import java.util.Set;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.mixedsession.test.Proof;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Moves at random where sessions live in their cookies, without and with a ledger.
 */
@Tag(Proof.TAG)
class CookieGameTests {

	private static final long SEED = Long.getLong("seed", Proof.isLong() ? System.nanoTime() : 4);

	private static final Set<String> FIGURES = Set.of("seen over HTTP", "seen over HTTPS", "user", "cart is there",
			"replay", "plant", "forge", "steal", "late", "at once", "wait", "stranger", "copy", "conflict", "login",
			"still a user", "stays on HTTPS");

	@Test
	void noSequenceBreaksWhatCookiesPromise() {
		assertThat(play(false)).containsAll(FIGURES);
	}

	@Test
	void noSequenceBreaksWhatCookiesWithALedgerPromise() {
		assertThat(play(true)).containsAll(FIGURES).contains("over", "grace", "theft");
	}

	private static Set<String> play(boolean ledger) {
		int sequences = Proof.steps(150, 10_000);
		try (CookieGame game = new CookieGame(ledger)) {
			assertThat(game.play(SEED, sequences)).as("Seed %s", SEED).isNull();
			System.out.println("In cookies" + (ledger ? " with a ledger" : "") + ", seed " + SEED + ": " + sequences
					+ " sequences, " + game.figures());
			return game.figures().keySet();
		}
	}

}
