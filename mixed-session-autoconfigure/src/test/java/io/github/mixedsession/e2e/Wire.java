package io.github.mixedsession.e2e;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.net.ssl.SSLSocket;

import io.github.mixedsession.test.TestCertificate;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 without manners: sends the bytes that it is given. Keeps connections alive.
 */
final class Wire {

	private static final Map<String, Deque<Wire>> IDLE = new ConcurrentHashMap<>();

	private final Socket socket;

	private final InputStream input;

	private Wire(Socket socket) throws IOException {
		this.socket = socket;
		this.input = new BufferedInputStream(socket.getInputStream());
	}

	static Socket open(boolean tls, int port) throws IOException {
		Socket socket = tls ? TestCertificate.TRUSTING.getSocketFactory().createSocket("localhost", port)
				: new Socket("localhost", port);
		socket.setSoTimeout(30_000);
		socket.setTcpNoDelay(true);
		if (socket instanceof SSLSocket sslSocket) {
			sslSocket.startHandshake();
		}
		return socket;
	}

	/**
	 * Sends a request and reads its response.
	 */
	static Reply exchange(boolean tls, int port, String request) {
		Deque<Wire> idle = IDLE.computeIfAbsent(tls + ":" + port, (key) -> new ConcurrentLinkedDeque<>());
		try {
			for (Wire wire = idle.pollLast(); wire != null; wire = idle.pollLast()) {
				Reply reply = wire.tryExchange(request);
				if (reply != null) {
					wire.release(reply, idle);
					return reply;
				}
			}
			Wire wire = new Wire(open(tls, port));
			Reply reply = wire.tryExchange(request);
			if (reply == null) {
				throw new EOFException("No response");
			}
			wire.release(reply, idle);
			return reply;
		}
		catch (SocketTimeoutException ex) {
			throw new UncheckedIOException("No answer from port " + port + ", where these were at work:" + workers(),
					ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	// The servers are in this JVM.
	private static String workers() {
		return Stream.of(ManagementFactory.getThreadMXBean().dumpAllThreads(true, true))
			.filter((thread) -> Stream.of(thread.getStackTrace())
				.anyMatch((frame) -> frame.getClassName().startsWith("io.github.mixedsession.")))
			.map((thread) -> "\n" + thread.getThreadName() + " " + thread.getThreadState() + " on "
					+ thread.getLockName() + " of " + thread.getLockOwnerName()
					+ Stream.of(thread.getStackTrace()).map((frame) -> "\n\t" + frame).collect(Collectors.joining()))
			.collect(Collectors.joining());
	}

	// Jetty sends a body with the 400 for a HEAD that it can't parse, and keeps the
	// connection.
	private void release(Reply reply, Deque<Wire> idle) throws IOException {
		if (reply.status() == 400 || "close".equalsIgnoreCase(reply.header("Connection"))) {
			this.socket.close();
		}
		else {
			idle.addLast(this);
		}
	}

	/**
	 * Answers {@code null} if the server closed the connection before it said anything.
	 */
	private @Nullable Reply tryExchange(String request) throws IOException {
		String first;
		try {
			this.socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
			this.socket.getOutputStream().flush();
			first = line();
		}
		catch (SocketTimeoutException ex) {
			throw ex;
		}
		catch (IOException ex) {
			return null;
		}
		return read(first, request.startsWith("HEAD "));
	}

	private Reply read(String statusLine, boolean head) throws IOException {
		int status = Integer.parseInt(statusLine.split(" ", 3)[1]);
		List<Map.Entry<String, String>> headers = new ArrayList<>();
		for (String line = line(); !line.isEmpty(); line = line()) {
			int colon = line.indexOf(':');
			headers
				.add(Map.entry(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip()));
		}
		Reply reply = new Reply(status, List.copyOf(headers), "");
		boolean empty = head || status == 204 || status == 304 || status < 200;
		return new Reply(status, reply.headers(), empty ? "" : body(reply));
	}

	private String body(Reply reply) throws IOException {
		String length = reply.header("Content-Length");
		if (length != null) {
			return text(this.input.readNBytes(Integer.parseInt(length)));
		}
		if (!"chunked".equals(reply.header("Transfer-Encoding"))) {
			if (!"close".equalsIgnoreCase(reply.header("Connection"))) {
				throw new IllegalStateException("Nobody can tell where this response ends: " + reply);
			}
			return text(this.input.readAllBytes());
		}
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
			body.write(this.input.readNBytes(size));
			line();
		}
		line();
		return text(body.toByteArray());
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

	private String line() throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int octet = this.input.read(); octet != '\n'; octet = this.input.read()) {
			if (octet == -1) {
				throw new EOFException();
			}
			if (octet != '\r') {
				line.write(octet);
			}
		}
		return line.toString(StandardCharsets.UTF_8);
	}

}
