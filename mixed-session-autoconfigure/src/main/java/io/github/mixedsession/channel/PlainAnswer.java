package io.github.mixedsession.channel;

import java.io.IOException;

import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Refuses with a line of text, where an error page would hide what is wrong from whoever
 * sets the site up, or would be made of a request that nothing is to see.
 */
final class PlainAnswer {

	private PlainAnswer() {
	}

	static void send(HttpServletResponse response, int status, @Nullable String message) throws IOException {
		response.setStatus(status);
		response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-store");
		response.setContentType("text/plain;charset=UTF-8");
		response.getWriter().println(message);
	}

}
