package io.github.mixedsession.shop.journey;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;

/**
 * The shop as its jar, in a process of its own.
 */
final class PackagedShop implements ShopNode {

	private static final Pattern OPEN = Pattern
		.compile("The shop is open: http://localhost:(\\d+) and https://localhost:(\\d+)");

	private final Process process;

	private final Path log;

	private final int httpPort;

	private final int httpsPort;

	private PackagedShop(Process process, Path log) {
		this.process = process;
		this.log = log;
		Matcher ports = OPEN.matcher(log());
		if (!ports.find()) {
			throw new IllegalStateException("The shop did not open: " + log());
		}
		this.httpPort = Integer.parseInt(ports.group(1));
		this.httpsPort = Integer.parseInt(ports.group(2));
	}

	static PackagedShop start(Path directory, String... jvmArguments) throws IOException {
		Path log = directory.resolve("shop.log");
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		builder.command().addAll(List.of(jvmArguments));
		builder.command()
			.addAll(List.of("-jar", Path.of(System.getProperty("shop.jar")).toAbsolutePath().toString(),
					"--server.port=0", "--mixed-session.http-port=0"));
		Process process = builder.directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		try {
			Awaitility.await()
				.atMost(Duration.ofMinutes(2))
				.until(() -> !process.isAlive() || OPEN.matcher(Files.readString(log)).find());
			return new PackagedShop(process, log);
		}
		catch (RuntimeException | Error ex) {
			process.destroyForcibly();
			throw ex;
		}
	}

	String log() {
		try {
			return Files.readString(this.log);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public int port(boolean secure) {
		return secure ? this.httpsPort : this.httpPort;
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			if (!this.process.waitFor(20, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
