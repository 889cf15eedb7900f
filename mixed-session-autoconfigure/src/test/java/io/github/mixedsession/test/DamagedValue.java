package io.github.mixedsession.test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes in the place of a stored value that nobody can read any more.
 */
public enum DamagedValue {

	/** Of a class that a later release no longer has. */
	REMOVED_CLASS("java.lang.ClassNotFoundException") {

		@Override
		public byte[] bytes(byte[] stored) {
			byte[] name = Once.class.getName().getBytes(StandardCharsets.ISO_8859_1);
			byte[] bytes = serialized();
			bytes[indexOf(bytes, name)] = 'x';
			return bytes;
		}

	},

	/** Of a class that has changed. */
	CHANGED_VERSION("java.io.InvalidClassException") {

		@Override
		public byte[] bytes(byte[] stored) {
			byte[] name = Once.class.getName().getBytes(StandardCharsets.ISO_8859_1);
			byte[] bytes = serialized();
			bytes[indexOf(bytes, name) + name.length]++;
			return bytes;
		}

	},

	TRUNCATED("java.io.EOFException") {

		@Override
		public byte[] bytes(byte[] stored) {
			return Arrays.copyOf(stored, stored.length / 2);
		}

	},

	/** JSON of a type that is not allowed, or not any more. */
	JSON_TYPE("tools.jackson.databind.exc.InvalidTypeIdException") {

		@Override
		public byte[] bytes(byte[] stored) {
			return "{\"@class\":\"javax.swing.JFrame\"}".getBytes(StandardCharsets.UTF_8);
		}

	};

	private final String cause;

	DamagedValue(String cause) {
		this.cause = cause;
	}

	/**
	 * Returns what is stored instead.
	 * @param stored what is stored
	 * @return the bytes
	 */
	public abstract byte[] bytes(byte[] stored);

	/**
	 * Returns what goes wrong when they are read.
	 * @return the class name
	 */
	public String cause() {
		return this.cause;
	}

	private static byte[] serialized() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
			out.writeObject(new Once());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	private static int indexOf(byte[] bytes, byte[] part) {
		for (int i = 0; i + part.length <= bytes.length; i++) {
			if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
				return i;
			}
		}
		throw new IllegalStateException("It is not there");
	}

	private static final class Once implements Serializable {

		private static final long serialVersionUID = 1L;

	}

}
