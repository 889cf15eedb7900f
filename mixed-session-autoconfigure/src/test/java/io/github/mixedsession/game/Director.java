package io.github.mixedsession.game;

import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessResourceFailureException;

import io.github.mixedsession.Channel;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.e2e.CookieJar;
import io.github.mixedsession.game.Known.IssuedId;
import io.github.mixedsession.game.Move.Kind;
import io.github.mixedsession.game.Oracle.Fate;
import io.github.mixedsession.game.Oracle.Moment;
import io.github.mixedsession.store.StoredSession;

/**
 * Makes moves in a world, on two nodes in turn, and has the oracle see everything.
 */
final class Director implements AutoCloseable {

	/** Past the grace; nearly idle; past the secure side's idle time; past all. */
	static final List<Duration> WAITS = List.of(Rules.GRACE.plusSeconds(1), Rules.SECURE_IDLE.minusSeconds(60),
			Rules.SECURE_IDLE.plusSeconds(61), Rules.IDLE.plusSeconds(61));

	/** More often than retired ids are remembered. */
	static final int CROSSINGS = Rules.REMEMBERED + 2;

	/** The locator of no session. */
	private static final UUID NOBODYS = UUID.fromString("01900000-0000-7000-8000-000000000000");

	/** Attack 14: a browser is never sent more often. */
	private static final int MAX_HOPS = 3;

	private final Node[] nodes = { new Node(), new Node() };

	/** Everything that is logged for those who attack, and for a store that is down. */
	private final Map<Logger, @Nullable Level> silenced = new HashMap<>();

	Director() {
		for (String name : List.of("io.github.mixedsession", "org.springframework")) {
			Logger logger = (Logger) LoggerFactory.getLogger(name);
			this.silenced.put(logger, logger.getLevel());
			logger.setLevel(Level.OFF);
		}
	}

	/**
	 * Makes a move.
	 * @return how often the schedule of a race could have been another one, {@code -1} if
	 * the move was not possible
	 */
	int make(Move move, World world) {
		return switch (move.kind()) {
			case DO, LOSE, HOLD -> visit(move, world, Play.StoreHook.NONE, false);
			case FAULT -> visit(move, world, (play, call) -> {
				if (call >= move.pick()) {
					play.fault();
					throw new DataAccessResourceFailureException("The store is down");
				}
			}, true);
			case CROSS_SITE -> crossSite(move, world);
			case DELIVER -> deliver(world);
			case CAPTURE -> capture(move, world);
			case RELEASE -> release(world);
			case REPLAY -> replay(move, world);
			case FORGE -> forge(move, world);
			case WITHHOLD -> withhold(move, world);
			case SHUTTLE -> shuttle(world);
			case PLANT -> plant(move, world, "/");
			case PLANT_BESIDE -> plant(move, world, "/page");
			case DROP -> (move.pick() == 0) ? drop(world) : dropInsecure(world);
			case WAIT -> {
				world.now = world.now.plus(WAITS.get(move.pick()));
				yield 0;
			}
			case RACE -> race(move, Objects.requireNonNull(move.other()), world);
		};
	}

	private int visit(Move move, World world, Play.StoreHook hook, boolean mustFault) {
		String token = token(move, world);
		if (token == null) {
			return -1;
		}
		Channel channel = move.channel();
		for (int hops = 0;; hops++) {
			if (hops > MAX_HOPS) {
				throw new Violation(11, move + " was redirected " + hops + " times");
			}
			List<StoredSession> before = world.store.findAll();
			Exchange exchange = serve(new Play(world, hit(move, channel, token, world), hook));
			boolean last = !exchange.isRedirect();
			Fate fate = (!last || move.kind() == Kind.DO || move.kind() == Kind.FAULT) ? Fate.ARRIVED
					: (move.kind() == Kind.LOSE) ? Fate.LOST : Fate.HELD;
			witness(world, List.of(exchange), fate, false, before);
			if (fate == Fate.HELD) {
				world.held = exchange;
			}
			else if (fate == Fate.ARRIVED) {
				arrive(exchange, world);
			}
			if (last) {
				return (mustFault && !exchange.faulted()) ? -1 : 0;
			}
			channel = exchange.all("Location").get(0).startsWith("https:") ? Channel.SECURE : Channel.INSECURE;
		}
	}

