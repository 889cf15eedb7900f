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
	 * Name of the table that sessions are kept in. The names of the other two begin with
	 * it.
	 */
	private String tableName = DEFAULT_TABLE_NAME;

	/**
	 * Cron expression of the job that deletes expired sessions. '-' switches it off.
	 */
	private String cleanupCron = "0 * * * * *";

	public String getTableName() {
		return this.tableName;
	}

	public void setTableName(String tableName) {
		this.tableName = tableName;
	}

	public String getCleanupCron() {
		return this.cleanupCron;
	}

	public void setCleanupCron(String cleanupCron) {
		this.cleanupCron = cleanupCron;
	}

	@Override
	public String getDefaultSchemaLocation() {
		return DEFAULT_SCHEMA_LOCATION;
	}

}
