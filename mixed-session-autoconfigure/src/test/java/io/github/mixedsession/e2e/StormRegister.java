package io.github.mixedsession.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What an attribute may hold: the last write that was acknowledged, or one that ran
 * beside it. A write that was refused may have happened or not. Safe for concurrent use.
 */
final class StormRegister {

	private final List<Write> writes = new ArrayList<>(List.of(new Write(null, Long.MIN_VALUE)));

	private long superseded = Long.MIN_VALUE;

	/**
	 * Records a write.
	 * @param value the value, {@code null} for a removal
	 * @param start when the request was sent, by {@link System#nanoTime()}
	 * @param end when the response had arrived
	 * @param acknowledged whether that said so
	 */
	synchronized void written(@Nullable String value, long start, long end, boolean acknowledged) {
		this.writes.add(new Write(value, end));
		if (acknowledged && start > this.superseded) {
			this.superseded = start;
		}
		this.writes.removeIf((write) -> write.end < this.superseded);
	}

	synchronized boolean admits(@Nullable String value) {
		return this.writes.stream().anyMatch((write) -> Objects.equals(write.value, value));
	}

	synchronized boolean isPresent() {
		return this.writes.stream().allMatch((write) -> write.value != null);
	}

	@Override
	public synchronized String toString() {
		return this.writes.stream().map((write) -> String.valueOf(write.value)).toList().toString();
	}

	private record Write(@Nullable String value, long end) {
	}

}
