package io.github.mixedsession.game;

import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.RetiredIdPresentedEvent;
import io.github.mixedsession.SessionConflictEvent;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.RetiredId;
import io.github.mixedsession.id.SessionIds;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.StoredSession;

/**
 * Says whether an exchange is as the store in cookies promises: by what was seen, by what
 * the cookies hold, and by what the ledger does, if there is one.
 */
final class CookieOracle {

	/** What nobody ever sees: it was written where it does not belong. */
	static final String PLANTED = "planted";

	private static final Set<String> SECURE_NAMES = Set.of(Act.CARD, Act.CONTEXT, "SPRING_SECURITY_CONTEXT",
			"SPRING_SECURITY_SAVED_REQUEST");

	private final World world;

	private final CookieKey key;

	private final boolean ledger;

	private final Map<String, Integer> figures;

	private final Map<String, Written> written = new HashMap<>();

	private final Map<Actor, Instant> loggedIn = new EnumMap<>(Actor.class);

	private final Map<Actor, Instant> secureVisit = new EnumMap<>(Actor.class);

	/** Sessions whose id was changed, and no login came of it. */
	private final Set<Locator> entered = new HashSet<>();

	CookieOracle(World world, CookieKey key, boolean ledger, Map<String, Integer> figures) {
		this.world = world;
		this.key = key;
		this.ledger = ledger;
		this.figures = figures;
	}

	/**
	 * A value that was written.
	 *
	 * @param actor by whom
	 * @param secure whether over HTTPS
	 */
	private record Written(Actor actor, boolean secure) {
	}

	static void require(int invariant, boolean holds, String what) {
		if (!holds) {
			throw new Violation(invariant, what);
		}
	}

	void count(String what) {
		this.figures.merge(what, 1, Integer::sum);
	}

	/** What the ledger has. */
	Map<Locator, SessionRecord> rows() {
		return this.world.store.findAll()
			.stream()
			.map(StoredSession::record)
			.collect(Collectors.toMap(SessionRecord::locator, (record) -> record));
	}

	/**
	 * Takes note of a request that is about to be served.
	 */
	void sent(Hit hit) {
		if (hit.act() == Act.WRITE) {
			this.written.put(hit.token(), new Written(hit.actor(), hit.isSecure()));
		}
		if (hit.isSecure() && (hit.act() == Act.LOGIN || hit.act() == Act.AUTHENTICATE)) {
			this.loggedIn.put(hit.actor(), this.world.now);
		}
	}

	/**
	 * Checks what came of it.
	 * @param before what the ledger had, {@code null} if another request was served at
	 * the same time
	 */
	void check(Exchange exchange, @Nullable Map<Locator, SessionRecord> before) {
		Hit hit = exchange.hit();
		require(14, exchange.status() < 500, hit + " was answered with " + exchange.status());
		exchange.all("Set-Cookie").forEach((cookie) -> checkCookie(cookie, hit));
		checkCaches(exchange);
		checkStranger(exchange);
		checkSeen(exchange);
		checkTimeouts(exchange);
		if (hit.isSecure()) {
			checkInsecureIdAlone(exchange);
			checkConflict(exchange, before);
		}
		if (before != null && exchange.isLogin()) {
			checkLogin(exchange);
		}
		if (this.ledger) {
			checkLedger(exchange, before);
		}
		if (hit.isSecure()) {
			this.secureVisit.put(hit.actor(), this.world.now);
		}
	}

	private List<OpenedCookie> opened(Hit hit, IdKind kind) {
		return hit.presented(kind).stream().map((value) -> OpenedCookie.of(kind, this.key.open(value))).toList();
	}

	private @Nullable OpenedCookie issued(Exchange exchange, IdKind kind) {
		String value = exchange.issued(kind);
		return (value != null) ? OpenedCookie.of(kind, this.key.open(value)) : null;
	}

