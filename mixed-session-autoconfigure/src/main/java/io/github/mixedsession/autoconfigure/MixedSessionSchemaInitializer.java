package io.github.mixedsession.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import javax.sql.DataSource;

import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.boot.jdbc.init.DatabaseInitializationProperties;
import org.springframework.boot.jdbc.init.PropertiesBasedDataSourceScriptDatabaseInitializer;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.dao.DataAccessException;

import io.github.mixedsession.MisconfigurationException;

/**
 * Creates the tables of the JDBC store, under the configured name.
 */
public class MixedSessionSchemaInitializer
		extends PropertiesBasedDataSourceScriptDatabaseInitializer<DatabaseInitializationProperties> {

	// Names of constraints and indexes have no schema, unlike those of tables.
	private static final Pattern NAME = Pattern
		.compile("((?:CONSTRAINT|INDEX(?: IF NOT EXISTS)?) )?" + MixedSessionJdbcProperties.DEFAULT_TABLE_NAME);

	private final String tableName;

	private boolean strict;

	/**
	 * Create an initializer.
	 * @param dataSource the data source of the sessions
	 * @param properties the properties of the store
	 */
	public MixedSessionSchemaInitializer(DataSource dataSource, MixedSessionJdbcProperties properties) {
		this(dataSource, properties, DatabaseDriver.MYSQL.getId());
	}

	/**
	 * Create an initializer.
	 * @param mySqlPlatform the platform of a server that calls itself MySQL
	 */
	MixedSessionSchemaInitializer(DataSource dataSource, MixedSessionJdbcProperties properties, String mySqlPlatform) {
		super(dataSource, initialization(properties), Map.of(DatabaseDriver.MYSQL, mySqlPlatform));
		this.tableName = properties.tableName();
	}

	private static DatabaseInitializationProperties initialization(MixedSessionJdbcProperties properties) {
		DatabaseInitializationProperties initialization = new DatabaseInitializationProperties() {

			@Override
			public String getDefaultSchemaLocation() {
				return MixedSessionJdbcProperties.DEFAULT_SCHEMA_LOCATION;
			}

		};
		initialization.setInitializeSchema(properties.initializeSchema());
		initialization.setSchema(properties.schema());
		if (properties.platform() != null) {
			initialization.setPlatform(properties.platform());
		}
		initialization.setContinueOnError(properties.continueOnError());
		return initialization;
	}

	/**
	 * Runs the scripts again, for they left a table missing, and lets no error pass: it
	 * is the cause, and by default it was passed over.
	 */
	void initializeStrictly() {
		this.strict = true;
		try {
			initializeDatabase();
		}
		catch (DataAccessException ex) {
			throw new MisconfigurationException(
					"A script that creates the tables of mixed-session failed: "
							+ ex.getMostSpecificCause().getMessage(),
					"Create the tables by other means and set mixed-session.jdbc.initialize-schema to 'never', or name a "
							+ "script that this database understands in mixed-session.jdbc.schema.",
					ex);
		}
	}

	@Override
	protected void runScripts(Scripts scripts) {
		if (this.strict) {
			scripts.continueOnError(false);
		}
		if (this.tableName.equals(MixedSessionJdbcProperties.DEFAULT_TABLE_NAME)) {
			super.runScripts(scripts);
			return;
		}
		List<Resource> renamed = new ArrayList<>();
		scripts.forEach((script) -> renamed.add(rename(script)));
		super.runScripts(new Scripts(renamed).continueOnError(scripts.isContinueOnError())
			.separator(scripts.getSeparator())
			.encoding(scripts.getEncoding()));
	}

	private Resource rename(Resource script) {
		try {
			String text = script.getContentAsString(StandardCharsets.UTF_8);
			return new ByteArrayResource(rename(text).getBytes(StandardCharsets.UTF_8), script.getDescription());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private String rename(String text) {
		String simpleName = this.tableName.substring(this.tableName.lastIndexOf('.') + 1);
		return NAME.matcher(text).replaceAll((name) -> {
			String keyword = name.group(1);
			return (keyword != null) ? keyword + simpleName : this.tableName;
		});
	}

}
