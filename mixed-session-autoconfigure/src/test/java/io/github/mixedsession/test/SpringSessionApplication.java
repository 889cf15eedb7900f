package io.github.mixedsession.test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.session.jdbc.JdbcIndexedSessionRepository;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What an application with Spring Session JDBC leaves behind, as it comes out of the box:
 * its tables, its serialisation and its cookie.
 */
public final class SpringSessionApplication implements OldApplication {

	private final TestDatabase database;

	private final DataSource dataSource;

	private final JdbcIndexedSessionRepository repository;

	/**
	 * Creates its tables.
	 */
	public SpringSessionApplication(TestDatabase database, DataSource dataSource) {
		this.database = database;
		this.dataSource = dataSource;
		String platform = (database == TestDatabase.MARIADB) ? "mysql" : database.name().toLowerCase(Locale.ROOT);
		run("org/springframework/session/jdbc/schema-" + platform + ".sql");
		this.repository = new JdbcIndexedSessionRepository(new JdbcTemplate(dataSource),
				new TransactionTemplate(new DataSourceTransactionManager(dataSource)));
	}

	@Override
	public String visit(@Nullable String user, Map<String, ?> attributes, Instant lastAccess) {
		return OldApplication.visit(this.repository, user, attributes, lastAccess);
	}

	@Override
	public int sessions() {
		Integer count = new JdbcTemplate(this.dataSource).queryForObject("SELECT COUNT(*) FROM SPRING_SESSION",
				Integer.class);
		return (count != null) ? count : -1;
	}

	/**
	 * Runs the script that imports its sessions.
	 * @param channel {@code secure} or {@code insecure}
	 */
	public void migrate(String channel) {
		run(script(channel));
	}

	/**
	 * Runs the script's first statement, and no more.
	 * @param channel {@code secure} or {@code insecure}
	 */
	public void beginToMigrate(String channel) throws IOException {
		String text = new ClassPathResource(script(channel)).getContentAsString(StandardCharsets.UTF_8);
		new JdbcTemplate(this.dataSource).execute(text.substring(0, text.indexOf(";\n")));
	}

	private String script(String channel) {
		return "io/github/mixedsession/flyway/import-" + channel + "/" + this.database.name().toLowerCase(Locale.ROOT)
				+ "/R__mixed_session_2_import_" + channel + ".sql";
	}

	private void run(String script) {
		new ResourceDatabasePopulator(new ClassPathResource(script)).execute(this.dataSource);
	}

}
