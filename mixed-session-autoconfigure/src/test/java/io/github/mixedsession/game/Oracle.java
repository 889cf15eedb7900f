package io.github.mixedsession.game;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.RetiredIdPresentedEvent;
import io.github.mixedsession.SessionDetachedEvent;
import io.github.mixedsession.SessionSide;
import io.github.mixedsession.e2e.CookieJar;
import io.github.mixedsession.game.Known.IssuedId;
import io.github.mixedsession.game.Known.Row;
import io.github.mixedsession.game.Known.Span;
import io.github.mixedsession.game.Known.Token;
import io.github.mixedsession.id.RetiredId;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.StoredAttribute;
import io.github.mixedsession.store.StoredSession;

/**
 * Knows what was issued, presented, written and seen, and from that alone whether an
 * invariant of the design holds. Looks into the database as a thief does: to see which
 * session an id belongs to.
 */
final class Oracle {

	final Map<String, IssuedId> ids = new LinkedHashMap<>();

	final Map<String, Row> rows = new LinkedHashMap<>();

	final Map<String, Token> tokens = new LinkedHashMap<>();

	final Map<Actor, Expectation> expectations = new EnumMap<>(Actor.class);

	Oracle() {
		for (Actor actor : Actor.values()) {
			this.expectations.put(actor, new Expectation());
		}
	}

	Oracle copy() {
		Oracle copy = new Oracle();
		copy.ids.putAll(this.ids);
		copy.rows.putAll(this.rows);
		copy.tokens.putAll(this.tokens);
		this.expectations.forEach((actor, expectation) -> copy.expectations.put(actor, expectation.copy()));
		return copy;
	}

	Expectation expectation(Actor actor) {
		return Objects.requireNonNull(this.expectations.get(actor));
	}

	/**
	 * What happened at once: one request, or two that ran at the same time.
	 *
	 * @param exchanges the requests
	 * @param fate what became of their responses
	 * @param slow whether the cookies of the request are older than the browser's
	 * @param before the database before it
	 * @param after the database after it
	 */
	record Moment(List<Exchange> exchanges, Fate fate, boolean slow, List<StoredSession> before,
			List<StoredSession> after) {

		boolean isRace() {
			return this.exchanges.size() > 1;
		}

	}

	/**
	 * Learns what a browser holds after a response has arrived. Cookies of two sessions
	 * are never merged (invariant 8): what the one over HTTP holds will give way.
	 * @param actor whose browser it is
	 * @param held the sessions that its cookies belonged to before
	 * @param holds those that they belong to now
	 */
	void learnCookies(Actor actor, Set<String> held, Set<String> holds) {
		if (actor.isHonest() && (holds.size() > 1 || (!held.isEmpty() && !holds.equals(held)))) {
			if (holds.size() > 1) {
				expectation(actor).interfere();
			}
			expectation(actor).intact = false;
		}
	}

	/**
	 * Learns that a late response has arrived.
	 */
	void learnLate(Exchange held, Set<String> before, Set<String> after) {
		Expectation expected = expectation(held.hit().actor());
		expected.mayBeAnything(Expectation.SECURE);
		if (!before.equals(after)) {
			// other sessions were made and ended meanwhile: the last cookie wins
			expected.damage();
		}
		boolean stale = Stream.of(IdKind.values())
			.map(held::issued)
			.filter(Objects::nonNull)
			.map(this.ids::get)
			.anyMatch((id) -> id == null || !id.current());
		boolean dropped = held.all("Set-Cookie")
			.stream()
			.anyMatch((cookie) -> cookie.startsWith(Hit.INSECURE_COOKIE + "=;"));
		if (stale || dropped) {
			// it was the current id when it was sent, or opened nothing any more; the
			// next
			// crossing replaces it, and until then HTTP may have another session, or none
			expected.interfere();
		}
	}

	/**
	 * Returns the sessions that the cookies of a browser belong to.
	 */
	Set<String> sessionsOf(CookieJar jar) {
		return Stream.of(IdKind.values())
			.map((kind) -> jar.find(Hit.name(kind)))
			.filter(Objects::nonNull)
			.map(this.ids::get)
			.filter(Objects::nonNull)
			.map(IssuedId::record)
			.collect(Collectors.toSet());
	}

	/**
	 * Returns sessions with what their visitors have set, sealed or not.
	 * @param exchanges with ids that nobody has learnt of yet
	 */
	List<StoredSession> unsealed(List<StoredSession> sessions, List<Exchange> exchanges) {
		return sessions.stream().map((session) -> {
			String key = keyOf(session);
			Stream<String> known = this.ids.entrySet()
				.stream()
				.filter((id) -> id.getValue().kind() == IdKind.SECURE && id.getValue().record().equals(key))
				.map(Map.Entry::getKey);
			return Unsealed.of(session, Stream.concat(known,
					exchanges.stream().map((exchange) -> exchange.issued(IdKind.SECURE)).filter(Objects::nonNull)));
		}).toList();
	}

	/** What became of a response. */
	enum Fate {

		ARRIVED, LOST, HELD

	}

	/**
	 * Checks what happened and remembers it.
	 */
	void witness(Moment sealed, World world) {
		Instant now = world.now;
		Moment moment = new Moment(sealed.exchanges, sealed.fate, sealed.slow,
				unsealed(sealed.before, sealed.exchanges), unsealed(sealed.after, sealed.exchanges));
		learnTokens(moment);
		for (Exchange exchange : moment.exchanges) {
			checkWire(exchange);
			checkSeen(exchange, moment, now);
			checkIssued(exchange, moment, world);
			checkFault(exchange);
			checkStranger(exchange, moment);
			checkReuse(exchange, moment, now);
			checkTap(exchange, moment, now);
			checkSigns(exchange, moment, now);
			checkForged(exchange, moment, now);
			checkCopy(exchange, moment, now);
			checkGivenOnce(exchange, moment);
			checkStays(exchange, moment, now);
			excuseTime(exchange.hit(), expectation(exchange.hit().actor()), now);
			excuseStay(exchange.hit(), expectation(exchange.hit().actor()), moment);
			if (exchange.hit().actor().isHonest() && !moment.slow && !hasOnlySecureId(exchange.hit(), world)) {
				checkExpected(exchange, moment);
			}
		}
		for (Exchange exchange : moment.exchanges) {
			learnAccess(exchange, moment, now);
			learnCrossedInVain(exchange, moment);
			learnIssued(exchange, moment, world);
		}
		learnReplaced(moment, now);
		for (Exchange exchange : moment.exchanges) {
			expect(exchange, moment, world);
		}
		checkOneRow(moment);
		checkAtRest(moment);
	}

