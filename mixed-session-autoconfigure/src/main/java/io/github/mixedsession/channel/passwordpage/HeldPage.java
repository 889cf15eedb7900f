package io.github.mixedsession.channel.passwordpage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * A page that is held back. One with a password field is held on, for its status may
 * still change: only a page of status 200 is kept from being sent.
 */
final class HeldPage implements PageState {

	private static final int USUAL_LENGTH = 8192;

	private final PageSink sink;

	private final int limit;

	private final PasswordFieldScanner scanner;

	private final ByteArrayOutputStream held;

	private boolean found;

	HeldPage(PageSink sink, int limit) {
		this.sink = sink;
		this.limit = limit;
		this.scanner = sink.newScanner();
		this.held = new ByteArrayOutputStream(Math.min(USUAL_LENGTH, limit));
	}

	@Override
	public PageState write(byte[] bytes, int offset, int length) throws IOException {
		this.found = this.scanner.scan(bytes, offset, length);
		if (this.held.size() + length <= this.limit) {
			this.held.write(bytes, offset, length);
			return this;
		}
		return released(PageVerdict.TOO_LONG).write(bytes, offset, length);
	}

	@Override
	public PageState released() throws IOException {
		return released(PageVerdict.NOTHING);
	}

	private PageState released(PageVerdict withoutField) throws IOException {
		if (this.found && this.sink.isOk()) {
			return new DroppedPage(PageVerdict.WITHHELD);
		}
		this.held.writeTo(this.sink.output());
		return new PassedPage(this.sink, this.found ? PageVerdict.SENT_WITH_FIELD : withoutField);
	}

}
