package io.github.mixedsession.session;

/**
 * How much the shared side of one session may hold.
 *
 * @param count the number of attributes, positive
 * @param bytes the sum of their values' bytes as they are stored, positive
 */
public record SharedLimit(int count, long bytes) {

	/** What holds unless the configuration says otherwise. */
	public static final SharedLimit DEFAULT = new SharedLimit(1000, 1024 * 1024);

}
