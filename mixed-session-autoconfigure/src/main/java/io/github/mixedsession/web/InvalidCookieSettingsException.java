package io.github.mixedsession.web;

/**
 * Thrown at start-up when a cookie property would break an invariant.
 */
public class InvalidCookieSettingsException extends IllegalArgumentException {

	private static final long serialVersionUID = 1L;

	private final String cure;

	/**
	 * Create an exception.
	 * @param property the name of the property
	 * @param value its value
	 * @param reason what is wrong with it
	 * @param cure what to do
	 */
	public InvalidCookieSettingsException(String property, Object value, String reason, String cure) {
		super("The property '" + property + "' with value '" + value + "' " + reason + ".");
		this.cure = cure;
	}

	/**
	 * Returns what to do.
	 * @return the cure
	 */
	public String getCure() {
		return this.cure;
	}

}