	/**
	 * As after a logout over HTTP: there, the browser has no session until HTTPS was
	 * asked.
	 */
	private static boolean hasOnlySecureId(Hit hit, World world) {
		return !hit.isSecure() && hit.presented(IdKind.INSECURE).isEmpty()
				&& world.jar(hit.actor()).find(Hit.SECURE_COOKIE) != null;
	}

	// ---- invariants 1, 3, 11, 12, 13: the wire

	private void checkWire(Exchange exchange) {
		Hit hit = exchange.hit();
		String cookies = String.join("\n", exchange.all("Set-Cookie"));
		String text = exchange.all("Location") + exchange.body();
		if (!hit.isSecure()) {
			require(1, !cookies.contains("__Host-"), "a secure cookie was set over HTTP by " + hit);
			String all = cookies + exchange.headers() + text;
			for (Map.Entry<String, IssuedId> id : this.ids.entrySet()) {
				require(1, id.getValue().kind() == IdKind.INSECURE || !all.contains(id.getKey()),
						"a secure id was sent over HTTP by " + hit);
			}
		}
		else if (exchange.issued(IdKind.SECURE) != null) {
			require(1,
					cookies.lines()
						.filter((line) -> line.startsWith(Hit.SECURE_COOKIE))
						.allMatch((line) -> line.contains("; Secure") && line.contains("; HttpOnly")
								&& line.contains("; SameSite=Lax") && !line.contains("Domain")),
					"the secure cookie lacks an attribute: " + hit);
		}
		for (String id : this.ids.keySet()) {
			require(1, !text.contains(id), "an id is in the address or body of the answer to " + hit);
		}
		String cache = String.join(", ", exchange.all("Cache-Control"));
		if (exchange.isRedirect() || cookies.contains("SESSION=")) {
			require(13, cache.contains("no-store"), "a redirect or a cookie can be stored: " + hit + " " + cache);
		}
		require(13,
				!hit.isSecure() || exchange.seen() == null || !exchange.isAcknowledged() || cache.contains("no-store"),
				"what was served over HTTPS can be stored: " + hit + " " + cache);
		boolean redirectsHome = exchange.all("Location")
			.stream()
			.allMatch((location) -> location.matches("(https?://" + Rules.HOST + ")?/.*"));
		require(11, redirectsHome, hit + " was redirected to " + exchange.all("Location"));
		if (exchange.isRedirect()) {
			require(11, exchange.all("Location").get(0).endsWith(hit.act().path + "?act=" + hit.act()),
					"path and query were not kept by " + hit);
		}
		if (!hit.isSecure() && !exchange.faulted() && (hit.act().isPost() || hit.act() == Act.AUTHENTICATE)) {
			require((hit.act() == Act.AUTHENTICATE) ? 3 : 12,
					exchange.status() == 403 && (exchange.seen() == null || hit.act() == Act.AUTHENTICATE),
					hit + " was answered with " + exchange.status());
		}
		require(12, hit.isSecure() || exchange.seen() == null || !hit.act().path.startsWith("/secure"),
				hit + " was served");
	}

	// ---- invariants 2, 3, 6, 8, 9: what a request saw

	private void checkSeen(Exchange exchange, Moment moment, Instant now) {
		Exchange.Seen seen = exchange.seen();
		if (seen == null) {
			return;
		}
		Hit hit = exchange.hit();
		Set<String> opened = opened(hit, moment, now);
		seen.values().forEach((name, value) -> {
			Token token = this.tokens.get(value);
			boolean secret = name.equals(Act.CARD) || Act.isOfLogin(name)
					|| (token != null && Act.isPerChannel(name) && token.channel() == Channel.SECURE);
			if (secret) {
				require(2, hit.isSecure(), hit + " saw " + name);
				checkSecret(hit, name, token, moment, now);
			}
			if (token != null && Act.isPerChannel(name)) {
				require(3, token.channel() == hit.channel(), hit + " saw " + name + " of the other channel");
			}
			if (token != null && token.record() != null) {
				require(opened.isEmpty() ? 6 : 8, originsOf(opened).contains(token.record()),
						hit + " saw " + name + " of another session");
			}
		});
		if (opened.isEmpty()) {
			require(10, seen.values().isEmpty(), hit + " saw " + seen.values().keySet() + " without a valid id");
		}
		if (seen.user() != null) {
			require(3, hit.isSecure() && seen.user().equals(hit.actor().userName()),
					hit + " was taken for " + seen.user());
			checkSecret(hit, "that somebody is logged in", null, moment, now);
			require(3, credentials(hit, IdKind.SECURE, moment, now).anyMatch((id) -> record(id.record()).user()),
					hit + " was logged in after the logout, or without a login");
		}
	}

	private void checkSecret(Hit hit, String name, @Nullable Token token, Moment moment, Instant now) {
		List<IssuedId> own = credentials(hit, IdKind.SECURE, moment, now)
			.filter((id) -> id.actor() == hit.actor() && (token == null || token.writer() == hit.actor()))
			.filter((id) -> token == null || token.record() == null || token.record().equals(id.record()))
			.toList();
		require(2, !own.isEmpty(), hit + " saw " + name + " without the secure id of that session");
		require(6, own.stream().anyMatch((id) -> !id.beforeLogin()),
				hit + " saw " + name + " with a secure id that a login retired");
		require(9, own.stream().anyMatch((id) -> record(id.record()).secureSideMayLive(now)),
				hit + " saw " + name + " after the timeout of the secure side");
	}

	/** The sessions that a request may look into. */
	private Set<String> opened(Hit hit, Moment moment, Instant now) {
		Set<String> secure = credentials(hit, IdKind.SECURE, moment, now).map(IssuedId::record)
			.collect(Collectors.toSet());
		Set<String> insecure = credentials(hit, IdKind.INSECURE, moment, now).map(IssuedId::record)
			.collect(Collectors.toSet());
		boolean sure = credentials(hit, IdKind.SECURE, moment, now)
			.anyMatch((id) -> id.current() && record(id.record()).mustLive(now));
		if (moment.isRace() || (!secure.isEmpty() && !sure)) {
			// it may have ended, or the other request may have ended it
			secure.addAll(insecure);
			return secure;
		}
		if (!secure.isEmpty()) {
			return secure;
		}
		// attack 6: of several valid ones, none
		long current = credentials(hit, IdKind.INSECURE, moment, now)
			.filter((id) -> id.current() && record(id.record()).mustLive(now))
			.distinct()
			.count();
		return (current > 1) ? Set.of() : insecure;
	}

	private Set<String> originsOf(Set<String> keys) {
		return keys.stream().flatMap((key) -> record(key).origins().stream()).collect(Collectors.toSet());
	}

