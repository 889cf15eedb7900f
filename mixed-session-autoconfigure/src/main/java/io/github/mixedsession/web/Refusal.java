package io.github.mixedsession.web;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.SecureAttributeException;

/**
 * What a request was refused, for its exception may be caught by somebody who takes it
 * for an error of the server. Belongs to one request; not safe for concurrent use.
 */
final class Refusal {

	private @Nullable SecureAttributeException exception;

	private boolean told;

	void happened(SecureAttributeException newException) {
		this.exception = newException;
	}

	@Nullable SecureAttributeException exception() {
		return this.exception;
	}

	/**
	 * Forgets it: who caught the exception knew what it is.
	 */
	void handled() {
		this.exception = null;
	}

	/**
	 * Answers {@code true} the first time it is asked.
	 */
	boolean isToBeTold() {
		boolean first = !this.told;
		this.told = true;
		return first;
	}

}