	/**
	 * Returns the value to write, or the token of a form that has to be loaded first.
	 */
	private @Nullable String token(Move move, World world) {
		if (!move.act().isPost() || move.channel() == Channel.INSECURE) {
			return "<" + world.requests + ((move.kind() == Kind.RACE) ? "'>" : ">");
		}
		Move form = new Move(Kind.DO, move.actor(), Channel.SECURE, Act.FORM, 0, null, List.of());
		List<StoredSession> before = world.store.findAll();
		Exchange exchange = serve(new Play(world, hit(form, Channel.SECURE, "", world), Play.StoreHook.NONE));
		witness(world, List.of(exchange), Fate.ARRIVED, false, before);
		arrive(exchange, world);
		return (exchange.status() == 200) ? exchange.body() : null;
	}

	private static Hit hit(Move move, Channel channel, String token, World world) {
		String cookies = world.jar(move.actor()).header(move.act().path, channel == Channel.SECURE);
		return new Hit(move.actor(), channel, move.act(), token, cookies);
	}

	private Exchange serve(Play play) {
		return this.nodes[play.world.requests++ % this.nodes.length].serve(play);
	}

	private static void witness(World world, List<Exchange> exchanges, Fate fate, boolean slow,
			List<StoredSession> before) {
		for (Exchange exchange : exchanges) {
			Hit hit = exchange.hit();
			String issued = exchange.issued(IdKind.INSECURE);
			if (hit.actor() == Actor.ALICE && !hit.isSecure()) {
				hit.presented(IdKind.INSECURE).forEach(world::sniff);
				if (issued != null) {
					world.sniff(issued);
				}
			}
		}
		world.oracle.witness(new Moment(exchanges, fate, slow, before, world.store.findAll()), world);
	}

	private static void arrive(Exchange exchange, World world) {
		CookieJar jar = world.jar(exchange.hit().actor());
		Set<String> held = world.oracle.sessionsOf(jar);
		exchange.all("Set-Cookie").forEach((cookie) -> jar.receive(cookie, exchange.hit().isSecure()));
		world.oracle.learnCookies(exchange.hit().actor(), held, world.oracle.sessionsOf(jar));
	}

	private int crossSite(Move move, World world) {
		List<StoredSession> before = world.store.findAll();
		Hit hit = new Hit(move.actor(), Channel.SECURE, move.act(), "<" + world.requests + ">", null);
		Exchange exchange = serve(new Play(world, hit, Play.StoreHook.NONE));
		witness(world, List.of(exchange), Fate.ARRIVED, false, before);
		arrive(exchange, world);
		return 0;
	}

	private static int deliver(World world) {
		Exchange held = world.held;
		if (held == null) {
			return -1;
		}
		world.held = null;
		Set<String> before = world.oracle.sessionsOf(world.jar(Actor.ALICE));
		arrive(held, world);
		world.oracle.learnLate(held, before, world.oracle.sessionsOf(world.jar(Actor.ALICE)));
		return 0;
	}

	private int capture(Move move, World world) {
		String token = token(move, world);
		if (world.captured != null || token == null) {
			return -1;
		}
		world.requests++;
		world.captured = hit(move, move.channel(), token, world);
		return 0;
	}

	private int release(World world) {
		Hit captured = world.captured;
		if (captured == null) {
			return -1;
		}
		world.captured = null;
		List<StoredSession> before = world.store.findAll();
		Exchange exchange = serve(new Play(world, captured, Play.StoreHook.NONE));
		witness(world, List.of(exchange), Fate.ARRIVED, true, before);
		arrive(exchange, world);
		return 0;
	}

	private int replay(Move move, World world) {
		if (!arm(move, world)) {
			return -1;
		}
		return visit(new Move(Kind.DO, Actor.EVE, move.channel(), move.act(), 0, null, List.of()), world,
				Play.StoreHook.NONE, false);
	}

	private int forge(Move move, World world) {
		String id = forged(move.pick(), world);
		if (id == null) {
			return -1;
		}
		IdKind kind = (move.pick() == 0) ? IdKind.INSECURE : IdKind.SECURE;
		List<StoredSession> before = world.store.findAll();
		Hit hit = new Hit(Actor.EVE, move.channel(), move.act(), "<" + world.requests + ">", Hit.name(kind) + "=" + id);
		Exchange exchange = serve(new Play(world, hit, Play.StoreHook.NONE));
		witness(world, List.of(exchange), Fate.ARRIVED, false, before);
		arrive(exchange, world);
		return 0;
	}

	private static @Nullable String forged(int pick, World world) {
		byte[] family = new byte[Known.FAMILY_LENGTH];
		if (pick > 1) {
			IssuedId id = world.oracle.secureIdOf(Actor.ALICE);
			return (id == null || id.family() == null) ? null
					: IssuedId.forge(IdKind.SECURE, id.record(), HexFormat.of().parseHex(id.family()));
		}
		int last = world.sniffed.size() - 1;
		String locator = (last < 0) ? null : IssuedId.locatorOf(IdKind.INSECURE, world.sniffed.get(last));
		return (locator == null) ? null
				: IssuedId.forge((pick == 0) ? IdKind.INSECURE : IdKind.SECURE, locator, family);
	}

