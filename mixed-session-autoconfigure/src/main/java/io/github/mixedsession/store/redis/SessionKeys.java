package io.github.mixedsession.store.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.Partition;

/**
 * The keys of sessions. Sessions are dealt out to shards by their locators; all keys of a
 * shard have its number as their hash tag, so that in a cluster they lie in one slot, and
 * one script can move a session and its time of expiry together.
 */
final class SessionKeys {

	private static final int SHARDS = 256;

	private static final List<Partition> PARTITIONS = List.of(Partition.values());

	/** What the keys of the partitions end with, in their order. */
	private static final List<byte[]> SUFFIXES = PARTITIONS.stream().map((each) -> bytes(":" + each)).toList();

	private final String namespace;

	SessionKeys(String namespace) {
		this.namespace = namespace;
	}

	/**
	 * The session itself: what no partition holds.
	 */
	byte[] session(Locator locator) {
		return bytes(prefix(shard(locator)) + ':' + locator);
	}

	byte[] partition(Locator locator, Partition partition) {
		return partition(session(locator), partition);
	}

	private static byte[] partition(byte[] session, Partition partition) {
		byte[] suffix = SUFFIXES.get(PARTITIONS.indexOf(partition));
		byte[] key = Arrays.copyOf(session, session.length + suffix.length);
		System.arraycopy(suffix, 0, key, session.length, suffix.length);
		return key;
	}

	/**
	 * The session, its partitions in their order, and the times at which those of its
	 * shard expire.
	 */
	List<byte[]> all(Locator locator) {
		List<byte[]> keys = withPartitions(locator, PARTITIONS);
		keys.add(expiry(shard(locator)));
		return keys;
	}

	List<byte[]> withPartitions(Locator locator, Collection<Partition> partitions) {
		byte[] session = session(locator);
		List<byte[]> keys = new ArrayList<>();
		keys.add(session);
		partitions.forEach((partition) -> keys.add(partition(session, partition)));
		return keys;
	}

	/**
	 * The number, from 1, of a partition's key among {@link #all}.
	 */
	static int number(Partition partition) {
		return PARTITIONS.indexOf(partition) + 2;
	}

	static List<Integer> shards() {
		return IntStream.range(0, SHARDS).boxed().toList();
	}

	static int shard(Locator locator) {
		return (int) (locator.uuid().getLeastSignificantBits() & (SHARDS - 1));
	}

	/**
	 * The times at which the sessions of a shard expire.
	 */
	byte[] expiry(int shard) {
		return bytes(prefix(shard) + ":expiry");
	}

	/**
	 * What is to be told of a shard's sessions that have expired, and until when others
	 * leave that alone.
	 */
	List<byte[]> untold(int shard) {
		return List.of(bytes(prefix(shard) + ":untold"), bytes(prefix(shard) + ":leases"));
	}

	/**
	 * The sessions of a user.
	 */
	byte[] user(UserList list) {
		return bytes(this.namespace + ":user:" + HexFormat.of().formatHex(list.digest()));
	}

	private String prefix(int shard) {
		return this.namespace + ":{" + HexFormat.of().toHexDigits((byte) shard) + '}';
	}

	private static byte[] bytes(String key) {
		return key.getBytes(StandardCharsets.UTF_8);
	}

}
