package io.github.mixedsession.web;

/**
 * Is told of everything that may commit a response, before it does.
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

}
