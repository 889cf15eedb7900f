package io.github.mixedsession.game;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.e2e.CookieJar;
import io.github.mixedsession.game.Known.IssuedId;
import io.github.mixedsession.game.Known.Row;
import io.github.mixedsession.game.Known.Token;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.id.RetiredId;
import io.github.mixedsession.store.SecureSide;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.StoredAttribute;
import io.github.mixedsession.store.StoredSession;

/**
 * Says of two worlds whether they differ in anything but names: ids, keys and values are
 * renamed in the order in which they are met, and times are relative. 64 bits.
 */
final class Fingerprint {

	private static final Pattern TOKEN = Pattern.compile("<\\d+'?>");

	/** Beyond this age nothing changes any more. */
	private static final long OLD = 3 * Rules.IDLE.toSeconds();

	private final World world;

	private final Map<Object, String> names = new HashMap<>();

	private final StringBuilder text = new StringBuilder(1024);

	private Fingerprint(World world) {
		this.world = world;
	}

	static long of(World world) {
		Fingerprint fingerprint = new Fingerprint(world);
		fingerprint.write();
		long hash = 0xcbf29ce484222325L;
		for (int i = 0; i < fingerprint.text.length(); i++) {
			hash = (hash ^ fingerprint.text.charAt(i)) * 0x9e3779b97f4a7c15L;
			hash ^= hash >>> 29;
		}
		return hash;
	}

	private void write() {
		List<StoredSession> sessions = this.world.oracle.unsealed(this.world.store.findAll(), List.of());
		this.world.jars.forEach((actor, jar) -> write(actor, jar));
		Exchange held = this.world.held;
		if (held != null) {
			held.all("Set-Cookie").forEach((cookie) -> put(value(cookie.substring(0, cookie.indexOf(';')))));
		}
		put("|");
		Hit captured = this.world.captured;
		if (captured != null) {
			put(captured.act() + "" + captured.channel());
			for (IdKind kind : IdKind.values()) {
				captured.presented(kind).forEach((id) -> put(name(id)));
			}
		}
		put("|");
		int size = this.world.sniffed.size();
		this.world.sniffed.subList(Math.max(0, size - 2), size).forEach((id) -> put(name(id)));
		put((size > 0) ? name(this.world.sniffed.get(0)) : "-");
		put((size > 1) ? "2" : "1");
		writeIds();
		sessions.stream().sorted(Comparator.comparing((session) -> name(key(session.record())))).forEach(this::write);
		for (Actor actor : Actor.values()) {
			String expectation = this.world.oracle.expectation(actor).toString();
			Matcher matcher = TOKEN.matcher(expectation);
			put(matcher.replaceAll((match) -> name(match.group())));
		}
		this.world.oracle.tokens.forEach((value, token) -> {
			if (this.names.containsKey(value)) {
				write(value, token);
			}
		});
	}

	private void write(Actor actor, CookieJar jar) {
		put(actor.name());
		jar.contents().forEach((cookie) -> {
			put(cookie.get(0));
			put(cookie.get(1));
			put(name(cookie.get(2)));
		});
	}

	/** In the order of the names, so that the order of their issue does not matter. */
	private void writeIds() {
		TreeSet<String> lines = new TreeSet<>();
		this.world.oracle.ids.forEach((value, id) -> {
			String name = this.names.get(value);
			if (name != null) {
				lines.add(name + id.kind() + id.actor() + id.current() + id.beforeLogin() + id.isTapped(this.world.now)
						+ id.exposed() + id.later() + age(id.dead()) + "@");
			}
		});
		for (String line : lines) {
			put(line);
		}
		this.world.oracle.ids.forEach((value, id) -> {
			if (this.names.containsKey(value)) {
				this.names.putIfAbsent(id.hash(), name(value));
			}
		});
		lines.clear();
		this.names.entrySet()
			.stream()
			.filter((entry) -> entry.getKey() instanceof String)
			.map((entry) -> Map.entry(entry.getValue(), String.valueOf(rowKey((String) entry.getKey()))))
			.sorted(Map.Entry.comparingByKey(
					Comparator.comparing((String name) -> name.length()).thenComparing(Comparator.naturalOrder())))
			.toList()
			.forEach((entry) -> put(entry.getKey() + name(entry.getValue())));
	}

	private @Nullable String rowKey(String value) {
		IssuedId id = this.world.oracle.ids.get(value);
		return (id != null) ? id.record() : null;
	}

	private void write(StoredSession session) {
		SessionRecord record = session.record();
		SecureSide side = record.secureSide();
		put(name(key(record)) + hash(record.insecureId()) + hash(record.secureId()) + record.side()
				+ record.ids().insecureExposed() + record.ids().isUnconfirmed(IdKind.INSECURE)
				+ record.ids().isUnconfirmed(IdKind.SECURE) + record.principalName() + age(record.lastAccessedAt())
				+ ((side != null) ? age(side.since()) + age(side.lastAccessedAt()) : "-"));
		session.attributes()
			.stream()
			.sorted(Comparator.comparing(StoredAttribute::name).thenComparing(StoredAttribute::partition))
			.forEach((attribute) -> put(attribute.name() + attribute.partition() + token(attribute)));
		for (RetiredId id : record.ids().retired()) {
			if (this.names.containsKey(id.id())) {
				put(hash(id.id()) + record.ids().isBeforeLogin(id) + age(id.usableUntil()));
			}
		}
		Row known = this.world.oracle.rows.get(key(record));
		if (known != null) {
			put(known.creator() + "" + known.owner() + known.user() + age(known.accessed().earliest())
					+ age(known.accessed().latest()) + age(known.secureAccessed().earliest())
					+ age(known.secureAccessed().latest()) + age(known.secureSince().earliest())
					+ age(known.secureSince().latest()));
			known.origins().stream().filter(this.names::containsKey).map(this::name).sorted().forEach(this::put);
		}
	}

	private void write(String value, Token token) {
		put(name(value) + token.writer() + token.channel()
				+ ((token.record() != null && this.names.containsKey(token.record())) ? name(token.record()) : "-"));
	}

	private String token(StoredAttribute attribute) {
		Matcher matcher = TOKEN.matcher(new String(attribute.value(), StandardCharsets.ISO_8859_1));
		return matcher.find() ? name(matcher.group()) : "";
	}

	private static String key(SessionRecord record) {
		return record.locator().toString();
	}

	private String hash(@Nullable IdHash id) {
		return (id != null) ? this.names.getOrDefault(id, "?") : "-";
	}

	private String age(@Nullable Instant time) {
		return (time == null) ? "-"
				: Math.max(-OLD, Math.min(OLD, Duration.between(time, this.world.now).toSeconds())) + "s";
	}

	private String value(String cookie) {
		return name(cookie.substring(cookie.indexOf('=') + 1));
	}

	private String name(Object thing) {
		return this.names.computeIfAbsent(thing, (unknown) -> "n" + this.names.size());
	}

	private void put(String part) {
		this.text.append(part).append(' ');
	}

}
