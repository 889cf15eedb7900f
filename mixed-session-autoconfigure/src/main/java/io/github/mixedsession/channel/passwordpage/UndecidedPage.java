package io.github.mixedsession.channel.passwordpage;

import java.io.IOException;

/**
 * Nothing was written yet.
 *
 * @param sink where it will go
 * @param limit how many bytes are held at most; with none, a page is looked at as it
 * passes
 */
record UndecidedPage(PageSink sink, int limit) implements PageState {

	@Override
	public PageState write(byte[] bytes, int offset, int length) throws IOException {
		return decided().write(bytes, offset, length);
	}

	@Override
	public PageState decided() {
		if (!this.sink.isForPage()) {
			return new PassedPage(this.sink, PageVerdict.NOTHING);
		}
		return (this.limit > 0) ? new HeldPage(this.sink, this.limit) : new WatchedPage(this.sink);
	}

}
