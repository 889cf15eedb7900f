package io.github.mixedsession.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * The application of one side, in a JVM of its own.
 */
final class Application implements AutoCloseable {

	private static final Path LOGS = Path.of("target", "load");

	private final Process process;

	private final int port;

	private final Connection connection;

	Application(Side side, List<String> arguments) throws IOException {
		this.process = start(side, LoadApplication.class, arguments);
		this.port = readPort(side);
		this.connection = new Connection(this.port);
	}

	/**
	 * Starts the JVM of a side.
	 */
	static Process start(Side side, Class<?> main, List<String> arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xms512m", "-Xmx512m", "-XX:+UseParallelGC"));
		String options = System.getProperty("load.options." + side.name(), "");
		command.addAll(Arrays.stream(options.split(" ")).filter((option) -> !option.isEmpty()).toList());
		command.add("-Dload.characters=" + LoadController.CHARACTERS);
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
		command.addAll(List.of("--server.port=0", "--server.forward-headers-strategy=native",
				"--server.tomcat.threads.max=32", "--server.tomcat.max-keep-alive-requests=-1",
				"--server.tomcat.keep-alive-timeout=-1",
				"--spring.main.banner-mode=off", "--spring.datasource.hikari.maximum-pool-size=16",
				"--spring.datasource.hikari.minimum-idle=16", "--spring.session.jdbc.initialize-schema=always",
				"--mixed-session.jdbc.initialize-schema=always",
				"--mixed-session.channel.https-base-url=https://localhost", "--logging.level.root=warn"));
		command.addAll(side.arguments());
		command.addAll(arguments);
		Files.createDirectories(LOGS);
		return new ProcessBuilder(command)
			.redirectError(LOGS.resolve(side.name().toLowerCase(Locale.ROOT) + ".log").toFile())
			.start();
	}

	private int readPort(Side side) throws IOException {
		BufferedReader out = this.process.inputReader(StandardCharsets.UTF_8);
		StringBuilder log = new StringBuilder();
		for (@Nullable String line = out.readLine(); line != null; line = out.readLine()) {
			if (line.startsWith(LoadApplication.PORT)) {
				Thread rest = new Thread(() -> out.lines().forEach(System.err::println));
				rest.setDaemon(true);
				rest.start();
				return Integer.parseInt(line.substring(LoadApplication.PORT.length()));
			}
			log.append(line).append('\n');
		}
		throw new IllegalStateException(side + " did not start:\n" + log);
	}

	int port() {
		return this.port;
	}

	/**
	 * Returns allocated bytes, nanoseconds of CPU time, statements and transactions.
	 */
	long[] meter(boolean count) throws IOException {
		String answer = this.connection.exchange(Connection.request("/meter?count=" + count, ""), new Visitor(false));
		return Arrays.stream(answer.split(" ")).mapToLong(Long::parseLong).toArray();
	}

	@Override
	public void close() throws IOException {
		this.connection.close();
		this.process.destroy();
	}

}
