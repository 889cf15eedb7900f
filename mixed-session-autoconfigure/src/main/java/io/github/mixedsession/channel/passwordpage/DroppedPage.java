package io.github.mixedsession.channel.passwordpage;

/**
 * A page that must not be sent, or one that something else was sent instead of.
 *
 * @param verdict why
 */
record DroppedPage(PageVerdict verdict) implements PageState {

	@Override
	public PageState write(byte[] bytes, int offset, int length) {
		return this;
	}

}
