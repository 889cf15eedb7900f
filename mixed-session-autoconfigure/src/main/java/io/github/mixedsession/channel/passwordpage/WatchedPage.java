package io.github.mixedsession.channel.passwordpage;

import java.io.IOException;

/**
 * A page that is looked at as it passes.
 */
final class WatchedPage implements PageState {

	private final PageSink sink;

	private final PasswordFieldScanner scanner;

	WatchedPage(PageSink sink) {
		this.sink = sink;
		this.scanner = sink.newScanner();
	}

	@Override
	public PageState write(byte[] bytes, int offset, int length) throws IOException {
		this.sink.output().write(bytes, offset, length);
		return this.scanner.scan(bytes, offset, length) ? new PassedPage(this.sink, PageVerdict.SENT_WITH_FIELD) : this;
	}

	@Override
	public boolean isFlushable() {
		return true;
	}

}
