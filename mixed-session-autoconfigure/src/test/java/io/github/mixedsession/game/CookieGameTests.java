package io.github.mixedsession.game;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

import javax.crypto.spec.SecretKeySpec;

import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.crypto.DirectDecrypter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.mixedsession.Channel;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.e2e.CookieJar;
import io.github.mixedsession.id.RandomBytes;
import io.github.mixedsession.test.Proof;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Moves at random where sessions live in their cookies. There are no rows to look at, so
 * this oracle goes by what is seen and by what the cookies hold, and expects what the
 * store promises: all that the design does but for old cookies, which are old sessions.
 */
@Tag(Proof.TAG)
class CookieGameTests {

	private static final long SEED = Long.getLong("seed", Proof.isLong() ? System.nanoTime() : 4);

	private static final int LENGTH = 40;

	private static final int MAX_HOPS = 5;

	private static final List<Duration> WAITS = List.of(Duration.ofSeconds(1), Duration.ofSeconds(70),
			Duration.ofMinutes(10), Duration.ofMinutes(20), Duration.ofMinutes(40));

	private static final List<Act> ACTS = List.of(Act.READ, Act.READ, Act.WRITE, Act.WRITE, Act.WISH, Act.REMOVE,
			Act.END, Act.CHANGE_ID, Act.AUTHENTICATE, Act.VISIT_SECURE, Act.VISIT_INSECURE, Act.ACCOUNT,
			Act.POST_SECURE, Act.FORM, Act.LOGIN, Act.LOGOUT);

	private static final Set<String> SECURE_NAMES = Set.of(Act.CARD, Act.CONTEXT, "SPRING_SECURITY_CONTEXT",
			"SPRING_SECURITY_SAVED_REQUEST");

	private final byte[] key = RandomBytes.of(64);

	private final Map<String, Integer> figures = new TreeMap<>();

	@Test
	void noSequenceBreaksWhatCookiesPromise() {
		Random random = new Random(SEED);
		int sequences = Proof.steps(150, 10_000);
		try (Node node = new Node(Node.CookieApplication.class, "mixed-session.store=cookie",
				"mixed-session.encryption.keys=" + Base64.getEncoder().encodeToString(this.key))) {
			for (int i = 0; i < sequences; i++) {
				new Sequence(node, random).play();
			}
		}
		System.out.println("In cookies, seed " + SEED + ": " + sequences + " sequences, " + this.figures);
		assertThat(this.figures).containsKeys("seen over HTTP", "seen over HTTPS", "user", "cart is there", "replay",
				"plant", "late", "wait");
	}

	/**
	 * A value that was written.
	 *
	 * @param actor by whom
	 * @param secure whether over HTTPS
	 */
	private record Written(Actor actor, boolean secure) {
	}

	/**
	 * One sequence of moves.
	 */
	private final class Sequence {

		private final Node node;

		private final Random random;

		private final World world = new World(Ledger.inMemory());

		private final Map<Actor, CookieJar> jars = new EnumMap<>(Actor.class);

		private final Map<String, Written> written = new HashMap<>();

		private final List<String> sniffed = new ArrayList<>();

		private final List<String> moves = new ArrayList<>();

		private @Nullable Exchange held;

		/** What Alice's cart holds, {@code null} if it may hold anything. */
		private @Nullable String cart;

		/** Whether her insecure cookie may be another session's than her secure one. */
		private boolean foreign;

		private boolean mayBeLoggedIn;

		private Sequence(Node node, Random random) {
			this.node = node;
			this.random = random;
			for (Actor actor : Actor.values()) {
				this.jars.put(actor, new CookieJar());
			}
		}

		private CookieJar jar(Actor actor) {
			return Objects.requireNonNull(this.jars.get(actor));
		}

		private void count(String what) {
			CookieGameTests.this.figures.merge(what, 1, Integer::sum);
		}

