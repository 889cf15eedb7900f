package io.github.mixedsession.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import javax.sql.DataSource;

import org.h2.Driver;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import io.github.mixedsession.test.SpringSessionApplication;
import io.github.mixedsession.test.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The commands that the documentation gives to those who import sessions without Flyway:
 * as they stand there, but for where the database is and the client. PostgreSQL's client
 * does not come with the server of the tests; where the machine has none, its command is
 * not run, which is an error in CI. Nor is MySQL's, whose scripts the other tests of the
 * import run.
 */
class ImportCommandTests {

	private static final Path DOCUMENT = Path.of("docs/coming-from-spring-session.md");

	@TempDir
	private Path directory;

	private DataSource dataSource;

	@ParameterizedTest
	@CsvSource({ "H2, secure, 2", "H2, insecure, 1", "MARIADB, secure, 2", "MARIADB, insecure, 1",
			"POSTGRESQL, secure, 2", "POSTGRESQL, insecure, 1" })
	void sessionsAreImported(TestDatabase database, String channel, int attributes) throws Exception {
		String command = command(database).replace("secure", channel);
		SpringSessionApplication old = new SpringSessionApplication(database, this.dataSource);
		old.visit("customer", Map.of("cart", "mug"));
		old.visit("customer", Map.of("cart", "mug"), Instant.now().minus(Duration.ofHours(1)));
		assertThat(run(database, command)).isZero();
		assertThat(count("MIXED_SESSION")).isEqualTo(1);
		assertThat(count("MIXED_SESSION_ATTRIBUTE")).isEqualTo(attributes);
		assertThat(old.sessions()).isEqualTo(1);
		assertThat(run(database, command)).isZero();
		assertThat(count("MIXED_SESSION")).isEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MYSQL")
	void nothingIsImportedWhenTheScriptFailsHalfway(TestDatabase database) throws Exception {
		String command = command(database);
		SpringSessionApplication old = new SpringSessionApplication(database, this.dataSource);
		database.createTables(this.dataSource);
		old.visit("customer", Map.of("cart", "mug"));
		new JdbcTemplate(this.dataSource).execute("ALTER TABLE SPRING_SESSION_ATTRIBUTES RENAME TO ELSEWHERE");
		assertThat(run(database, command)).isNotZero();
		assertThat(count("MIXED_SESSION")).isZero();
		assertThat(old.sessions()).isEqualTo(1);
	}

	@ParameterizedTest
	@CsvSource({ "H2, schema-", "H2, import_secure.sql", "MARIADB, schema-", "MARIADB, import_secure.sql",
			"POSTGRESQL, schema-", "POSTGRESQL, import_secure.sql" })
	void nothingIsImportedWhenAScriptIsMissing(TestDatabase database, String script) throws Exception {
		String command = replace(command(database), script, "misspelt-" + script);
		SpringSessionApplication old = new SpringSessionApplication(database, this.dataSource);
		database.createTables(this.dataSource);
		old.visit("customer", Map.of("cart", "mug"));
		assertThat(run(database, command)).isNotZero();
		assertThat(count("MIXED_SESSION")).isZero();
		assertThat(old.sessions()).isEqualTo(1);
	}

	@Test
	void userOfAnH2FileMayBeEmpty() throws Exception {
		String command = replace(command(TestDatabase.H2), "-user sa", "-user ''");
		assertThat(Files.readString(DOCUMENT)).contains("`-user ''`");
		this.dataSource = new DriverManagerDataSource("jdbc:h2:" + this.directory.resolve("other"), "", "");
		command = replace(command, this.directory.resolve("shop").toString(),
				this.directory.resolve("other").toString());
		SpringSessionApplication old = new SpringSessionApplication(TestDatabase.H2, this.dataSource);
		old.visit("customer", Map.of("cart", "mug"));
		assertThat(run(TestDatabase.H2, command)).isZero();
		assertThat(count("MIXED_SESSION")).isEqualTo(1);
	}

	@Test
	void scriptsAreUnpackedFromTheJarOfAnApplication() throws Exception {
		Path jar = this.directory.resolve("mixed-session-autoconfigure-1.jar");
		zip(jar, "io/github/mixedsession/store/jdbc/schema-h2.sql", "SELECT 1".getBytes(StandardCharsets.UTF_8));
		zip(this.directory.resolve("shop.jar"), "BOOT-INF/lib/" + jar.getFileName(), Files.readAllBytes(jar));
		Files.delete(jar);
		String command = Files.readAllLines(DOCUMENT)
			.stream()
			.filter((line) -> line.startsWith("unzip -j shop.jar"))
			.findFirst()
			.orElseThrow();
		Process process = new ProcessBuilder("sh", "-c", command).directory(this.directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("output.txt").toFile())
			.start();
		assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		Assumptions.assumeFalse(process.exitValue() == 127 && !Boolean.parseBoolean(System.getenv("CI")),
				"There is no unzip (Debian: apt-get install unzip)");
		assertThat(process.exitValue()).isZero();
		assertThat(this.directory.resolve("io/github/mixedsession/store/jdbc/schema-h2.sql")).hasContent("SELECT 1");
	}

	private static void zip(Path file, String entry, byte[] content) throws IOException {
		try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
			zip.putNextEntry(new ZipEntry(entry));
			zip.write(content);
		}
	}

