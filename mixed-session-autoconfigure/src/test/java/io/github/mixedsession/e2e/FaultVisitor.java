package io.github.mixedsession.e2e;

import java.io.UncheckedIOException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Somebody who goes on whatever happens, on both channels, and knows what the session
 * must hold: whose it is on either side, and a count of the writes that were
 * acknowledged. Of a write that was not, it may hold the count or not.
 */
final class FaultVisitor {

	private static final Pattern DETAILS = Pattern
		.compile("Exception|\\tat |lettuce|127\\.0\\.0\\.1|MOVED|EVAL|OOM|CLUSTERDOWN|TRYAGAIN|(?i)redis");

	private final Browser browser;

	private final int number;

	private final FaultFigures figures;

	private int atLeast;

	private int atMost;

	/** Whether the login was acknowledged. */
	private boolean known;

	/**
	 * Whether a login or a change of ids was not answered: the next login may find a
	 * secure side that begins anew, or a token of the session until then.
	 */
	private boolean unsure;

	private boolean entered;

	/** When the last request began that was answered without an error. */
	private volatile long lastSuccess;

	FaultVisitor(Site site, int number, FaultFigures figures) {
		this.browser = site.browser();
		this.number = number;
		this.figures = figures;
	}

	long lastSuccess() {
		return this.lastSuccess;
	}

	private boolean isCustomer() {
		return this.number % 2 == 1;
	}

	void step() {
		long begin = System.nanoTime();
		try {
			if (this.entered ? act() : enter()) {
				this.lastSuccess = begin;
			}
		}
		catch (UncheckedIOException ex) {
			this.figures.wrong("a request is not answered: " + ex.getCause());
		}
	}

	/** Comes in, also after everything was lost. */
	boolean enter() {
		this.atLeast = 0;
		this.entered = is200(get(false, "/set?name=sharedowner&value=" + this.number)) && login();
		return this.entered;
	}

	private boolean act() {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		boolean secure = random.nextInt(3) == 0;
		return switch (random.nextInt(isCustomer() ? 7 : 5)) {
			case 0, 1 -> write(secure);
			case 2, 3, 4 -> read(secure);
			case 5 -> account();
			default -> this.known ? rotate() : login();
		};
	}

	private boolean write(boolean secure) {
		this.atMost++;
		Reply reply = get(secure, (secure ? "/secure" : "") + "/cart/add");
		if (!is200(reply)) {
			return false;
		}
		this.atLeast++;
		this.figures.acknowledged();
		return true;
	}

	/**
	 * Looks whether the session is what it must be.
	 */
	boolean read(boolean secure) {
		Reply reply = get(secure, (secure ? "/secure" : "") + "/session");
		if (!is200(reply)) {
			return false;
		}
		String owner = reply.line("@sharedowner");
		if (owner == null) {
			this.figures.empty();
			this.known = false;
			this.entered = false;
			return true;
		}
		if (!owner.equals(String.valueOf(this.number))) {
			this.figures.wrong("the session of somebody else");
		}
		String stored = reply.line("@cart");
		int count = (stored != null) ? Integer.parseInt(stored) : 0;
		if (count > this.atMost) {
			this.figures.wrong("more than was ever asked for");
		}
		this.figures.lost(Math.max(0, this.atLeast - count));
		this.atLeast = count;
		return true;
	}

	/**
	 * Looks whether a customer is still logged in.
	 */
	boolean account() {
		if (!this.known) {
			return login();
		}
		Reply reply = get(true, "/account/session");
		if (reply.status() == 302) {
			this.figures.loggedOut();
			this.known = false;
			return true;
		}
		String card = reply.line("@card");
		if (is200(reply) && card == null && this.unsure) {
			this.known = false;
		}
		else if (is200(reply) && !String.valueOf(this.number).equals(card)) {
			this.figures.wrong("a secure side that is empty or somebody else's: " + card);
		}
		else if (is200(reply)) {
			this.unsure = false;
		}
		return is200(reply);
	}

	/**
	 * Whoever gets no answer may be logged out: the id until now is of before a login.
	 * The handler asks for a session first, since the servlet API changes the id of none.
	 */
	private boolean rotate() {
		this.known = is200(get(true, "/secure/storm/rotate"));
		this.unsure |= !this.known;
		return this.known;
	}

	private boolean login() {
		if (!isCustomer()) {
			return true;
		}
		String token = Browser.findCsrf(get(true, "/form"));
		if (token == null || get(true, "/secure/set?name=card&value=" + this.number).status() != 200) {
			return false;
		}
		this.figures.request();
		Reply reply = this.browser.post(true, "/login", "username=customer&password=demo-only&_csrf=" + token);
		if (reply.status() != 403 || !this.unsure) {
			check(reply);
		}
		String location = reply.header("Location");
		this.known = location != null && !location.contains("error");
		this.unsure |= !this.known;
		return this.known;
	}

	private static boolean is200(Reply reply) {
		return reply.status() == 200;
	}

	private Reply get(boolean secure, String path) {
		this.figures.request();
		Reply reply = this.browser.get(secure, path);
		check(reply);
		return reply;
	}

	private void check(Reply reply) {
		if (!reply.setCookies().isEmpty() && reply.status() < 500) {
			this.figures.ids();
		}
		if (reply.status() < 400) {
			return;
		}
		this.figures.error(reply.status());
		Matcher details = DETAILS.matcher(reply.body());
		if (details.find()) {
			this.figures.wrong("an error that says " + details.group());
		}
	}

}
