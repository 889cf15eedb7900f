package io.github.mixedsession.store.jdbc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Locale;

import javax.sql.DataSource;

import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.contract.TestSessions;
import io.github.mixedsession.test.EveryDatabase;
import io.github.mixedsession.test.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.util.ResourceUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class JdbcDialectTests {

	@ParameterizedTest
	@EveryDatabase
	void ofRecognisesTheDatabase(TestDatabase database) {
		assertThat(JdbcDialect.of(database.createDataSource()).name()).isEqualTo(database.name());
	}

	@Test
	void ofRecognisesMySqlAndTheMariaDbThatMySqlsDriverCallsSo() {
		assertThat(JdbcDialect.of("MySQL", "9.7.0")).isEqualTo(JdbcDialect.MYSQL);
		assertThat(JdbcDialect.of("mysql", null)).isEqualTo(JdbcDialect.MYSQL);
		assertThat(JdbcDialect.of("MySQL", "5.5.5-10.11.6-MariaDB-log")).isEqualTo(JdbcDialect.MARIADB);
	}

	@Test
	void unsupportedDatabaseIsNamedWithTheSupportedOnes() throws SQLException {
		DataSource dataSource = mock();
		Connection connection = mock();
		DatabaseMetaData metaData = mock();
		given(dataSource.getConnection()).willReturn(connection);
		given(connection.getMetaData()).willReturn(metaData);
		given(metaData.getDatabaseProductName()).willReturn("Oracle");
		assertThatExceptionOfType(UnsupportedDatabaseException.class)
			.isThrownBy(() -> new JdbcSessionStore(dataSource, new JdbcTransactionManager(dataSource), "MIXED_SESSION"))
			.satisfies((ex) -> assertThat(ex.getProductName()).isEqualTo("Oracle"))
			.withMessageContaining("'Oracle'")
			.withMessageContaining("H2, PostgreSQL, MariaDB, MySQL")
			.withMessageContaining("SessionStore");
	}

	@Test
	void ofThrowsWhenTheDatabaseIsDown() throws SQLException {
		DataSource dataSource = mock();
		given(dataSource.getConnection()).willThrow(new SQLException("down"));
		assertThatIllegalStateException().isThrownBy(() -> JdbcDialect.of(dataSource));
	}

	@ParameterizedTest
	@EnumSource(JdbcDialect.class)
	void schemaScriptsAreThere(JdbcDialect dialect) throws IOException {
		String path = dialect.schemaLocation().substring(ResourceUtils.CLASSPATH_URL_PREFIX.length());
		String create = new ClassPathResource(path).getContentAsString(StandardCharsets.UTF_8);
		String drop = new ClassPathResource(path.replace("schema-", "schema-drop-"))
			.getContentAsString(StandardCharsets.UTF_8);
		for (String table : new String[] { "MIXED_SESSION", "MIXED_SESSION_ATTRIBUTE" }) {
			assertThat(create.toUpperCase(Locale.ROOT)).contains("CREATE TABLE IF NOT EXISTS " + table + " (");
			assertThat(drop).contains("DROP TABLE IF EXISTS " + table + ";");
		}
		assertThat(create).containsPattern("(?s)(CREATE TABLE.*){2}").doesNotContainPattern("(?s)(CREATE TABLE.*){3}");
	}

	@ParameterizedTest
	@EnumSource(JdbcDialect.class)
	void keyIsTheSixteenBytesOfTheLocator(JdbcDialect dialect) {
		Locator locator = TestSessions.newLocator();
		boolean typed = dialect == JdbcDialect.H2 || dialect == JdbcDialect.POSTGRESQL;
		assertThat(dialect.key(locator)).isEqualTo(typed ? locator.uuid() : locator.toBytes());
	}

}
