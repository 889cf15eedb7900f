package io.github.mixedsession;

import org.springframework.dao.OptimisticLockingFailureException;

/**
 * Thrown by {@link MixedSession#updateAttribute} when other requests changed the
 * attribute at every attempt. Nothing was written; the caller may try again later.
 */
public class AttributeConflictException extends OptimisticLockingFailureException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception for the given attribute.
	 * @param attributeName the name of the attribute
	 * @param attempts how often the change was attempted
	 */
	public AttributeConflictException(String attributeName, int attempts) {
		super("Session attribute '" + attributeName + "' was changed by other requests during each of " + attempts
				+ " attempts to update it. Make the function given to updateAttribute shorter, or spread the writes "
				+ "over several attributes.");
	}

}
