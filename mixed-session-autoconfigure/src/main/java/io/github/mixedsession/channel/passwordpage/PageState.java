package io.github.mixedsession.channel.passwordpage;

import java.io.IOException;

/**
 * What happens to the bytes that are written next. What changes that answers the state
 * that follows.
 */
interface PageState {

	/**
	 * Takes bytes.
	 */
	PageState write(byte[] bytes, int offset, int length) throws IOException;

	/**
	 * Decides what kind of response this is, if nobody has yet.
	 */
	default PageState decided() {
		return this;
	}

	/**
	 * Returns whether a flush may reach the client.
	 */
	default boolean isFlushable() {
		return false;
	}

	/**
	 * Lets go what is held, for nothing more can be waited for.
	 */
	default PageState released() throws IOException {
		return this;
	}

	/**
	 * Returns what became of the page, once it was {@link #released()}.
	 */
	default PageVerdict verdict() {
		return PageVerdict.NOTHING;
	}

}
