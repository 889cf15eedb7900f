package io.github.mixedsession.session;

/**
 * A value of an old session as the {@link io.github.mixedsession.AttributeCodec} reads
 * it: nobody has to make an object of it on its way here.
 *
 * @param bytes the serialised value; not copied, so neither side changes it
 */
@SuppressWarnings("ArrayRecordComponent")
public record SerializedValue(byte[] bytes) {

	@Override
	public String toString() {
		return "SerializedValue[]";
	}

}
