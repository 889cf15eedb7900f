package io.github.mixedsession.channel.passwordpage;

import java.io.IOException;

/**
 * None of our business, or not any more.
 *
 * @param sink where it goes
 * @param verdict what was found before
 */
record PassedPage(PageSink sink, PageVerdict verdict) implements PageState {

	@Override
	public PageState write(byte[] bytes, int offset, int length) throws IOException {
		this.sink.output().write(bytes, offset, length);
		return this;
	}

	@Override
	public boolean isFlushable() {
		return true;
	}

}
