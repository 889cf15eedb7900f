package io.github.mixedsession.store.cookie;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.SessionSide;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.SessionCredential;
import io.github.mixedsession.id.SessionIds;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.StoredAttribute;

/**
 * The cookies that one request presents, and which of them make a session together. Not
 * thread-safe.
 * <p>
 * <strong>Security guarantees.</strong> Cookies of one session are put together only if
 * the insecure one names the family of the secure one; any other counts for itself, or
 * for nothing (invariant 8).
 */
final class PresentedCookies {

	private final List<PresentedCookie> all = new ArrayList<>(2);

	void add(PresentedCookie cookie) {
		this.all.add(cookie);
	}

	Set<Locator> locators() {
		return this.all.stream().map(PresentedCookie::locator).collect(Collectors.toSet());
	}

	/**
	 * Puts the cookies of one session together. A secure one that has expired takes no
	 * part beside an insecure one of another family: an answer that came late has brought
	 * it back, and what the visitor has done since would be lost (invariant 4).
	 */
	CarriedSession session(Locator locator, Set<Partition> inSecureCookie, SessionCookieLifetime lifetime) {
		SessionCookie secure = youngest(IdKind.SECURE, locator, null);
		SessionCookie insecure = youngest(IdKind.INSECURE, locator, (secure != null) ? secure.family() : null);
		if (secure != null && insecure == null && lifetime.isIdle(secure)) {
			insecure = youngest(IdKind.INSECURE, locator, null);
			secure = (insecure != null) ? null : secure;
		}
		SessionCookie first = (secure != null) ? secure : Objects.requireNonNull(insecure);
		List<StoredAttribute> attributes = new ArrayList<>();
		// where both hold the same attribute, the one read last counts: the secure one
		for (SessionCookie cookie : cookies(insecure, secure)) {
			attributes.addAll(cookie.attributes());
		}
		CarriedSession session = new CarriedSession(record(locator, first, insecure, secure), attributes,
				(secure != null || insecure == null) ? Set.of() : insecure.secureNames(), inSecureCookie);
		cookies(insecure, secure).forEach(session::presented);
		return session;
	}

	private static List<SessionCookie> cookies(@Nullable SessionCookie... all) {
		List<SessionCookie> there = new ArrayList<>(2);
		for (SessionCookie cookie : all) {
			if (cookie != null) {
				there.add(cookie);
			}
		}
		return there;
	}

	private @Nullable SessionCookie youngest(IdKind kind, Locator locator, @Nullable IdHash family) {
		return this.all.stream()
			.filter((one) -> one.locator().equals(locator))
			.map(PresentedCookie::cookie)
			.filter((cookie) -> cookie.kind() == kind && (family == null || family.equals(cookie.family())))
			.max(Comparator.comparingLong(SessionCookie::generation).thenComparing(SessionCookie::lastAccessedAt))
			.orElse(null);
	}

	private static SessionRecord record(Locator locator, SessionCookie first, @Nullable SessionCookie insecure,
			@Nullable SessionCookie secure) {
		IdHash unknown = (first.family() != null) ? nobodysId(locator) : null;
		SessionIds ids = new SessionIds(Math.max(first.generation(), (insecure != null) ? insecure.generation() : 0),
				(insecure != null) ? insecure.id() : nobodysId(locator), (secure != null) ? secure.id() : unknown,
				first.family(), first.loginCount(), first.restarts(), List.of(), false);
		SessionCookie last = (insecure != null && insecure.lastAccessedAt().isAfter(first.lastAccessedAt())) ? insecure
				: first;
		return new SessionRecord(locator, ids, (insecure != null) ? insecure.side() : SessionSide.SECURE,
				first.createdAt(), last.lastAccessedAt(), first.maxInactiveInterval(), first.secureSide(), null);
	}

	/**
	 * Stands for an id that the request has not presented: it opens nothing.
	 */
	private static IdHash nobodysId(Locator locator) {
		return SessionCredential.insecure(locator).hash();
	}

}