	/** The presented ids of a kind that can still be good for something. */
	private Stream<IssuedId> credentials(Hit hit, IdKind kind, Moment moment, Instant now) {
		return presented(hit, kind).filter(
				(id) -> !id.isDead(now) && isStored(id.record(), moment.before) && record(id.record()).mayLive(now));
	}

	private Stream<IssuedId> presented(Hit hit, IdKind kind) {
		return (kind == IdKind.SECURE && !hit.isSecure()) ? Stream.empty()
				: hit.presented(kind)
					.stream()
					.map(this.ids::get)
					.filter(Objects::nonNull)
					.filter((id) -> id.kind() == kind);
	}

	private static String keyOf(StoredSession session) {
		return session.record().locator().toString();
	}

	private static boolean isStored(String key, List<StoredSession> sessions) {
		return sessions.stream().anyMatch((session) -> keyOf(session).equals(key));
	}

	/**
	 * Returns the family of the secure ids of a visitor, as somebody knows it who once
	 * had a copy of one.
	 */
	@Nullable IssuedId secureIdOf(Actor actor) {
		return this.ids.values()
			.stream()
			.filter((id) -> id.kind() == IdKind.SECURE && id.current() && id.actor() == actor)
			.reduce((earlier, later) -> later)
			.orElse(null);
	}

	private Row record(String key) {
		return Objects.requireNonNull(this.rows.get(key));
	}

	// ---- invariants 5, 6, 7: who is given an id

	private void checkIssued(Exchange exchange, Moment moment, World world) {
		Hit hit = exchange.hit();
		for (IdKind kind : IdKind.values()) {
			String value = exchange.issued(kind);
			if (value == null) {
				continue;
			}
			require(5, !this.ids.containsKey(value), hit + " was sent an id that was issued before");
			String key = rowOf(kind, value, moment);
			require(5, key == null || key.equals(IssuedId.locatorOf(kind, value)),
					hit + " was sent an id with the locator of another session");
			if (kind == IdKind.SECURE && key != null) {
				checkFamily(exchange, value, key, world.now);
			}
			Row known = (key != null) ? this.rows.get(key) : null;
			if (known == null) {
				continue;
			}
			boolean hasSecureSide = known.owner() != null;
			boolean secure = presented(hit, IdKind.SECURE).anyMatch((id) -> id.current() && id.record().equals(key));
			boolean insecure = presented(hit, IdKind.INSECURE)
				.anyMatch((id) -> id.current() && id.record().equals(key));
			if (kind == IdKind.SECURE && hasSecureSide) {
				require(7, secure, hit + " was given a secure id of a session without its secure id");
				require(7, known.owner() == hit.actor(), hit + " was given a secure id of " + known.owner());
			}
			else {
				require(6, secure || insecure, hit + " was given an id of a session for no current id of it");
			}
		}
		checkCrossing(exchange, moment, world.now);
		checkReplaced(exchange, moment, world.now);
	}

	/** Step-ups and logins keep the family, a secure side that begins anew doesn't. */
	private void checkFamily(Exchange exchange, String value, String key, Instant now) {
		Hit hit = exchange.hit();
		String family = IssuedId.familyOf(value);
		IssuedId before = currentSecureId(key);
		require(5,
				this.ids.values()
					.stream()
					.noneMatch((id) -> !id.record().equals(key) && Objects.equals(id.family(), family)),
				hit + " was sent a secure id of another session's family");
		if (before != null && !exchange.faulted()) {
			boolean same = Objects.equals(before.family(), family);
			require(5, same || !record(key).secureSideMustLive(now), hit + " was sent a secure id of another family");
			require(9, !same || record(key).secureSideMayLive(now),
					hit + " got the family of a secure side that is over");
		}
	}

	private @Nullable IssuedId currentSecureId(String key) {
		return this.ids.values()
			.stream()
			.filter((id) -> id.kind() == IdKind.SECURE && id.current() && id.record().equals(key))
			.findFirst()
			.orElse(null);
	}

	/**
	 * Four times a grace at most, as long as nobody has shown what the answers brought:
	 * some got lost with a store that failed.
	 */
	private static boolean isOftenReplaced(@Nullable StoredSession before, Instant now) {
		return before != null && before.record()
			.ids()
			.retired()
			.stream()
			.filter((id) -> id.kind() == IdKind.INSECURE && id.usableUntil() == null
					&& now.isBefore(id.retiredAt().plus(Rules.GRACE)))
			.count() >= Rules.REMEMBERED / 2;
	}

	/** Of cookies of two sessions the insecure one is replaced, if not too often. */
	private void checkReplaced(Exchange exchange, Moment moment, Instant now) {
		Hit hit = exchange.hit();
		List<IssuedId> secure = credentials(hit, IdKind.SECURE, moment, now)
			.filter((id) -> id.current() && record(id.record()).mustLive(now))
			.toList();
		boolean differs = secure.size() == 1 && !hit.presented(IdKind.INSECURE).isEmpty()
				&& presented(hit, IdKind.INSECURE)
					.noneMatch((id) -> id.current() && id.record().equals(secure.get(0).record()));
		if (differs && exchange.seen() != null && !exchange.faulted() && !moment.isRace() && hit.act() != Act.END
				&& !isOftenReplaced(find(secure.get(0).record(), moment.before), now)) {
			String replacement = Hit.INSECURE_COOKIE + "=";
			require(8, exchange.all("Set-Cookie").stream().anyMatch((cookie) -> cookie.startsWith(replacement)),
					hit + " kept the insecure cookie of another session");
		}
	}

	/** A crossing replaces every id that the response can deliver; a login both. */
	private void checkCrossing(Exchange exchange, Moment moment, Instant now) {
		if (moment.isRace() || exchange.faulted()) {
			return;
		}
		Hit hit = exchange.hit();
		require(6,
				!exchange.isOvertaken() || presented(hit, IdKind.SECURE)
					.noneMatch((id) -> id.current() && isStored(id.record(), moment.before)),
				hit + " was told that its ids were replaced, and they were not");
		for (StoredSession after : moment.after) {
			StoredSession before = find(keyOf(after), moment.before);
			if (before == null) {
				continue;
			}
			boolean insecureRotated = !before.record().insecureId().equals(after.record().insecureId());
			boolean secureRotated = !Objects.equals(before.record().secureId(), after.record().secureId());
			boolean crossed = before.record().side() != after.record().side();
			require(5, !crossed || (insecureRotated && (secureRotated || !hit.isSecure())),
					hit + " crossed over and kept an id");
			require(5, !insecureRotated || exchange.issued(IdKind.INSECURE) != null || hit.act() == Act.END,
					hit + " rotated the insecure id and was not sent the new one");
			require(5, !secureRotated || exchange.issued(IdKind.SECURE) != null,
					hit + " rotated the secure id and was not sent the new one");
			require(5,
					after.record().side() == before.record().side()
							|| after.record().side() == SessionSide.of(hit.channel()) || exchange.isRedirect(),
					hit + " took the session to the other channel");
		}
		if (exchange.isLogin()) {
			require(5, exchange.issued(IdKind.SECURE) != null && exchange.issued(IdKind.INSECURE) != null,
					hit + " kept an id");
		}
		if (exchange.seen() != null) {
			IdKind kind = IdKind.of(hit.isSecure());
			credentials(hit, kind, moment, now).filter(IssuedId::current)
				.filter((id) -> record(id.record()).mustLive(now))
				.map((id) -> find(id.record(), moment.after))
				.filter(Objects::nonNull)
				.filter((session) -> hit.isSecure() || presented(hit, IdKind.INSECURE).count() == 1)
				.forEach((session) -> require(5,
						session.record().side() == SessionSide.of(hit.channel()) || exchange.status() >= 400,
						hit + " was served by a session on the other channel"));
		}
	}

