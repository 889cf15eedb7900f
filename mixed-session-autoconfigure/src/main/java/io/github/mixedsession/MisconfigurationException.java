package io.github.mixedsession;

import org.jspecify.annotations.Nullable;

/**
 * Thrown at start-up for a configuration that can't work or would break an invariant. Its
 * message names the property or part that is wrong and says what to do; a starting
 * application shows both without a stack trace.
 */
public class MisconfigurationException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	/** What is wrong. */
	private final String problem;

	/** What to do about it. */
	private final String cure;

	/**
	 * Create an exception.
	 * @param problem what is wrong, in sentences
	 * @param cure what to do, in sentences
	 */
	public MisconfigurationException(String problem, String cure) {
		this(problem, cure, null);
	}

	/**
	 * Create an exception.
	 * @param problem what is wrong, in sentences
	 * @param cure what to do, in sentences
	 * @param cause what showed it
	 */
	public MisconfigurationException(String problem, String cure, @Nullable Throwable cause) {
		super(problem + " " + cure, cause);
		this.problem = problem;
		this.cure = cure;
	}

	/**
	 * Create an exception for a property.
	 * @param property the name of the property
	 * @param value its value
	 * @param reason what is wrong with it, as the end of a sentence
	 * @param cure what to do, in sentences
	 */
	public MisconfigurationException(String property, Object value, String reason, String cure) {
		this("The property '" + property + "' with value '" + value + "' " + reason + ".", cure);
	}

	/**
	 * Returns what is wrong.
	 * @return the problem, in sentences
	 */
	public String getProblem() {
		return this.problem;
	}

	/**
	 * Returns what to do.
	 * @return the cure, in sentences
	 */
	public String getCure() {
		return this.cure;
	}

}
