package io.github.mixedsession.autoconfigure;

import org.springframework.boot.jdbc.init.DatabaseInitializationProperties;

/**
 * The {@code mixed-session.jdbc} properties, of the JDBC store of sessions.
 */
public class MixedSessionJdbcProperties extends DatabaseInitializationProperties {

	/** The name that the schema scripts use. */
	static final String DEFAULT_TABLE_NAME = "MIXED_SESSION";

	private static final String DEFAULT_SCHEMA_LOCATION = "classpath:io/github/mixedsession/store/jdbc/"
			+ "schema-@@platform@@.sql";

	/**
	 * Name of the table that sessions are kept in. That of their attributes has
	 * '_ATTRIBUTE' appended.
	 */
	private String tableName = DEFAULT_TABLE_NAME;

	/**
	 * Cron expression of the job that deletes expired sessions. '-' switches it off.
	 */
	private String cleanupCron = "0 * * * * *";

	/**
	 * Returns the name of the table that sessions are kept in.
	 * @return the name, with a schema or without
	 */
	public String getTableName() {
		return this.tableName;
	}

	/**
	 * Sets the name of the table that sessions are kept in.
	 * @param tableName the name, with a schema or without
	 */
	public void setTableName(String tableName) {
		this.tableName = tableName;
	}

	/**
	 * Returns when expired sessions are deleted.
	 * @return a cron expression of six fields, or {@code -} for never
	 */
	public String getCleanupCron() {
		return this.cleanupCron;
	}

	/**
	 * Sets when expired sessions are deleted.
	 * @param cleanupCron a cron expression of six fields, or {@code -} for never
	 */
	public void setCleanupCron(String cleanupCron) {
		this.cleanupCron = cleanupCron;
	}

	@Override
	public String getDefaultSchemaLocation() {
		return DEFAULT_SCHEMA_LOCATION;
	}

}