	private static @Nullable StoredSession find(String key, List<StoredSession> sessions) {
		return sessions.stream().filter((session) -> keyOf(session).equals(key)).findFirst().orElse(null);
	}

	// ---- invariants 10, 13, 14

	private static void checkFault(Exchange exchange) {
		if (exchange.faultedInTime()) {
			require(14, exchange.status() >= 500,
					exchange.hit() + " was answered with " + exchange.status() + " while the store was down");
		}
		else {
			require(14, exchange.status() < 500, exchange.hit() + " was answered with " + exchange.status());
		}
	}

	private static void checkStranger(Exchange exchange, Moment moment) {
		boolean asksForNothing = switch (exchange.hit().act()) {
			// a form that was posted across sites is refused, and that is all
			case READ, REMOVE, END, CHANGE_ID, VISIT_SECURE, VISIT_INSECURE, LOGIN, LOGOUT, POST_SECURE -> true;
			default -> false;
		};
		if (exchange.hit().cookies() == null && asksForNothing && !moment.isRace()) {
			require(13, exchange.issued(IdKind.INSECURE) == null && exchange.issued(IdKind.SECURE) == null,
					exchange.hit() + " stored nothing and got a cookie");
			require(13, moment.after.size() <= moment.before.size(),
					exchange.hit() + " stored nothing and made a session");
		}
	}

	private void checkReuse(Exchange exchange, Moment moment, Instant now) {
		Hit hit = exchange.hit();
		List<String> all = new ArrayList<>(hit.presented(IdKind.SECURE));
		all.addAll(hit.presented(IdKind.INSECURE));
		IssuedId id = (all.size() == 1) ? this.ids.get(all.get(0)) : null;
		boolean reused = id != null && id.isDead(now) && presented(hit, id.kind()).findAny().isPresent()
				&& isStored(id.record(), moment.before) && exchange.seen() != null && !exchange.faulted();
		if (!reused || moment.isRace()) {
			return;
		}
		IssuedId current = currentSecureId(id.record());
		if (id.kind() == IdKind.SECURE && id.isForgotten() && current == null) {
			// its family may be another one by now
			return;
		}
		// what is no longer remembered is nobody's, but for what the family proves
		boolean known = !id.isForgotten() || (current != null && Objects.equals(id.family(), current.family()));
		require(10, tells(exchange, id.kind()) == known,
				hit + " presented an id after its grace and " + (known ? "no" : "an") + " event told");
		require(10, isStored(id.record(), moment.after) == (id.kind() == IdKind.INSECURE || !known),
				(id.kind() == IdKind.SECURE && known) ? "a stolen secure id did not end the session"
						: "an id that proves nothing ended the session");
	}

	private static boolean tells(Exchange exchange, IdKind kind) {
		return exchange.events()
			.stream()
			.anyMatch((event) -> event instanceof RetiredIdPresentedEvent told && told.getKind() == kind);
	}

	/**
	 * Who shows an insecure id over HTTPS a grace after it was retired gets a session of
	 * their own: somebody may have its successor and keep it back (attack 40).
	 */
	private void checkTap(Exchange exchange, Moment moment, Instant now) {
		Hit hit = exchange.hit();
		List<String> shown = hit.presented(IdKind.INSECURE);
		IssuedId id = (shown.size() == 1) ? this.ids.get(shown.get(0)) : null;
		boolean tapped = hit.isSecure() && id != null && id.isTapped(now) && hit.presented(IdKind.SECURE).isEmpty()
				&& record(id.record()).mustLive(now) && isStored(id.record(), moment.before);
		if (!tapped || moment.isRace() || exchange.seen() == null || exchange.faulted()) {
			return;
		}
		require(6, isUntouched(id.record(), moment), hit + " shares a session whose successor somebody keeps back");
		require(6, id.isForgotten() || tells(exchange, IdKind.INSECURE), hit + " showed a tapped id and no event told");
	}

	private static boolean isUntouched(String key, Moment moment) {
		StoredSession before = find(key, moment.before);
		StoredSession after = find(key, moment.after);
		return before != null && after != null && before.record().equals(after.record())
				&& versions(before).equals(versions(after));
	}

	private static Set<String> versions(StoredSession session) {
		return session.attributes()
			.stream()
			.map((attribute) -> attribute.partition() + attribute.name() + attribute.version())
			.collect(Collectors.toSet());
	}

	/**
	 * Whoever knows a locator can make up the rest: that opens nothing, ends nothing, and
	 * tells of nothing, but for the family that all secure ids of a session share.
	 */
	private void checkForged(Exchange exchange, Moment moment, Instant now) {
		Hit hit = exchange.hit();
		if (moment.isRace() || exchange.faulted() || exchange.seen() == null) {
			return;
		}
		for (IdKind kind : hit.isSecure() ? IdKind.values() : new IdKind[] { IdKind.INSECURE }) {
			for (String value : hit.presented(kind)) {
				String key = this.ids.containsKey(value) ? null : IssuedId.locatorOf(kind, value);
				if (key != null && isStored(key, moment.before) && this.rows.containsKey(key)) {
					checkForged(exchange, moment, kind, value, key, now);
				}
			}
		}
	}