	private int withhold(Move move, World world) {
		CookieJar jar = world.jar(Actor.EVE);
		if (jar.find(Hit.SECURE_COOKIE) == null) {
			return -1;
		}
		jar.remove(Hit.INSECURE_COOKIE);
		return visit(new Move(Kind.DO, Actor.EVE, Channel.SECURE, move.act(), 0, null, List.of()), world,
				Play.StoreHook.NONE, false);
	}

	private int shuttle(World world) {
		if (world.jar(Actor.ALICE).find(Hit.INSECURE_COOKIE) == null) {
			return -1;
		}
		for (int i = 0; i < CROSSINGS; i++) {
			visit((i % 2 == 0) ? Move.http(Kind.DO, Act.READ) : Move.https(Kind.DO, Act.READ), world,
					Play.StoreHook.NONE, false);
		}
		return 0;
	}

	private static int plant(Move move, World world, String path) {
		String value = switch (move.pick()) {
			case 0 -> world.jar(Actor.EVE).find(Hit.INSECURE_COOKIE);
			case 1 -> world.sniffed.isEmpty() ? null : world.sniffed.get(0);
			case 2 -> IssuedId.forge(IdKind.INSECURE, NOBODYS.toString(), new byte[0]);
			default -> forged(0, world);
		};
		if (value == null) {
			return -1;
		}
		world.jar(Actor.ALICE).receive(Hit.INSECURE_COOKIE + "=" + value + "; Path=" + path, false);
		world.oracle.expectation(Actor.ALICE).interfere();
		return 0;
	}

	private static int drop(World world) {
		CookieJar jar = world.jar(Actor.ALICE);
		if (jar.find(Hit.SECURE_COOKIE) == null) {
			return -1;
		}
		jar.remove(Hit.SECURE_COOKIE);
		world.oracle.expectation(Actor.ALICE).intact = false;
		world.oracle.expectation(Actor.ALICE).mayBeAnything(Expectation.SECURE);
		if (jar.find(Hit.INSECURE_COOKIE) == null) {
			world.oracle.expectation(Actor.ALICE).damage();
		}
		return 0;
	}

	/** Over HTTP Alice is a stranger then, until HTTPS has given her another one. */
	private static int dropInsecure(World world) {
		CookieJar jar = world.jar(Actor.ALICE);
		if (jar.find(Hit.INSECURE_COOKIE) == null) {
			return -1;
		}
		jar.remove(Hit.INSECURE_COOKIE);
		world.oracle.expectation(Actor.ALICE).interfere();
		if (jar.find(Hit.SECURE_COOKIE) == null) {
			world.oracle.expectation(Actor.ALICE).damage();
		}
		return 0;
	}

	private int race(Move first, Move second, World world) {
		String firstToken = token(first, world);
		String secondToken = token(second, world);
		if (firstToken == null || secondToken == null) {
			return -1;
		}
		if (second.kind() == Kind.REPLAY && !arm(second, world)) {
			return -1;
		}
		Hit firstHit = hit(first, first.channel(), firstToken, world);
		Hit secondHit = hit(second, second.channel(), secondToken, world);
		List<StoredSession> before = world.store.findAll();
		world.requests += 2;
		Duel.Result result = Duel.run((hook) -> this.nodes[0].serve(new Play(world, firstHit, hook)),
				(hook) -> this.nodes[1].serve(new Play(world, secondHit, hook)), first.schedule());
		witness(world, result.exchanges(), Fate.ARRIVED, false, before);
		result.exchanges().forEach((exchange) -> arrive(exchange, world));
		return result.choices();
	}

	/** Eve has to hold the id before the race begins. */
	private static boolean arm(Move move, World world) {
		int index = Math.min(world.sniffed.size(), (move.pick() == Move.FIRST) ? 1 : world.sniffed.size() - move.pick())
				- 1;
		if (index >= 0) {
			CookieJar jar = world.jar(Actor.EVE);
			jar.remove(Hit.SECURE_COOKIE);
			jar.receive(Hit.INSECURE_COOKIE + "=" + world.sniffed.get(index) + "; Path=/", false);
		}
		return index >= 0;
	}

	@Override
	public void close() {
		for (Node node : this.nodes) {
			node.close();
		}
		this.silenced.forEach(Logger::setLevel);
	}

}
