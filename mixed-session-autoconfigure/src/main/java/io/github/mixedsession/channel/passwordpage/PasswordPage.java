package io.github.mixedsession.channel.passwordpage;

import java.io.IOException;

import jakarta.servlet.ServletOutputStream;

/**
 * The body of a response, which may be a page with a password field: in one state at a
 * time. Belongs to one response; its threads write in turn, as to a container's.
 */
final class PasswordPage {

	private final PageSink sink;

	private final int limit;

	private PageState state;

	/**
	 * Create a page.
	 * @param sink where it goes
	 * @param limit how many bytes are held at most; with none, it is looked at as it
	 * passes
	 */
	PasswordPage(PageSink sink, int limit) {
		this.sink = sink;
		this.limit = limit;
		this.state = new UndecidedPage(sink, limit);
	}

	void write(byte[] bytes, int offset, int length) throws IOException {
		this.state = this.state.write(bytes, offset, length);
	}

	/**
	 * Returns whether a flush may reach the client.
	 */
	boolean isFlushable() {
		this.state = this.state.decided();
		return this.state.isFlushable();
	}

	/**
	 * Lets go what is held, unless it has a password field, and what still comes.
	 */
	void pass() throws IOException {
		this.state = this.state.decided().released();
	}

	/**
	 * Ends the page, and tells once what became of it.
	 */
	PageVerdict end() throws IOException {
		this.state = this.state.released();
		PageVerdict verdict = this.state.verdict();
		if (verdict != PageVerdict.NOTHING) {
			this.state = (verdict == PageVerdict.WITHHELD) ? new DroppedPage(PageVerdict.NOTHING)
					: new PassedPage(this.sink, PageVerdict.NOTHING);
		}
		return verdict;
	}

	/**
	 * Drops what is held, and what still comes.
	 */
	void drop() {
		this.state = new DroppedPage(PageVerdict.NOTHING);
	}

	void beginAnew() {
		this.state = new UndecidedPage(this.sink, this.limit);
	}

	ServletOutputStream output() throws IOException {
		return this.sink.output();
	}

}
