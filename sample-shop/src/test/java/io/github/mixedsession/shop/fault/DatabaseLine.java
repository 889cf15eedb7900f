package io.github.mixedsession.shop.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/**
 * The line between the shop and its database: it can be cut in the middle of what is
 * sent, slow or dead.
 */
final class DatabaseLine implements AutoCloseable {

	private final ServerSocket entrance;

	private final IntSupplier port;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	/** Of how many messages one is cut. */
	private volatile int cutOneOf;

	private volatile Duration delay = Duration.ZERO;

	private volatile boolean silent;

	DatabaseLine(IntSupplier port) throws IOException {
		this.port = port;
		this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		run(this::accept);
	}

	String url() {
		return "jdbc:postgresql://localhost:" + this.entrance.getLocalPort()
				+ "/postgres?user=postgres&sslmode=disable&gssEncMode=disable&connectTimeout=2&socketTimeout=2";
	}

	/** Cuts connections in the middle of a message, in both directions. */
	void cutOneOf(int messages) {
		this.cutOneOf = messages;
	}

	void delay(Duration each) {
		this.delay = each;
	}

	/** Swallows what either side sends, and keeps the connections open. */
	void silence() {
		this.silent = true;
	}

	void repair() {
		this.cutOneOf = 0;
		this.delay = Duration.ZERO;
		// What was swallowed is missing for good
		if (this.silent) {
			this.sockets.forEach(DatabaseLine::close);
		}
		this.silent = false;
	}

	private void accept() throws IOException {
		while (!this.entrance.isClosed()) {
			Socket shop = this.entrance.accept();
			try {
				Socket database = new Socket(InetAddress.getLoopbackAddress(), this.port.getAsInt());
				this.sockets.add(shop);
				this.sockets.add(database);
				run(() -> pass(shop, database));
				run(() -> pass(database, shop));
			}
			catch (IOException ex) {
				close(shop);
			}
		}
	}

	private void pass(Socket from, Socket to) throws IOException {
		try (from; to) {
			from.setTcpNoDelay(true);
			to.setTcpNoDelay(true);
			InputStream input = from.getInputStream();
			OutputStream output = to.getOutputStream();
			byte[] message = new byte[65536];
			for (int length = input.read(message); length >= 0; length = input.read(message)) {
				if (!this.delay.isZero()) {
					LockSupport.parkNanos(this.delay.toNanos());
				}
				if (this.cutOneOf > 0 && ThreadLocalRandom.current().nextInt(this.cutOneOf) == 0) {
					// Nothing, half or all of it arrives
					output.write(message, 0, length * ThreadLocalRandom.current().nextInt(3) / 2);
					return;
				}
				if (!this.silent) {
					output.write(message, 0, length);
				}
			}
		}
		finally {
			this.sockets.remove(from);
			this.sockets.remove(to);
		}
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void run(Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (IOException ex) {
				// the end of a connection
			}
		}, "line");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.entrance.close();
		this.sockets.forEach(DatabaseLine::close);
	}

	@FunctionalInterface
	private interface Task {

		void run() throws IOException;

	}

}
