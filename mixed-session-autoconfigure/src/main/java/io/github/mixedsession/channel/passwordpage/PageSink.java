package io.github.mixedsession.channel.passwordpage;

import java.io.IOException;

import jakarta.servlet.ServletOutputStream;

/**
 * The response that a page goes to.
 */
interface PageSink {

	/**
	 * Returns whether it is for an HTML page, as far as that is known when the first byte
	 * is written.
	 */
	boolean isForPage();

	/**
	 * Returns whether its status is 200 by now.
	 */
	boolean isOk();

	/**
	 * Returns a scanner for a page of its type and encoding.
	 */
	PasswordFieldScanner newScanner();

	/**
	 * Returns where the bytes go.
	 */
	ServletOutputStream output() throws IOException;

}
