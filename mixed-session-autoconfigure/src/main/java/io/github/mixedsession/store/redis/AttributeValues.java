package io.github.mixedsession.store.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.StoredAttribute;

/**
 * Values of attributes as Redis has them: eight bytes of version, then the value. Every
 * write draws a version, so that none ever stands for two values.
 */
final class AttributeValues {

	private AttributeValues() {
	}

	static byte[] of(StoredAttribute attribute) {
		return of(attribute.version(), attribute.value());
	}

	static byte[] ofNewVersion(byte[] value) {
		return of(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE), value);
	}

	private static byte[] of(long version, byte[] value) {
		return ByteBuffer.allocate(Long.BYTES + value.length).putLong(version).put(value).array();
	}

	/**
	 * Returns what a value begins with that has a version.
	 */
	static byte[] version(long version) {
		return ByteBuffer.allocate(Long.BYTES).putLong(version).array();
	}

	static StoredAttribute read(String name, Partition partition, byte[] stored) {
		ByteBuffer bytes = ByteBuffer.wrap(stored);
		long version = bytes.getLong();
		byte[] value = new byte[bytes.remaining()];
		bytes.get(value);
		return new StoredAttribute(name, partition, version, value);
	}

	/**
	 * Reads all attributes of a partition.
	 * @param namesAndValues one after the other
	 */
	static List<StoredAttribute> readAll(Partition partition, List<?> namesAndValues) {
		List<StoredAttribute> attributes = new ArrayList<>(namesAndValues.size() / 2);
		for (int i = 0; i < namesAndValues.size(); i += 2) {
			attributes.add(read(new String((byte[]) namesAndValues.get(i), StandardCharsets.UTF_8), partition,
					(byte[]) namesAndValues.get(i + 1)));
		}
		return attributes;
	}

}
