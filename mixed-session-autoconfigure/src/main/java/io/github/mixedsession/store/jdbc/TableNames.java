package io.github.mixedsession.store.jdbc;

import java.util.regex.Pattern;

import io.github.mixedsession.MisconfigurationException;

/**
 * The names of the two tables, all made from the configured one. They become part of SQL
 * text, so nothing but plain identifiers is let through.
 *
 * @param session the table of the sessions
 * @param attribute the table of their attributes
 */
record TableNames(String session, String attribute) {

	// PostgreSQL cuts identifiers off after 63 characters, that of the longest index too
	private static final int MAX_LENGTH = 63 - "_PRINCIPAL_NAME".length();

	private static final Pattern VALID = Pattern
		.compile("(?:[A-Za-z_][A-Za-z0-9_]{0,62}\\.)?[A-Za-z_][A-Za-z0-9_]{0," + (MAX_LENGTH - 1) + "}");

	static TableNames of(String tableName) {
		if (!VALID.matcher(tableName).matches()) {
			throw new MisconfigurationException("mixed-session.jdbc.table-name", tableName, "is not a table name",
					"Use [schema.]name with letters, digits and underscores, not starting with a digit, and at most "
							+ MAX_LENGTH + " characters in the name.");
		}
		return new TableNames(tableName, tableName + "_ATTRIBUTE");
	}

}