		private void require(int invariant, boolean holds, String what) {
			assertThat(holds)
				.as("Invariant %s: %s, seed %s, after%n  %s", invariant, what, SEED, String.join("\n  ", this.moves))
				.isTrue();
		}

		void play() {
			for (int i = 0; i < LENGTH; i++) {
				switch (this.random.nextInt(12)) {
					case 0 -> pass(WAITS.get(this.random.nextInt(WAITS.size())));
					case 1 -> replay();
					case 2 -> plant();
					case 3 -> late();
					case 4, 5 -> visit(Actor.EVE, true);
					case 6 -> visit(Actor.BOB, true);
					default -> visit(Actor.ALICE, true);
				}
			}
		}

		private void pass(Duration duration) {
			this.moves.add(duration + " go by");
			this.world.now = this.world.now.plus(duration);
			if (duration.compareTo(Duration.ofMinutes(15)) > 0) {
				this.cart = null;
				this.foreign = true;
			}
			count("wait");
		}

		private Act act() {
			return ACTS.get(this.random.nextInt(ACTS.size()));
		}

		private Channel channel() {
			return this.random.nextBoolean() ? Channel.SECURE : Channel.INSECURE;
		}

		/** Eve shows a cookie that she read on HTTP. */
		private void replay() {
			if (!this.sniffed.isEmpty()) {
				String id = this.sniffed.get(this.random.nextInt(this.sniffed.size()));
				String token = "<" + this.world.requests++ + ">";
				Hit hit = new Hit(Actor.EVE, channel(), act(), token, Hit.INSECURE_COOKIE + "=" + id);
				if (!hit.act().isPost()) {
					this.moves.add(hit + " with a cookie that she read");
					Exchange exchange = serve(hit);
					// what she is given is hers
					exchange.all("Set-Cookie").forEach((cookie) -> jar(Actor.EVE).receive(cookie, hit.isSecure()));
					count("replay");
				}
			}
		}

		private void plant() {
			String own = jar(Actor.EVE).find(Hit.INSECURE_COOKIE);
			String value = (this.random.nextBoolean() || this.sniffed.isEmpty()) ? own
					: this.sniffed.get(this.random.nextInt(this.sniffed.size()));
			if (value != null) {
				this.moves.add("EVE plants a cookie");
				jar(Actor.ALICE).receive(Hit.INSECURE_COOKIE + "=" + value + "; Path=/", false);
				this.cart = null;
				this.foreign = true;
				count("plant");
			}
		}

		private void late() {
			Exchange before = this.held;
			if (before == null) {
				visit(Actor.ALICE, false);
			}
			else {
				this.moves.add("the late answer arrives");
				before.all("Set-Cookie").forEach((cookie) -> jar(Actor.ALICE).receive(cookie, before.hit().isSecure()));
				this.held = null;
				this.cart = null;
				this.foreign = true;
				this.mayBeLoggedIn = true;
				count("late");
			}
		}