	private void checkCookie(String cookie, Hit hit) {
		String name = cookie.substring(0, cookie.indexOf('='));
		String value = cookie.substring(name.length() + 1, cookie.indexOf(';'));
		require(1, hit.isSecure() || !name.startsWith("__"), hit + " was sent " + name);
		require(15, name.length() + value.length() <= 4096, hit + " was sent a large cookie");
		if (name.equals(Hit.INSECURE_COOKIE) && !value.isEmpty()) {
			OpenedCookie opened = OpenedCookie.of(IdKind.INSECURE, this.key.open(value));
			require(2, opened.values("secure").isEmpty() && opened.user() == null,
					hit + " was sent what is secure in the insecure cookie");
			for (String part : List.of("shared", "http")) {
				require(2, opened.values(part).keySet().stream().noneMatch(SECURE_NAMES::contains),
						hit + " was sent a secure name in the insecure cookie");
			}
		}
	}

	private static void checkCaches(Exchange exchange) {
		Hit hit = exchange.hit();
		String cache = String.join(", ", exchange.all("Cache-Control"));
		if (exchange.isRedirect() || String.join("\n", exchange.all("Set-Cookie")).contains("SESSION=")) {
			require(13, cache.contains("no-store"), "a redirect or a cookie can be stored: " + hit + " " + cache);
		}
		if (exchange.seen() != null && exchange.isAcknowledged()) {
			require(13, !hit.isSecure() || cache.contains("no-store"),
					"what was served over HTTPS can be stored: " + hit + " " + cache);
			require(13, exchange.seen().values().isEmpty() || cache.contains("no-store") || cache.contains("private"),
					"a page with a session can be shared: " + hit + " " + cache);
		}
	}

	private void checkStranger(Exchange exchange) {
		Hit hit = exchange.hit();
		boolean asksForNothing = switch (hit.act()) {
			case READ, REMOVE, END, CHANGE_ID, VISIT_SECURE, VISIT_INSECURE, LOGIN, LOGOUT, POST_SECURE -> true;
			default -> false;
		};
		if (hit.cookies() == null && asksForNothing) {
			require(13, exchange.issued(IdKind.INSECURE) == null && exchange.issued(IdKind.SECURE) == null,
					hit + " stored nothing and got a cookie");
			require(13, hit.isSecure() || exchange.seen() == null || exchange.all("Cache-Control").isEmpty(),
					hit + " stored nothing and can't be cached");
			count("stranger");
		}
	}

	private void checkSeen(Exchange exchange) {
		Hit hit = exchange.hit();
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
		opened(hit, IdKind.INSECURE).stream()
			.filter((cookie) -> hit.presented(IdKind.SECURE).isEmpty() && cookie.isOfAnOrder())
			.forEach((cookie) -> {
				require(7, seen.values().isEmpty(), hit + " looked into a session that has to stay on HTTPS");
				count("stays on HTTPS");
			});
	}

	private void checkValue(String name, String value, Hit hit) {
		require(2, hit.isSecure() || !SECURE_NAMES.contains(name), hit + " saw " + name);
		require(2, !PLANTED.equals(value), hit + " saw as " + name + " what an insecure cookie said is secure");
		Written by = this.written.get(value);
		if (by != null && (name.equals(Act.CARD) || Act.isPerChannel(name))) {
			require(2, by.secure() == hit.isSecure(), hit + " saw " + name + " of the other channel");
			require(2, !by.secure() || by.actor() == hit.actor(), hit + " saw " + name + " of " + by.actor());
		}
	}

	/** Nobody else than the actor ever has a secure cookie of theirs. */
	private void checkTimeouts(Exchange exchange) {
		Hit hit = exchange.hit();
		Exchange.Seen seen = exchange.seen();
		if (seen == null || !hit.isSecure()) {
			return;
		}
		boolean user = seen.user() != null;
		if (user || seen.values().containsKey(Act.CARD)) {
			Instant visit = this.secureVisit.getOrDefault(hit.actor(), Instant.MIN);
			require(9, this.world.now.isBefore(visit.plus(Rules.SECURE_IDLE).plus(Rules.WRITE_INTERVAL)),
					hit + " saw a secure side that nobody has used for too long");
		}
		if (user) {
			Instant login = this.loggedIn.getOrDefault(hit.actor(), Instant.MIN);
			require(9, this.world.now.isBefore(login.plus(Rules.SECURE_ABSOLUTE)),
					hit + " is logged in for longer than is allowed");
		}
	}

