package io.github.mixedsession.channel;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

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

import org.springframework.mock.web.MockHttpServletRequest;

import io.github.mixedsession.ChannelRequirement;

/**
 * What it costs to ask so many rules, none of which matches.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ChannelRulesBenchmark {

	@Param({ "0", "5", "50", "500" })
	int rules;

	private ChannelRules asked;

	private final MockHttpServletRequest request = new MockHttpServletRequest("GET", "/catalogue/mugs/blue");

	@Setup
	public void prepare() {
		List<PathChannelRule> all = IntStream.range(0, this.rules)
			.mapToObj((i) -> new PathChannelRule((i % 2 == 0) ? ChannelRequirement.SECURE : ChannelRequirement.INSECURE,
					"/part" + i + "/**", "/other" + i))
			.toList();
		this.asked = new ChannelRules(List.of(), all, ChannelRequirement.ANY);
	}

	@Benchmark
	public ChannelDecision decide() {
		return this.asked.decide(this.request, (any, roles) -> false);
	}

}
