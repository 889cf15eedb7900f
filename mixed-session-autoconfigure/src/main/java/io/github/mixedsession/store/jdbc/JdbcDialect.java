package io.github.mixedsession.store.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;

import io.github.mixedsession.id.Locator;

/**
 * What differs between the supported databases.
 */
enum JdbcDialect {

	H2("H2") {

		@Override
		String upsert(TableNames tables) {
			return """
					MERGE INTO %s T USING (
						SELECT LOCATOR, CAST(? AS VARCHAR(8)) AS P, CAST(? AS VARCHAR_CASESENSITIVE(200)) AS N,
							CAST(? AS BIGINT) AS V, CAST(? AS BINARY LARGE OBJECT) AS B
						FROM %s WHERE LOCATOR = ? FOR UPDATE) S
					ON T.LOCATOR = S.LOCATOR AND T.ATTRIBUTE_PARTITION = S.P AND T.ATTRIBUTE_NAME = S.N
					WHEN MATCHED THEN UPDATE SET ATTRIBUTE_VERSION = T.ATTRIBUTE_VERSION + 1, ATTRIBUTE_VALUE = S.B
					WHEN NOT MATCHED THEN INSERT (LOCATOR, ATTRIBUTE_PARTITION, ATTRIBUTE_NAME,
						ATTRIBUTE_VERSION, ATTRIBUTE_VALUE)
					VALUES (S.LOCATOR, S.P, S.N, S.V, S.B)
					""".formatted(tables.attribute(), tables.session());
		}

	},

	POSTGRESQL("PostgreSQL") {

		@Override
		String upsert(TableNames tables) {
			return insertInto(tables.attribute() + " AS T", tables) + """

					ON CONFLICT (LOCATOR, ATTRIBUTE_PARTITION, ATTRIBUTE_NAME)
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

	/**
	 * Returns the clause that keeps the session from being deleted until the attribute is
	 * in. H2 needs it, since its foreign keys let a parallel deletion leave orphans
	 * behind; on PostgreSQL it saves an error; MariaDB and MySQL lock that row anyway.
	 */
	private String sessionLock() {
		return switch (this) {
			case H2 -> " FOR UPDATE";
			case POSTGRESQL -> " FOR KEY SHARE";
			case MARIADB, MYSQL -> "";
		};
	}

	/**
	 * Returns the clause that limits a query to so many rows. Several modes of H2 know
	 * the standard's alone, which MySQL does not.
	 */
	String limit() {
		return (this == H2) ? " FETCH FIRST ? ROWS ONLY" : " LIMIT ?";
	}

	/**
	 * Returns the strictest isolation that the statements were written for: that of the
	 * database's own default, as one of {@link Connection}'s constants.
	 */
	int strictestIsolation() {
		return switch (this) {
			case H2, POSTGRESQL -> Connection.TRANSACTION_READ_COMMITTED;
			case MARIADB, MYSQL -> Connection.TRANSACTION_REPEATABLE_READ;
		};
	}

	/**
	 * Returns the type of a column whose values are compared exactly: case, accents and
	 * trailing spaces count.
	 */
	String exactType() {
		return switch (this) {
			case H2 -> "VARCHAR_CASESENSITIVE(200)";
			case POSTGRESQL -> "VARCHAR(200) COLLATE \"C\"";
			case MARIADB -> "VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin";
			case MYSQL -> "VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin";
		};
	}

	/**
	 * Returns a locator as the value of a column: sixteen bytes in any case.
	 */
	Object key(Locator locator) {
		return switch (this) {
			case H2, POSTGRESQL -> locator.uuid();
			case MARIADB, MYSQL -> locator.toBytes();
		};
	}

	Locator locator(ResultSet resultSet, int column) throws SQLException {
		return switch (this) {
			case H2, POSTGRESQL -> new Locator(resultSet.getObject(column, UUID.class));
			case MARIADB, MYSQL -> Locator.of(resultSet.getBytes(column));
		};
	}

	String productName() {
		return this.productName;
	}

	/**
	 * Returns where the script lies that creates the tables.
	 */
	String schemaLocation() {
		return "classpath:io/github/mixedsession/store/jdbc/schema-" + platform() + ".sql";
	}

	/**
	 * Returns what stands for the database in the name of its scripts.
	 */
	String platform() {
		return name().toLowerCase(Locale.ROOT);
	}

	static JdbcDialect of(DataSource dataSource) {
		try {
			return JdbcUtils.extractDatabaseMetaData(dataSource,
					(metaData) -> of(metaData.getDatabaseProductName(), metaData.getDatabaseProductVersion()));
		}
		catch (MetaDataAccessException ex) {
			throw new IllegalStateException(
					"Cannot ask the database of mixed-session for its product name. Is it running?", ex);
		}
	}

	/**
	 * MySQL's driver says "MySQL" of a MariaDB server too; the version tells.
	 */
	static JdbcDialect of(String productName, @Nullable String version) {
		if (MYSQL.productName.equalsIgnoreCase(productName) && version != null && version.contains("MariaDB")) {
			return MARIADB;
		}
		return Arrays.stream(values())
			.filter((dialect) -> dialect.productName.equalsIgnoreCase(productName))
			.findFirst()
			.orElseThrow(() -> new UnsupportedDatabaseException(productName, supported()));
	}

	private static String supported() {
		return Arrays.stream(values()).map(JdbcDialect::productName).collect(Collectors.joining(", "));
	}

	String insertInto(String target, TableNames tables) {
		return """
				INSERT INTO %s (LOCATOR, ATTRIBUTE_PARTITION, ATTRIBUTE_NAME, ATTRIBUTE_VERSION, ATTRIBUTE_VALUE)
				SELECT LOCATOR, ?, ?, ?, ? FROM %s WHERE LOCATOR = ?""".formatted(target, tables.session())
				+ sessionLock();
	}

	String onDuplicateKeyUpdate(TableNames tables) {
		// VALUES(): the one way to name the new value that both products know
		return insertInto(tables.attribute(), tables) + """

				ON DUPLICATE KEY UPDATE ATTRIBUTE_VERSION = ATTRIBUTE_VERSION + 1,
					ATTRIBUTE_VALUE = VALUES(ATTRIBUTE_VALUE)
				""";
	}

}
