package io.github.mixedsession.load;

import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * How long something took, many times over. Not safe for concurrent use.
 */
final class Times {

	private long[] nanos = new long[1024];

	private int count;

	void add(long time) {
		if (this.count == this.nanos.length) {
			this.nanos = Arrays.copyOf(this.nanos, this.count * 2);
		}
		this.nanos[this.count++] = time;
	}

	void addAll(Times others) {
		LongStream.of(others.nanos).limit(others.count).forEach(this::add);
	}

	int count() {
		return this.count;
	}

	/**
	 * Returns the time, in µs, under which a share of all stayed.
	 */
	double quantile(double share) {
		long[] sorted = Arrays.copyOf(this.nanos, this.count);
		Arrays.sort(sorted);
		return sorted[(int) Math.min(this.count - 1, this.count * share)] / 1e3;
	}

	double median() {
		return quantile(0.5);
	}

	double p99() {
		return quantile(0.99);
	}

}
