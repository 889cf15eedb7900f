package io.github.mixedsession.shop.account;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.StoredAttribute;

/**
 * A session attribute as it is stored.
 *
 * @param name its name
 * @param partition which requests see it
 * @param size how many bytes its value has
 * @param text the first of them, as somebody sees them who has a copy of the database
 */
record StoredValue(String name, Partition partition, int size, String text) {

	private static final int SHOWN = 120;

	static StoredValue of(StoredAttribute attribute) {
		byte[] value = attribute.value();
		String text = new String(Arrays.copyOf(value, Math.min(value.length, SHOWN)), StandardCharsets.ISO_8859_1);
		return new StoredValue(attribute.name(), attribute.partition(), value.length, text.replaceAll("[^ -~]", "·"));
	}

}
