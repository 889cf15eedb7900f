package io.github.mixedsession.header;

/**
 * Thrown when nothing of an update may be applied. Its message says why, and holds
 * nothing of what a backend sent.
 */
final class RefusedUpdateException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	RefusedUpdateException(String reason) {
		super(reason);
	}

}
