package io.github.mixedsession.shop.fault;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.mixedsession.shop.journey.ShopClient;
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

	private static final Pattern DETAILS = Pattern
		.compile("Exception|\\tat |postgresql|\\bjdbc|\\bSQL|SELECT|No space left|Hikari");

	private final ShopClient client;

	private final List<? extends ShopNode> nodes;

	private final int number;

	private final Figures figures;

	private int atLeast;

	private int atMost;

	/** When the last request began that was answered without an error. */
	private volatile long lastSuccess;

	private final AtomicInteger errors = new AtomicInteger();

	Visitor(HttpClient client, List<? extends ShopNode> nodes, int number, Figures figures) {
		this.client = new ShopClient(client, nodes);
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
		require(302, send(false, "/cart/items", item("mug", this.number + 1)));
		require(302, send(false, "/cart/items", item("padlock", 50 - this.number)));
		if (isCustomer()) {
			HttpResponse<String> login = send(true, "/login", null);
			require(200, login);
			String token = ShopClient.findCsrf(login.body());
			if (token == null) {
				throw new IllegalStateException("No token: " + login.body());
			}
			require(302, send(true, "/login", Map.of("username", "customer", "password", "demo-only", "_csrf", token)));
		}
		require(302, send(isCustomer(), "/cart/items", item("candle", 1)));
		this.atLeast = 1;
		this.atMost = 1;
		read(isCustomer());
	}

	private static Map<String, String> item(String sku, int quantity) {
		return Map.of("sku", sku, "quantity", String.valueOf(quantity));
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
		HttpResponse<String> response = send(secure, "/cart/items", item("candle", 1));
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

	private HttpResponse<String> send(boolean secure, String path, @Nullable Map<String, String> form)
			throws IOException, InterruptedException {
		List<ShopNode> open = List.copyOf(this.nodes);
		this.figures.request();
		return this.client.send(open.get(ThreadLocalRandom.current().nextInt(open.size())), secure, path, form);
	}

}
