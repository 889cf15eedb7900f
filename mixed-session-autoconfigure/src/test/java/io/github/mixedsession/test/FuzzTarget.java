package io.github.mixedsession.test;

import java.util.Map;
import java.util.TreeMap;

/**
 * Looks at one input after the other. Has a constructor without arguments, for there may
 * be another process that makes the inputs up.
 */
public abstract class FuzzTarget {

	private final Map<String, Integer> counts = new TreeMap<>();

	/**
	 * Takes an input.
	 * @param input the input
	 * @throws Exception if that shows a defect
	 */
	protected abstract void accept(FuzzInput input) throws Exception;

	/**
	 * Counts an input as one of a kind. Of what is never counted, a fuzzer proves
	 * nothing.
	 * @param kind the kind
	 */
	protected final void count(String kind) {
		this.counts.merge(kind, 1, Integer::sum);
	}

	/**
	 * Fails.
	 * @param condition unless this holds
	 * @param parts what tells what was wrong, in pieces
	 */
	protected static void check(boolean condition, Object... parts) {
		if (!condition) {
			StringBuilder message = new StringBuilder();
			for (Object part : parts) {
				message.append((part instanceof String text) ? visible(text) : part).append(' ');
			}
			throw new AssertionError(message);
		}
	}

	private static String visible(String text) {
		StringBuilder visible = new StringBuilder();
		text.chars()
			.forEach(
					(c) -> visible.append((c >= 0x20 && c < 0x7f) ? String.valueOf((char) c) : "\\u%04x".formatted(c)));
		return visible.toString();
	}

	final Map<String, Integer> counts() {
		return this.counts;
	}

}
