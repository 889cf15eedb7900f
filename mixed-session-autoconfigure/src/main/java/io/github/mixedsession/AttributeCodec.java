package io.github.mixedsession;

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
	 * Restores a value. Whatever it throws, but for an error of the machine, has the
	 * value count as absent (invariant 17).
	 * @param bytes the bytes
	 * @return the value
	 */
	Object decode(byte[] bytes);

}
