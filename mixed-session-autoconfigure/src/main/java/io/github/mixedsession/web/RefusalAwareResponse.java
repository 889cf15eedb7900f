package io.github.mixedsession.web;

import java.io.IOException;
import java.util.function.IntUnaryOperator;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/**
 * Keeps whoever catches the exception of a refusal, and takes it for an error of the
 * server, from answering so: many filters and exception handlers do.
 */
final class RefusalAwareResponse extends HttpServletResponseWrapper {

	private final IntUnaryOperator status;

	/**
	 * Create a response.
	 * @param status what a status becomes
	 */
	RefusalAwareResponse(HttpServletResponse response, IntUnaryOperator status) {
		super(response);
		this.status = status;
	}

	@Override
	public void setStatus(int sc) {
		super.setStatus(this.status.applyAsInt(sc));
	}

	@Override
	public void sendError(int sc) throws IOException {
		super.sendError(this.status.applyAsInt(sc));
	}

	@Override
	public void sendError(int sc, String message) throws IOException {
		int answer = this.status.applyAsInt(sc);
		if (answer == sc) {
			super.sendError(sc, message);
		}
		else {
			super.sendError(answer);
		}
	}

}
