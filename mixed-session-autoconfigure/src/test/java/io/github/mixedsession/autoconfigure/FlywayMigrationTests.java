package io.github.mixedsession.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

import io.github.mixedsession.store.jdbc.JdbcSessionStore;
import io.github.mixedsession.test.SpringSessionApplication;
import io.github.mixedsession.test.EveryDatabase;
import io.github.mixedsession.test.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * The Flyway locations beside an application's own migrations, whose versions they leave
 * alone.
 */
class FlywayMigrationTests {

	private static final String ROOT = "io/github/mixedsession/flyway/";

	private static final String TABLES = "classpath:" + ROOT + "tables/{vendor}";

	private static final String OWN = "classpath:flyway-application";

	@ParameterizedTest
	@EveryDatabase
	void tablesAreCreatedBesideTheApplicationsOwn(TestDatabase database) {
		DataSource dataSource = database.createDataSource();
		migrate(dataSource, OWN, TABLES);
		assertThat(count(dataSource, "MIXED_SESSION")).isZero();
		assertThat(count(dataSource, "OWN_TABLE")).isZero();
		assertThat(migrate(dataSource, OWN, TABLES)).isZero();
	}

	@Test
	void tablesOfMariaDbAreItsOwnThroughMySqlsDriver() {
		DataSource dataSource = TestDatabase.createMariaDbWithMySqlDriver();
		migrate(dataSource, OWN, TABLES);
		JdbcSessionStore store = new JdbcSessionStore(dataSource, new JdbcTransactionManager(dataSource),
				"MIXED_SESSION");
		assertThatNoException().isThrownBy(store::validate);
		assertThat(new JdbcTemplate(dataSource)
			.queryForList("SELECT COLLATION_NAME FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = DATABASE() "
					+ "AND COLUMN_NAME IN ('PRINCIPAL_NAME', 'ATTRIBUTE_NAME')", String.class))
			.containsExactly("utf8mb4_nopad_bin", "utf8mb4_nopad_bin");
	}

	@ParameterizedTest
	@EveryDatabase
	void tablesThatAreThereAlreadyAreLeftAsTheyAre(TestDatabase database) {
		DataSource dataSource = database.createDataSourceWithTables();
		migrate(dataSource, OWN, TABLES);
		assertThat(count(dataSource, "MIXED_SESSION_ATTRIBUTE")).isZero();
	}

	@ParameterizedTest
	@EveryDatabase
	void secureSessionsAreImportedOnce(TestDatabase database) {
		assertImported(database, "secure", 2);
	}

	@ParameterizedTest
	@EveryDatabase
	void insecureSessionsAreImportedOnce(TestDatabase database) {
		assertImported(database, "insecure", 1);
	}

	@ParameterizedTest
	@EveryDatabase
	void importedUserWithALongNameIsFound(TestDatabase database) {
		DataSource dataSource = database.createDataSource();
		SpringSessionApplication old = new SpringSessionApplication(database, dataSource);
		new JdbcTemplate(dataSource).execute("ALTER TABLE SPRING_SESSION " + switch (database) {
			case H2 -> "ALTER COLUMN PRINCIPAL_NAME VARCHAR(255)";
			case POSTGRESQL -> "ALTER COLUMN PRINCIPAL_NAME TYPE VARCHAR(255)";
			case MARIADB, MYSQL -> "MODIFY PRINCIPAL_NAME VARCHAR(255)";
		});
		String user = "\u00fc".repeat(255);
		old.visit(user, Map.of("cart", "mug"));
		migrate(dataSource, OWN, TABLES, "classpath:" + ROOT + "import-secure/{vendor}");
		assertThat(new JdbcSessionStore(dataSource, new JdbcTransactionManager(dataSource), "MIXED_SESSION")
			.findByPrincipalName(user)).hasSize(1);
	}

