package io.github.mixedsession.channel;

/**
 * Thrown while a request over HTTP is handled, by whatever finds that its session must
 * not step down. {@link ChannelEnforcementFilter} sends a navigation back to HTTPS and
 * refuses anything else.
 */
public class StepDownRefusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception with the given reason.
	 * @param reason why the session must not step down; must not hold an id
	 */
	public StepDownRefusedException(String reason) {
		super(reason);
	}

}
