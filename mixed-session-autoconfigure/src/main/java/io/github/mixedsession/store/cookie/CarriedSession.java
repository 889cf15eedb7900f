package io.github.mixedsession.store.cookie;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.SessionSide;
import io.github.mixedsession.attribute.SecurityState;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.id.SessionIds;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.Proof;
import io.github.mixedsession.store.SecureSide;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.StoredAttribute;
import io.github.mixedsession.store.StoredSession;

/**
 * One session as a request carries it: what its cookies hold, and what they are to hold
 * next. Not thread-safe: {@link CarriedSessions} has its callers take turns.
 */
final class CarriedSession {

	private SessionRecord record;

	private Map<Slot, StoredAttribute> attributes;

	/** What the secure side holds, as far as an insecure cookie alone says it. */
	private Set<String> hidden;

	/** When each cookie's id was made. */
	private final Map<IdKind, Long> generations = new EnumMap<>(IdKind.class);

	/** What the browser has, or is about to be sent. */
	private final Map<IdKind, SessionCookie> sent = new EnumMap<>(IdKind.class);

	/** What {@link #cookie} made of all that, until something of it changes. */
	private final Map<IdKind, SessionCookie> made = new EnumMap<>(IdKind.class);

	private final Set<Partition> inSecureCookie;

	private long lastVersion = 1;

	private boolean opened;

	/**
	 * Create it.
	 * @param record the session
	 * @param attributes its attributes, as far as they are known
	 * @param hidden the names of those on the secure side that are not
	 * @param inSecureCookie what the secure cookie holds, which the insecure one does not
	 */
	CarriedSession(SessionRecord record, Collection<StoredAttribute> attributes, Set<String> hidden,
			Set<Partition> inSecureCookie) {
		this.record = record;
		this.attributes = new LinkedHashMap<>();
		attributes.forEach((attribute) -> this.attributes.put(Slot.of(attribute), attribute));
		this.hidden = Set.copyOf(hidden);
		this.inSecureCookie = inSecureCookie;
	}

	SessionRecord record() {
		return this.record;
	}

	/**
	 * Returns whether the request has shown that it is this session's: by its secure id,
	 * since an insecure cookie may be a gift (attack 5), or by having made it.
	 */
	boolean isOpened() {
		return this.opened;
	}

	/**
	 * Takes it that the request has made this session.
	 */
	CarriedSession opened() {
		this.opened = true;
		return this;
	}

	/**
	 * Returns what is shown to who presented an id (invariant 2).
	 */
	StoredSession read(Proof proof, Set<Partition> partitions) {
		boolean opens = proof.opens(this.record);
		this.opened |= opens && proof.kind() == IdKind.SECURE;
		Set<Partition> shown = opens ? partitions : Set.of();
		return read((proof.kind() == IdKind.INSECURE) ? without(shown, Partition.SECURE) : shown);
	}

	/**
	 * Returns what is shown to those who administer sessions.
	 */
	StoredSession read(Set<Partition> partitions) {
		SecureSide side = this.record.secureSide();
		SessionRecord shown = (partitions.contains(Partition.SECURE) || side == null) ? this.record
				: this.record.withIds(this.record.ids(), this.record.side(), side.withPrincipal(null));
		return new StoredSession(shown,
				this.attributes.values()
					.stream()
					.filter((attribute) -> partitions.contains(attribute.partition()))
					.toList());
	}

	private static Set<Partition> without(Set<Partition> partitions, Partition left) {
		return partitions.stream().filter((partition) -> partition != left).collect(Collectors.toSet());
	}

	@Nullable StoredAttribute find(String name, Partition partition) {
		return this.attributes.get(new Slot(name, partition));
	}

	boolean has(String name, Partition partition) {
		return find(name, partition) != null || (partition == Partition.SECURE && this.hidden.contains(name));
	}

	boolean isEmpty() {
		return this.attributes.isEmpty() && this.hidden.isEmpty();
	}

	/**
	 * Takes the ids and the clocks that somebody keeps who knows of all that were ever
	 * made. What the browser has is what it had.
	 */
	void adopt(SessionIds ids, @Nullable SecureSide side, Collection<StoredAttribute> marks) {
		Set<IdKind> changed = changed();
		this.record = this.record.withIds(ids, this.record.side(), side);
		marks.forEach((mark) -> this.attributes.put(Slot.of(mark), mark));
		this.made.clear();
		this.sent.replaceAll((kind, before) -> changed.contains(kind) ? before : cookie(kind));
	}

	/**
	 * Takes other ids.
	 * @param anew whether the secure side begins anew
	 */
	void rotate(SessionRecord after, boolean anew) {
		for (IdKind kind : IdKind.values()) {
			IdHash id = after.ids().current(kind);
			if (id != null && !id.equals(this.record.ids().current(kind))) {
				this.generations.merge(kind, after.ids().generation(), (before, made) -> Math.max(before + 1, made));
			}
		}
		this.record = after;
		if (anew) {
			this.hidden = Set.of();
			clear(Set.of(Partition.SECURE));
		}
		this.made.clear();
	}

	boolean isSecureSideIdle(Instant now) {
		SecureSide side = this.record.secureSide();
		Duration interval = this.record.maxInactiveInterval();
		return side != null && interval.toMillis() > 0 && !now.isBefore(side.lastAccessedAt().plus(interval));
	}

