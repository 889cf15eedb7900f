package io.github.mixedsession.game;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;
import io.github.mixedsession.IdKind;

/**
 * One sequence of moves at random on a site whose sessions live in their cookies.
 */
final class CookieSequence {

	private static final int MAX_HOPS = 5;

	private static final List<Duration> WAITS = List.of(Duration.ofSeconds(1), Duration.ofSeconds(70),
			Duration.ofMinutes(10), Duration.ofMinutes(14), Duration.ofMinutes(20), Duration.ofMinutes(40));

	private static final List<Act> ACTS = List.of(Act.READ, Act.READ, Act.WRITE, Act.WRITE, Act.WISH, Act.REMOVE,
			Act.END, Act.CHANGE_ID, Act.AUTHENTICATE, Act.VISIT_SECURE, Act.VISIT_INSECURE, Act.ACCOUNT,
			Act.POST_SECURE, Act.FORM, Act.LOGIN, Act.LOGOUT, Act.LOGIN, Act.ORDER);

	private final Node node;

	private final CookieKey key;

	private final boolean ledger;

	private final Random random;

	private final World world = new World(Ledger.inMemory());

	private final CookieOracle oracle;

	/** What a thief has of Alice's browser. */
	private final List<String> stolen = new ArrayList<>();

	private final List<String> moves = new ArrayList<>();

	/** What Alice's cart holds, {@code null} if it may hold anything. */
	private @Nullable String cart;

	/** Whether her insecure cookie may be another session's than her secure one. */
	private boolean foreign;

	private boolean mayBeLoggedIn;

	/**
	 * Whether her cookies may be of before another login, of which the ledger knows: then
	 * they are good for nothing any more, and what was set with them is gone.
	 */
	private boolean overtaken;

	/** Since when she has to be logged in, {@code null} if she need not. */
	private @Nullable Instant loggedInSince;

	/** Her last request: a copy of her cookies that others use keeps them no younger. */
	private Instant lastVisit = Instant.MIN;

	/** Her last request over HTTPS whose answer arrived. */
	private Instant lastSecureVisit = Instant.MIN;

	CookieSequence(Node node, CookieKey key, boolean ledger, Random random, Map<String, Integer> figures) {
		this.node = node;
		this.key = key;
		this.ledger = ledger;
		this.random = random;
		this.oracle = new CookieOracle(this.world, key, ledger, figures);
	}

	/**
	 * Makes moves.
	 * @return what does not hold after which of them, or {@code null}
	 */
	@Nullable String play(int length) {
		try {
			for (int i = 0; i < length; i++) {
				move();
			}
			return null;
		}
		catch (Violation ex) {
			return ex.getMessage() + ", after\n  " + String.join("\n  ", this.moves);
		}
	}

	private void move() {
		switch (this.random.nextInt(16)) {
			case 0 -> pass(any(WAITS));
			case 1 -> replay();
			case 2 -> plant();
			case 3 -> late();
			case 4, 5 -> visit(Actor.EVE, true);
			case 6 -> visit(Actor.BOB, true);
			case 7 -> forge();
			case 8 -> steal();
			case 9 -> visitAtOnce();
			default -> visit(Actor.ALICE, true);
		}
	}

	private <T> T any(List<T> all) {
		return all.get(this.random.nextInt(all.size()));
	}

	private String token() {
		return "<" + this.world.requests++ + ">";
	}

	private Channel channel() {
		return this.random.nextBoolean() ? Channel.SECURE : Channel.INSECURE;
	}

	private void pass(Duration duration) {
		this.moves.add(duration + " go by");
		this.world.now = this.world.now.plus(duration);
		if (Duration.between(this.lastVisit, this.world.now).compareTo(Rules.SECURE_IDLE) > 0) {
			loseTrack();
		}
		this.oracle.count("wait");
	}

	/** From here on, Alice's cookies may be those of two sessions. */
	private void loseTrack() {
		this.cart = null;
		this.foreign = true;
	}

	/** Eve shows a cookie that she read on HTTP. */
	private void replay() {
		if (!this.world.sniffed.isEmpty()) {
			show(any(this.world.sniffed), "a cookie that she read");
			this.oracle.count("replay");
		}
	}

	private void show(String cookie, String what) {
		Hit hit = new Hit(Actor.EVE, channel(), any(ACTS), token(), Hit.INSECURE_COOKIE + "=" + cookie);
		if (!hit.act().isPost()) {
			this.moves.add(hit + " with " + what);
			receive(serve(hit));
		}
	}

