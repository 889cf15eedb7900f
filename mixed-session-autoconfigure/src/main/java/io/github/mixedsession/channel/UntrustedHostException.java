package io.github.mixedsession.channel;

/**
 * Thrown when a redirect would go to a host that nobody allowed. The message names the
 * property and not the host, so that it can be shown.
 */
final class UntrustedHostException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	UntrustedHostException() {
		super("The host of this request is not listed in mixed-session.channel.allowed-hosts");
	}

}
