package io.github.mixedsession.shop.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.awaitility.Awaitility;

/**
 * A PostgreSQL server that can be killed and comes back with the data that it had.
 */
final class MortalDatabase implements AutoCloseable {

	private final Path directory;

	private EmbeddedPostgres server;

	MortalDatabase(Path directory) throws IOException {
		this.directory = directory;
		this.server = builder().start();
	}

	private EmbeddedPostgres.Builder builder() {
		// What it acknowledges is to be there after a kill: off is what tests use
		return EmbeddedPostgres.builder()
			.setDataDirectory(this.directory)
			.setCleanDataDirectory(false)
			.setServerConfig("synchronous_commit", "on");
	}

	int port() {
		return this.server.getPort();
	}

	/**
	 * Kills every process of the server (SIGKILL).
	 */
	void kill() throws IOException {
		long pid = Long.parseLong(Files.readAllLines(this.directory.resolve("postmaster.pid")).get(0).strip());
		ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
		List<ProcessHandle> all = new ArrayList<>(List.of(postmaster));
		postmaster.descendants().forEach(all::add);
		all.forEach(ProcessHandle::destroyForcibly);
		Awaitility.await().until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
	}

	/**
	 * Starts the server again, on its data and its port.
	 */
	void restart() throws IOException {
		int port = this.server.getPort();
		this.server.close();
		Awaitility.await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
			this.server = builder().setPort(port).start();
			return true;
		});
	}

	@Override
	public void close() {
		try {
			this.server.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
