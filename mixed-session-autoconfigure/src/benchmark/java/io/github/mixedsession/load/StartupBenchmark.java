package io.github.mixedsession.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * Starts the same application with each kind of session in turn, each time in a fresh
 * JVM, and prints what that took. {@code startup.rounds} makes less, or more, of it.
 */
public final class StartupBenchmark {

	private static final List<Side> SIDES = List.of(Side.TOMCAT, Side.STOCK, Side.OURS);

	private static final int ROUNDS = Integer.getInteger("startup.rounds", 9);

	private StartupBenchmark() {
	}

	public static void main(String[] args) throws Exception {
		System.out.println(System.getProperty("java.vm.name") + " " + System.getProperty("java.version") + ", "
				+ Runtime.getRuntime().availableProcessors() + " cores, H2 in memory, medians of " + ROUNDS
				+ " starts");
		Map<Side, List<Startup>> starts = new LinkedHashMap<>();
		for (int i = 0; i <= ROUNDS; i++) {
			for (Side side : SIDES) {
				Startup startup = start(side);
				System.out.println(side + ": " + startup);
				// the first one reads the files
				if (i > 0) {
					starts.computeIfAbsent(side, (any) -> new ArrayList<>()).add(startup);
				}
			}
		}
		List<Startup> without = Objects.requireNonNull(starts.get(Side.TOMCAT));
		System.out.println();
		System.out.println("| | context ms | more | process ms | more | bean definitions | more |");
		System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
		starts.forEach((side, some) -> System.out
			.println("| " + side + columns(some, without, Startup::context) + columns(some, without, Startup::process)
					+ columns(some, without, Startup::beans) + " |"));
	}

	private static Startup start(Side side) throws IOException, InterruptedException {
		long begin = System.nanoTime();
		Process process = Application.start(side, StartupProbe.class,
				List.of("--spring.datasource.url=jdbc:h2:mem:startup"));
		try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
			for (@Nullable String line = out.readLine(); line != null; line = out.readLine()) {
				if (line.startsWith(StartupProbe.STARTED)) {
					double time = (System.nanoTime() - begin) / 1e6;
					String[] told = line.substring(StartupProbe.STARTED.length()).split(" ", 2);
					process.waitFor();
					return new Startup(time, Double.parseDouble(told[0]), Double.parseDouble(told[1]));
				}
			}
		}
		throw new IllegalStateException(side + " did not start");
	}

	/**
	 * Returns the median, and that of the differences, each of two neighbours in time.
	 */
	private static String columns(List<Startup> some, List<Startup> without, ToDoubleFunction<Startup> value) {
		double more = median(IntStream.range(0, some.size())
			.mapToDouble((i) -> value.applyAsDouble(some.get(i)) - value.applyAsDouble(without.get(i))));
		return String.format(Locale.ROOT, " | %.0f | %+.0f", median(some.stream().mapToDouble(value)), more);
	}

	private static double median(DoubleStream values) {
		double[] sorted = values.sorted().toArray();
		return sorted[sorted.length / 2];
	}

}
