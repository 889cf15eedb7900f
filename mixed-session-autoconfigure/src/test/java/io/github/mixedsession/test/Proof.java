package io.github.mixedsession.test;

import java.time.Duration;

/**
 * How long a search, a storm or a fault lasts: short in every build, long in the profile
 * {@code proof}. A test that asks has the tag {@value #TAG}.
 */
public final class Proof {

	/** What the profile runs. */
	public static final String TAG = "proof";

	private static final boolean LONG = "long".equals(System.getProperty("proof"));

	private Proof() {
	}

	/**
	 * Returns whether there is time.
	 * @return {@code true} in the profile
	 */
	public static boolean isLong() {
		return LONG;
	}

	/**
	 * Returns a number of steps.
	 * @param ofEveryBuild of every build
	 * @param ofTheProfile of the profile
	 * @return the one that applies
	 */
	public static int steps(int ofEveryBuild, int ofTheProfile) {
		return LONG ? ofTheProfile : ofEveryBuild;
	}

	/**
	 * Returns a duration.
	 * @param ofEveryBuild of every build
	 * @param ofTheProfile of the profile
	 * @return the one that applies
	 */
	public static Duration time(Duration ofEveryBuild, Duration ofTheProfile) {
		return LONG ? ofTheProfile : ofEveryBuild;
	}

}
