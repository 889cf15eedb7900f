package io.github.mixedsession.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Scanner;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * An application behind the site, in a process of its own that knows nothing of Spring.
 * Answers with the headers that it received, one a line, and sets those that the query
 * asks for. Ends with its standard input.
 */
final class LegacyBackend implements AutoCloseable {

	private final Process process;

	private final int port;

	private LegacyBackend(Process process) {
		this.process = process;
		// the port is all that it ever says
		this.port = new Scanner(process.getInputStream(), StandardCharsets.US_ASCII).nextInt();
	}

	static LegacyBackend start() {
		try {
			Path classes = Path.of(LegacyBackend.class.getProtectionDomain().getCodeSource().getLocation().toURI());
			Path java = Path.of(System.getProperty("java.home"), "bin", "java");
			return new LegacyBackend(
					new ProcessBuilder(java.toString(), "-cp", classes.toString(), LegacyBackend.class.getName())
						.redirectError(ProcessBuilder.Redirect.DISCARD)
						.start());
		}
		catch (IOException | URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	int port() {
		return this.port;
	}

	long processId() {
		return this.process.pid();
	}

	@Override
	public void close() {
		this.process.destroy();
	}

	@SuppressWarnings("SystemOut")
	public static void main(String[] arguments) throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.createContext("/", LegacyBackend::answer);
		server.start();
		System.out.println(server.getAddress().getPort());
		System.out.flush();
		while (System.in.read() != -1) {
			// nobody says anything
		}
		System.exit(0);
	}

	private static void answer(HttpExchange exchange) throws IOException {
		StringBuilder body = new StringBuilder("path=" + exchange.getRequestURI().getRawPath() + "\n");
		exchange.getRequestHeaders()
			.forEach((name, values) -> values
				.forEach((value) -> body.append(name.toLowerCase(Locale.ROOT)).append('=').append(value).append('\n')));
		String query = exchange.getRequestURI().getRawQuery();
		for (String pair : (query != null) ? query.split("&") : new String[0]) {
			String[] header = pair.split("=", 2);
			if (header[0].startsWith("X")) {
				exchange.getResponseHeaders().add(header[0], URLDecoder.decode(header[1], StandardCharsets.UTF_8));
			}
		}
		byte[] octets = body.toString().getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set("Content-Type", "text/plain");
		exchange.sendResponseHeaders(200, octets.length);
		exchange.getResponseBody().write(octets);
		exchange.close();
	}

}