	/**
	 * Returns the command of the documentation for a new, empty database.
	 */
	private String command(TestDatabase database) throws IOException, SQLException {
		String client = switch (database) {
			case H2 -> "RunScript";
			case POSTGRESQL -> "psql ";
			case MARIADB, MYSQL -> "mariadb --user";
		};
		String command = Files.readAllLines(DOCUMENT)
			.stream()
			.filter((line) -> line.contains(client) && line.contains("import-secure"))
			.findFirst()
			.orElseThrow();
		this.dataSource = (database == TestDatabase.H2) ? file() : database.createDataSource();
		return switch (database) {
			case H2 -> replace(command, "jdbc:h2:./shop", url()).replace("h2.jar", h2Jar());
			case POSTGRESQL -> replace(command, "postgresql://shop@localhost/shop", postgreSqlUrl());
			case MARIADB,
					MYSQL ->
				replace(command, "mariadb --user=shop --password shop",
						TestDatabase.mariaDbClient() + " --protocol=tcp --user=root --port="
								+ url().replaceAll(".*:(\\d+)/.*", "$1") + " " + url().replaceAll(".*/(\\w+).*", "$1"));
		};
	}

	/**
	 * In a file, and without a pool: one process at a time has it open.
	 */
	private DataSource file() {
		return new DriverManagerDataSource("jdbc:h2:" + this.directory.resolve("shop"), "sa", "");
	}

	private static String h2Jar() {
		return Driver.class.getProtectionDomain().getCodeSource().getLocation().getPath();
	}

	private static String replace(String command, String what, String with) {
		assertThat(command).contains(what);
		return command.replace(what, with);
	}

	private String postgreSqlUrl() throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			return "'" + url().replaceAll("jdbc:postgresql://([^?]*).*", "postgresql://postgres@$1")
					+ "?options=-csearch_path%3D" + connection.getSchema() + "'";
		}
	}

	private String url() throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			return connection.getMetaData().getURL();
		}
	}

	private int run(TestDatabase database, String command) throws IOException, InterruptedException {
		unpackScripts();
		Path output = this.directory.resolve("output.txt");
		Process process = new ProcessBuilder("sh", "-c", command).directory(this.directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		int outcome = process.exitValue();
		boolean missing = outcome == 127 && database == TestDatabase.POSTGRESQL;
		Assumptions.assumeFalse(missing && !Boolean.parseBoolean(System.getenv("CI")),
				"There is no psql (Debian: apt-get install postgresql-client)");
		assertThat(outcome).as(Files.readString(output)).isNotEqualTo(127);
		return outcome;
	}

	/**
	 * As unzip does with the jar.
	 */
	private void unpackScripts() throws IOException {
		Path scripts = new ClassPathResource("io/github/mixedsession/store/jdbc/schema-h2.sql").getFile()
			.toPath()
			.resolve("../../..")
			.normalize();
		try (Stream<Path> files = Files.walk(scripts)) {
			for (Path file : files.filter((each) -> each.toString().endsWith(".sql")).toList()) {
				Path target = this.directory.resolve(scripts.relativize(file));
				Files.createDirectories(target.getParent());
				Files.write(target, List.of(Files.readString(file)));
			}
		}
	}

	private int count(String table) {
		Integer count = new JdbcTemplate(this.dataSource).queryForObject("SELECT COUNT(*) FROM " + table,
				Integer.class);
		return (count != null) ? count : -1;
	}

}
