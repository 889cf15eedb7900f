package io.github.mixedsession.channel;

/**
 * Thrown at start-up when the configured channel rules or redirect targets contradict
 * themselves or can't be understood (invariant 11).
 */
public class InvalidChannelRulesException extends IllegalArgumentException {

	private static final long serialVersionUID = 1L;

	private final String property;

	private final String problem;

	private final String cure;

	/**
	 * Create an exception.
	 * @param property the name of the property at fault
	 * @param problem what is wrong with it, a sentence
	 * @param cure what to do, a sentence
	 */
	public InvalidChannelRulesException(String property, String problem, String cure) {
		super(property + ": " + problem + " " + cure);
		this.property = property;
		this.problem = problem;
		this.cure = cure;
	}

	/**
	 * Returns the name of the property at fault.
	 * @return the name, with its index
	 */
	public String getProperty() {
		return this.property;
	}

	/**
	 * Returns what is wrong.
	 * @return a sentence
	 */
	public String getProblem() {
		return this.problem;
	}

	/**
	 * Returns what to do.
	 * @return a sentence
	 */
	public String getCure() {
		return this.cure;
	}

}
