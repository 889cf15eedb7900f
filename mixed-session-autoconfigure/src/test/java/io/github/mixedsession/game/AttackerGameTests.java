package io.github.mixedsession.game;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.mixedsession.test.Proof;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * All sequences of moves up to a length, on the store in memory.
 */
@Tag(Proof.TAG)
class AttackerGameTests {

	private static Director director;

	@BeforeAll
	static void open() {
		director = new Director();
	}

	@AfterAll
	static void close() {
		director.close();
	}

	@Test
	void noSequenceOfMovesBreaksAnInvariant() {
		Search.Report report = new Search(director, Moves.inTurn(), 0).run(Proof.steps(4, 5));
		System.out.println("In turn, " + report);
		assertThat(report.counterexample()).isNull();
		assertThat(report.worlds()).isGreaterThan(1000);
	}

	@Test
	void noLongLifeBreaksAnInvariant() {
		Search.Report report = new Search(director, Moves.longLife(), 0).run(Proof.steps(5, 7));
		System.out.println("In a long life, " + report);
		assertThat(report.counterexample()).isNull();
		assertThat(report.worlds()).isGreaterThan(500);
	}

	@Test
	void noSessionThatMayNotStepDownBreaksAnInvariant() {
		Search.Report report = new Search(director, Moves.staying(), 0).run(Proof.steps(4, 5));
		System.out.println("Staying on HTTPS, " + report);
		assertThat(report.counterexample()).isNull();
		assertThat(report.worlds()).isGreaterThan(500);
	}

	@Test
	void noRaceAndNoFaultBreaksAnInvariant() {
		Search.Report report = new Search(director, Moves.atOnce(), 1).run(Proof.steps(2, 4));
		System.out.println("At once, " + report);
		assertThat(report.counterexample()).isNull();
		assertThat(report.worlds()).isGreaterThan(500);
	}

}
