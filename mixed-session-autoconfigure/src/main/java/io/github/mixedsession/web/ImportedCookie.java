package io.github.mixedsession.web;

import java.util.List;
import java.util.stream.Stream;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;

import io.github.mixedsession.Channel;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.http.CookieHeader;
import io.github.mixedsession.id.ImportedId;
import io.github.mixedsession.id.PresentedId;
import io.github.mixedsession.id.PresentedIds;
import io.github.mixedsession.session.OldSession;

/**
 * The cookie of sessions that were imported from Spring Session. It is exchanged for our
 * own at first sight. Immutable.
 * <p>
 * <strong>Security guarantees.</strong> It opens what it proves: one that was confined to
 * HTTPS is a secure id, and ignored over HTTP (invariant 1); any other is an insecure id,
 * on either channel (invariant 7). It counts only where no id of ours of its kind was
 * presented. Not guaranteed: that nobody planted it. Unlike ours it has no prefix, so
 * whoever can write HTTP responses can put a visitor into an imported session of the
 * attacker's own, until that session's secure side ends.
 *
 * @param name the cookie's name
 * @param kind the kind of id that it counts as: {@link IdKind#SECURE} if every such
 * cookie was {@code Secure}
 * @param old where its sessions are moved from as they are first used, {@code null} if
 * all were moved before
 */
public record ImportedCookie(String name, IdKind kind, @Nullable SessionRepository<?> old) {

	/**
	 * Create a cookie.
	 * @param name the name of the old cookie
	 * @param kind the kind of id that it counts as
	 * @param old where its sessions are moved from
	 * @throws io.github.mixedsession.MisconfigurationException if the name is none
	 */
	public ImportedCookie {
		CookieSettings.requireToken("mixed-session.migration.cookie-name", name);
	}

	PresentedIds addTo(PresentedIds own, CookieHeader cookies, Channel arrival) {
		if ((this.kind == IdKind.SECURE && arrival == Channel.INSECURE) || !own.of(this.kind).isEmpty()) {
			return own;
		}
		List<PresentedId> ids = ids(cookies).map(ImportedId::presented).distinct().toList();
		return ids.isEmpty() ? own : own.withIds(this.kind, ids);
	}

	private Stream<ImportedId> ids(CookieHeader cookies) {
		return cookies.values(this.name)
			.stream()
			.distinct()
			.flatMap((value) -> Stream.ofNullable(ImportedId.parse(this.kind, value)));
	}

	/**
	 * Returns the sessions that imported ids among those presented may open where they
	 * come from.
	 */
	List<OldSession> sessions(PresentedIds presented, CookieHeader cookies) {
		SessionRepository<?> repository = this.old;
		return (repository != null && presented.of(this.kind).stream().anyMatch(PresentedId::imported))
				? ids(cookies).<OldSession>map((id) -> new SessionOfCookie(this.kind, id, repository)).toList()
				: List.of();
	}

	/**
	 * Returns whether a response can have the browser drop it.
	 */
	boolean isIn(HttpServletRequest request) {
		return (this.kind == IdKind.INSECURE || request.isSecure()) && CookieHeader.of(request).contains(this.name);
	}

	private record SessionOfCookie(IdKind kind, ImportedId secret,
			SessionRepository<?> repository) implements OldSession {

		@Override
		public PresentedId id() {
			return this.secret.presented();
		}

		@Override
		public @Nullable Session find() {
			return this.repository.findById(this.secret.reveal());
		}

		@Override
		public void delete() {
			this.repository.deleteById(this.secret.reveal());
		}

	}

}
