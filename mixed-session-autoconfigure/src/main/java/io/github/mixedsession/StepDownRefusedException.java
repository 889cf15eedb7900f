package io.github.mixedsession;

/**
 * Thrown when an HTTP request asks for a session that has to stay on HTTPS, because of
 * {@code mixed-session.channel.stay-secure} or of a listener's veto. The request is
 * redirected to HTTPS, or refused with 403 if it can't be; the handler sees nothing of
 * it.
 */
public class StepDownRefusedException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 */
	public StepDownRefusedException() {
		super("The session stays on HTTPS and this request came over HTTP");
	}

}
