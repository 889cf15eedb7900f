package io.github.mixedsession.autoconfigure.connector;

/**
 * Thrown at start-up when {@code mixed-session.http-port} contradicts the configuration
 * of the server: it is no port at all, it is the port of the HTTPS connector, or there is
 * no HTTPS connector.
 */
public final class InvalidHttpPortException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String cure;

	/**
	 * Create an exception.
	 * @param message what is wrong
	 * @param cure what to change
	 */
	public InvalidHttpPortException(String message, String cure) {
		super(message);
		this.cure = cure;
	}

	/**
	 * Returns what to change so that the application starts.
	 * @return the cure, in sentences
	 */
	public String getCure() {
		return this.cure;
	}

	@Override
	public String getMessage() {
		return super.getMessage() + " " + this.cure;
	}

	String getReason() {
		return String.valueOf(super.getMessage());
	}

}