	private void assertImported(TestDatabase database, String channel, int attributes) {
		DataSource dataSource = database.createDataSource();
		SpringSessionApplication old = new SpringSessionApplication(database, dataSource);
		old.visit("customer", Map.of("cart", "mug"));
		old.visit("customer", Map.of("cart", "mug"), Instant.now().minus(Duration.ofHours(1)));
		String importLocation = "classpath:" + ROOT + "import-" + channel + "/{vendor}";
		migrate(dataSource, OWN, TABLES, importLocation);
		assertThat(count(dataSource, "MIXED_SESSION")).isEqualTo(1);
		assertThat(count(dataSource, "MIXED_SESSION_ATTRIBUTE")).isEqualTo(attributes);
		assertThat(old.sessions()).isEqualTo(1);
		old.visit("customer", Map.of("cart", "mug"));
		assertThat(migrate(dataSource, OWN, TABLES, importLocation)).isZero();
		assertThat(count(dataSource, "MIXED_SESSION")).isEqualTo(1);
		migrateWithoutTheImport(dataSource);
	}

	/**
	 * What the documentation says of the time after.
	 */
	private static void migrateWithoutTheImport(DataSource dataSource) {
		new JdbcTemplate(dataSource).execute("DROP TABLE SPRING_SESSION_ATTRIBUTES");
		new JdbcTemplate(dataSource).execute("DROP TABLE SPRING_SESSION");
		assertThat(migrate(dataSource, OWN, TABLES)).isZero();
	}

	private static int migrate(DataSource dataSource, String... locations) {
		int[] executed = new int[1];
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(FlywayAutoConfiguration.class))
			.withBean(DataSource.class, () -> dataSource)
			.withPropertyValues("spring.flyway.baseline-on-migrate=true", "spring.flyway.baseline-version=0",
					"spring.flyway.ignore-migration-patterns=*:future,repeatable:missing",
					"spring.flyway.locations=" + String.join(",", List.of(locations)))
			.withBean(FlywayMigrationStrategy.class,
					() -> (flyway) -> executed[0] = flyway.migrate().migrationsExecuted)
			.run((context) -> assertThat(context).hasSingleBean(Flyway.class));
		return executed[0];
	}

	private static int count(DataSource dataSource, String table) {
		Integer count = new JdbcTemplate(dataSource).queryForObject("SELECT COUNT(*) FROM " + table, Integer.class);
		return (count != null) ? count : -1;
	}

	@ParameterizedTest
	@ValueSource(strings = { "h2", "postgresql", "mariadb" })
	void tablesAreThoseOfTheSchemaScript(String platform) throws IOException {
		assertThat(text(ROOT + "tables/" + platform + "/R__mixed_session_1_tables.sql"))
			.isEqualTo(text("io/github/mixedsession/store/jdbc/schema-" + platform + ".sql"));
	}

	@ParameterizedTest
	@CsvSource({ "mysql, utf8mb4_0900_bin", "mariadb, utf8mb4_nopad_bin" })
	void tablesOfMySqlAreThoseOfTheSchemaScriptOfEitherServer(String server, String collation) throws IOException {
		String read = text(ROOT + "tables/mysql/R__mixed_session_1_tables.sql")
			.replace("/*!80000 utf8mb4_0900_bin *//*M! utf8mb4_nopad_bin */", collation);
		assertThat(statements(read))
			.isEqualTo(statements(text("io/github/mixedsession/store/jdbc/schema-" + server + ".sql")));
	}

	private static String statements(String script) {
		return script.substring(script.indexOf("CREATE TABLE"));
	}

	@Test
	void mySqlImportsAsMariaDbDoes() throws IOException {
		for (String channel : List.of("secure", "insecure")) {
			String file = "/R__mixed_session_2_import_" + channel + ".sql";
			assertThat(text(ROOT + "import-" + channel + "/mysql" + file))
				.isEqualTo(text(ROOT + "import-" + channel + "/mariadb" + file));
		}
	}

	private static String text(String resource) throws IOException {
		return new ClassPathResource(resource).getContentAsString(StandardCharsets.UTF_8);
	}

}