	/**
	 * Forgets the user, and what the secure side holds.
	 */
	void endSecureSide() {
		SecureSide side = this.record.secureSide();
		if (side != null) {
			this.record = this.record.withIds(this.record.ids(), this.record.side(), side.withPrincipal(null));
		}
		clear(Set.of(Partition.SECURE));
	}

	void clear(Set<Partition> partitions) {
		this.attributes.keySet().removeIf((slot) -> partitions.contains(slot.partition));
		this.made.clear();
	}

	/**
	 * Takes what a request has changed, if the cookies can hold it.
	 * @param values the values by their places, {@code null} for what is removed
	 * @param limits fails if they can't; then nothing has changed
	 * @param entered what else is to be written, and fails or not as a whole with it
	 * @return what that says
	 */
	boolean change(SessionRecord after, Map<Slot, byte @Nullable []> values, Limits limits, BooleanSupplier entered) {
		SessionRecord rowBefore = this.record;
		Map<Slot, StoredAttribute> before = this.attributes;
		Map<Slot, StoredAttribute> changed = new LinkedHashMap<>(before);
		values.forEach((slot, value) -> {
			if (value != null) {
				changed.put(slot, new StoredAttribute(slot.name, slot.partition, ++this.lastVersion, value));
			}
			else {
				changed.remove(slot);
			}
		});
		become(after, changed);
		try {
			for (IdKind kind : changed()) {
				limits.check(cookie(kind), this.sent.get(kind));
			}
			return entered.getAsBoolean();
		}
		catch (RuntimeException ex) {
			become(rowBefore, before);
			throw ex;
		}
	}

	private void become(SessionRecord record, Map<Slot, StoredAttribute> attributes) {
		this.record = record;
		this.attributes = attributes;
		this.made.clear();
	}

	/**
	 * Takes it that the browser has a cookie. Where it holds something else than the
	 * session, an earlier access say, it is to be written anew.
	 */
	void presented(SessionCookie cookie) {
		this.generations.put(cookie.kind(), cookie.generation());
		this.made.remove(cookie.kind());
		this.sent.put(cookie.kind(), cookie);
	}

	/**
	 * Returns what a cookie is to hold, which is what the browser has from now on.
	 */
	SessionCookie send(IdKind kind) {
		SessionCookie cookie = cookie(kind);
		this.sent.put(kind, cookie);
		return cookie;
	}

	/**
	 * Returns which cookies are to hold something else than what the browser has.
	 */
	Set<IdKind> changed() {
		Set<IdKind> changed = EnumSet.noneOf(IdKind.class);
		for (IdKind kind : IdKind.values()) {
			boolean held = (kind == IdKind.SECURE) ? this.record.secureId() != null
					: !this.inSecureCookie.contains(Partition.SHARED);
			if (held && !cookie(kind).equals(this.sent.get(kind))) {
				changed.add(kind);
			}
		}
		return changed;
	}

	/**
	 * Returns what a cookie is to hold.
	 */
	SessionCookie cookie(IdKind kind) {
		return this.made.computeIfAbsent(kind, this::make);
	}

	private SessionCookie make(IdKind kind) {
		boolean secure = kind == IdKind.SECURE;
		SecureSide side = this.record.secureSide();
		IdHash id = this.record.ids().current(kind);
		if (id == null) {
			throw new IllegalStateException("A session without a secure id has no secure cookie");
		}
		List<StoredAttribute> held = new ArrayList<>(this.attributes.values());
		held.removeIf((attribute) -> this.inSecureCookie.contains(attribute.partition()) != secure);
		Set<String> names = new TreeSet<>(this.hidden);
		this.attributes.keySet()
			.stream()
			.filter((slot) -> slot.partition == Partition.SECURE && isWorthNaming(slot.name))
			.map(Slot::name)
			.forEach(names::add);
		return new SessionCookie(kind, id, this.generations.getOrDefault(kind, 0L), this.record.ids().loginCount(),
				this.record.ids().restarts(), secure ? SessionSide.SECURE : this.record.side(), this.record.createdAt(),
				this.record.lastAccessedAt(), this.record.maxInactiveInterval(), this.record.ids().family(),
				(secure || side == null) ? side : side.withPrincipal(null), secure ? Set.of() : names, held);
	}

	/**
	 * What Spring Security keeps for a form or a login to come is no reason for a veto.
	 */
	private static boolean isWorthNaming(String name) {
		SecurityState state = SecurityState.ofName(name);
		return state != SecurityState.CSRF_TOKEN && state != SecurityState.SAVED_REQUEST;
	}

	/**
	 * Where an attribute is kept.
	 */
	record Slot(String name, Partition partition) {

		static Slot of(StoredAttribute attribute) {
			return new Slot(attribute.name(), attribute.partition());
		}

	}

	/**
	 * How much a cookie can hold.
	 */
	interface Limits {

		/**
		 * Checks what a cookie is to hold.
		 * @param before what the browser has, {@code null} for none: a cookie that was
		 * too large can be made smaller
		 * @throws io.github.mixedsession.SessionCookieFullException if it can't
		 */
		void check(SessionCookie cookie, @Nullable SessionCookie before);

	}

}
