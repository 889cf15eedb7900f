package io.github.mixedsession.id;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import io.github.mixedsession.IdKind;

/**
 * What it costs to read an id out of a cookie, and to make one.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SessionCredentialBenchmark {

	private final Locator locator = Locator.generate(Instant.now());

	private final Family family = Family.generate();

	private final String value = SessionCredential.secure(this.locator, this.family).reveal();

	@Benchmark
	public IdHash parseAndHash() {
		return SessionCredential.parse(IdKind.SECURE, this.value).hash();
	}

	@Benchmark
	public SessionCredential generate() {
		return SessionCredential.secure(this.locator, this.family);
	}

}