	private void receive(Exchange exchange) {
		Hit hit = exchange.hit();
		exchange.all("Set-Cookie").forEach((cookie) -> this.world.jar(hit.actor()).receive(cookie, hit.isSecure()));
	}

	private void plant() {
		String own = this.world.jar(Actor.EVE).find(Hit.INSECURE_COOKIE);
		String value = (this.random.nextBoolean() || this.world.sniffed.isEmpty()) ? own : any(this.world.sniffed);
		if (value != null) {
			plant(value);
			this.oracle.count("plant");
		}
	}

	private void plant(String value) {
		this.moves.add("EVE plants a cookie");
		this.world.jar(Actor.ALICE).receive(Hit.INSECURE_COOKIE + "=" + value + "; Path=/", false);
		loseTrack();
	}

	/**
	 * A program that has the key says in an insecure cookie what belongs to the other.
	 */
	private void forge() {
		if (this.world.sniffed.isEmpty()) {
			return;
		}
		String forged = this.key.change(any(this.world.sniffed), (content) -> {
			content.put("secure", Map.of(Act.CARD, CookieOracle.PLANTED, Act.NOTE, CookieOracle.PLANTED, "more",
					CookieOracle.PLANTED));
			content.put("user", Actor.ALICE.userName());
		});
		this.moves.add("what is secure is written into an insecure cookie");
		if (this.random.nextBoolean()) {
			show(forged, "it");
		}
		else {
			plant(forged);
		}
		this.oracle.count("forge");
	}

	/** A thief takes what is in Alice's browser, or comes back with it. */
	private void steal() {
		if (this.random.nextBoolean() || this.stolen.isEmpty()) {
			String cookies = this.world.jar(Actor.ALICE).header("/page", true);
			if (cookies != null && cookies.contains(Hit.SECURE_COOKIE)) {
				this.moves.add("a thief copies Alice's cookies");
				this.stolen.add(cookies);
			}
			return;
		}
		Hit hit = new Hit(Actor.ALICE, Channel.SECURE, any(ACTS), token(), any(this.stolen));
		if (!hit.act().isPost()) {
			this.moves.add(hit + ", says the thief");
			serve(hit);
			this.oracle.count("steal");
			this.overtaken |= this.ledger;
		}
	}

	private void late() {
		Exchange before = this.world.held;
		if (before == null) {
			visit(Actor.ALICE, false);
		}
		else {
			this.moves.add("the late answer arrives");
			receive(before);
			this.world.held = null;
			loseTrack();
			this.mayBeLoggedIn = true;
			this.loggedInSince = null;
			this.oracle.count("late");
		}
	}

	private void visit(Actor actor, boolean arrives) {
		Act act = any(ACTS);
		Channel channel = act.isPost() ? Channel.SECURE : channel();
		String token = token();
		if (act.isPost()) {
			Exchange form = visit(actor, Channel.SECURE, Act.FORM, "", true);
			if (form.status() != 200) {
				return;
			}
			token = form.body();
		}
		visit(actor, channel, act, token, arrives);
	}

	private Exchange visit(Actor actor, Channel first, Act act, String token, boolean arrives) {
		Channel channel = first;
		for (int hops = 0;; hops++) {
			CookieOracle.require(11, hops < MAX_HOPS, "redirected for ever");
			Hit hit = hit(actor, channel, act, token);
			this.moves.add(hit + (arrives ? "" : ", the answer is late"));
			Exchange exchange = serve(hit);
			boolean last = !exchange.isRedirect();
			if (arrives || !last) {
				receive(exchange);
			}
			else {
				this.world.held = exchange;
				this.overtaken |= this.ledger;
			}
			if (actor == Actor.ALICE) {
				expect(exchange, arrives || !last);
			}
			if (last) {
				return exchange;
			}
			channel = exchange.all("Location").get(0).startsWith("https:") ? Channel.SECURE : Channel.INSECURE;
		}
	}

	private Hit hit(Actor actor, Channel channel, Act act, String token) {
		return new Hit(actor, channel, act, token, this.world.jar(actor).header(act.path, channel == Channel.SECURE));
	}

