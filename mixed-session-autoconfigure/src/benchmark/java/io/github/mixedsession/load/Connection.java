package io.github.mixedsession.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A connection that stays open, and costs the machine as little as it can. Not safe for
 * concurrent use.
 */
final class Connection implements AutoCloseable {

	private final Socket socket;

	private final InputStream in;

	private final OutputStream out;

	/** No stream's: that would be locked for each byte of a cookie. */
	private final byte[] buffer = new byte[16384];

	private int position;

	private int limit;

	private final byte[] line = new byte[8192];

	private int length;

	Connection(int port) throws IOException {
		this.socket = new Socket("127.0.0.1", port);
		this.socket.setTcpNoDelay(true);
		this.in = this.socket.getInputStream();
		this.out = this.socket.getOutputStream();
	}

	static byte[] request(String path, String headers) {
		return request("GET", path, headers);
	}

	static byte[] post(String path, String headers) {
		return request("POST", path, headers);
	}

	private static byte[] request(String method, String path, String headers) {
		return (method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n")
			.getBytes(StandardCharsets.ISO_8859_1);
	}

	/**
	 * Sends a request and reads its response.
	 * @param request the request
	 * @param cookies takes the cookies of the response
	 * @return the body
	 */
	String exchange(byte[] request, Visitor cookies) throws IOException {
		this.out.write(request);
		readLine();
		if (this.line[9] != '2') {
			throw new IOException("Not served: " + text());
		}
		int bodyLength = -1;
		for (readLine(); this.length > 0; readLine()) {
			if (startsWith("content-length:")) {
				bodyLength = Integer.parseInt(text().substring(15).trim());
			}
			else if (startsWith("set-cookie:")) {
				cookies.receive(text().substring(11).trim());
			}
		}
		if (bodyLength < 0) {
			throw new IOException("No length");
		}
		byte[] body = new byte[bodyLength];
		for (int i = 0; i < bodyLength; i++) {
			body[i] = read();
		}
		return new String(body, StandardCharsets.UTF_8);
	}

	private String text() {
		return new String(this.line, 0, this.length, StandardCharsets.ISO_8859_1);
	}

	private boolean startsWith(String name) {
		if (this.length < name.length()) {
			return false;
		}
		for (int i = 0; i < name.length(); i++) {
			if ((this.line[i] | 0x20) != (name.charAt(i) | 0x20)) {
				return false;
			}
		}
		return true;
	}

	private void readLine() throws IOException {
		this.length = 0;
		for (byte c = read(); c != '\n'; c = read()) {
			if (c != '\r') {
				this.line[this.length++] = c;
			}
		}
	}

	private byte read() throws IOException {
		if (this.position == this.limit) {
			this.position = 0;
			this.limit = Math.max(this.in.read(this.buffer), 0);
			if (this.limit == 0) {
				throw new IOException("Closed");
			}
		}
		return this.buffer[this.position++];
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
