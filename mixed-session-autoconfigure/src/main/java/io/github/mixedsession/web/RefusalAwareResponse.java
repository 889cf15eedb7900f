package io.github.mixedsession.web;

import java.io.IOException;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/**
 * Keeps whoever catches the exception of a refusal, and takes it for an error of the
 * server, from answering so: many filters and exception handlers do.
 */
abstract class RefusalAwareResponse extends HttpServletResponseWrapper {

	RefusalAwareResponse(HttpServletResponse response) {
		super(response);
	}

	/**
	 * Returns what a status becomes.
	 */
	abstract int answerFor(int sc);

	@Override
	public void setStatus(int sc) {
		super.setStatus(answerFor(sc));
	}

	@Override
	public void sendError(int sc) throws IOException {
		super.sendError(answerFor(sc));
	}

	@Override
	public void sendError(int sc, String message) throws IOException {
		int answer = answerFor(sc);
		if (answer == sc) {
			super.sendError(sc, message);
		}
		else {
			super.sendError(answer);
		}
	}

}
