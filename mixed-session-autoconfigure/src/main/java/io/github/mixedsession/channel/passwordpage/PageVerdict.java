package io.github.mixedsession.channel.passwordpage;

/**
 * What became of a page.
 */
enum PageVerdict {

	/** Nothing that anybody has to hear of. */
	NOTHING,

	/** It has a password field, and nothing of it was sent. */
	WITHHELD,

	/** It has a password field, and was sent. */
	SENT_WITH_FIELD,

	/** It was sent before all of it had been seen. */
	TOO_LONG

}
