package io.github.mixedsession.load;

import java.util.List;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * How a database runs the statement of a read. Unlike times, none of this is noisy.
 *
 * @param nodes the nodes of the plan
 * @param pages how many pages of the buffer pool a read touches, negative if the database
 * doesn't tell
 */
record ReadPlan(String nodes, double pages) {

	private static final int READS = 100;

	private static final Pattern POSTGRESQL_NODE = Pattern.compile("(?m)^\\s*(?:->\\s+)?(\\S.*?)\\s+\\(cost=");

	private static final Pattern POSTGRESQL_BUFFERS = Pattern.compile("shared hit=(\\d+)(?: read=(\\d+))?");

	private static final Pattern H2_NODE = Pattern.compile("/\\*\\s*(\\S+?):.*?\\*/", Pattern.DOTALL);

	static ReadPlan of(StoreNode node, String sql, Supplier<Object[]> parameters, Runnable hundredReads) {
		JdbcTemplate jdbc = node.jdbc();
		return switch (node.database()) {
			case POSTGRESQL -> postgreSql(jdbc, "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) " + sql, parameters);
			case MARIADB -> mariaDb(jdbc, "EXPLAIN " + sql, parameters.get(), hundredReads);
			case H2 -> new ReadPlan(found(H2_NODE, explained(jdbc, "EXPLAIN " + sql, parameters.get())), -1);
		};
	}

	private static ReadPlan postgreSql(JdbcTemplate jdbc, String sql, Supplier<Object[]> parameters) {
		long pages = 0;
		String plan = "";
		for (int i = 0; i < READS; i++) {
			plan = explained(jdbc, sql, parameters.get());
			// that of the topmost node, which includes the others
			Matcher buffers = POSTGRESQL_BUFFERS.matcher(plan);
			if (buffers.find()) {
				pages += Long.parseLong(buffers.group(1));
				pages += (buffers.group(2) != null) ? Long.parseLong(buffers.group(2)) : 0;
			}
		}
		return new ReadPlan(found(POSTGRESQL_NODE, plan), (double) pages / READS);
	}

	private static ReadPlan mariaDb(JdbcTemplate jdbc, String sql, Object[] parameters, Runnable hundredReads) {
		String plan = jdbc
			.query(sql, (row, number) -> "%s by %s".formatted(row.getString("type"), row.getString("key")), parameters)
			.stream()
			.collect(Collectors.joining(", "));
		long before = pagesRead(jdbc);
		hundredReads.run();
		return new ReadPlan(plan, (double) (pagesRead(jdbc) - before) / READS);
	}

	private static long pagesRead(JdbcTemplate jdbc) {
		return jdbc
			.query("SHOW GLOBAL STATUS LIKE 'Innodb_buffer_pool_read_requests'", (row, number) -> row.getLong(2))
			.get(0);
	}

	private static String explained(JdbcTemplate jdbc, String sql, Object[] parameters) {
		List<String> lines = jdbc.query(sql, (row, number) -> row.getString(1), parameters);
		return String.join("\n", lines);
	}

	private static String found(Pattern node, String plan) {
		return node.matcher(plan)
			.results()
			.map((MatchResult result) -> result.group(1))
			.collect(Collectors.joining(", "));
	}

}
