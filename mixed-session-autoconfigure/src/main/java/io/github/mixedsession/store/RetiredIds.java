package io.github.mixedsession.store;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.id.RetiredId;

/**
 * The retired ids of a session as one value, one after the other. Internal.
 */
public final class RetiredIds {

	private static final int LENGTH = IdHash.LENGTH + Byte.BYTES + Integer.BYTES + 2 * Long.BYTES;

	/** Stands for a grace that has not begun. */
	private static final long NONE = Long.MAX_VALUE;

	private RetiredIds() {
	}

	/**
	 * Makes one value of ids.
	 * @param ids the ids
	 * @return 53 bytes for each
	 */
	public static byte[] pack(List<RetiredId> ids) {
		ByteBuffer bytes = ByteBuffer.allocate(ids.size() * LENGTH);
		for (RetiredId id : ids) {
			bytes.put(id.id().toBytes())
				.put((byte) ((id.kind() == IdKind.SECURE) ? 1 : 0))
				.putInt(id.loginCount())
				.putLong(id.retiredAt().toEpochMilli())
				.putLong((id.usableUntil() != null) ? id.usableUntil().toEpochMilli() : NONE);
		}
		return bytes.array();
	}

	/**
	 * Reads ids.
	 * @param packed what {@link #pack} returned
	 * @return the ids
	 */
	public static List<RetiredId> unpack(byte[] packed) {
		List<RetiredId> ids = new ArrayList<>(packed.length / LENGTH);
		for (ByteBuffer bytes = ByteBuffer.wrap(packed); bytes.hasRemaining();) {
			byte[] hash = new byte[IdHash.LENGTH];
			bytes.get(hash);
			IdKind kind = IdKind.of(bytes.get() == 1);
			int loginCount = bytes.getInt();
			Instant retiredAt = Instant.ofEpochMilli(bytes.getLong());
			long until = bytes.getLong();
			ids.add(new RetiredId(IdHash.of(hash), kind, loginCount, retiredAt,
					(until != NONE) ? Instant.ofEpochMilli(until) : null));
		}
		return ids;
	}

}
