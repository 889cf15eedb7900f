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

	UpdateStatement set(String assignment, @Nullable Object... values) {
		this.assignments.add(assignment);
		this.values.addAll(Arrays.asList(values));
		return this;
	}

	boolean isEmpty() {
		return this.assignments.isEmpty();
	}

	String sql(String table, String condition) {
		return "UPDATE " + table + " SET " + String.join(", ", this.assignments) + " WHERE " + condition;
	}

	Parameters parameters(@Nullable Object... conditionValues) {
		List<@Nullable Object> all = new ArrayList<>(this.values);
		all.addAll(Arrays.asList(conditionValues));
		return Parameters.of(all.toArray());
	}

}
