package io.github.mixedsession.channel.passwordpage;

/**
 * What happens to an HTML page with a password field that is about to be sent over HTTP.
 * <p>
 * Internal: the values of a property.
 */
public enum PasswordPages {

	/** The visitor is redirected to HTTPS, and the next one before the page is made. */
	SECURE,

	/** The page is sent, and the log says so. */
	WARN,

	/** The page is sent. */
	IGNORE

}
