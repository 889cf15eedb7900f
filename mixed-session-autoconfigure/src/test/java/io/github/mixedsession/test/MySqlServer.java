package io.github.mixedsession.test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.springframework.util.FileSystemUtils;

/**
 * A MySQL server that ends with the JVM. No artifact has one, so it has to be given, as
 * {@value #HOME}: a folder with {@code bin/mysqld}, as MySQL's own archives and
 * {@code .ci/mysql} make it.
 */
final class MySqlServer {

	/** The system property that names the folder. */
	static final String HOME = "mysql.home";

	private static final String READY = "ready for connections";

	private MySqlServer() {
	}

	/**
	 * Returns whether there is a server to start. One that is given and does not start is
	 * a failure.
	 */
	static boolean isGiven() {
		return home().isPresent();
	}

	static String url(String database) {
		return "jdbc:mysql://localhost:" + Running.PORT + "/" + database + "?user=root";
	}

	private static Optional<Path> home() {
		return Optional.ofNullable(System.getProperty(HOME)).filter((home) -> !home.isBlank()).map(Path::of);
	}

	/**
	 * Started when it is first asked for.
	 */
	private static final class Running {

		static final int PORT = start();

		private static int start() {
			try {
				Path directory = Files.createTempDirectory("mysql");
				int port = freePort();
				String data = "--datadir=" + directory.resolve("data");
				Process initialization = mysqld(data, "--initialize-insecure");
				String output = new String(initialization.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
				if (initialization.waitFor() != 0) {
					throw new IllegalStateException(output);
				}
				// Durability costs time and proves nothing here
				Process server = mysqld(data, "--bind-address=127.0.0.1", "--port=" + port, "--mysqlx=OFF",
						"--socket=" + directory.resolve("socket"), "--pid-file=" + directory.resolve("pid"),
						"--max-connections=400", "--innodb-flush-log-at-trx-commit=0", "--skip-log-bin",
						"--performance-schema=OFF");
				Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, directory)));
				awaitReady(server.inputReader());
				return port;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException(ex);
			}
		}

		private static int freePort() throws IOException {
			try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
				return socket.getLocalPort();
			}
		}

		private static Process mysqld(String... arguments) throws IOException {
			List<String> command = new ArrayList<>();
			command.add(home().orElseThrow().resolve("bin/mysqld").toString());
			// has to come first
			command.add("--no-defaults");
			command.addAll(List.of(arguments));
			command.add("--secure-file-priv=NULL");
			if (System.getProperty("user.name").equals("root")) {
				command.add("--user=root");
			}
			return new ProcessBuilder(command).redirectErrorStream(true).start();
		}

		private static void awaitReady(BufferedReader log) throws IOException {
			StringBuilder before = new StringBuilder();
			for (String line = log.readLine(); line == null || !line.contains(READY); line = log.readLine()) {
				if (line == null) {
					throw new IllegalStateException(before.toString());
				}
				before.append(line).append('\n');
			}
			Thread reader = new Thread(() -> log.lines().forEach((line) -> {
			}), "mysqld");
			reader.setDaemon(true);
			reader.start();
		}

		private static void stop(Process server, Path directory) {
			try {
				server.destroyForcibly().waitFor();
				FileSystemUtils.deleteRecursively(directory);
			}
			catch (IOException | InterruptedException ex) {
				// it is temporary
			}
		}

	}

}
