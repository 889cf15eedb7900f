package io.github.mixedsession.test;

import java.io.File;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

import javax.sql.ConnectionPoolDataSource;
import javax.sql.DataSource;

import com.mysql.cj.jdbc.MysqlConnectionPoolDataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;
import org.mariadb.jdbc.MariaDbDataSource;
import org.postgresql.ds.PGConnectionPoolDataSource;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/**
 * The databases that tests run on. A server is started once per JVM, when it is first
 * asked for; if it can't be, that is a failure and no reason to skip.
 */
public enum TestDatabase implements TestStore {

	H2 {

		@Override
		ConnectionPoolDataSource connections(String name, String settings) {
			JdbcDataSource connections = new JdbcDataSource();
			connections.setUrl("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1" + settings);
			return connections;
		}

	},

	POSTGRESQL {

		@Override
		ConnectionPoolDataSource connections(String name, String settings) {
			execute(PostgreSqlServer.url(), "CREATE SCHEMA " + name);
			PGConnectionPoolDataSource connections = new PGConnectionPoolDataSource();
			connections.setUrl(PostgreSqlServer.url() + settings);
			connections.setCurrentSchema(name);
			return connections;
		}

	},

	MARIADB {

		@Override
		ConnectionPoolDataSource connections(String name, String settings) {
			execute(MariaDbServer.url(""), "CREATE DATABASE " + name);
			try {
				return new MariaDbDataSource(MariaDbServer.url(name) + settings);
			}
			catch (SQLException ex) {
				throw new IllegalStateException(ex);
			}
		}

	},

	/** Is here only where it is given: see {@link #available()}. */
	MYSQL {

		@Override
		ConnectionPoolDataSource connections(String name, String settings) {
			execute(MySqlServer.url(""), "CREATE DATABASE " + name);
			return mySqlDriver(MySqlServer.url(name) + settings);
		}

	};

	/** Tags the tests that run on MySQL, perhaps beside others. */
	public static final String MYSQL_TAG = "mysql";

	private static final int POOL_SIZE = 16;

	/**
	 * Returns those that are here: all, without MySQL if none is given.
	 */
	public static Stream<TestDatabase> available() {
		return Stream.of(values()).filter((database) -> database != MYSQL || MySqlServer.isGiven());
	}

	@Override
	public void register(GenericApplicationContext context) {
		DataSource dataSource = createDataSource();
		context.registerBean(DataSource.class, () -> dataSource);
	}

	@Override
	public List<String> properties() {
		return List.of("mixed-session.jdbc.initialize-schema=always", "mixed-session.jdbc.cleanup-cron=-");
	}

	/**
	 * Returns a pool on a new, empty database or schema. Starts the server if it does not
	 * run yet.
	 */
	public DataSource createDataSource() {
		return createDataSource("");
	}

	/**
	 * Returns a pool on a new, empty database or schema.
	 * @param settings what to append to the URL
	 */
	public DataSource createDataSource(String settings) {
		return pool(connections(newName(), settings));
	}

	/**
	 * Returns a pool on a new, empty database of the MariaDB server, to which it connects
	 * with MySQL's driver.
	 */
	public static DataSource createMariaDbWithMySqlDriver() {
		String name = newName();
		execute(MariaDbServer.url(""), "CREATE DATABASE " + name);
		return pool(mySqlDriver(MariaDbServer.url(name).replace("jdbc:mariadb:", "jdbc:mysql:")));
	}

	private static ConnectionPoolDataSource mySqlDriver(String url) {
		MysqlConnectionPoolDataSource connections = new MysqlConnectionPoolDataSource();
		connections.setUrl(url);
		return connections;
	}

	/**
	 * Returns how many bytes the server has written to its log until now.
	 * @param jdbc for the statement that asks
	 * @return the number, from an arbitrary start, and 0 for H2, which tells nobody
	 */
	public long loggedBytes(JdbcTemplate jdbc) {
		return switch (this) {
			case H2 -> 0;
			case POSTGRESQL ->
				Objects.requireNonNull(jdbc.queryForObject("SELECT pg_current_wal_insert_lsn() - '0/0'", Long.class));
			case MARIADB,
					MYSQL ->
				Objects.requireNonNull(jdbc.queryForObject(
						"SHOW GLOBAL STATUS LIKE "
								+ ((this == MYSQL) ? "'Innodb_redo_log_current_lsn'" : "'Innodb_lsn_current'"),
						(row, number) -> row.getLong(2)));
		};
	}

	/**
	 * Returns the command-line client that came with the MariaDB server.
	 */
	public static File mariaDbClient() {
		return MariaDbServer.client();
	}

	private static DataSource pool(ConnectionPoolDataSource connections) {
		JdbcConnectionPool pool = JdbcConnectionPool.create(connections);
		pool.setMaxConnections(POOL_SIZE);
		return pool;
	}

	private static String newName() {
		return "t" + UUID.randomUUID().toString().replace("-", "");
	}

	/**
	 * Returns a pool on a new database or schema that has the tables of the sessions.
	 */
	public DataSource createDataSourceWithTables() {
		DataSource dataSource = createDataSource();
		createTables(dataSource);
		return dataSource;
	}

	/**
	 * Runs the script that creates the tables.
	 */
	public void createTables(DataSource dataSource) {
		runScript(dataSource, "schema-");
	}

	/**
	 * Runs the script that drops the tables.
	 */
	public void dropTables(DataSource dataSource) {
		runScript(dataSource, "schema-drop-");
	}

	private void runScript(DataSource dataSource, String prefix) {
		new ResourceDatabasePopulator(new ClassPathResource(
				"io/github/mixedsession/store/jdbc/" + prefix + name().toLowerCase(Locale.ROOT) + ".sql"))
			.execute(dataSource);
	}

	private static void execute(String url, String statement) {
		new JdbcTemplate(new DriverManagerDataSource(url)).execute(statement);
	}

	/**
	 * Creates a database or schema of the name.
	 */
	abstract ConnectionPoolDataSource connections(String name, String settings);

}
