package io.github.mixedsession.springsession;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * The ways in which a handler commits its response, or lets somebody else do so.
 */
enum Commit {

	FLUSH_BUFFER((request, response) -> response.flushBuffer()),

	STREAM_FLUSH((request, response) -> response.getOutputStream().flush()),

	STREAM_CLOSE((request, response) -> response.getOutputStream().close()),

	WRITER_FLUSH((request, response) -> response.getWriter().flush()),

	WRITER_CLOSE((request, response) -> response.getWriter().close()),

	SEND_ERROR((request, response) -> response.sendError(500)),

	SEND_ERROR_WITH_MESSAGE((request, response) -> response.sendError(500, "Sorry")),

	REDIRECT((request, response) -> response.sendRedirect("/next")),

	REDIRECT_WITH_STATUS((request, response) -> response.sendRedirect("/next", 303)),

	REDIRECT_KEEPING_BUFFER((request, response) -> response.sendRedirect("/next", false)),

	REDIRECT_WITH_STATUS_KEEPING_BUFFER((request, response) -> response.sendRedirect("/next", 303, false)),

	CONTENT_LENGTH_REACHED_BY_STREAM((request, response) -> {
		response.setContentLength(5);
		response.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
	}),

	CONTENT_LENGTH_REACHED_BY_WRITER((request, response) -> {
		response.setContentLengthLong(5);
		response.getWriter().write("hello");
	}),

	CONTENT_LENGTH_HEADER_REACHED((request, response) -> {
		response.setHeader("Content-Length", "5");
		response.getWriter().print("hello");
	}),

	BUFFER_FILLED_BY_STREAM(
			(request, response) -> response.getOutputStream().write(new byte[response.getBufferSize()])),

	BUFFER_FILLED_BY_WRITER((request, response) -> response.getWriter().write("x".repeat(response.getBufferSize()))),

	INCLUDE((request, response) -> request.getRequestDispatcher("/part").include(request, response));

	@SuppressWarnings("ImmutableEnumChecker") // a lambda without state
	private final Browser.Page page;

	Commit(Browser.Page page) {
		this.page = page;
	}

	void of(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
		this.page.serve(request, response);
	}

}
