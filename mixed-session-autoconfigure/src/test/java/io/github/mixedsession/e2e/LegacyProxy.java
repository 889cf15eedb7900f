package io.github.mixedsession.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * Forwards to the backend and copies all headers, both ways, in each of the ways in which
 * a handler can answer.
 */
@Controller
class LegacyProxy {

	private static final Set<String> OF_THE_CONNECTION = Set.of("host", "connection", "content-length",
			"transfer-encoding", "upgrade", "expect", "date");

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final int port;

	private final SqlLog sql;

	LegacyProxy(@Value("${test.backend-port}") int port, SqlLog sql) {
		this.port = port;
		this.sql = sql;
	}

	@GetMapping({ "/legacy/**", "/secure/legacy/**", "/account/legacy/**", "/bare/**" })
	void forward(HttpServletRequest request, HttpServletResponse response) throws IOException {
		answer(send(request), response);
	}

	@GetMapping("/legacy-error/**")
	void fail(HttpServletRequest request, HttpServletResponse response) throws IOException {
		copyHeaders(send(request), response);
		response.sendError(502);
	}

	@GetMapping("/legacy-redirect/**")
	void redirect(HttpServletRequest request, HttpServletResponse response) throws IOException {
		copyHeaders(send(request), response);
		response.sendRedirect("/page");
	}

	@GetMapping("/legacy-reset/**")
	void reset(HttpServletRequest request, HttpServletResponse response) throws IOException {
		HttpResponse<byte[]> reply = send(request);
		copyHeaders(reply, response);
		response.reset();
		answer(reply, response);
	}

	@GetMapping("/legacy-set/**")
	void set(HttpServletRequest request, HttpServletResponse response) throws IOException {
		HttpResponse<byte[]> reply = send(request);
		reply.headers().map().forEach((name, values) -> values.forEach((value) -> response.setHeader(name, value)));
		response.getOutputStream().write(reply.body());
	}

	@GetMapping("/legacy-late/**")
	void late(HttpServletRequest request, HttpServletResponse response) throws IOException {
		HttpResponse<byte[]> reply = send(request);
		response.flushBuffer();
		answer(reply, response);
	}

	/** On another thread, with what the server says are request and response. */
	@GetMapping("/legacy-async/**")
	void async(HttpServletRequest request, HttpServletResponse response) {
		AsyncContext async = request.startAsync();
		async.start(() -> {
			this.sql.awaitEndOfRequests();
			try {
				answer(send((HttpServletRequest) async.getRequest()), (HttpServletResponse) async.getResponse());
				// Spring Session saves when a response is committed, and complete()
				// passes it by
				async.getResponse().flushBuffer();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			async.complete();
		});
	}

	@GetMapping("/legacy-callable/**")
	Callable<ResponseEntity<byte[]>> callable(HttpServletRequest request) {
		return () -> {
			this.sql.awaitEndOfRequests();
			HttpResponse<byte[]> reply = send(request);
			HttpHeaders headers = new HttpHeaders();
			reply.headers().map().forEach((name, values) -> {
				if (!isOfTheConnection(name)) {
					headers.addAll(name, values);
				}
			});
			return ResponseEntity.ok().headers(headers).body(reply.body());
		};
	}

	private HttpResponse<byte[]> send(HttpServletRequest request) throws IOException {
		String query = request.getQueryString();
		HttpRequest.Builder message = HttpRequest.newBuilder(URI
			.create("http://localhost:" + this.port + request.getRequestURI() + ((query != null) ? "?" + query : "")));
		for (String name : Collections.list(request.getHeaderNames())) {
			if (!isOfTheConnection(name)) {
				Collections.list(request.getHeaders(name)).forEach((value) -> message.header(name, value));
			}
		}
		try {
			return this.client.send(message.build(), HttpResponse.BodyHandlers.ofByteArray());
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
	}

	private static void answer(HttpResponse<byte[]> reply, HttpServletResponse response) throws IOException {
		response.setStatus(reply.statusCode());
		copyHeaders(reply, response);
		response.getOutputStream().write(reply.body());
	}

	private static void copyHeaders(HttpResponse<byte[]> reply, HttpServletResponse response) {
		reply.headers().map().forEach((name, values) -> {
			if (!isOfTheConnection(name)) {
				values.forEach((value) -> response.addHeader(name, value));
			}
		});
	}

	private static boolean isOfTheConnection(String name) {
		return OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT));
	}

}
