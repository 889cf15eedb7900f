package io.github.mixedsession.test;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A line to a server that lets a request through and is cut before the answer comes back,
 * once, when it is told to.
 */
public final class ForgetfulLine implements AutoCloseable {

	private final ServerSocket entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final int target;

	private final AtomicBoolean forgets = new AtomicBoolean();

	public ForgetfulLine(int target) throws IOException {
		this.target = target;
		run(this::accept);
	}

	public int port() {
		return this.entrance.getLocalPort();
	}

	public void forgetAnswer() {
		this.forgets.set(true);
	}

	/**
	 * Returns whether an answer was forgotten since it was asked for.
	 */
	public boolean hasForgotten() {
		return !this.forgets.get();
	}

	private void accept() throws IOException {
		while (!this.entrance.isClosed()) {
			Socket client = this.entrance.accept();
			Socket server = new Socket(InetAddress.getLoopbackAddress(), this.target);
			run(() -> pass(client, server, false));
			run(() -> pass(server, client, true));
		}
	}

	private void pass(Socket from, Socket to, boolean answers) throws IOException {
		try (from; to) {
			from.setTcpNoDelay(true);
			InputStream input = from.getInputStream();
			byte[] message = new byte[65536];
			for (int length = input.read(message); length >= 0; length = input.read(message)) {
				if (answers && this.forgets.compareAndSet(true, false)) {
					return;
				}
				to.getOutputStream().write(message, 0, length);
			}
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
	}

	@FunctionalInterface
	private interface Task {

		void run() throws IOException;

	}

}
