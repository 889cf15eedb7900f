package io.github.mixedsession.store.jdbc;

import io.github.mixedsession.MisconfigurationException;

/**
 * Thrown at start-up when the sessions are to be kept in a database that the JDBC store
 * does not know.
 */
public class UnsupportedDatabaseException extends MisconfigurationException {

	private static final long serialVersionUID = 1L;

	/** What the database calls itself. */
	private final String productName;

	UnsupportedDatabaseException(String productName, String supported) {
		super("mixed-session cannot keep sessions in the database '" + productName + "'. Supported are " + supported
				+ ".",
				"Point the DataSource of the sessions at one of these, or provide a SessionStore bean of your own.");
		this.productName = productName;
	}

	/**
	 * Returns the product name that the database reports.
	 * @return the name
	 */
	public String getProductName() {
		return this.productName;
	}

}
