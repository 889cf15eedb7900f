package io.github.mixedsession.session;

/**
 * Turns attribute values into bytes and back. Safe for concurrent use. Who can write to
 * the database chooses what is decoded (attack 35): a codec that decodes only what the
 * application stores is the cure.
 */
public interface AttributeCodec {

	/**
	 * Serialises a value.
	 * @param value the value
	 * @return its bytes
	 */
	byte[] encode(Object value);

	/**
	 * Restores a value.
	 * @param bytes the bytes
	 * @return the value
	 */
	Object decode(byte[] bytes);

}
