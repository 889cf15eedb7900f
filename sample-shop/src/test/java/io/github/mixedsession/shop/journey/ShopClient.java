package io.github.mixedsession.shop.journey;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * A visitor's cookies and requests. Each of those that name no node reaches the next one,
 * as behind a load balancer without sticky sessions.
 */
public final class ShopClient {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

	private final List<? extends ShopNode> nodes;

	private final HttpClient client;

	private final Map<String, String> cookies = new LinkedHashMap<>();

	private boolean trusting;

	private int requests;

	private String body = "";

	private @Nullable URI location;

	ShopClient(List<? extends ShopNode> nodes) throws GeneralSecurityException {
		this(HttpClient.newBuilder().sslContext(TrustAll.context()).build(), nodes);
	}

	public ShopClient(HttpClient client, List<? extends ShopNode> nodes) {
		this.client = client;
		this.nodes = nodes;
	}

	String body() {
		return this.body;
	}

	Map<String, String> cookies() {
		return Map.copyOf(this.cookies);
	}

	/** Takes over cookies of somebody else. */
	void keep(Map<String, String> others) {
		this.cookies.putAll(others);
	}

	/** Does as browsers do with localhost. */
	void sendSecureCookiesOverHttp() {
		this.trusting = true;
	}

	/**
	 * Gets a page, through redirects from node to node.
	 * @return where it ended: the scheme and the path
	 */
	String get(boolean secure, String path) throws IOException, InterruptedException {
		send(secure, path, null);
		return follow();
	}

	String post(boolean secure, String path, Map<String, String> form) throws IOException, InterruptedException {
		Map<String, String> fields = new LinkedHashMap<>(form);
		String token = findCsrf(this.body);
		if (token != null) {
			fields.put("_csrf", token);
		}
		send(secure, path, fields);
		return follow();
	}

	private String follow() throws IOException, InterruptedException {
		String reached = "";
		while (this.location != null) {
			URI target = this.location;
			reached = target.getScheme() + " " + target.getPath();
			send(target.getScheme().equals("https"),
					target.getRawPath() + ((target.getRawQuery() != null) ? "?" + target.getRawQuery() : ""), null);
		}
		return reached;
	}

	/** Returns the CSRF token of a page with a form. */
	public static @Nullable String findCsrf(String page) {
		Matcher token = CSRF.matcher(page);
		return token.find() ? token.group(1) : null;
	}

	private void send(boolean secure, String path, @Nullable Map<String, String> form)
			throws IOException, InterruptedException {
		HttpResponse<String> response = send(this.nodes.get(this.requests++ % this.nodes.size()), secure, path, form);
		if (response.statusCode() >= 400) {
			throw new IOException("Status " + response.statusCode() + " for " + path);
		}
		this.body = response.body();
		this.location = response.headers().firstValue("Location").map(response.uri()::resolve).orElse(null);
	}

	/**
	 * Sends a request to a node, and keeps the cookies of its answer, whatever that is.
	 */
	public HttpResponse<String> send(ShopNode node, boolean secure, String path, @Nullable Map<String, String> form)
			throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create((secure ? "https" : "http") + "://localhost:" + node.port(secure) + path))
			.timeout(PATIENCE)
			.header("Accept", "text/html");
		String sent = this.cookies.entrySet()
			.stream()
			.filter((cookie) -> secure || this.trusting || !cookie.getKey().startsWith("__"))
			.map((cookie) -> cookie.getKey() + "=" + cookie.getValue())
			.collect(Collectors.joining("; "));
		if (!sent.isEmpty()) {
			request.header("Cookie", sent);
		}
		if (form != null) {
			request.header("Content-Type", "application/x-www-form-urlencoded")
				.POST(HttpRequest.BodyPublishers.ofString(form.entrySet()
					.stream()
					.map((field) -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
					.collect(Collectors.joining("&"))));
		}
		HttpResponse<String> response = this.client.send(request.build(), HttpResponse.BodyHandlers.ofString());
		response.headers().allValues("Set-Cookie").forEach(this::keep);
		return response;
	}

	private void keep(String header) {
		String[] pair = header.substring(0, header.indexOf(';')).split("=", 2);
		if (pair[1].isEmpty()) {
			this.cookies.remove(pair[0]);
		}
		else {
			this.cookies.put(pair[0], pair[1]);
		}
	}

}
