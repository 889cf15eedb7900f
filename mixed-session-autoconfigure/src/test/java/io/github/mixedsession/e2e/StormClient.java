package io.github.mixedsession.e2e;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

/**
 * One of many tabs of one browser, which do something at random as long as the storm
 * lasts. What this one writes under its own names nobody else writes.
 */
final class StormClient implements Callable<Void> {

	private static final int NAMES = 3;

	private static final int COMMON_NAMES = 4;

	/** A redirect to the other channel, and back. */
	private static final int HOPS = 3;

	private final Storm storm;

	private final Browser browser;

	private final StormFigures figures;

	private final int number;

	private final Random random;

	private final Map<String, StormRegister> own = new TreeMap<>();

	private int writes;

	StormClient(Storm storm, Browser browser, StormFigures figures, int number, long seed) {
		this.storm = storm;
		this.browser = browser;
		this.figures = figures;
		this.number = number;
		this.random = new Random(seed + number);
		for (int i = 0; i < NAMES; i++) {
			this.own.put("own" + number + "." + i, new StormRegister());
			this.own.put("payment." + number + "." + i, new StormRegister());
		}
	}

	@Override
	public @Nullable Void call() {
		for (long end = System.nanoTime() + this.storm.time().toNanos(); System.nanoTime() < end;) {
			act();
		}
		return null;
	}

	private void act() {
		int dice = this.random.nextInt(100);
		if (dice < 60) {
			List<String> names = List.copyOf(this.own.keySet());
			String name = names.get(this.random.nextInt(names.size()));
			StormRegister register = this.own.get(name);
			if (register != null) {
				write(name, register, true);
			}
		}
		else if (dice < 70) {
			String name = "common" + this.random.nextInt(COMMON_NAMES);
			write(name, this.storm.common(name), false);
		}
		else if (dice < 90) {
			roam(dice);
		}
		else if (dice < 95) {
			login();
		}
		else {
			boolean tls = anyChannel();
			get(tls, (tls ? "/secure" : "") + "/storm/rotate");
		}
	}

	/** What only a site of two channels has: crossings, and an atomic counter. */
	private void roam(int dice) {
		if (!this.storm.isMixed()) {
			get(true, "/storm/show");
		}
		else if (dice < 80) {
			boolean tls = anyChannel();
			int status = get(tls, (tls ? "/secure" : "") + "/cart/add?name=counter").status();
			((status == 200) ? this.figures.counted : this.figures.perhapsCounted).incrementAndGet();
		}
		else {
			boolean tls = anyChannel();
			String path = tls ? "/insecure/page" : "/secure/page";
			this.storm.request(HOPS, () -> this.browser.hops(tls, path))
				.forEach((reply) -> this.figures.count(path, reply));
		}
	}

	private void login() {
		String token = Browser.findCsrf(get(true, "/form"));
		if (token == null) {
			return;
		}
		Reply reply = this.storm.request(1,
				() -> this.browser.post(true, "/login", "username=customer&password=demo-only&_csrf=" + token));
		this.figures.count("/login", reply);
		String location = reply.header("Location");
		if (location != null && !location.contains("error")) {
			this.figures.logins.incrementAndGet();
		}
	}

	/**
	 * Sets or removes an attribute, and looks what was there.
	 */
	private void write(String name, StormRegister register, boolean own) {
		boolean secure = name.startsWith("payment.");
		boolean tls = secure || anyChannel();
		boolean remove = this.random.nextInt(3) == 0;
		String value = remove ? null : this.number + "-" + this.writes++;
		String path = (tls ? "/secure" : "") + "/storm/" + (remove ? "remove" : "set") + "?name=" + name
				+ (remove ? "" : "&value=" + value);
		long start = System.nanoTime();
		Reply reply = get(tls, path);
		boolean anonymous = tls && "null".equals(reply.line("user"));
		if (anonymous) {
			this.figures.withoutUser.incrementAndGet();
		}
		// A request that raced a login may have the insecure view
		boolean blind = this.storm.isMixed() && secure && anonymous;
		if (own && reply.status() == 200 && !blind && !register.admits(reply.line("before"))) {
			this.figures.lost(path + " found " + reply.line("before") + " instead of " + register);
		}
		boolean acknowledged = reply.status() == 200 && !(blind && remove);
		this.figures.acknowledged.addAndGet(acknowledged ? 1 : 0);
		register.written(value, start, System.nanoTime(), acknowledged);
	}

	private boolean anyChannel() {
		return !this.storm.isMixed() || this.random.nextBoolean();
	}

	private Reply get(boolean tls, String path) {
		Reply reply = this.storm.request(1, () -> this.browser.get(tls, path));
		this.figures.count(path, reply);
		return reply;
	}

	Map<String, StormRegister> own() {
		return this.own;
	}

}