	/** Two of Alice's tabs, of which one is served while the other is. */
	private void visitAtOnce() {
		Exchange form = visit(Actor.ALICE, Channel.SECURE, Act.FORM, "", true);
		Hit one = tab(form.body());
		Hit two = tab(form.body());
		List<Integer> schedule = List.of(this.random.nextInt(4));
		this.moves.add(one + ", and at once " + two + ", " + schedule);
		this.oracle.sent(one);
		this.oracle.sent(two);
		Duel.Result result = Duel.run((hook) -> this.node.serve(new Play(this.world, one, hook)),
				(hook) -> this.node.serve(new Play(this.world, two, hook)), schedule);
		// of the one that ended first, the other one may have replaced all
		Exchange last = result.exchanges().get(1);
		sniff(last);
		this.oracle.check(last, null);
		result.exchanges().forEach(this::receive);
		this.overtaken |= this.ledger;
		loseTrack();
		this.mayBeLoggedIn = true;
		this.loggedInSince = null;
		this.oracle.count("at once");
	}

	private Hit tab(String token) {
		Act act = any(ACTS);
		return hit(Actor.ALICE, Channel.SECURE, act, act.isPost() ? token : token());
	}

	private Exchange serve(Hit hit) {
		this.lastVisit = (hit.actor() == Actor.ALICE) ? this.world.now : this.lastVisit;
		var before = this.oracle.rows();
		this.oracle.sent(hit);
		Exchange exchange = this.node.serve(new Play(this.world, hit, Play.StoreHook.NONE));
		this.oracle.check(exchange, before);
		sniff(exchange);
		return exchange;
	}

	private void sniff(Exchange exchange) {
		Hit hit = exchange.hit();
		if (!hit.isSecure() && hit.actor() != Actor.EVE) {
			hit.presented(IdKind.INSECURE).forEach(this.world::sniff);
			String given = exchange.issued(IdKind.INSECURE);
			if (given != null) {
				this.world.sniff(given);
			}
		}
	}

	/** What Alice has set is there, and who has logged out is. */
	private void expect(Exchange exchange, boolean arrived) {
		Hit hit = exchange.hit();
		Exchange.Seen seen = exchange.seen();
		if (this.overtaken) {
			this.cart = null;
			this.loggedInSince = null;
		}
		if (seen != null && this.cart != null) {
			CookieOracle.require(4, this.cart.equals(seen.values().get(Act.CART)), hit + " has lost the cart");
			this.oracle.count("cart is there");
		}
		expectLogin(exchange, arrived);
		if (!arrived) {
			this.cart = null;
		}
		else if (seen != null && hit.act() == Act.WRITE && exchange.status() == 200) {
			this.cart = (this.foreign && !hit.isSecure()) ? null : hit.token();
		}
		else if (hit.act() == Act.REMOVE || hit.act() == Act.END || hit.act() == Act.LOGOUT) {
			this.cart = null;
		}
		// the secure cookie stays, and HTTP begins another session
		this.foreign |= hit.act() == Act.END && !hit.isSecure();
		this.foreign &= !(arrived && hit.isSecure() && seen != null);
	}

	private void expectLogin(Exchange exchange, boolean arrived) {
		Hit hit = exchange.hit();
		Exchange.Seen seen = exchange.seen();
		if (hit.isSecure() && !mustBeLoggedIn()) {
			this.loggedInSince = null;
		}
		if (seen != null && hit.isSecure()) {
			CookieOracle.require(9, seen.user() == null || this.mayBeLoggedIn, hit + " is logged in after a logout");
			if (this.loggedInSince != null) {
				CookieOracle.require(9, seen.user() != null, hit + " was logged out by nobody");
				this.oracle.count("still a user");
			}
		}
		if (hit.act() == Act.LOGIN || hit.act() == Act.AUTHENTICATE) {
			this.mayBeLoggedIn = true;
		}
		else if (arrived && hit.isSecure() && exchange.status() < 400 && !exchange.isOvertaken()
				&& (hit.act() == Act.LOGOUT || (hit.act() == Act.END && seen != null))) {
			this.mayBeLoggedIn = this.world.held != null;
		}
		if (hit.isSecure()) {
			boolean ends = hit.act() == Act.LOGIN || hit.act() == Act.LOGOUT || hit.act() == Act.AUTHENTICATE
					|| hit.act() == Act.END || !arrived;
			this.loggedInSince = ends ? null : this.loggedInSince;
			// with a cookie of before another login, this one came to nothing
			if (arrived && exchange.isLogin() && exchange.issued(IdKind.SECURE) != null) {
				this.loggedInSince = this.world.now;
			}
			this.lastSecureVisit = this.world.now;
		}
	}

	private boolean mustBeLoggedIn() {
		Instant since = this.loggedInSince;
		return since != null && this.world.now.isBefore(since.plus(Rules.SECURE_ABSOLUTE))
				&& this.world.now.isBefore(this.lastSecureVisit.plus(Rules.SECURE_IDLE));
	}

}
