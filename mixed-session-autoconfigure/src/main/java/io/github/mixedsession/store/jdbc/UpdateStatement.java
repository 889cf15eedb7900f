package io.github.mixedsession.store.jdbc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * An {@code UPDATE} that names only the columns that change.
 */
final class UpdateStatement {

	private final List<String> assignments = new ArrayList<>();

	private final List<@Nullable Object> values = new ArrayList<>();

	private Condition condition = new Condition("", List.of());

	UpdateStatement set(String assignment, @Nullable Object... values) {
		this.assignments.add(assignment);
		this.values.addAll(Arrays.asList(values));
		return this;
	}

	UpdateStatement where(String sql, Object... values) {
		this.condition = new Condition(sql, List.of(values));
		return this;
	}

	boolean isEmpty() {
		return this.assignments.isEmpty();
	}

	/**
	 * Returns the statement.
	 * @param table what to update
	 */
	String sql(String table) {
		return "UPDATE " + table + " SET " + String.join(", ", this.assignments) + " WHERE " + this.condition.sql();
	}

	List<@Nullable Object> values() {
		List<@Nullable Object> all = new ArrayList<>(this.values);
		all.addAll(this.condition.values());
		return all;
	}

	/**
	 * A condition and the values of its parameters.
	 */
	record Condition(String sql, List<Object> values) {
	}

}
