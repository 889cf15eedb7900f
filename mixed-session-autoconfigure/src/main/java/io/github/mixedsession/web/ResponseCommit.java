package io.github.mixedsession.web;

/**
 * Is told of everything that may commit a response, before it does, and lets one thread
 * at a time do so.
 */
interface ResponseCommit {

	/**
	 * Called before the response is committed.
	 */
	void commit();

	/**
	 * Called before bytes reach the server, who may commit the response for them.
	 */
	void write(long bytes);

	/**
	 * Waits until nobody else works on the headers.
	 * @return what {@link #leave} is to be told
	 */
	boolean take();

	void leave(boolean taken);

}
