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

	private String condition = "";

	UpdateStatement set(String assignment, @Nullable Object... values) {
		this.assignments.add(assignment);
		this.values.addAll(Arrays.asList(values));
		return this;
	}

	UpdateStatement where(String condition, Object... values) {
		this.condition = condition;
		this.values.addAll(Arrays.asList(values));
		return this;
	}

	boolean isEmpty() {
		return this.assignments.isEmpty();
	}

	String sql(String table) {
		return "UPDATE " + table + " SET " + String.join(", ", this.assignments) + " WHERE " + this.condition;
	}

	List<@Nullable Object> values() {
		return this.values;
	}

}
