package io.github.mixedsession.store.cookie;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DuplicateKeyException;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.SessionCredential;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.StoredSession;

/**
 * The sessions that one request brings along in its cookies, and those that are made in
 * it. Internal. Belongs to that request, whose threads may share it.
 * <p>
 * <strong>Not guaranteed:</strong> that a cookie is the latest one. Whoever holds an old
 * cookie holds an old session, for as long as it would have lived.
 */
public final class CarriedSessions {

	private final SessionCookieFormat format;

	private final Set<Partition> inSecureCookie;

	private final PresentedCookies presented = new PresentedCookies();

	private final Map<IdHash, SessionCredential> ids = new HashMap<>();

	/** What was written of each id last: headers are written several times. */
	private final Map<IdHash, String> texts = new HashMap<>(4);

	private @Nullable Map<Locator, CarriedSession> sessions;

	private final Set<Locator> lost = new HashSet<>();

	/**
	 * Create it, with nothing at first.
	 * @param format what the cookies look like
	 * @param sendsInsecure whether insecure cookies are sent; if not, the secure one
	 * holds the whole session
	 */
	public CarriedSessions(SessionCookieFormat format, boolean sendsInsecure) {
		this.format = format;
		this.inSecureCookie = sendsInsecure ? Set.of(Partition.SECURE) : Set.of(Partition.values());
	}

	/**
	 * Returns whether a cookie says of itself that it holds a session: to look costs
	 * little, and proves nothing.
	 * @param kind which cookie
	 * @param value its value
	 * @return whether to read it is worth what that costs
	 */
	public boolean isOurs(IdKind kind, String value) {
		return this.format.isOurs(kind, value);
	}

	/**
	 * Reads a cookie that the request presents. All are read before anything is looked
	 * up.
	 * @param kind which cookie
	 * @param value its value
	 * @return the id that is in it, {@code null} if it is none of ours, or too old
	 */
	public synchronized @Nullable SessionCredential read(IdKind kind, String value) {
		PresentedCookie cookie = this.format.read(kind, value);
		if (cookie == null) {
			return null;
		}
		this.presented.add(cookie);
		this.ids.put(cookie.cookie().id(), cookie.id());
		return cookie.id();
	}

	/**
	 * Returns the id that the request presented, or that it was given.
	 * @param id the hash of the id
	 * @return the usable id, {@code null} if there is none
	 */
	public synchronized @Nullable SessionCredential find(IdHash id) {
		return this.ids.get(id);
	}

	/**
	 * Returns the value of the cookie with a current id, as of now.
	 * @param id the id
	 * @return the value, {@code null} if the id is not current any more: somebody else
	 * has replaced it, or has ended the session
	 */
	public synchronized @Nullable String write(SessionCredential id) {
		IdHash hash = id.hash();
		CarriedSession session = sessions().get(id.presented().locator());
		if (session == null || !hash.equals(session.record().ids().current(id.kind()))) {
			return null;
		}
		String text = this.texts.get(hash);
		if (text == null || session.changed().contains(id.kind())) {
			this.ids.put(hash, id);
			text = this.format.write(session.send(id.kind()), id);
			this.texts.put(hash, text);
		}
		return text;
	}

	/**
	 * Returns the ids whose cookies hold something else by now than what the browser has.
	 * @param handle of the request's session; what becomes of others is not for this
	 * browser
	 * @return the ids, as far as the request has them
	 */
	public synchronized List<SessionCredential> changed(String handle) {
		CarriedSession session = (this.sessions != null) ? this.sessions.get(Locator.parse(handle)) : null;
		if (session == null) {
			return List.of();
		}
		return session.changed()
			.stream()
			.map((kind) -> this.ids.get(Objects.requireNonNull(session.record().ids().current(kind))))
			.filter(Objects::nonNull)
			.toList();
	}

	/**
	 * Does something with a session, while no other thread does.
	 * @return what comes of it, {@code null} if the request has no such session
	 */
	synchronized <T> @Nullable T read(Locator locator, Function<CarriedSession, @Nullable T> action) {
		CarriedSession session = sessions().get(locator);
		return (session != null) ? action.apply(session) : null;
	}

	/**
	 * Takes a session that was made in this request.
	 * @throws DuplicateKeyException if there is one with its locator
	 * @throws io.github.mixedsession.SessionCookieFullException if its cookies can't hold
	 * it
	 */
	synchronized void add(StoredSession session) {
		if (sessions().containsKey(session.record().locator())) {
			throw new DuplicateKeyException("The locator is taken");
		}
		CarriedSession fresh = new CarriedSession(session.record(), session.attributes(), Set.of(),
				this.inSecureCookie);
		fresh.changed().forEach((kind) -> this.format.check(fresh.cookie(kind), null));
		sessions().put(session.record().locator(), fresh.opened());
	}

	/**
	 * Forgets a session that is over, or somebody else's by now.
	 */
	synchronized void remove(Locator locator) {
		if (sessions().remove(locator) != null) {
			this.lost.add(locator);
		}
	}

	/**
	 * Returns whether the request has had a session, and has it no more: what it does to
	 * that is not meant for what the session has become.
	 */
	synchronized boolean hasLost(Locator locator) {
		return this.lost.contains(locator);
	}

	SessionCookieFormat format() {
		return this.format;
	}

	private Map<Locator, CarriedSession> sessions() {
		Map<Locator, CarriedSession> all = this.sessions;
		if (all == null) {
			all = new LinkedHashMap<>();
			for (Locator locator : this.presented.locators()) {
				all.put(locator, this.presented.session(locator, this.inSecureCookie, this.format.lifetime()));
			}
			this.sessions = all;
		}
		return all;
	}

}
