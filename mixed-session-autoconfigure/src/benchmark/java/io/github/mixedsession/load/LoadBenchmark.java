package io.github.mixedsession.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Puts every side under the same load in turn, and prints what came of it.
 * {@code load.databases}, {@code load.sides}, {@code load.works}, {@code load.characters},
 * {@code load.warmup}, {@code load.rounds} and {@code load.seconds} make less, or more, of
 * it, and {@code load.redis.micros} puts Redis that far away. Sides that use no database run beside the first one alone, unless they are asked for
 * by name.
 */
public final class LoadBenchmark {

	private static final int ROUNDS = Integer.getInteger("load.rounds", 9);

	private static final int SECONDS = Integer.getInteger("load.seconds", 2);

	private static final int WARM_UP = Integer.getInteger("load.warmup", 40);

	private LoadBenchmark() {
	}

	public static void main(String[] args) throws Exception {
		System.out.println(System.getProperty("java.vm.name") + " " + System.getProperty("java.version") + ", "
				+ Runtime.getRuntime().availableProcessors() + " cores, " + ROUNDS + " rounds of " + SECONDS
				+ " s, "
				+ Crowd.CONNECTIONS + " connections, " + LoadController.ATTRIBUTES + " attributes of "
				+ LoadController.CHARACTERS + " characters");
		List<Database> databases = chosen(Database.class, "load.databases");
		List<Side> sides = chosen(Side.class, "load.sides");
		boolean named = !System.getProperty("load.sides", "").isEmpty();
		for (Database database : databases) {
			try (Database.Running running = database.start(); Redis redis = new Redis()) {
				run(database, running, redis,
						sides.stream()
							.filter((side) -> side.usesDatabase() || named || database == databases.get(0))
							.toList());
			}
		}
		System.exit(0);
	}

	static <E extends Enum<E>> List<E> chosen(Class<E> type, String property) {
		String names = System.getProperty(property, "");
		return Arrays.stream(type.getEnumConstants())
			.filter((constant) -> names.isEmpty() || List.of(names.split(",")).contains(constant.name()))
			.toList();
	}

	private static void run(Database database, Database.Running running, Redis redis, List<Side> sides)
			throws Exception {
		List<Work> works = chosen(Work.class, "load.works");
		Map<Side, Crowd> crowds = new EnumMap<>(Side.class);
		List<AutoCloseable> open = new ArrayList<>();
		try {
			for (Side side : sides) {
				List<String> arguments = new ArrayList<>(redis.arguments());
				arguments.add("--spring.datasource.url=" + running.url(side));
				Application application = new Application(side, arguments);
				open.add(application);
				Crowd crowd = new Crowd(application);
				open.add(crowd);
				crowds.put(side, crowd);
				int cycles = crowd.warmUp(works.stream().filter((work) -> work.sides().contains(side)).toList(), WARM_UP);
				System.err.println(database + ", " + side + ": warm after " + cycles + " cycles");
			}
			for (Work work : works) {
				run(database, running, work, crowds);
			}
		}
		finally {
			for (AutoCloseable closeable : open) {
				closeable.close();
			}
		}
	}

	private static void run(Database database, Database.Running running, Work work, Map<Side, Crowd> crowds)
			throws Exception {
		Map<Side, List<Round>> rounds = new LinkedHashMap<>();
		for (int i = 0; i <= ROUNDS; i++) {
			for (Map.Entry<Side, Crowd> crowd : crowds.entrySet()) {
				if (work.sides().contains(crowd.getKey())) {
					Round round = crowd.getValue().run(work, SECONDS);
					if (i > 0) {
						rounds.computeIfAbsent(crowd.getKey(), (side) -> new ArrayList<>()).add(round);
					}
				}
			}
		}
		System.out.println();
		System.out.println("### " + database + ", " + work);
		System.out.println();
		System.out.println("| | requests/s | of stock's | of the limit | p99 ms | CPU µs | statements | transactions | WAL bytes "
				+ "| bytes allocated |");
		System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
		for (Map.Entry<Side, List<Round>> side : rounds.entrySet()) {
			Costs costs = crowds.get(side.getKey()).count(work, running::wal);
			System.out.println(line(side.getKey(), rounds, costs));
		}
		compare(Side.COOKIE, Side.TOMCAT, rounds);
		compare(Side.OURS, Side.UNSEALED, rounds);
		compare(Side.OURS_ON_REDIS, Side.REDIS, rounds);
		compare(Side.OURS_ON_REDIS, Side.INDEXED_REDIS, rounds);
	}

	/**
	 * Prints what one side's throughput is of another's, round by round: what disturbs the
	 * machine for longer than a round is in both.
	 */
	private static void compare(Side side, Side other, Map<Side, List<Round>> all) {
		List<Round> rounds = all.get(side);
		List<Round> others = all.get(other);
		if (rounds == null || others == null) {
			return;
		}
		double[] ratios = IntStream.range(0, rounds.size())
			.mapToDouble((i) -> rounds.get(i).requestsPerSecond() / others.get(i).requestsPerSecond())
			.sorted()
			.toArray();
		System.out.println();
		System.out.printf(Locale.ROOT, "%s: %.2f of %s, in single rounds %.2f to %.2f%n", side,
				ratios[ratios.length / 2], other, ratios[0], ratios[ratios.length - 1]);
	}

	private static String line(Side side, Map<Side, List<Round>> rounds, Costs costs) {
		return String.format(Locale.ROOT, "| %s | %.0f | %s | %s | %.2f | %.0f | %s | %s | %s | %.0f |", side,
				median(rounds.get(side), Round::requestsPerSecond), ratio(side, Side.STOCK, rounds),
				ratio(side, Side.HAND_WRITTEN, rounds), median(rounds.get(side), Round::p99),
				median(rounds.get(side), Round::cpu), side.usesServer() ? number(costs.statements()) : "",
				side.usesDatabase() ? number(costs.transactions()) : "",
				(costs.wal() < 0) ? "" : number(costs.wal()), median(rounds.get(side), Round::bytes));
	}

	private static String ratio(Side side, Side other, Map<Side, List<Round>> rounds) {
		List<Round> others = rounds.get(other);
		return (others != null) ? String.format(Locale.ROOT, "%.2f", median(rounds.get(side), Round::requestsPerSecond)
				/ median(others, Round::requestsPerSecond)) : "";
	}

	private static double median(List<Round> rounds, ToDoubleFunction<Round> value) {
		double[] values = rounds.stream().mapToDouble(value).sorted().toArray();
		return values[values.length / 2];
	}

	private static String number(double value) {
		return (Math.abs(value - Math.rint(value)) < 0.05) ? String.valueOf(Math.round(value))
				: String.format(Locale.ROOT, "%.1f", value);
	}

}
