package io.github.mixedsession.store.jdbc;

import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.JdbcOperations;

import io.github.mixedsession.MisconfigurationException;

/**
 * Checks that the tables are as the statements need them. Writes nothing.
 */
final class TableValidation {

	private final JdbcOperations jdbc;

	private final JdbcDialect dialect;

	private final TableNames tables;

	TableValidation(JdbcOperations jdbc, JdbcDialect dialect, TableNames tables) {
		this.jdbc = jdbc;
		this.dialect = dialect;
		this.tables = tables;
	}

	void run() {
		requireColumns(this.tables.session(), SessionRowMapper.COLUMNS);
		requireColumns(this.tables.attribute(), "LOCATOR, " + StoredAttributeMapper.COLUMNS);
		requireExactNames(this.tables.session(), "PRINCIPAL_NAME");
		requireExactNames(this.tables.attribute(), "ATTRIBUTE_NAME");
	}

	private void requireColumns(String table, String columns) {
		try {
			this.jdbc.query("SELECT " + columns + " FROM " + table + " WHERE 1 = 0", (resultSet) -> {
			});
		}
		catch (BadSqlGrammarException ex) {
			throw new MissingSessionTableException(table, this.dialect, ex);
		}
	}

	/**
	 * One user's sessions must not be found for another whose name differs in case, or in
	 * a character that Unicode's collations pass over. The type or collation may be
	 * anybody's: the database's, the server's, that of a table that somebody made. So the
	 * database is asked to compare, in a column like that one.
	 */
	private void requireExactNames(String table, String column) {
		Integer equal = this.jdbc.queryForObject(
				"SELECT COUNT(*) FROM (SELECT " + column + " AS N FROM " + table + " WHERE 1 = 0"
						+ " UNION ALL SELECT 'a' AS N) X WHERE N = 'A' OR N = 'a ' OR N = 'a\u0001' OR N = '\u00e4'",
				Integer.class);
		if (equal == null || equal > 0) {
			throw new MisconfigurationException(
					"The " + this.dialect.productName() + " database takes names that differ in case, accents, "
							+ "control characters or trailing spaces for the same in the column " + column
							+ " of the table " + table + ": somebody else's sessions or attributes would be found.",
					"Make the column a " + this.dialect.exactType() + ", as the script " + this.dialect.schemaLocation()
							+ " does. If it is one, the whole database has a collation that is not exact: use another.");
		}
	}

}
