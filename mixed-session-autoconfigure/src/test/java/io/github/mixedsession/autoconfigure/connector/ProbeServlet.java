package io.github.mixedsession.autoconfigure.connector;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Answers with what it sees of the request; under {@code /hold}, not before it is
 * released.
 */
class ProbeServlet extends HttpServlet {

	private static final long serialVersionUID = 1L;

	private final transient CountDownLatch entered = new CountDownLatch(1);

	private final transient CountDownLatch released = new CountDownLatch(1);

	@Override
	protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
		if (request.getRequestURI().equals("/hold")) {
			this.entered.countDown();
			await(this.released);
		}
		response.setContentType("text/plain");
		response.getWriter()
			.print("secure=%s scheme=%s port=%s thread=%s uri=%s".formatted(request.isSecure(), request.getScheme(),
					request.getServerPort(), Thread.currentThread(), request.getRequestURI()));
		if (request.getRequestURI().equals("/long")) {
			response.getWriter().print(" and so on".repeat(1000));
		}
	}

	void awaitRequest() {
		await(this.entered);
	}

	void release() {
		this.released.countDown();
	}

	private static void await(CountDownLatch latch) {
		try {
			if (!latch.await(30, TimeUnit.SECONDS)) {
				throw new IllegalStateException("Nothing happened for 30 s");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
