package io.github.mixedsession.autoconfigure;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

import io.github.mixedsession.MisconfigurationException;
import io.github.mixedsession.store.jdbc.JdbcSessionStore;
import io.github.mixedsession.store.jdbc.MissingSessionTableException;
import io.github.mixedsession.test.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who creates the tables, and that the store waits for it.
 */
class SchemaInitializationTests {

	private static final String MIGRATIONS = "classpath:io/github/mixedsession/autoconfigure/";

	private static final String POOL = "spring.datasource.type=" + SimpleDriverDataSource.class.getName();

	private final WebApplicationContextRunner contextRunner = TestApplication.runner();

	@ParameterizedTest
	@ValueSource(strings = { "embedded", "always" })
	void tablesAreCreatedInAnEmbeddedDatabase(String mode) {
		this.contextRunner.withPropertyValues("mixed-session.jdbc.initialize-schema=" + mode)
			.run((context) -> assertThat(tables(context)).contains("MIXED_SESSION", "MIXED_SESSION_ATTRIBUTE"));
	}

	@Test
	void tablesAreCreatedByDefault() {
		this.contextRunner.run((context) -> assertThat(tables(context)).contains("MIXED_SESSION"));
	}

	@Test
	void tablesAreNotCreatedWhenNever() {
		this.contextRunner.withPropertyValues("mixed-session.jdbc.initialize-schema=never")
			.run(SchemaInitializationTests::assertTableIsMissing);
	}

	@Test
	void tablesAreCreatedInOtherDatabasesOnlyWhenAlways(@TempDir Path directory) {
		WebApplicationContextRunner file = this.contextRunner.withPropertyValues(POOL,
				"spring.datasource.url=jdbc:h2:file:" + directory.resolve("shop"));
		file.run(SchemaInitializationTests::assertTableIsMissing);
		file.withPropertyValues("mixed-session.jdbc.initialize-schema=always")
			.run((context) -> assertThat(tables(context)).contains("MIXED_SESSION"));
		file.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void tablesThatAreThereAreLeftAlone() {
		this.contextRunner
			.withPropertyValues("mixed-session.jdbc.initialize-schema=always",
					"mixed-session.jdbc.continue-on-error=false", "spring.sql.init.mode=always",
					"spring.sql.init.schema-locations=classpath:io/github/mixedsession/store/jdbc/schema-h2.sql")
			.run((context) -> assertThat(tables(context)).contains("MIXED_SESSION"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "VISIT", "visit", "MIXED_SESSION_2", "shop.VISIT", "shop.MIXED_SESSION" })
	void tablesHaveTheConfiguredName(String name) {
		this.contextRunner
			.withPropertyValues("mixed-session.jdbc.table-name=" + name, "mixed-session.jdbc.continue-on-error=false",
					POOL,
					"spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID()
							+ ";DB_CLOSE_DELAY=-1;INIT=CREATE SCHEMA IF NOT EXISTS SHOP")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				String simpleName = name.substring(name.indexOf('.') + 1).toUpperCase(Locale.ROOT);
				assertThat(tables(context)).contains(simpleName, simpleName + "_ATTRIBUTE");
			});
	}

	@Test
	void ownScriptRunsInsteadOfOurs() {
		this.contextRunner
			.withPropertyValues("mixed-session.jdbc.schema=" + MIGRATIONS + "own-@@platform@@.sql",
					"mixed-session.jdbc.platform=mine")
			.run((context) -> assertThat(tables(context)).contains("MIXED_SESSION", "MINE"));
	}

	@ParameterizedTest
	@ValueSource(strings = { ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE", ";MODE=MySQL;CASE_INSENSITIVE_IDENTIFIERS=TRUE",
			";MODE=Oracle", ";MODE=MSSQLServer", ";IGNORECASE=TRUE" })
	void startsInEveryModeOfH2(String mode) {
		this.contextRunner.withBean(DataSource.class, () -> TestDatabase.H2.createDataSource(mode))
			.withPropertyValues("mixed-session.jdbc.initialize-schema=always")
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(JdbcSessionStore.class));
	}

	@Test
	void mariaDbGetsItsOwnTablesThroughMySqlsDriver() {
		this.contextRunner.withBean(DataSource.class, TestDatabase::createMariaDbWithMySqlDriver)
			.withPropertyValues("mixed-session.jdbc.initialize-schema=always")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(new JdbcTemplate(context.getBean(DataSource.class)).queryForList(
						"SELECT COLLATION_NAME FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = DATABASE() "
								+ "AND COLUMN_NAME IN ('PRINCIPAL_NAME', 'ATTRIBUTE_NAME')",
						String.class))
					.containsExactly("utf8mb4_nopad_bin", "utf8mb4_nopad_bin");
			});
	}

	@Test
	void scriptThatFailsIsNamedAsTheCause() {
		this.contextRunner
			.withPropertyValues(
					"mixed-session.jdbc.schema=classpath:io/github/mixedsession/store/jdbc/schema-mariadb.sql")
			.run((context) -> assertThat(causes(context.getStartupFailure()))
				.filteredOn(MisconfigurationException.class::isInstance)
				.singleElement()
				.satisfies((failure) -> assertThat(failure).isNotInstanceOf(MissingSessionTableException.class)
					.hasMessageContaining("[*]CHARACTER SET ascii")
					.hasMessageContaining("mixed-session.jdbc.schema")));
	}

	@Test
	void storeWaitsForFlyway() {
		this.contextRunner
			.withPropertyValues("mixed-session.jdbc.initialize-schema=never", "spring.flyway.enabled=true",
					"spring.flyway.locations=" + MIGRATIONS + "flyway")
			.run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(JdbcSessionStore.class);
				assertThat(tables(context)).contains("MIXED_SESSION", "flyway_schema_history");
			});
	}

	@Test
	void storeWaitsForLiquibase() {
		this.contextRunner
			.withPropertyValues("mixed-session.jdbc.initialize-schema=never", "spring.liquibase.enabled=true",
					"spring.liquibase.change-log=" + MIGRATIONS + "liquibase/changelog.xml")
			.run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(JdbcSessionStore.class);
				assertThat(tables(context)).contains("MIXED_SESSION", "DATABASECHANGELOG");
			});
	}

	@Test
	void ourScriptRunsAfterFlywayAndLeavesItsTablesAlone() {
		this.contextRunner
			.withPropertyValues("mixed-session.jdbc.continue-on-error=false", "spring.flyway.enabled=true",
					"spring.flyway.locations=" + MIGRATIONS + "flyway")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private static List<String> tables(AssertableWebApplicationContext context) {
		assertThat(context).hasNotFailed();
		return new JdbcTemplate(context.getBean(DataSource.class))
			.queryForList("SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES", String.class);
	}

	private static void assertTableIsMissing(AssertableWebApplicationContext context) {
		assertThat(causes(context.getStartupFailure())).hasAtLeastOneElementOfType(MissingSessionTableException.class);
	}

	private static List<Throwable> causes(Throwable failure) {
		return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).toList();
	}

}