	private void checkForged(Exchange exchange, Moment moment, IdKind kind, String value, String key, Instant now) {
		Hit hit = exchange.hit();
		boolean alone = hit.presented(IdKind.SECURE).size() + hit.presented(IdKind.INSECURE).size() == 1;
		IssuedId current = currentSecureId(key);
		if (kind == IdKind.SECURE && current != null && isOfTheFamily(value, key)) {
			expectation(current.actor()).damage();
			boolean surely = alone && record(key).mustLive(now);
			require(10, !surely || tells(exchange, kind), hit + " showed the family and no event told");
			require(10, !surely || !isStored(key, moment.after), hit + " showed the family and the session goes on");
		}
		else if (alone) {
			require(10, isUntouched(key, moment), hit + " changed a session with an id that nobody was given");
			require(10, !tells(exchange, kind), hit + " was taken for a thief with an id that nobody was given");
		}
	}

	private boolean isOfTheFamily(String value, String key) {
		IssuedId current = currentSecureId(key);
		return current != null && Objects.equals(IssuedId.familyOf(value), current.family())
				&& key.equals(IssuedId.locatorOf(IdKind.SECURE, value));
	}

	/**
	 * A copy is stored when something is first set in it, not before.
	 */
	private void checkCopy(Exchange exchange, Moment moment, Instant now) {
		Hit hit = exchange.hit();
		boolean safe = hit.act() == Act.READ || hit.act() == Act.VISIT_SECURE;
		boolean alone = hit.presented(IdKind.SECURE).isEmpty() && hit.presented(IdKind.INSECURE).size() == 1;
		boolean copy = hit.isSecure() && alone && presented(hit, IdKind.INSECURE)
			.anyMatch((id) -> record(id.record()).owner() != null || (id.isTapped(now) && !id.isDead(now)));
		if (safe && copy && !moment.isRace()) {
			require(7, exchange.issued(IdKind.INSECURE) == null && exchange.issued(IdKind.SECURE) == null,
					hit + " set nothing and got a cookie");
			require(7, moment.after.size() <= moment.before.size(), hit + " set nothing and made a session");
		}
	}

	/**
	 * No sign of theft where an id that counts came along; and it names whose session it
	 * was, but only if nobody on the wire can have caused it.
	 */
	private void checkSigns(Exchange exchange, Moment moment, Instant now) {
		Hit hit = exchange.hit();
		for (Object event : exchange.events()) {
			if (!(event instanceof RetiredIdPresentedEvent told) || moment.isRace()) {
				continue;
			}
			List<IssuedId> presented = presented(hit, told.getKind()).toList();
			StoredSession session = moment.before.stream()
				.filter((one) -> one.record().handle().equals(told.getSessionId()))
				.findFirst()
				.orElse(null);
			require(10, session != null, hit + " was taken for a thief of no session");
			String key = keyOf(Objects.requireNonNull(session));
			require(10,
					presented.stream().anyMatch((id) -> id.record().equals(key)) || (told.getKind() == IdKind.SECURE
							&& hit.presented(IdKind.SECURE).stream().anyMatch((value) -> isOfTheFamily(value, key))),
					hit + " was taken for a thief of a session that none of its ids is of");
			require(10,
					presented.stream()
						.noneMatch((id) -> id.current() && id.record().equals(key) && record(key).mustLive(now)),
					hit + " showed the current id and was taken for a thief");
			String user = (told.getKind() == IdKind.SECURE) ? session.record().principalName() : null;
			require(10, Objects.equals(told.getPrincipalName(), user),
					"the event told " + told.getPrincipalName() + " of the session of " + user);
		}
	}

	/**
	 * Who shows a secure id alone is given an insecure one, once: a browser that doesn't
	 * keep it must not have every request write.
	 */
	private void checkGivenOnce(Exchange exchange, Moment moment) {
		Hit hit = exchange.hit();
		List<IssuedId> secure = presented(hit, IdKind.SECURE).filter(IssuedId::current).toList();
		if (moment.isRace() || secure.size() != 1 || !hit.presented(IdKind.INSECURE).isEmpty()
				|| exchange.issued(IdKind.SECURE) != null) {
			return;
		}
		StoredSession session = find(secure.get(0).record(), moment.before);
		boolean given = session != null && session.record().ids().isUnconfirmed(IdKind.INSECURE)
				&& !session.record().ids().isUnconfirmed(IdKind.SECURE);
		require(5, !given || exchange.issued(IdKind.INSECURE) == null, hit + " was given an insecure id once more");
	}

	// ---- invariants 5 and 7: who may not step down

	/**
	 * A session that may not step down stays on HTTPS and shows nothing of itself to
	 * HTTP, nor over HTTPS to who may have read the id there. An id that crossed HTTP is
	 * replaced.
	 */
	private void checkStays(Exchange exchange, Moment moment, Instant now) {
		Hit hit = exchange.hit();
		if (moment.isRace() || exchange.faulted()) {
			return;
		}
		for (StoredSession before : moment.before) {
			StoredSession after = find(keyOf(before), moment.after);
			require(5, !mayNotStepDown(before) || after == null || after.record().side() == SessionSide.SECURE,
					hit + " took a session to HTTP that may not step down");
		}
		if (exchange.seen() == null) {
			return;
		}
		boolean alone = hit.presented(IdKind.INSECURE).size() == 1
				&& (!hit.isSecure() || hit.presented(IdKind.SECURE).isEmpty());
		presented(hit, IdKind.INSECURE).filter((id) -> alone && mayNotStepDown(id, moment))
			.filter((id) -> !hit.isSecure() || id.current() || id.isTapped(now))
			.forEach((id) -> require(7, exchange.seen().values().isEmpty(),
					hit + " saw something of a session that may not step down"));
		presented(hit, IdKind.SECURE).filter(
				(id) -> id.current() && record(id.record()).secureSideMustLive(now) && hasCrossedInVain(id.record()))
			.forEach((id) -> require(5,
					exchange.issued(IdKind.INSECURE) != null || hit.act() == Act.END || hit.act() == Act.LOGOUT,
					hit + " kept an id that crossed HTTP in vain"));
	}

	private boolean hasCrossedInVain(String key) {
		return this.ids.values().stream().anyMatch((id) -> id.record().equals(key) && id.current() && id.exposed());
	}

	private static boolean mayNotStepDown(IssuedId id, Moment moment) {
		StoredSession session = find(id.record(), moment.before);
		return session != null && mayNotStepDown(session);
	}

	private static boolean mayNotStepDown(StoredSession session) {
		return session.record().side() == SessionSide.SECURE
				&& session.attributes().stream().anyMatch((attribute) -> attribute.name().equals(Act.ORDERED));
	}

	/** Who has lost the secure id of such a session begins with nothing. */
	private void excuseStay(Hit hit, Expectation expected, Moment moment) {
		Set<String> secure = presented(hit, IdKind.SECURE).filter(IssuedId::current)
			.map(IssuedId::record)
			.collect(Collectors.toSet());
		if (presented(hit, IdKind.INSECURE)
			.anyMatch((id) -> mayNotStepDown(id, moment) && !secure.contains(id.record()))) {
			expected.damage();
		}
	}

