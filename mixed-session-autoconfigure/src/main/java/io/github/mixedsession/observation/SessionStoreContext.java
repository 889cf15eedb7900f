package io.github.mixedsession.observation;

import io.micrometer.observation.Observation;

/**
 * What is known of one operation of the store. Holds nothing of the session.
 */
public final class SessionStoreContext extends Observation.Context {

	private final StoreOperation operation;

	private String outcome = "unknown";

	SessionStoreContext(StoreOperation operation) {
		this.operation = operation;
	}

	/**
	 * Returns the operation.
	 * @return the operation
	 */
	public StoreOperation getOperation() {
		return this.operation;
	}

	/**
	 * Returns how it ended.
	 * @return {@code done}, {@code none} if nothing was found or changed, {@code error},
	 * or {@code unknown} before the end
	 */
	public String getOutcome() {
		return (getError() != null) ? "error" : this.outcome;
	}

	void ended(boolean effective) {
		this.outcome = effective ? "done" : "none";
	}

}
