package io.github.mixedsession.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import javax.sql.DataSource;

import org.springframework.boot.jdbc.init.PropertiesBasedDataSourceScriptDatabaseInitializer;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;

/**
 * Creates the tables of the JDBC store, under the configured name.
 */
public class MixedSessionSchemaInitializer
		extends PropertiesBasedDataSourceScriptDatabaseInitializer<MixedSessionJdbcProperties> {

	// Names of constraints and indexes have no schema, unlike those of tables.
	private static final Pattern NAME = Pattern
		.compile("((?:CONSTRAINT|INDEX(?: IF NOT EXISTS)?) )?" + MixedSessionJdbcProperties.DEFAULT_TABLE_NAME);

	private final String tableName;

	/**
	 * Create an initializer.
	 * @param dataSource the data source of the sessions
	 * @param properties the properties of the store
	 */
	public MixedSessionSchemaInitializer(DataSource dataSource, MixedSessionJdbcProperties properties) {
		super(dataSource, properties);
		this.tableName = properties.getTableName();
	}

	@Override
	protected void runScripts(Scripts scripts) {
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