	private void learnCrossedInVain(Exchange exchange, Moment moment) {
		Hit hit = exchange.hit();
		if (!hit.isSecure() && exchange.isRedirect() && hit.presented(IdKind.INSECURE).size() == 1) {
			hit.presented(IdKind.INSECURE)
				.forEach((value) -> this.ids.computeIfPresent(value,
						(same, id) -> (id.current() && mayNotStepDown(id, moment)) ? id.crossedInVain() : id));
		}
	}

	// ---- invariant 4: nothing is lost

	private void checkExpected(Exchange exchange, Moment moment) {
		Exchange.Seen seen = exchange.seen();
		Hit hit = exchange.hit();
		if (seen == null || exchange.faulted()) {
			return;
		}
		Expectation expected = expectation(hit.actor());
		List<String> names = new ArrayList<>(Expectation.SHARED);
		if (hit.isSecure()) {
			names.addAll(Expectation.SECURE);
		}
		for (String name : names) {
			String value = name.equals(Expectation.USER) ? Objects.requireNonNullElse(seen.user(), Expectation.NOTHING)
					: seen.values().getOrDefault(name, Expectation.NOTHING);
			boolean concurrent = moment.isRace() && moment.exchanges.stream()
				.anyMatch((other) -> !other.equals(exchange) && mayMake(other.hit(), name, value));
			require(Expectation.SHARED.contains(name) ? 4 : 9, concurrent || expected.allows(name, value),
					hit + " found " + name + " to be " + value + " and not " + expected.allowed(name));
			if (!moment.isRace()) {
				expected.set(name, value);
			}
		}
	}

	private static boolean mayMake(Hit other, String name, String value) {
		boolean turnsSecureId = other.act() == Act.LOGIN || other.act() == Act.CHANGE_ID;
		return other.token().equals(value) || other.act() == Act.END || other.act() == Act.LOGOUT
				|| (turnsSecureId && Expectation.SECURE.contains(name))
				|| (name.equals(other.act().shared()) && value.equals(Expectation.NOTHING));
	}

	private void excuseTime(Hit hit, Expectation expected, Instant now) {
		List<IssuedId> presented = Stream.concat(presented(hit, IdKind.SECURE), presented(hit, IdKind.INSECURE))
			.toList();
		if (!presented.stream().allMatch((id) -> record(id.record()).mustLive(now))) {
			expected.damage();
		}
		if (!presented.stream()
			.filter((id) -> record(id.record()).owner() != null)
			.allMatch((id) -> record(id.record()).secureSideMustLive(now))) {
			expected.mayBeAnything(Expectation.SECURE);
		}
	}

	private void checkOneRow(Moment moment) {
		for (Actor actor : Actor.values()) {
			if (actor.isHonest() && expectation(actor).intact) {
				long rowsOfActor = moment.after.stream()
					.map((session) -> this.rows.get(keyOf(session)))
					.filter((record) -> record != null && record.creator() == actor)
					.count();
				require(5, rowsOfActor <= 1, actor + " lost nothing and has " + rowsOfActor + " sessions");
			}
		}
	}

	// ---- what is remembered

	private void learnTokens(Moment moment) {
		for (Exchange exchange : moment.exchanges) {
			Hit hit = exchange.hit();
			if (exchange.seen() == null || !List.of(Act.WRITE, Act.WISH, Act.ORDER).contains(hit.act())) {
				continue;
			}
			String key = null;
			for (StoredSession session : moment.after) {
				for (StoredAttribute attribute : session.attributes()) {
					if (new String(attribute.value(), StandardCharsets.ISO_8859_1).contains(hit.token())) {
						// a copy of that session may hold it as well
						key = (key == null || this.rows.containsKey(keyOf(session))) ? keyOf(session) : key;
						checkPartition(hit, attribute, moment, keyOf(session));
					}
				}
			}
			this.tokens.put(hit.token(), new Token(hit.actor(), hit.channel(), key));
		}
	}

	private static void checkPartition(Hit hit, StoredAttribute attribute, Moment moment, String key) {
		if (attribute.name().equals(Act.NOTE)) {
			checkNote(hit, attribute.partition(), moment, find(key, moment.before));
			return;
		}
		Partition right = switch (attribute.name()) {
			case Act.CARD -> Partition.SECURE;
			case Act.TAB, Act.FLASH -> hit.isSecure() ? Partition.SECURE : Partition.INSECURE;
			default -> Partition.SHARED;
		};
		require(2, attribute.partition() == right,
				hit + " wrote " + attribute.name() + " where " + attribute.partition() + " sees it");
	}

	/**
	 * What HTTP set first is shared, and stays so; what HTTPS set first is not.
	 */
	private static void checkNote(Hit hit, Partition partition, Moment moment, @Nullable StoredSession before) {
		if (moment.isRace() || before == null) {
			// a copy has what the original had
			return;
		}
		Set<Partition> partitions = before.attributes()
			.stream()
			.filter((attribute) -> attribute.name().equals(Act.NOTE))
			.map(StoredAttribute::partition)
			.collect(Collectors.toSet());
		if (!hit.isSecure() || partitions.equals(Set.of(Partition.SHARED))) {
			require(4, partition == Partition.SHARED, hit + " took a note away from HTTP");
		}
		else if (!partitions.contains(Partition.SHARED)) {
			require(2, partition == Partition.SECURE, hit + " wrote a note where HTTP sees it");
		}
	}

	// ---- invariants 1 and 3: what a thief of the database finds

	private void checkAtRest(Moment moment) {
		for (StoredSession session : moment.after) {
			for (IdKind kind : IdKind.values()) {
				require(15,
						session.record()
							.ids()
							.retired()
							.stream()
							.filter((id) -> id.kind() == kind)
							.count() <= Rules.REMEMBERED,
						"a session remembers more and more ids");
			}
			for (StoredAttribute attribute : session.attributes()) {
				if (Act.isOfLogin(attribute.name()) || attribute.name().contains("springframework")) {
					require(3, attribute.partition() != Partition.SHARED, attribute.name() + " is shared");
					String value = new String(attribute.value(), StandardCharsets.ISO_8859_1);
					require(1, this.ids.keySet().stream().noneMatch(value::contains),
							attribute.name() + " holds a usable id");
				}
			}
		}
	}

