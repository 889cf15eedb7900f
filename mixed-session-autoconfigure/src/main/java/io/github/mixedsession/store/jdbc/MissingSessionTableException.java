package io.github.mixedsession.store.jdbc;

import io.github.mixedsession.MisconfigurationException;

/**
 * Thrown at start-up when a table of the sessions can't be read as this version needs it.
 */
public class MissingSessionTableException extends MisconfigurationException {

	private static final long serialVersionUID = 1L;

	/** The name of the table. */
	private final String tableName;

	MissingSessionTableException(String tableName, JdbcDialect dialect, Throwable cause) {
		super("The table " + tableName + " of mixed-session is missing in the " + dialect.productName()
				+ " database, lacks a column, or may not be read.",
				"Create it with the script " + dialect.schemaLocation()
						+ ", by a migration of your own or by setting the property "
						+ "mixed-session.jdbc.initialize-schema to 'always' (its default 'embedded' creates tables in "
						+ "embedded databases only). The script makes tables of the default name: with another "
						+ "mixed-session.jdbc.table-name, run a copy that has that name.",
				cause);
		this.tableName = tableName;
	}

	/**
	 * Returns the name of the table.
	 * @return the name
	 */
	public String getTableName() {
		return this.tableName;
	}

}
