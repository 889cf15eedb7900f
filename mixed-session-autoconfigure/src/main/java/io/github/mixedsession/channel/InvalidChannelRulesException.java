package io.github.mixedsession.channel;

import io.github.mixedsession.MisconfigurationException;

/**
 * Thrown at start-up when the configured channel rules or redirect targets contradict
 * themselves or can't be understood (invariant 11).
 * <p>
 * Internal: whoever starts the application reads its problem and cure.
 */
public class InvalidChannelRulesException extends MisconfigurationException {

	private static final long serialVersionUID = 1L;

	/** The name of the property at fault. */
	private final String property;

	/**
	 * Create an exception.
	 * @param property the name of the property at fault
	 * @param problem what is wrong with it, a sentence
	 * @param cure what to do, a sentence
	 */
	public InvalidChannelRulesException(String property, String problem, String cure) {
		super(property + ": " + problem, cure);
		this.property = property;
	}

	/**
	 * Returns the name of the property at fault.
	 * @return the name, with its index
	 */
	public String getProperty() {
		return this.property;
	}

}
