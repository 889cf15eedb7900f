package io.github.mixedsession.shop.wire;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Set;

import io.github.mixedsession.web.CookieSettings;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Makes an {@link Exchange} of each request: from before the first filter until after the
 * error page.
 */
final class WireListener implements ServletRequestListener {

	private static final Set<String> OWN_FRAGMENTS = Set.of("/wire/live", "/wire/own");

	private static final int MAX_LINE = 300;

	/** Status line, in HTTP/1.1. */
	private static final int STATUS_LINE = 15;

	/** Colon, space and line break. */
	private static final int AROUND_A_HEADER = 4;

	private final Tapes tapes;

	private final CookieSettings cookies;

	private final Clock clock;

	WireListener(Tapes tapes, CookieSettings cookies, Clock clock) {
		this.tapes = tapes;
		this.cookies = cookies;
		this.clock = clock;
	}

	@Override
	public void requestInitialized(ServletRequestEvent event) {
		HttpServletRequest request = (HttpServletRequest) event.getServletRequest();
		Recording.start(request, this.clock.instant().truncatedTo(ChronoUnit.MILLIS),
				Presented.in(request, this.cookies));
	}

	@Override
	public void requestDestroyed(ServletRequestEvent event) {
		Recording recording = Recording.stop();
		RecordingResponse response = (recording != null) ? recording.response() : null;
		if (recording == null || response == null) {
			return;
		}
		SentCookies sent = SentCookies.in(response.getHeaders(HttpHeaders.SET_COOKIE), this.cookies);
		HttpServletRequest request = recording.request();
		String path = request.getRequestURI().substring(request.getContextPath().length());
		if (sent.isEmpty() && isResource(path)) {
			this.tapes.addResource(recording);
		}
		else if (!sent.isEmpty() || !isOwn(path)) {
			this.tapes.add(recording, sent, (reader) -> exchange(recording, response, sent, reader));
		}
	}

	/** What keeps the page up to date would soon be all that it shows. */
	private static boolean isOwn(String path) {
		return path.equals("/wire") || OWN_FRAGMENTS.contains(path);
	}

	private static boolean isResource(String path) {
		return path.startsWith("/images/") || path.endsWith(".css") || path.endsWith(".js")
				|| path.equals("/favicon.ico");
	}

	private static Exchange exchange(Recording recording, RecordingResponse response, SentCookies sent,
			@Nullable WireReader reader) {
		HttpServletRequest request = recording.request();
		boolean secure = request.isSecure();
		String line = request.getMethod() + " " + request.getRequestURI()
				+ ((request.getQueryString() == null) ? "" : secure ? "?…" : "?" + request.getQueryString()) + " "
				+ request.getProtocol();
		Message message = null;
		if (!secure || reader != null) {
			message = new Message(PageParts.shorten(line, MAX_LINE), secure ? List.of() : recording.presented().lines(),
					recording.form(), response.getStatus(), location(response), secure ? List.of() : sent.lines(),
					PageParts.of(response.page()));
		}
		return new Exchange(recording.at(), secure, Replay.isReplay(request), received(request), sent(response),
				message, secure ? reader : null, 0);
	}

	private static @Nullable String location(RecordingResponse response) {
		String location = response.getHeader(HttpHeaders.LOCATION);
		return (location != null) ? PageParts.shorten(location, MAX_LINE) : null;
	}

	private static long received(HttpServletRequest request) {
		long length = request.getMethod().length() + request.getRequestURI().length() + STATUS_LINE
				+ Math.max(0, request.getContentLengthLong());
		for (String name : Collections.list(request.getHeaderNames())) {
			for (String value : Collections.list(request.getHeaders(name))) {
				length += name.length() + value.length() + AROUND_A_HEADER;
			}
		}
		return length;
	}

	private static long sent(RecordingResponse response) {
		long length = STATUS_LINE + response.length();
		for (String name : response.getHeaderNames()) {
			for (String value : response.getHeaders(name)) {
				length += name.length() + value.length() + AROUND_A_HEADER;
			}
		}
		return length;
	}

}
