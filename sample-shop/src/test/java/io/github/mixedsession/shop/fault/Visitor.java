package io.github.mixedsession.shop.fault;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.mixedsession.shop.journey.ShopNode;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who shops on, whatever happens, on both channels, and knows what the cart must
 * hold: two products that say whose it is, and one more candle for every write that was
 * acknowledged. Of a write that was not, it may hold the candle or not.
 */
final class Visitor {

	private static final Pattern LINE = Pattern.compile("data-sku=\"(\\w+)\".*?class=\"quantity\">(\\d+)<",
			Pattern.DOTALL);

	private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

	private static final Pattern DETAILS = Pattern
		.compile("Exception|\\tat |postgresql|\\bjdbc|\\bSQL|SELECT|No space left|Hikari");

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final HttpClient client;

	private final List<? extends ShopNode> nodes;

	private final int number;

	private final Figures figures;

	private final Map<String, String> cookies = new LinkedHashMap<>();

	private int atLeast;

	private int atMost;

	/** When the last request began that was answered without an error. */
	private volatile long lastSuccess;

	private final AtomicInteger errors = new AtomicInteger();

	Visitor(HttpClient client, List<? extends ShopNode> nodes, int number, Figures figures) {
		this.client = client;
		this.nodes = nodes;
		this.number = number;
		this.figures = figures;
	}

	boolean isCustomer() {
		return this.number % 2 == 1;
	}

	long lastSuccess() {
		return this.lastSuccess;
	}

	int errors() {
		return this.errors.get();
	}

	void enter() throws IOException, InterruptedException {
		require(302, send(false, "/cart/items", "sku=mug&quantity=" + (this.number + 1)));
		require(302, send(false, "/cart/items", "sku=padlock&quantity=" + (50 - this.number)));
		if (isCustomer()) {
			HttpResponse<String> login = send(true, "/login", null);
			require(200, login);
			Matcher token = CSRF.matcher(login.body());
			if (!token.find()) {
				throw new IllegalStateException("No token: " + login.body());
			}
			require(302, send(true, "/login", "username=customer&password=demo-only&_csrf=" + token.group(1)));
		}
		require(302, send(isCustomer(), "/cart/items", "sku=candle&quantity=1"));
		this.atLeast = 1;
		this.atMost = 1;
		read(isCustomer());
	}

	private static void require(int status, HttpResponse<String> response) {
		if (response.statusCode() != status) {
			throw new IllegalStateException("Expected " + status + ", got " + response.statusCode() + " for "
					+ response.uri() + ": " + response.body());
		}
	}

	void step() throws InterruptedException {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		boolean secure = random.nextInt(3) == 0;
		long begin = System.nanoTime();
		try {
			boolean fine = switch (random.nextInt(isCustomer() ? 5 : 4)) {
				case 0, 1 -> write(secure);
				case 2, 3 -> read(secure);
				default -> account();
			};
			if (fine) {
				this.lastSuccess = begin;
			}
			else {
				this.errors.incrementAndGet();
			}
		}
		catch (HttpTimeoutException ex) {
			this.errors.incrementAndGet();
			this.figures.wrong("a request hangs");
		}
		catch (IOException ex) {
			this.errors.incrementAndGet();
			this.figures.disconnected();
		}
	}

	private boolean write(boolean secure) throws IOException, InterruptedException {
		this.atMost++;
		HttpResponse<String> response = send(secure, "/cart/items", "sku=candle&quantity=1");
		if (response.statusCode() == 302) {
			this.atLeast++;
			this.figures.acknowledged();
			return true;
		}
		return failed(response);
	}

	/**
	 * Looks whether the cart is what it must be.
	 */
	boolean read(boolean secure) throws IOException, InterruptedException {
		HttpResponse<String> response = send(secure, "/cart", null);
		if (response.statusCode() != 200) {
			return failed(response);
		}
		Map<String, Integer> cart = new LinkedHashMap<>();
		Matcher lines = LINE.matcher(response.body());
		while (lines.find()) {
			cart.put(lines.group(1), Integer.valueOf(lines.group(2)));
		}
		int candles = cart.getOrDefault("candle", 0);
		if (cart.isEmpty()) {
			this.figures.wrong("an empty cart for a visitor with cookies");
		}
		else if (cart.getOrDefault("mug", 0) != this.number + 1 || cart.getOrDefault("padlock", 0) != 50 - this.number
				|| cart.size() != 3) {
			this.figures.wrong("the cart of somebody else: " + cart);
		}
		else if (candles > this.atMost) {
			this.figures.wrong("more candles than were ever asked for");
		}
		if (candles < this.atLeast) {
			this.figures.lost(this.atLeast - candles);
		}
		this.atLeast = candles;
		return true;
	}

	/**
	 * Looks whether a customer is still logged in.
	 */
	boolean account() throws IOException, InterruptedException {
		HttpResponse<String> response = send(true, "/account", null);
		if (response.statusCode() == 302) {
			this.figures.wrong("logged out: " + response.headers().firstValue("Location").orElse(""));
			return true;
		}
		return (response.statusCode() == 200) || failed(response);
	}

	private boolean failed(HttpResponse<String> response) {
		this.figures.error(response.statusCode());
		if (response.statusCode() != 503) {
			this.figures.wrong("status " + response.statusCode() + " for " + response.uri().getPath());
		}
		Matcher details = DETAILS.matcher(response.body());
		if (details.find()) {
			this.figures.wrong("an error that says " + details.group());
		}
		return false;
	}

	private HttpResponse<String> send(boolean secure, String path, @Nullable String form)
			throws IOException, InterruptedException {
		List<ShopNode> open = List.copyOf(this.nodes);
		ShopNode node = open.get(ThreadLocalRandom.current().nextInt(open.size()));
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create((secure ? "https" : "http") + "://localhost:" + node.port(secure) + path))
			.timeout(PATIENCE)
			.header("Accept", "text/html");
		String sent = this.cookies.entrySet()
			.stream()
			.filter((cookie) -> secure || !cookie.getKey().startsWith("__"))
			.map((cookie) -> cookie.getKey() + "=" + cookie.getValue())
			.collect(Collectors.joining("; "));
		if (!sent.isEmpty()) {
			request.header("Cookie", sent);
		}
		if (form != null) {
			request.header("Content-Type", "application/x-www-form-urlencoded")
				.POST(HttpRequest.BodyPublishers.ofString(form));
		}
		this.figures.request();
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
