package io.github.mixedsession.attribute;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.crypto.spec.SecretKeySpec;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import io.github.mixedsession.id.Family;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.RandomBytes;
import io.github.mixedsession.store.Partition;

/**
 * What it costs to seal a value of the secure side, and to open it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class AttributeSealBenchmark {

	private static final String NAME = "SPRING_SECURITY_CONTEXT";

	/** Bytes of the value. */
	@Param({ "100", "2048", "20480" })
	private int size;

	/** With a key of the application, and without one. */
	@Param({ "FAMILY", "FAMILY_AND_KEY", "KEY" })
	private Protection how = Protection.FAMILY;

	private final EncryptionKeys keys = EncryptionKeys
		.of(List.of(new SecretKeySpec(RandomBytes.of(64), "HmacSHA256")));

	private final AttributeSeal seal = new AttributeSeal(Family.generate(), Locator.generate(Instant.now()),
			() -> this.keys);

	private byte[] value = {};

	private byte[] sealed = {};

	@Setup
	public void create() {
		this.value = new byte[this.size];
		this.sealed = this.seal.seal(NAME, Partition.SECURE, this.how, this.value);
	}

	@Benchmark
	public byte[] seal() {
		return this.seal.seal(NAME, Partition.SECURE, this.how, this.value);
	}

	@Benchmark
	public byte[] open() {
		return this.seal.open(NAME, Partition.SECURE, this.sealed);
	}

}
