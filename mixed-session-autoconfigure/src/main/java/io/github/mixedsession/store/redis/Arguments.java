package io.github.mixedsession.store.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.store.SessionMac;
import io.github.mixedsession.store.StorableValues;

/**
 * The arguments of a script, in its order. What is {@code null} is an empty one.
 */
final class Arguments {

	private final List<byte[]> values = new ArrayList<>();

	Arguments add(byte[] argument) {
		this.values.add(argument);
		return this;
	}

	Arguments add(@Nullable String text) {
		return add((text != null) ? bytes(text) : new byte[0]);
	}

	Arguments add(long number) {
		return add(Long.toString(number));
	}

	Arguments add(boolean flag) {
		return add(flag ? 1 : 0);
	}

	Arguments add(@Nullable Instant instant) {
		return add((instant != null) ? Long.toString(instant.toEpochMilli()) : null);
	}

	/**
	 * Adds the seconds of an idle time.
	 */
	Arguments add(@Nullable Duration interval) {
		return add((interval != null) ? Long.toString(StorableValues.seconds(interval)) : null);
	}

	Arguments add(@Nullable IdHash hash) {
		return add((hash != null) ? hash.toBytes() : new byte[0]);
	}

	Arguments add(@Nullable SessionMac mac) {
		return add((mac != null) ? mac.toBytes() : new byte[0]);
	}

	Arguments add(Arguments others) {
		this.values.addAll(others.values);
		return this;
	}

	int size() {
		return this.values.size();
	}

	Object[] toArray() {
		return this.values.toArray();
	}

	byte[][] toBytes() {
		return this.values.toArray(byte[][]::new);
	}

	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
