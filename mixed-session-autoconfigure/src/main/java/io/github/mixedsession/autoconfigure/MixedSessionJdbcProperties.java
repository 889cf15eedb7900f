package io.github.mixedsession.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.sql.init.DatabaseInitializationMode;

/**
 * The {@code mixed-session.jdbc} properties, of the JDBC store of sessions. They are read
 * where there is no JDBC too, so nothing here is of it.
 *
 * @param tableName Name of the table that sessions are kept in. That of their attributes
 * has '_ATTRIBUTE' appended.
 * @param cleanupCron Cron expression of the job that deletes expired sessions. '-'
 * switches it off.
 * @param initializeSchema In which databases the schema script runs: embedded, always or
 * never.
 * @param schema Location of the script that creates the tables.
 * @param platform Platform that stands for '@@platform@@' in the location of the schema
 * script. Detected by default.
 * @param continueOnError Whether the schema script goes on after a statement that failed.
 */
public record MixedSessionJdbcProperties(@DefaultValue(DEFAULT_TABLE_NAME) String tableName,
		@DefaultValue("0 * * * * *") String cleanupCron,
		@DefaultValue("embedded") DatabaseInitializationMode initializeSchema,
		@DefaultValue(DEFAULT_SCHEMA_LOCATION) String schema, @Nullable String platform,
		@DefaultValue("true") boolean continueOnError) {

	/** The name that the schema scripts use. */
	static final String DEFAULT_TABLE_NAME = "MIXED_SESSION";

	static final String DEFAULT_SCHEMA_LOCATION = "classpath:io/github/mixedsession/store/jdbc/"
			+ "schema-@@platform@@.sql";

}
