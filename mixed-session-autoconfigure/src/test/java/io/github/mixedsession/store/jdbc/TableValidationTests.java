package io.github.mixedsession.store.jdbc;

import javax.sql.DataSource;

import io.github.mixedsession.MisconfigurationException;
import io.github.mixedsession.test.EveryDatabase;
import io.github.mixedsession.test.OnMySql;
import io.github.mixedsession.test.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tables that somebody made or changed, in a database that somebody set up.
 */
class TableValidationTests {

	@ParameterizedTest
	@CsvSource({ "MIXED_SESSION, PRINCIPAL_NAME", "MIXED_SESSION_ATTRIBUTE, ATTRIBUTE_NAME" })
	void h2ColumnThatIgnoresCaseIsNamedWithTheCure(String table, String column) {
		DataSource dataSource = TestDatabase.H2.createDataSourceWithTables();
		assertRefused(dataSource,
				"ALTER TABLE " + table + " ALTER COLUMN " + column + " SET DATA TYPE VARCHAR_IGNORECASE", table, column,
				"VARCHAR_CASESENSITIVE(200)");
	}

	@Test
	void lenientCollationOfAWholeH2DatabaseIsReported() {
		DataSource dataSource = TestDatabase.H2.createDataSource(";INIT=SET COLLATION ENGLISH STRENGTH PRIMARY");
		TestDatabase.H2.createTables(dataSource);
		assertRefused(dataSource, "SELECT 1", "MIXED_SESSION", "PRINCIPAL_NAME", "collation");
	}

	@ParameterizedTest
	@ValueSource(strings = { "utf8mb4_general_ci", "utf8mb4_bin", "utf8mb4_uca1400_as_cs",
			"utf8mb4_uca1400_nopad_ai_cs", "utf8mb4_uca1400_nopad_as_cs" })
	void mariaDbColumnThatIsNotExactIsNamedWithTheCure(String collation) {
		DataSource dataSource = TestDatabase.MARIADB.createDataSourceWithTables();
		assertRefused(dataSource,
				"ALTER TABLE MIXED_SESSION MODIFY PRINCIPAL_NAME VARCHAR(200) CHARACTER SET utf8mb4 COLLATE "
						+ collation,
				"MIXED_SESSION", "PRINCIPAL_NAME", "utf8mb4_nopad_bin");
	}

	@OnMySql
	@ParameterizedTest
	@ValueSource(strings = { "utf8mb4_general_ci", "utf8mb4_0900_ai_ci", "utf8mb4_0900_as_cs", "utf8mb4_bin" })
	void mySqlColumnThatIsNotExactIsNamedWithTheCure(String collation) {
		DataSource dataSource = TestDatabase.MYSQL.createDataSourceWithTables();
		assertRefused(dataSource,
				"ALTER TABLE MIXED_SESSION MODIFY PRINCIPAL_NAME VARCHAR(200) CHARACTER SET utf8mb4 COLLATE "
						+ collation,
				"MIXED_SESSION", "PRINCIPAL_NAME", "utf8mb4_0900_bin");
	}

	@Test
	void postgreSqlColumnThatIgnoresCaseIsNamedWithTheCure() {
		DataSource dataSource = TestDatabase.POSTGRESQL.createDataSourceWithTables();
		new JdbcTemplate(dataSource)
			.execute("CREATE COLLATION lenient (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
		assertRefused(dataSource,
				"ALTER TABLE MIXED_SESSION_ATTRIBUTE ALTER COLUMN ATTRIBUTE_NAME TYPE VARCHAR(200) COLLATE lenient",
				"MIXED_SESSION_ATTRIBUTE", "ATTRIBUTE_NAME", "COLLATE");
	}

	@ParameterizedTest
	@EveryDatabase
	void tablesOfTheScriptPass(TestDatabase database) {
		assertThatNoException().isThrownBy(store(database.createDataSourceWithTables())::validate);
	}

	private static void assertRefused(DataSource dataSource, String change, String... words) {
		new JdbcTemplate(dataSource).execute(change);
		JdbcSessionStore store = store(dataSource);
		assertThatExceptionOfType(MisconfigurationException.class).isThrownBy(store::validate)
			.withMessageContainingAll(words);
	}

	private static JdbcSessionStore store(DataSource dataSource) {
		return new JdbcSessionStore(dataSource, new JdbcTransactionManager(dataSource),
				JdbcSessionStore.DEFAULT_TABLE_NAME);
	}

}