		private void visit(Actor actor, boolean arrives) {
			Act act = act();
			Channel channel = act.isPost() ? Channel.SECURE : channel();
			String token = "<" + this.world.requests++ + ">";
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
				require(11, hops < MAX_HOPS, "redirected for ever");
				Hit hit = new Hit(actor, channel, act, token, jar(actor).header(act.path, channel == Channel.SECURE));
				this.moves.add(hit + (arrives ? "" : ", the answer is late"));
				Exchange exchange = serve(hit);
				boolean last = !exchange.isRedirect();
				if (arrives || !last) {
					exchange.all("Set-Cookie").forEach((cookie) -> jar(actor).receive(cookie, hit.isSecure()));
				}
				else {
					this.held = exchange;
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

		private Exchange serve(Hit hit) {
			if (hit.act() == Act.WRITE) {
				this.written.put(hit.token(), new Written(hit.actor(), hit.isSecure()));
			}
			Exchange exchange = this.node.serve(new Play(this.world, hit, Play.StoreHook.NONE));
			check(exchange);
			return exchange;
		}

		private void check(Exchange exchange) {
			Hit hit = exchange.hit();
			require(14, exchange.status() < 500, hit + " was answered with " + exchange.status());
			for (String cookie : exchange.all("Set-Cookie")) {
				checkCookie(cookie, hit);
			}
			if (!hit.isSecure() && hit.cookies() != null && hit.actor() != Actor.EVE) {
				this.sniffed.addAll(hit.presented(IdKind.INSECURE));
			}
			Exchange.Seen seen = exchange.seen();
			if (seen == null) {
				return;
			}
			count(hit.isSecure() ? "seen over HTTPS" : "seen over HTTP");
			if (seen.user() != null) {
				require(3, hit.isSecure(), hit + " was served to a user");
				require(2, seen.user().equals(hit.actor().userName()), hit + " was served to " + seen.user());
				count("user");
			}
			seen.values().forEach((name, value) -> checkValue(name, value, hit));
		}

		private void checkValue(String name, String value, Hit hit) {
			require(2, hit.isSecure() || !SECURE_NAMES.contains(name), hit + " saw " + name);
			Written by = this.written.get(value);
			if (by != null && (name.equals(Act.CARD) || Act.isPerChannel(name))) {
				require(2, by.secure() == hit.isSecure(), hit + " saw " + name + " of the other channel");
				require(2, !by.secure() || by.actor() == hit.actor(), hit + " saw " + name + " of " + by.actor());
			}
		}

		private void checkCookie(String cookie, Hit hit) {
			String name = cookie.substring(0, cookie.indexOf('='));
			String value = cookie.substring(name.length() + 1, cookie.indexOf(';'));
			require(1, hit.isSecure() || !name.startsWith("__"), hit + " was sent " + name);
			require(15, name.length() + value.length() <= 4096, hit + " was sent a large cookie");
			if (name.equals(Hit.INSECURE_COOKIE) && !value.isEmpty()) {
				if (!hit.isSecure() && hit.actor() != Actor.EVE) {
					this.sniffed.add(value);
				}
				Map<String, Object> content = open(value);
				require(2, !content.containsKey("secure") && !content.containsKey("user"),
						hit + " was sent what is secure in the insecure cookie");
				for (String part : List.of("shared", "http")) {
					if (content.get(part) instanceof Map<?, ?> values) {
						require(2, values.keySet().stream().noneMatch(SECURE_NAMES::contains),
								hit + " was sent a secure name in the insecure cookie");
					}
				}
			}
		}

		private Map<String, Object> open(String value) {
			try {
				JWEObject jwe = JWEObject.parse(value);
				jwe.decrypt(new DirectDecrypter(new SecretKeySpec(CookieGameTests.this.key, "AES")));
				return jwe.getPayload().toJSONObject();
			}
			catch (Exception ex) {
				throw new IllegalStateException("Not what the key opens: " + value, ex);
			}
		}

		/** What Alice has set is there, and who has logged out is. */
		private void expect(Exchange exchange, boolean arrived) {
			Hit hit = exchange.hit();
			Exchange.Seen seen = exchange.seen();
			if (seen != null && this.cart != null) {
				require(4, this.cart.equals(seen.values().get(Act.CART)), hit + " has lost the cart");
				count("cart is there");
			}
			if (seen != null && seen.user() != null) {
				require(9, this.mayBeLoggedIn, hit + " is logged in after a logout");
			}
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
			if (hit.act() == Act.LOGIN || hit.act() == Act.AUTHENTICATE) {
				this.mayBeLoggedIn = true;
			}
			else if (arrived && hit.isSecure() && exchange.status() < 400
					&& (hit.act() == Act.LOGOUT || (hit.act() == Act.END && seen != null))) {
				this.mayBeLoggedIn = this.held != null;
			}
		}

	}

}
