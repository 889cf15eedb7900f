package io.github.mixedsession.test;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A line to a server that lets a request through and is cut before the answer comes back,
 * or amid it, once, when it is told to.
 */
public final class ForgetfulLine implements AutoCloseable {

	private final ServerSocket entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final int target;

	private final AtomicReference<@Nullable Cut> next = new AtomicReference<>();

	private volatile boolean forgotten;

	public ForgetfulLine(int target) throws IOException {
		this.target = target;
		run(this::accept);
	}

	public int port() {
		return this.entrance.getLocalPort();
	}

	/**
	 * Returns connections over it, for the caller to close.
	 */
	public LettuceConnectionFactory connect() {
		LettuceConnectionFactory connections = new LettuceConnectionFactory("127.0.0.1", port());
		connections.afterPropertiesSet();
		connections.start();
		return connections;
	}

	public void forgetAnswer() {
		forgetAnswerAfter(0, () -> {
		});
	}

	/**
	 * Forgets what comes after some lines, of the next answer that has more.
	 * @param meanwhile what is done before the client can ask again
	 */
	public void forgetAnswerAfter(int lines, Runnable meanwhile) {
		this.forgotten = false;
		this.next.set(new Cut(lines, meanwhile));
	}

	/**
	 * Returns whether an answer was forgotten since it was asked for.
	 */
	public boolean hasForgotten() {
		return this.forgotten;
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
				Cut cut = answers ? this.next.get() : null;
				int passed = (cut != null) ? cut.place(message, length) : length;
				to.getOutputStream().write(message, 0, passed);
				if (passed < length && this.next.compareAndSet(cut, null)) {
					cut.meanwhile.run();
					this.forgotten = true;
					return;
				}
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

	private record Cut(int lines, Runnable meanwhile) {

		int place(byte[] message, int length) {
			int place = 0;
			for (int line = 0; line < this.lines && place < length; line++) {
				do {
					place++;
				}
				while (place < length && message[place - 1] != '\n');
			}
			return place;
		}

	}

	@FunctionalInterface
	private interface Task {

		void run() throws IOException;

	}

}