	private void learnAccess(Exchange exchange, Moment moment, Instant now) {
		Hit hit = exchange.hit();
		for (IdKind kind : IdKind.values()) {
			List<IssuedId> presented = presented(hit, kind).toList();
			for (IssuedId id : presented) {
				Row record = record(id.record());
				// over HTTPS, the access of an insecure id may be one of a copy, and a
				// secure one
				// goes first
				boolean opens = (kind == IdKind.SECURE) == hit.isSecure()
						|| (record.owner() == null && hit.presented(IdKind.SECURE).isEmpty());
				boolean surely = opens && !moment.isRace() && id.current() && exchange.seen() != null
						&& !exchange.faulted() && exchange.isAcknowledged() && hit.act() != Act.END
						&& record.mustLive(now);
				if (!id.isDead(now) && (surely || record.mayLive(now))) {
					this.rows.put(id.record(), record.accessed(now, surely && hit.presented(kind).size() == 1,
							kind == IdKind.SECURE && record.secureSideMayLive(now)));
				}
				if (id.current()) {
					learnConfirmed(id, exchange, moment, now);
				}
			}
		}
	}

	/** The first use of an id begins the grace of those that it replaced. */
	private void learnConfirmed(IssuedId successor, Exchange exchange, Moment moment, Instant now) {
		Hit hit = exchange.hit();
		Row record = record(successor.record());
		boolean surely = exchange.seen() != null && !exchange.faulted() && !moment.isRace() && record.mustLive(now)
				&& hit.presented(successor.kind()).size() == 1 && isOpenedBy(hit, successor);
		if (surely) {
			this.ids.replaceAll((value,
					id) -> (id.record().equals(successor.record()) && id.kind() == successor.kind() && !id.current())
							? id.dead(now.plus(Rules.GRACE)) : id);
		}
	}

	/** Not if a secure cookie of another session comes along. */
	private boolean isOpenedBy(Hit hit, IssuedId id) {
		return id.kind() == IdKind.SECURE || hit.presented(IdKind.SECURE).isEmpty() || !hit.isSecure()
				|| presented(hit, IdKind.SECURE)
					.allMatch((other) -> other.current() && other.record().equals(id.record()));
	}

	private void learnIssued(Exchange exchange, Moment moment, World world) {
		Hit hit = exchange.hit();
		Instant now = world.now;
		for (IdKind kind : IdKind.values()) {
			String value = exchange.issued(kind);
			String key = (value != null) ? rowOf(kind, value, moment) : null;
			if (value == null || key == null) {
				continue;
			}
			this.rows.computeIfAbsent(key, (unknown) -> newRow(hit, key, moment, now));
			this.ids.put(value, IssuedId.of(kind, value, hit.actor(), key));
			if (kind == IdKind.SECURE) {
				Row record = record(key);
				// where the store failed, a step-up before may be all that there was
				boolean login = exchange.isLogin() || (hit.act() == Act.CHANGE_ID && exchange.isAcknowledged());
				boolean begins = record.owner() == null || exchange.isLogin() || !record.secureSideMayLive(now);
				boolean mayBegin = begins || exchange.faulted() || !record.secureSideMustLive(now);
				Row secured = record.secured(hit.actor(), now, begins);
				this.rows.put(key, mayBegin ? secured : new Row(secured.creator(), secured.owner(), secured.origins(),
						secured.user(), secured.accessed(), secured.secureAccessed(), record.secureSince()));
				if (login) {
					this.ids.replaceAll((other, id) -> (id.record().equals(key) && id.kind() == IdKind.SECURE
							&& !other.equals(value) && !isCurrent(id, moment)) ? id.retiredByLogin() : id);
				}
				if (exchange.isLogin()) {
					this.rows.put(key, record(key).user(true));
				}
			}
		}
		learnEnd(exchange, moment, now);
		if (hit.act() == Act.LOGOUT && exchange.status() == 302) {
			presented(hit, IdKind.SECURE).forEach((id) -> this.rows.put(id.record(), record(id.record()).user(false)));
		}
	}

	/**
	 * An end over HTTP leaves the secure side and not the id that was presented, so that
	 * nobody who read it sees what HTTPS shares from then on.
	 */
	private void learnEnd(Exchange exchange, Moment moment, Instant now) {
		Hit hit = exchange.hit();
		if (hit.act() == Act.END && !hit.isSecure() && !moment.isRace() && !exchange.faulted()
				&& exchange.seen() != null && hit.presented(IdKind.INSECURE).size() == 1) {
			hit.presented(IdKind.INSECURE)
				.forEach((value) -> this.ids.computeIfPresent(value,
						(same, id) -> (id.current() && record(id.record()).mustLive(now)) ? id.dead(now) : id));
		}
	}

	private Row newRow(Hit hit, String key, Moment moment, Instant now) {
		Set<String> origins = new HashSet<>(originsOf(opened(hit, moment, now)));
		origins.add(key);
		Span span = new Span(now, now);
		return new Row(hit.actor(), null, Set.copyOf(origins), false, span, span, span);
	}

	private void learnReplaced(Moment moment, Instant now) {
		Map<String, List<RetiredId>> retired = new HashMap<>();
		for (StoredSession session : moment.after) {
			StoredSession before = find(keyOf(session), moment.before);
			retired.put(keyOf(session),
					session.record()
						.ids()
						.retired()
						.stream()
						.filter((id) -> before == null || before.record().ids().retired(id.kind(), id.id()) == null)
						.toList());
		}
		this.ids.replaceAll((value, id) -> isCurrent(id, moment) ? id
				: id.replaced(now, later(id, retired.getOrDefault(id.record(), List.of()))));
	}

	/** How many of those that were retired now were retired after an id. */
	private static int later(IssuedId id, List<RetiredId> retired) {
		List<RetiredId> ofTheKind = retired.stream().filter((other) -> other.kind() == id.kind()).toList();
		return ofTheKind.size() - 1 - ofTheKind.stream().map(RetiredId::id).toList().indexOf(id.hash());
	}

	private static boolean isCurrent(IssuedId id, Moment moment) {
		StoredSession session = find(id.record(), moment.after);
		return session != null && id.hash()
			.equals((id.kind() == IdKind.SECURE) ? session.record().secureId() : session.record().insecureId());
	}

	private static @Nullable String rowOf(IdKind kind, String value, Moment moment) {
		var hash = IssuedId.hash(kind, value);
		for (StoredSession session : moment.after) {
			if (hash.equals((kind == IdKind.SECURE) ? session.record().secureId() : session.record().insecureId())) {
				return keyOf(session);
			}
		}
		return moment.after.stream()
			.filter((session) -> session.record().ids().retired(kind, hash) != null)
			.map(Oracle::keyOf)
			.findFirst()
			.orElse(null);
	}

	// ---- what visitors may expect from now on

