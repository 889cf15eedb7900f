package io.github.mixedsession.e2e;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.web.util.HtmlUtils;

/**
 * A visitor: a cookie jar and two channels. Follows no redirect unless told to. Takes no
 * notice of {@code localhost} being trustworthy, so it stands for any host name.
 */
final class Browser {

	static final String INSECURE_COOKIE = "SESSION";

	static final String SECURE_COOKIE = "__Host-SESSION";

	private static final Pattern CSRF_FIELD = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

	private final Entrance site;

	private final CookieJar jar;

	Browser(Entrance site) {
		this(site, new CookieJar());
	}

	private Browser(Entrance site, CookieJar jar) {
		this.site = site;
		this.jar = jar;
	}

	CookieJar jar() {
		return this.jar;
	}

	/**
	 * Returns a second browser with the same cookies, of whom each goes its own way.
	 */
	Browser copy() {
		return new Browser(this.site, this.jar.copy());
	}

	/**
	 * Returns the same visitor on another node.
	 */
	Browser on(Entrance other) {
		return new Browser(other, this.jar);
	}

	/**
	 * Returns a stranger who knows the insecure id of this one.
	 */
	Browser eavesdropper() {
		Browser eavesdropper = new Browser(this.site);
		eavesdropper.jar.plant(INSECURE_COOKIE, insecureId(), false);
		return eavesdropper;
	}

	String insecureId() {
		return required(INSECURE_COOKIE);
	}

	String secureId() {
		return required(SECURE_COOKIE);
	}

	private String required(String name) {
		String value = this.jar.find(name);
		if (value == null) {
			throw new AssertionError("The browser has no cookie " + name);
		}
		return value;
	}

	Reply http(String path) {
		return get(false, path);
	}

	Reply https(String path) {
		return get(true, path);
	}

	Reply get(boolean tls, String path, String... headers) {
		return request(tls, "GET", path, null, headers);
	}

	Reply post(boolean tls, String path, String form, String... headers) {
		return request(tls, "POST", path, form, headers);
	}

	Reply request(boolean tls, String method, String path, @Nullable String form, String... headers) {
		Reply reply = this.site.exchange(tls, message(tls, method, path, form, headers));
		reply.setCookies().forEach((cookie) -> this.jar.receive(cookie, tls));
		return reply;
	}

	private String message(boolean tls, String method, String path, @Nullable String form, String... headers) {
		StringBuilder message = new StringBuilder();
		message.append(method).append(' ').append(path).append(" HTTP/1.1\r\n");
		List<String> given = List.of(headers);
		if (given.stream().noneMatch((header) -> header.startsWith("Host:"))) {
			message.append("Host: localhost:").append(this.site.port(tls)).append("\r\n");
		}
		if (given.stream().noneMatch((header) -> header.startsWith("Accept:"))) {
			message.append("Accept: text/html,*/*;q=0.8\r\n");
		}
		String cookies = this.jar.header(path, tls);
		if (cookies != null && given.stream().noneMatch((header) -> header.startsWith("Cookie:"))) {
			message.append("Cookie: ").append(cookies).append("\r\n");
		}
		given.forEach((header) -> message.append(header).append("\r\n"));
		if (form != null) {
			message.append("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ")
				.append(form.getBytes(StandardCharsets.UTF_8).length)
				.append("\r\n");
		}
		return message.append("\r\n").append((form != null) ? form : "").toString();
	}

	/**
	 * Posts a form of another site over HTTPS.
	 */
	Reply crossSitePost(String path, String form) {
		String cookies = this.jar.crossSite().header(path, true);
		return post(true, path, form, "Cookie: " + ((cookies != null) ? cookies : "other=cookie"),
				"Origin: https://elsewhere.test", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate",
				"Sec-Fetch-Dest: document");
	}

	/**
	 * Follows redirects and returns the last reply.
	 */
	Reply follow(boolean tls, String path) {
		List<Reply> replies = hops(tls, path);
		return replies.get(replies.size() - 1);
	}

	/**
	 * Follows redirects, at most ten, and returns all replies.
	 */
	List<Reply> hops(boolean tls, String path) {
		List<Reply> replies = new ArrayList<>();
		Reply reply = get(tls, path);
		replies.add(reply);
		for (String location = reply.header("Location"); location != null
				&& replies.size() < 10; location = reply.header("Location")) {
			URI target = URI.create((tls ? "https" : "http") + "://localhost:" + this.site.port(tls) + path)
				.resolve(location);
			tls = "https".equals(target.getScheme());
			if (target.getPort() != this.site.port(tls)) {
				throw new AssertionError("The redirect leaves the site: " + location);
			}
			path = target.getRawPath() + ((target.getRawQuery() != null) ? "?" + target.getRawQuery() : "");
			reply = get(tls, path);
			replies.add(reply);
		}
		return replies;
	}

	/**
	 * Returns the CSRF token for the forms of a channel.
	 */
	String csrf(boolean tls) {
		Reply form = get(tls, "/form");
		String token = findCsrf(form);
		if (token == null) {
			throw new AssertionError("No CSRF token: " + form);
		}
		return token;
	}

	/**
	 * Returns the CSRF token of a form, {@code null} if it has none.
	 */
	static @Nullable String findCsrf(Reply form) {
		Matcher matcher = CSRF_FIELD.matcher(form.body());
		return matcher.find() ? HtmlUtils.htmlUnescape(matcher.group(1)) : null;
	}

	/**
	 * Logs in over HTTPS.
	 */
	Reply login(String user) {
		String token = csrf(true);
		return post(true, "/login", "username=" + user + "&password=demo-only&_csrf=" + token);
	}

	Reply logout(boolean tls) {
		return post(tls, "/logout", "_csrf=" + csrf(tls));
	}

}
