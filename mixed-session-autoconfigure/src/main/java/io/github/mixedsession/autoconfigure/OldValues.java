package io.github.mixedsession.autoconfigure;

import io.github.mixedsession.AttributeCodec;
import io.github.mixedsession.session.SerializedValue;

/**
 * What becomes of the bytes of an old session's values: they stay as they are if the
 * codec reads what the old application has written, for nobody need make an object of
 * them then.
 */
final class OldValues {

	private static final String PROBE = "mixed-session";

	private final AttributeCodec format;

	private final boolean readable;

	/**
	 * Create them.
	 * @param format what the old application writes and reads values with
	 * @param codec what this one does
	 */
	OldValues(AttributeCodec format, AttributeCodec codec) {
		this.format = format;
		this.readable = isReadable(format, codec);
	}

	private static boolean isReadable(AttributeCodec format, AttributeCodec codec) {
		try {
			return PROBE.equals(codec.decode(format.encode(PROBE)));
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

	/**
	 * Returns whether values are read on their way.
	 */
	boolean areRead() {
		return !this.readable;
	}

	/**
	 * Returns a value, or its bytes. What can't be read is passed on too: it counts as
	 * absent where it belongs (invariant 17).
	 */
	Object of(byte[] bytes) {
		if (this.readable) {
			return new SerializedValue(bytes);
		}
		try {
			return this.format.decode(bytes);
		}
		catch (RuntimeException | LinkageError | StackOverflowError ex) {
			return new SerializedValue(bytes);
		}
	}

}
