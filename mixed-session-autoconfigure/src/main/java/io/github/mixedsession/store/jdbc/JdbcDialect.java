package io.github.mixedsession.store.jdbc;

import java.sql.DatabaseMetaData;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import javax.sql.DataSource;

import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;

/**
 * What differs between the supported databases.
 */
enum JdbcDialect {

	H2("H2") {

		@Override
		String upsert(TableNames tables) {
			return """
					MERGE INTO %s T USING (
						SELECT SESSION_KEY, CAST(? AS VARCHAR(8)) AS P, CAST(? AS VARCHAR(200)) AS N,
							CAST(? AS BIGINT) AS V, CAST(? AS BLOB) AS B
						FROM %s WHERE SESSION_KEY = ?) S
					ON T.SESSION_KEY = S.SESSION_KEY AND T.ATTRIBUTE_PARTITION = S.P AND T.ATTRIBUTE_NAME = S.N
					WHEN MATCHED THEN UPDATE SET ATTRIBUTE_VERSION = T.ATTRIBUTE_VERSION + 1, ATTRIBUTE_VALUE = S.B
					WHEN NOT MATCHED THEN INSERT (SESSION_KEY, ATTRIBUTE_PARTITION, ATTRIBUTE_NAME,
						ATTRIBUTE_VERSION, ATTRIBUTE_VALUE)
					VALUES (S.SESSION_KEY, S.P, S.N, S.V, S.B)
					""".formatted(tables.attribute(), tables.session());
		}

	},

	POSTGRESQL("PostgreSQL") {

		@Override
		String upsert(TableNames tables) {
			return insertInto(tables.attribute() + " AS T", tables) + """

					ON CONFLICT (SESSION_KEY, ATTRIBUTE_PARTITION, ATTRIBUTE_NAME)
					DO UPDATE SET ATTRIBUTE_VERSION = T.ATTRIBUTE_VERSION + 1,
						ATTRIBUTE_VALUE = EXCLUDED.ATTRIBUTE_VALUE
					""";
		}

	},

	MARIADB("MariaDB") {

		@Override
		String upsert(TableNames tables) {
			return onDuplicateKeyUpdate(tables);
		}

	},

	MYSQL("MySQL") {

		@Override
		String upsert(TableNames tables) {
			return onDuplicateKeyUpdate(tables);
		}

	};

	private final String productName;

	JdbcDialect(String productName) {
		this.productName = productName;
	}

	/**
	 * Returns the statement that inserts or replaces an attribute if its session exists.
	 * Its parameters are partition, name, version of a new attribute, value, and key.
	 */
	abstract String upsert(TableNames tables);

	/**
	 * Returns the statement that inserts an attribute if its session exists, with the
	 * same parameters.
	 */
	String insertAttribute(TableNames tables) {
		return insertInto(tables.attribute(), tables);
	}

	String productName() {
		return this.productName;
	}

	/**
	 * Returns where the script lies that creates the tables.
	 */
	String schemaLocation() {
		return "classpath:io/github/mixedsession/store/jdbc/schema-" + name().toLowerCase(Locale.ROOT) + ".sql";
	}

	static JdbcDialect of(DataSource dataSource) {
		try {
			String productName = JdbcUtils.extractDatabaseMetaData(dataSource,
					DatabaseMetaData::getDatabaseProductName);
			return fromProductName(productName);
		}
		catch (MetaDataAccessException ex) {
			throw new IllegalStateException(
					"Cannot ask the database of mixed-session for its product name. Is it running?", ex);
		}
	}

	static JdbcDialect fromProductName(String productName) {
		return Arrays.stream(values())
			.filter((dialect) -> dialect.productName.equalsIgnoreCase(productName))
			.findFirst()
			.orElseThrow(() -> new UnsupportedDatabaseException(productName, supported()));
	}

	private static String supported() {
		return Arrays.stream(values()).map(JdbcDialect::productName).collect(Collectors.joining(", "));
	}

	static String insertInto(String target, TableNames tables) {
		return """
				INSERT INTO %s (SESSION_KEY, ATTRIBUTE_PARTITION, ATTRIBUTE_NAME, ATTRIBUTE_VERSION, ATTRIBUTE_VALUE)
				SELECT SESSION_KEY, ?, ?, ?, ? FROM %s WHERE SESSION_KEY = ?""".formatted(target, tables.session());
	}

	static String onDuplicateKeyUpdate(TableNames tables) {
		// VALUES(): the one way to name the new value that both products know
		return insertInto(tables.attribute(), tables) + """

				ON DUPLICATE KEY UPDATE ATTRIBUTE_VERSION = ATTRIBUTE_VERSION + 1,
					ATTRIBUTE_VALUE = VALUES(ATTRIBUTE_VALUE)
				""";
	}

}
