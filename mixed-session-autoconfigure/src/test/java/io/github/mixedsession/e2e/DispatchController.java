package io.github.mixedsession.e2e;

import java.io.IOException;
import java.util.concurrent.Callable;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;

/**
 * Answers by way of another dispatch, an error, or a redirect.
 */
@Controller
class DispatchController {

	private final SqlLog sql;

	DispatchController(SqlLog sql) {
		this.sql = sql;
	}

	@GetMapping({ "/forward", "/secure/forward" })
	void forward(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
		request.getSession().setAttribute("forward", "seen");
		request.getRequestDispatcher("/session").forward(request, response);
	}

	@GetMapping("/forward-to-secure")
	void forwardToSecure(HttpServletRequest request, HttpServletResponse response)
			throws ServletException, IOException {
		request.getRequestDispatcher("/secure/session").forward(request, response);
	}

	@GetMapping({ "/include", "/secure/include" })
	void include(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
		request.getSession().setAttribute("include", "seen");
		request.getRequestDispatcher("/session").include(request, response);
	}

	@GetMapping({ "/async", "/secure/async" })
	@ResponseBody
	Callable<String> async(HttpServletRequest request) {
		request.getSession().setAttribute("before", "seen");
		return () -> {
			// The first dispatch saves the session as it ends, and a session is not for
			// two
			// threads
			this.sql.awaitEndOfRequests();
			request.getSession().setAttribute("async", "seen");
			return "async";
		};
	}

	@GetMapping({ "/missing", "/secure/missing" })
	void missing(HttpServletRequest request, HttpServletResponse response) throws IOException {
		request.getSession().setAttribute("missing", "seen");
		response.sendError(404, "there is nothing");
	}

	@GetMapping({ "/failing", "/secure/failing" })
	@ResponseBody
	String failing(HttpServletRequest request) {
		request.getSession().setAttribute("failing", "seen");
		throw new IllegalStateException("as always");
	}

	/** Commits the response while the handler runs. */
	@GetMapping({ "/flush", "/secure/flush" })
	void flush(HttpServletRequest request, HttpServletResponse response) throws IOException {
		request.getSession().setAttribute("flush", "seen");
		response.getWriter().print("flushed");
		response.flushBuffer();
	}

	@GetMapping({ "/see-other", "/secure/see-other" })
	void seeOther(HttpServletRequest request, HttpServletResponse response) throws IOException {
		request.getSession().setAttribute("redirected", "seen");
		response.sendRedirect("/session", 303);
	}

	@GetMapping({ "/found", "/secure/found" })
	void found(HttpServletRequest request, HttpServletResponse response) throws IOException {
		request.getSession().setAttribute("redirected", "seen");
		response.sendRedirect("/session");
	}

	/** Sets a cookie of the application's own, late after the first byte. */
	@GetMapping("/own-cookie")
	void ownCookie(HttpServletResponse response, @RequestParam(required = false) String cache,
			@RequestParam(defaultValue = "false") boolean late) throws IOException {
		response.setHeader("Cache-Control", cache);
		if (late) {
			response.getWriter().print("first");
		}
		response.addCookie(new Cookie("own", "cookie"));
		response.getWriter().print("own");
	}

	/** Reads the session and writes as views do. */
	@GetMapping({ "/written", "/secure/written" })
	void written(HttpServletRequest request, HttpServletResponse response, @RequestParam int times) throws IOException {
		request.getSession(false);
		for (int i = 0; i < times; i++) {
			response.getWriter().print("ten bytes.");
		}
	}

}