	private void expect(Exchange exchange, Moment moment, World world) {
		Hit hit = exchange.hit();
		Instant now = world.now;
		CookieJar jar = world.jar(hit.actor());
		if (!hit.actor().isHonest()) {
			Stream.of(IdKind.values())
				.flatMap((kind) -> hit.presented(kind).stream())
				.map(this.ids::get)
				.filter((id) -> id != null && id.actor().isHonest())
				.forEach((id) -> expectation(id.actor()).interfere());
			return;
		}
		Expectation expected = expectation(hit.actor());
		boolean arrived = moment.fate == Fate.ARRIVED && exchange.isAcknowledged() && !exchange.faulted();
		boolean changed = exchange.issued(IdKind.INSECURE) != null || exchange.issued(IdKind.SECURE) != null;
		if (!arrived && (changed || exchange.faulted())) {
			expected.intact = false;
		}
		boolean copied = moment.isRace()
				&& moment.exchanges.stream().anyMatch((other) -> other.published(SessionDetachedEvent.class));
		if (copied || (moment.slow && (presentedNothing(hit) || presentedAnyDead(hit, now) || isOfAnother(hit, jar)))) {
			// the copy may be of before the other one's change
			expected.damage();
			return;
		}
		boolean exact = arrived && !moment.isRace();
		if (exchange.seen() != null) {
			String secured = rowKeyOf(jar.find(Hit.SECURE_COOKIE));
			boolean holdsSecureId = exchange.issued(IdKind.SECURE) != null
					|| (secured != null && presented(hit, IdKind.SECURE).anyMatch((id) -> id.record().equals(secured)));
			expectWrites(hit, expected, exact, arrived, holdsSecureId, moment);
		}
		boolean rotates = hit.act() == Act.CHANGE_ID && hit.isSecure() && exchange.seen() != null;
		boolean ends = hit.act() == Act.LOGIN || hit.act() == Act.LOGOUT || hit.act() == Act.END;
		if (rotates || (ends && !exchange.isRedirect())) {
			expectEnds(exchange, expected, exact, moment, now);
		}
		if (moment.isRace() && Stream.of(IdKind.values())
			.flatMap((kind) -> presented(hit, kind))
			.noneMatch((id) -> id.current() && record(id.record()).mustLive(now))) {
			// each made a session, and the browser keeps the cookie that arrived last
			expected.damage();
		}
	}

	private static boolean presentedNothing(Hit hit) {
		return hit.presented(IdKind.INSECURE).isEmpty() && hit.presented(IdKind.SECURE).isEmpty();
	}

	private boolean isOfAnother(Hit hit, CookieJar jar) {
		return !sessionsOf(jar).containsAll(Stream.of(IdKind.values())
			.flatMap((kind) -> presented(hit, kind))
			.map(IssuedId::record)
			.collect(Collectors.toSet()));
	}

	private boolean presentedAnyDead(Hit hit, Instant now) {
		return Stream.of(IdKind.values())
			.flatMap((kind) -> hit.presented(kind).stream())
			.map(this.ids::get)
			.anyMatch((id) -> id == null || !id.current() || !record(id.record()).mustLive(now));
	}

	private static void expectWrites(Hit hit, Expectation expected, boolean exact, boolean arrived,
			boolean holdsSecureId, Moment moment) {
		String shared = hit.act().shared();
		if (shared == null) {
			return;
		}
		String value = (hit.act() == Act.REMOVE) ? Expectation.NOTHING : hit.token();
		boolean alone = exact || (arrived && moment.exchanges.stream()
			.allMatch((other) -> other.hit().equals(hit) || !isAbout(other.hit(), shared)));
		if (alone) {
			expected.set(shared, value);
		}
		else {
			expected.mayBe(shared, value);
		}
		if (hit.act() == Act.WRITE && hit.isSecure()) {
			// who lost the secure id while a request was on its way lost its secure side
			if (alone && exact && holdsSecureId) {
				expected.set(Act.CARD, value);
			}
			else {
				expected.mayBe(Act.CARD, value);
			}
		}
	}

	private static boolean isAbout(Hit hit, String name) {
		return name.equals(hit.act().shared()) || hit.act() == Act.END || hit.act() == Act.LOGOUT;
	}

	private void expectEnds(Exchange exchange, Expectation expected, boolean exact, Moment moment, Instant now) {
		Hit hit = exchange.hit();
		if (moment.isRace()) {
			expected.intact = false;
			expected.mayBeAnything(Expectation.SECURE);
			if (hit.act() == Act.LOGOUT || hit.act() == Act.END) {
				expected.mayBeAnything(Expectation.SHARED);
			}
			return;
		}
		boolean secureId = presented(hit, IdKind.SECURE).count() == 1;
		if (hit.act() == Act.LOGIN || hit.act() == Act.CHANGE_ID) {
			expectLogin(exchange, expected, exact);
		}
		else if (!hit.isSecure()) {
			if (hit.act() == Act.END && exact && hit.cookies() != null && !presentedAnyDead(hit, now)) {
				Expectation.SHARED.forEach((name) -> expected.set(name, Expectation.NOTHING));
			}
			else if (hit.act() == Act.END && hit.cookies() != null) {
				// the id may be dead over HTTP and the values there over HTTPS
				expected.damage();
				expected.interfere();
			}
		}
		else if (exact && secureId && exchange.events().stream().anyMatch(Oracle::isEnd)) {
			Expectation.SHARED.forEach((name) -> expected.set(name, Expectation.NOTHING));
			Expectation.SECURE.forEach((name) -> expected.set(name, Expectation.NOTHING));
		}
		else if (exchange.status() != 403) {
			expected.damage();
		}
	}

	private static boolean isEnd(Object event) {
		return event.getClass().getSimpleName().equals("SessionDeletedEvent");
	}

	private void expectLogin(Exchange exchange, Expectation expected, boolean exact) {
		Hit hit = exchange.hit();
		boolean changes = exchange.isLogin() || hit.act() == Act.CHANGE_ID;
		if (!changes && !exchange.faulted()) {
			return;
		}
		boolean keeps = exact && changes
				&& (presented(hit, IdKind.SECURE).noneMatch((id) -> true) || presented(hit, IdKind.SECURE)
					.anyMatch((id) -> id.record().equals(rowKeyOf(exchange.issued(IdKind.SECURE)))));
		if (!keeps) {
			expected.mayBeAnything(Expectation.SECURE);
		}
		if (exact && exchange.isLogin()) {
			expected.set(Expectation.USER, hit.actor().userName());
		}
	}

	private @Nullable String rowKeyOf(@Nullable String value) {
		IssuedId id = (value != null) ? this.ids.get(value) : null;
		return (id != null) ? id.record() : null;
	}

	private static void require(int invariant, boolean holds, String message) {
		if (!holds) {
			throw new Violation(invariant, message);
		}
	}

}
