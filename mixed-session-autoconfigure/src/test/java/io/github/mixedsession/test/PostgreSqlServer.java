package io.github.mixedsession.test;

import java.io.IOException;
import java.io.UncheckedIOException;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * A PostgreSQL server that ends with the JVM.
 */
final class PostgreSqlServer {

	private static final EmbeddedPostgres SERVER = start();

	private PostgreSqlServer() {
	}

	static String url() {
		return SERVER.getJdbcUrl("postgres", "postgres");
	}

	private static EmbeddedPostgres start() {
		try {
			// Durability costs time and proves nothing here
			return EmbeddedPostgres.builder()
				.setServerConfig("max_connections", "400")
				.setServerConfig("fsync", "off")
				.setServerConfig("deadlock_timeout", "200ms")
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
