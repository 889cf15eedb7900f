package io.github.mixedsession;

/**
 * Thrown at start-up for a configuration that can't work or would break an invariant. Its
 * message names the property or part that is wrong; {@link #getCure()} says what to do.
 */
public class MisconfigurationException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final String cure;

	/**
	 * Create an exception.
	 * @param problem what is wrong
	 * @param cure what to do
	 */
	public MisconfigurationException(String problem, String cure) {
		super(problem);
		this.cure = cure;
	}

	/**
	 * Create an exception for a property.
	 * @param property the name of the property
	 * @param value its value
	 * @param reason what is wrong with it, as the end of a sentence
	 * @param cure what to do
	 */
	public MisconfigurationException(String property, Object value, String reason, String cure) {
		this("The property '" + property + "' with value '" + value + "' " + reason + ".", cure);
	}

	/**
	 * Returns what to do.
	 * @return the cure
	 */
	public String getCure() {
		return this.cure;
	}

}
