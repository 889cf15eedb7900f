package io.github.mixedsession.e2e;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import io.github.mixedsession.test.TestCertificate;
import org.jspecify.annotations.Nullable;

/**
 * As much of HTTP/2 (RFC 9113) as one request without manners takes.
 */
final class Http2Wire {

	private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

	private static final int HEADERS = 1;

	private static final int RST_STREAM = 3;

	private static final int SETTINGS = 4;

	private static final int GOAWAY = 7;

	// The static table of RFC 7541, appendix A
	private static final int AUTHORITY = 0x01;

	private static final int METHOD_GET = 0x82;

	private static final int PATH = 0x04;

	private static final int SCHEME_HTTP = 0x86;

	private static final int SCHEME_HTTPS = 0x87;

	private static final Map<Integer, Integer> INDEXED_STATUS = Map.of(0x88, 200, 0x8c, 400, 0x8d, 404, 0x8e, 500);

	private Http2Wire() {
	}

	/**
	 * Returns whether a connector without TLS answers a client that begins with HTTP/2.
	 */
	static boolean answersPreface(int port) throws IOException {
		try (Socket socket = Wire.open(false, port)) {
			DataOutputStream output = new DataOutputStream(socket.getOutputStream());
			output.write(PREFACE);
			frame(output, SETTINGS, 0, 0, new byte[0]);
			output.flush();
			byte[] header = socket.getInputStream().readNBytes(9);
			return header.length == 9 && header[3] == SETTINGS;
		}
		catch (SocketException ex) {
			return false;
		}
	}

	/**
	 * Returns the status that a request gets, 0 if its stream is reset and -1 for one
	 * that this can't read.
	 */
	static int status(int port, String path, String authority, @Nullable String host) throws IOException {
		SSLSocket socket = (SSLSocket) TestCertificate.TRUSTING.getSocketFactory().createSocket("localhost", port);
		try (socket) {
			socket.setSoTimeout(10_000);
			SSLParameters parameters = socket.getSSLParameters();
			parameters.setApplicationProtocols(new String[] { "h2" });
			socket.setSSLParameters(parameters);
			socket.startHandshake();
			return status(socket, SCHEME_HTTPS, path, authority, (host != null) ? Map.of("host", host) : Map.of());
		}
	}

	/**
	 * Returns the status that a request without TLS gets, as {@link #status} does.
	 * @param claimsHttps what its {@code :scheme} says
	 */
	static int plainStatus(int port, boolean claimsHttps, String path, Map<String, String> headers) throws IOException {
		try (Socket socket = Wire.open(false, port)) {
			return status(socket, claimsHttps ? SCHEME_HTTPS : SCHEME_HTTP, path, "localhost:" + port, headers);
		}
	}

	private static int status(Socket socket, int scheme, String path, String authority, Map<String, String> more)
			throws IOException {
		DataOutputStream output = new DataOutputStream(socket.getOutputStream());
		output.write(PREFACE);
		frame(output, SETTINGS, 0, 0, new byte[0]);
		ByteArrayOutputStream headers = new ByteArrayOutputStream();
		headers.write(METHOD_GET);
		headers.write(scheme);
		headers.write(PATH);
		string(headers, path);
		headers.write(AUTHORITY);
		string(headers, authority);
		more.forEach((name, value) -> header(headers, name, value));
		header(headers, "accept", "text/html");
		frame(output, HEADERS, 0x5, 1, headers.toByteArray());
		output.flush();
		return readStatus(new DataInputStream(socket.getInputStream()));
	}

	private static int readStatus(DataInputStream input) throws IOException {
		while (true) {
			int length = (input.readUnsignedByte() << 16) | input.readUnsignedShort();
			int type = input.readUnsignedByte();
			input.readUnsignedByte();
			input.readInt();
			byte[] payload = input.readNBytes(length);
			if (type == RST_STREAM || type == GOAWAY) {
				return 0;
			}
			if (type == HEADERS) {
				return INDEXED_STATUS.getOrDefault(payload[afterTableSize(payload)] & 0xff, -1);
			}
		}
	}

	/**
	 * Skips an update of the dynamic table's size (RFC 7541, section 6.3), which may come
	 * first.
	 */
	private static int afterTableSize(byte[] block) {
		int position = 0;
		if ((block[0] & 0xe0) == 0x20) {
			boolean more = (block[0] & 0x1f) == 0x1f;
			position++;
			while (more) {
				more = (block[position++] & 0x80) != 0;
			}
		}
		return position;
	}

	private static void header(ByteArrayOutputStream headers, String name, String value) {
		headers.write(0);
		string(headers, name);
		string(headers, value);
	}

	private static void string(ByteArrayOutputStream headers, String text) {
		headers.write(text.length());
		headers.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
	}

	private static void frame(DataOutputStream output, int type, int flags, int stream, byte[] payload)
			throws IOException {
		output.writeByte(payload.length >> 16);
		output.writeShort(payload.length & 0xffff);
		output.writeByte(type);
		output.writeByte(flags);
		output.writeInt(stream);
		output.write(payload);
	}

}
