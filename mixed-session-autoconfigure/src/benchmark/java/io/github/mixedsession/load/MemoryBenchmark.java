package io.github.mixedsession.load;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Has sessions begin, and prints how much memory of Redis each takes. {@code memory.sessions}
 * says how many.
 */
public final class MemoryBenchmark {

	private static final int SESSIONS = Integer.getInteger("memory.sessions", 10_000);

	private static final Set<Side> SIDES = EnumSet.of(Side.OURS_ON_REDIS, Side.REDIS, Side.INDEXED_REDIS);

	private MemoryBenchmark() {
	}

	public static void main(String[] args) throws Exception {
		System.out.println(SESSIONS + " sessions each, " + LoadController.ATTRIBUTES + " attributes of "
				+ LoadController.CHARACTERS + " characters");
		System.out.println();
		System.out.println("| | bytes a session | keys | logged in: bytes a session | keys |");
		System.out.println("| --- | --- | --- | --- | --- |");
		for (Side side : SIDES) {
			System.out.println("| " + side + " | " + grown(side, "/begin", false) + " | "
					+ grown(side, "/login", true) + " |");
		}
		System.exit(0);
	}

	/** On a server of its own, where nothing of another side's is freed meanwhile. */
	private static String grown(Side side, String path, boolean https) throws Exception {
		try (Redis redis = new Redis()) {
			List<String> arguments = new ArrayList<>(redis.arguments());
			arguments.add("--spring.datasource.url=jdbc:h2:mem:memory");
			try (Application application = new Application(side, arguments);
					Connection connection = new Connection(application.port())) {
				begin(connection, path, https, SESSIONS / 10);
				Redis.Size before = redis.size();
				begin(connection, path, https, SESSIONS);
				Redis.Size after = redis.size();
				return String.format(Locale.ROOT, "%.0f | %.1f", (after.bytes() - before.bytes()) / (double) SESSIONS,
						(after.keys() - before.keys()) / (double) SESSIONS);
			}
		}
	}

	private static void begin(Connection connection, String path, boolean https, int sessions) throws Exception {
		for (int i = 0; i < sessions; i++) {
			Visitor visitor = new Visitor(https);
			connection.exchange(visitor.request(path, false), visitor);
		}
	}

}