	/** It always gets a session of its own, and none for looking at somebody else's. */
	private void checkInsecureIdAlone(Exchange exchange) {
		Hit hit = exchange.hit();
		List<OpenedCookie> presented = opened(hit, IdKind.INSECURE);
		if (!hit.presented(IdKind.SECURE).isEmpty() || presented.isEmpty()) {
			return;
		}
		for (IdKind kind : IdKind.values()) {
			OpenedCookie given = issued(exchange, kind);
			// a recorded access is written into the cookie that it was of
			require(7,
					given == null || presented.stream()
						.noneMatch((one) -> one.locator().equals(given.locator()) && !one.id().equals(given.id())),
					hit + " was given an id of a session for its insecure one alone");
		}
		boolean looks = hit.act() == Act.READ || hit.act() == Act.VISIT_SECURE;
		if (looks && presented.stream().allMatch((one) -> one.family() != null)) {
			require(7, exchange.issued(IdKind.INSECURE) == null && exchange.issued(IdKind.SECURE) == null,
					hit + " set nothing in its copy and got cookies");
			count("copy");
		}
	}

	private void checkConflict(Exchange exchange, @Nullable Map<Locator, SessionRecord> before) {
		Hit hit = exchange.hit();
		List<OpenedCookie> secure = opened(hit, IdKind.SECURE);
		List<OpenedCookie> insecure = opened(hit, IdKind.INSECURE);
		Exchange.Seen seen = exchange.seen();
		if (seen == null || secure.size() != 1 || insecure.size() != 1) {
			return;
		}
		OpenedCookie own = secure.get(0);
		OpenedCookie other = insecure.get(0);
		boolean ownIsSeen = own.values("secure")
			.entrySet()
			.stream()
			.anyMatch((value) -> value.getValue() instanceof String text
					&& text.equals(seen.values().get(value.getKey())));
		if (!ownIsSeen || own.isBeside(other)) {
			return;
		}
		count("conflict");
		other.values("shared")
			.forEach((name, value) -> require(8, !value.equals(seen.values().get(name)),
					hit + " saw " + name + " of the other cookie's session"));
		if (hit.act() == Act.END || exchange.status() != 200 || !isCurrent(own, before)) {
			return;
		}
		OpenedCookie replaced = issued(exchange, IdKind.INSECURE);
		require(8, replaced != null && own.isBeside(replaced), hit + " did not get the other cookie replaced");
		require(8,
				own.locator().equals(other.locator()) || exchange.published(SessionConflictEvent.class)
						|| !this.world.now.isBefore(other.time("accessed").plus(Rules.IDLE)),
				hit + ", and no event told");
	}

	/** No ids are issued to one in its grace, or of before a login. */
	private boolean isCurrent(OpenedCookie secure, @Nullable Map<Locator, SessionRecord> rows) {
		if (!this.ledger) {
			return true;
		}
		if (rows == null) {
			return false;
		}
		SessionRecord record = rows.get(secure.locator());
		boolean beforeLogin = record != null && record.principalName() != null && secure.user() == null;
		return (record != null) ? !beforeLogin && secure.id().hash().equals(record.secureId()) : secure.user() == null;
	}

	private void checkLogin(Exchange exchange) {
		Hit hit = exchange.hit();
		if (this.ledger && exchange.issued(IdKind.SECURE) == null) {
			// of before another login, whose answer was lost
			return;
		}
		for (IdKind kind : IdKind.values()) {
			OpenedCookie given = issued(exchange, kind);
			require(5, given != null && opened(hit, kind).stream().noneMatch((one) -> one.id().equals(given.id())),
					hit + " did not replace the " + kind + " id");
		}
		count("login");
	}

