package io.github.mixedsession.autoconfigure;

/**
 * Where sessions are kept.
 */
public enum StoreType {

	/**
	 * In a relational database or in Redis, whichever the application has, or in the
	 * application's own store if it has one.
	 */
	AUTO,

	/** In a relational database. */
	JDBC,

	/** In Redis or Valkey. */
	REDIS,

	/** In the two cookies. */
	COOKIE

}
