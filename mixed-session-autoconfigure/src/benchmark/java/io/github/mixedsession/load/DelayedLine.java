package io.github.mixedsession.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * A line to a server that is further away: all that is sent arrives later by half of the
 * round trip, however much of it is under way.
 */
final class DelayedLine implements AutoCloseable {

	private final ServerSocket entrance;

	private final int port;

	private final long delay;

	/**
	 * Open one.
	 * @param port that of the server
	 * @param roundTrip in nanoseconds
	 */
	DelayedLine(int port, long roundTrip) throws IOException {
		this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.port = port;
		this.delay = roundTrip / 2;
		start(this::accept);
	}

	int port() {
		return this.entrance.getLocalPort();
	}

	private void accept() throws IOException {
		while (true) {
			Socket client = this.entrance.accept();
			Socket server = new Socket(InetAddress.getLoopbackAddress(), this.port);
			carry(client, server);
			carry(server, client);
		}
	}

	private void carry(Socket from, Socket to) throws IOException {
		from.setTcpNoDelay(true);
		BlockingQueue<Packet> underWay = new LinkedBlockingQueue<>();
		start(() -> {
			InputStream in = from.getInputStream();
			byte[] buffer = new byte[1 << 16];
			for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
				underWay.add(new Packet(Arrays.copyOf(buffer, length), System.nanoTime() + this.delay));
			}
		});
		start(() -> {
			OutputStream out = to.getOutputStream();
			while (true) {
				Packet packet = underWay.take();
				for (long left = packet.due - System.nanoTime(); left > 0; left = packet.due - System.nanoTime()) {
					LockSupport.parkNanos(left);
				}
				out.write(packet.bytes);
			}
		});
	}

	/** Ends with its socket, or with the benchmark. */
	private static void start(Step step) {
		Thread thread = new Thread(() -> {
			try {
				step.run();
			}
			catch (IOException | InterruptedException ex) {
				// closed
			}
		});
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.entrance.close();
	}

	@FunctionalInterface
	private interface Step {

		void run() throws IOException, InterruptedException;

	}

	private record Packet(byte[] bytes, long due) {

	}

}