	// ---- with a ledger: 5, 6, 10, 13 and 16 for users who are logged in

	private void checkLedger(Exchange exchange, @Nullable Map<Locator, SessionRecord> before) {
		Hit hit = exchange.hit();
		Map<Locator, SessionRecord> after = rows();
		for (StoredSession entry : this.world.store.findAll()) {
			String name = entry.record().principalName();
			require(16, entry.attributes().isEmpty(), "the ledger has values after " + hit);
			require(16,
					name == null || List.of(Actor.values()).stream().noneMatch((one) -> name.equals(one.userName())),
					"the ledger has a name that anybody can read");
			if (name == null && (before == null || hit.act() == Act.CHANGE_ID)) {
				this.entered.add(entry.record().locator());
			}
			require(13, name != null || this.entered.contains(entry.record().locator()),
					hit + " made a row for who is not logged in");
		}
		OpenedCookie given = issued(exchange, IdKind.SECURE);
		if (given != null && given.user() != null) {
			SessionRecord record = after.get(given.locator());
			require(5, record != null, hit + " was given a secure cookie of a session that is over");
			require(5, given.id().hash().equals(record.secureId()),
					hit + " was given a secure id that is none any more");
		}
		if (before != null && hit.isSecure()) {
			opened(hit, IdKind.SECURE).stream()
				.filter((cookie) -> cookie.user() == null)
				.forEach((cookie) -> checkNotEntered(hit, before.get(cookie.locator()), after.get(cookie.locator())));
			opened(hit, IdKind.SECURE).stream()
				.filter((cookie) -> cookie.user() != null)
				.forEach((cookie) -> checkEntered(exchange, cookie, before.get(cookie.locator()), after));
		}
	}

	/** A cookie of before a login says nothing about the ids of after it. */
	private static void checkNotEntered(Hit hit, @Nullable SessionRecord before, @Nullable SessionRecord after) {
		require(5,
				before == null || after == null || before.principalName() == null || before.ids().equals(after.ids()),
				hit + " replaced the ids of a login that it knows nothing of");
	}

	private void checkEntered(Exchange exchange, OpenedCookie cookie, @Nullable SessionRecord record,
			Map<Locator, SessionRecord> after) {
		Hit hit = exchange.hit();
		boolean asUser = exchange.seen() != null && exchange.seen().user() != null;
		if (record == null) {
			require(6, !asUser, hit + " was served to a user whose session is over");
			count("over");
		}
		else if (cookie.id().hash().equals(record.secureId())) {
			boolean out = hit.act() == Act.LOGOUT
					&& exchange.all("Location").stream().anyMatch((location) -> location.endsWith("?logout"));
			require(9, !out || !after.containsKey(cookie.locator()), hit + " left the session in the ledger");
		}
		else {
			checkReplaced(exchange, cookie, record.ids(), after, asUser);
		}
	}

	private void checkReplaced(Exchange exchange, OpenedCookie cookie, SessionIds ids,
			Map<Locator, SessionRecord> after, boolean asUser) {
		Hit hit = exchange.hit();
		RetiredId retired = ids.retired(IdKind.SECURE, cookie.id().hash());
		if (retired != null && retired.isUsable(this.world.now)) {
			require(6, !asUser || !ids.isBeforeLogin(retired), hit + " was served to a user by an id of before");
			count("grace");
			return;
		}
		require(6, !asUser, hit + " was served to a user by an id that was replaced");
		if (Objects.requireNonNull(cookie.id().family()).hash().equals(ids.family())) {
			require(10,
					exchange.events()
						.stream()
						.anyMatch((event) -> event instanceof RetiredIdPresentedEvent told
								&& told.getKind() == IdKind.SECURE && told.isSessionEnded()),
					hit + " showed an id that was replaced and no event told");
			require(10, !after.containsKey(cookie.locator()), hit + " showed an id that was replaced in vain");
			count("theft");
		}
	}

}
