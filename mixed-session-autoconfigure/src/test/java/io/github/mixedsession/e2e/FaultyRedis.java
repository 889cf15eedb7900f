package io.github.mixedsession.e2e;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * Stands between a client and a Redis server, and fails at a step: a script that is
 * called.
 */
final class FaultyRedis implements AutoCloseable {

	/** What no client may read. */
	static final String DETAIL = "redis-7.internal";

	/**
	 * How it fails.
	 */
	enum Fault {

		OUT_OF_MEMORY("OOM command not allowed when used memory > 'maxmemory'"),

		READ_ONLY("READONLY You can't write against a read only replica"),

		LOADING("LOADING Redis is loading the dataset in memory"),

		UNAUTHENTICATED("NOAUTH Authentication required"),

		/** The step is taken when it works again. */
		HANGING(null),

		/** Nobody is there from that step on. */
		DOWN(null),

		/** The step is taken, but its answer is lost, and nobody is there after it. */
		LOST_ANSWER(null),

		/**
		 * The step is taken, but its answer is lost with the connection, and that alone.
		 */
		CUT(null);

		private final @Nullable String error;

		Fault(@Nullable String error) {
			this.error = error;
		}

	}

	private final ServerSocket socket;

	private final int target;

	private final Set<Socket> clients = ConcurrentHashMap.newKeySet();

	private @Nullable Fault fault;

	private int step;

	private int steps;

	FaultyRedis(int target) {
		this.target = target;
		try {
			this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		start(() -> {
			while (!this.socket.isClosed()) {
				Socket client = this.socket.accept();
				this.clients.add(client);
				start(() -> serve(client));
			}
		});
	}

	int port() {
		return this.socket.getLocalPort();
	}

	/**
	 * Fails at a step from now on.
	 */
	synchronized void failAt(int newStep, Fault newFault) {
		this.steps = 0;
		this.step = newStep;
		this.fault = newFault;
	}

	/**
	 * Works again.
	 * @return whether it had failed
	 */
	synchronized boolean repair() {
		this.fault = null;
		notifyAll();
		return this.steps >= this.step;
	}

	/**
	 * Returns how many steps were tried after the one that failed.
	 */
	synchronized int triedAfterFailure() {
		return this.steps - this.step;
	}

	private void serve(Socket client) throws IOException {
		try (client; Socket server = new Socket(InetAddress.getLoopbackAddress(), this.target)) {
			while (true) {
				byte[] command = read(client.getInputStream());
				Fault applies = next(new String(command, StandardCharsets.ISO_8859_1).contains("\r\nEVAL"));
				if (applies == Fault.DOWN) {
					disconnect();
				}
				if (applies != null && applies.error != null) {
					client.getOutputStream()
						.write(("-" + applies.error + " (" + DETAIL + ")\r\n").getBytes(StandardCharsets.US_ASCII));
					continue;
				}
				if (applies == Fault.HANGING) {
					awaitRepair();
				}
				server.getOutputStream().write(command);
				byte[] answer = read(server.getInputStream());
				if (applies == Fault.LOST_ANSWER || applies == Fault.CUT) {
					disconnect();
				}
				client.getOutputStream().write(answer);
			}
		}
		finally {
			this.clients.remove(client);
		}
	}

	private synchronized @Nullable Fault next(boolean script) {
		if (this.fault == null) {
			return null;
		}
		boolean reached = this.steps >= this.step;
		if (script) {
			this.steps++;
		}
		return switch (this.fault) {
			case CUT -> (script && this.steps == this.step) ? this.fault : null;
			case LOST_ANSWER -> (script && this.steps == this.step) ? this.fault : reached ? Fault.DOWN : null;
			case DOWN, HANGING -> (this.steps >= this.step) ? this.fault : null;
			default -> (script && this.steps >= this.step) ? this.fault : null;
		};
	}

	private synchronized void awaitRepair() {
		while (this.fault != null) {
			try {
				wait();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}
	}

	private void disconnect() throws IOException {
		for (Socket client : this.clients) {
			client.close();
		}
	}

	/** Reads a command or an answer, whole. */
	private static byte[] read(InputStream in) throws IOException {
		ByteArrayOutputStream whole = new ByteArrayOutputStream();
		read(in, whole);
		return whole.toByteArray();
	}

	private static void read(InputStream in, ByteArrayOutputStream whole) throws IOException {
		StringBuilder line = new StringBuilder();
		for (int read = in.read(); read != '\n'; read = in.read()) {
			if (read == -1) {
				throw new EOFException();
			}
			whole.write(read);
			line.append((char) read);
		}
		whole.write('\n');
		char type = line.charAt(0);
		if ("$!=".indexOf(type) != -1) {
			whole.write(in.readNBytes(length(line) + ((length(line) < 0) ? 1 : 2)));
		}
		else if ("*~>%|".indexOf(type) != -1) {
			int values = length(line) * ((type == '%' || type == '|') ? 2 : 1) + ((type == '|') ? 1 : 0);
			for (int i = 0; i < values; i++) {
				read(in, whole);
			}
		}
	}

	private static int length(StringBuilder line) {
		return Integer.parseInt(line.substring(1).trim());
	}

	private static void start(Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (IOException ex) {
				// somebody hung up
			}
		});
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
		disconnect();
	}

	private interface Task {

		void run() throws IOException;

	}

}
