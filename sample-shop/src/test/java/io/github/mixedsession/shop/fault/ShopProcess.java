package io.github.mixedsession.shop.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.mixedsession.shop.ShopApplication;
import io.github.mixedsession.shop.journey.ShopNode;
import org.awaitility.Awaitility;

/**
 * A node in a process of its own, which can be killed.
 */
final class ShopProcess implements ShopNode {

	private static final Pattern OPEN = Pattern
		.compile("The shop is open: http://localhost:(\\d+) and https://localhost:(\\d+)");

	private final Process process;

	private final int httpPort;

	private final int httpsPort;

	private ShopProcess(Process process, String log) {
		this.process = process;
		Matcher ports = OPEN.matcher(log);
		if (!ports.find()) {
			throw new IllegalStateException("The shop did not open: " + log);
		}
		this.httpPort = Integer.parseInt(ports.group(1));
		this.httpsPort = Integer.parseInt(ports.group(2));
	}

	static ShopProcess start(Path directory, String... arguments) throws IOException {
		Path log = Files.createTempFile(directory, "shop", ".log");
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
				ShopApplication.class.getName(), "--server.port=0", "--mixed-session.http-port=0",
				"--shop.certificate.file=" + directory.resolve("localhost.p12"));
		builder.command().addAll(List.of(arguments));
		builder.command().add("--logging.level.io.github.mixedsession.shop=info");
		Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
		try {
			Awaitility.await()
				.atMost(Duration.ofMinutes(2))
				.until(() -> !process.isAlive() || OPEN.matcher(Files.readString(log)).find());
			return new ShopProcess(process, Files.readString(log));
		}
		catch (RuntimeException | Error ex) {
			process.destroyForcibly();
			throw ex;
		}
	}

	/** Kills it (SIGKILL). */
	void kill() {
		this.process.destroyForcibly();
		Awaitility.await().until(() -> !this.process.isAlive());
	}

	@Override
	public int port(boolean secure) {
		return secure ? this.httpsPort : this.httpPort;
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
