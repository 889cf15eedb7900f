package io.github.mixedsession.web;

import java.time.Clock;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.http.CookieHeader;
import io.github.mixedsession.http.LogText;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.id.PresentedIds;
import io.github.mixedsession.id.SessionCredential;
import io.github.mixedsession.log.Throttle;
import io.github.mixedsession.session.OldSession;
import io.github.mixedsession.session.ViewedSession;
import io.github.mixedsession.store.cookie.CarriedSessions;

/**
 * The session cookies that one request brought, read when they are first asked for: not
 * every request needs what it costs to open them. Belongs to that request, whose threads
 * may share it.
 */
final class RequestCookies {

	private static final ThreadLocal<@Nullable CarriedSessions> WORKED_FOR = new ThreadLocal<>();

	private static final Log logger = LogFactory.getLog(RequestCookies.class);

	private static final Throttle lostChanges = new Throttle(Clock.systemUTC());

	private final SessionCookies cookies;

	private final HttpServletRequest request;

	private final Channel channel;

	private final boolean inScope;

	private final CookieHeader sent;

	private final @Nullable CarriedSessions carried;

	private @Nullable PresentedIds ids;

	RequestCookies(SessionCookies cookies, HttpServletRequest request, boolean inScope) {
		this.cookies = cookies;
		this.request = request;
		this.channel = Channel.of(request.isSecure());
		this.inScope = inScope;
		this.sent = CookieHeader.of(request);
		this.carried = cookies.carried();
	}

	SessionCookies cookies() {
		return this.cookies;
	}

	synchronized PresentedIds ids() {
		PresentedIds read = this.ids;
		if (read == null) {
			read = this.inScope ? this.cookies.read(this.sent, this.channel, this.carried) : PresentedIds.NONE;
			this.ids = read;
		}
		return read;
	}

	List<OldSession> oldSessions() {
		return this.cookies.oldSessions(ids(), this.sent);
	}

	/**
	 * Returns whether there is a cookie of the name of a kind, without reading it.
	 */
	boolean contains(IdKind kind) {
		return this.sent.contains(this.cookies.settings().name(kind));
	}

	@Nullable SessionCredential find(IdHash id) {
		return this.cookies.find(id, this.request, this.channel, this.carried);
	}

	/**
	 * Returns what the request carries that the current thread works for.
	 */
	static @Nullable CarriedSessions workedFor() {
		return WORKED_FOR.get();
	}

	/**
	 * Has the current thread work for this request, if it carries anything.
	 */
	void during(Runnable action) {
		CarriedSessions before = WORKED_FOR.get();
		if (this.carried == null || this.carried.equals(before)) {
			action.run();
			return;
		}
		ids();
		WORKED_FOR.set(this.carried);
		try {
			action.run();
		}
		finally {
			if (before != null) {
				WORKED_FOR.set(before);
			}
			else {
				WORKED_FOR.remove();
			}
		}
	}

	/**
	 * Returns what came with the ids, {@code null} if cookies hold ids alone.
	 */
	@Nullable CarriedSessions carried() {
		return this.carried;
	}

	/**
	 * Returns the same once all is read that came.
	 */
	@Nullable CarriedSessions opened() {
		ids();
		return this.carried;
	}

	/**
	 * Returns the ids whose cookies are to hold something else than what they hold.
	 * @param session the request's session
	 * @param canDeliver whether the response can still carry them
	 * @return the ids, none if it can't
	 */
	List<SessionCredential> changed(@Nullable ViewedSession session, boolean canDeliver) {
		if (this.carried == null || session == null) {
			return List.of();
		}
		List<SessionCredential> changed = this.carried.changed(session.getId());
		if (changed.isEmpty() || canDeliver) {
			return changed;
		}
		if (lostChanges.tryAcquire()) {
			logger
				.warn("The session was changed after the response had been committed, so that its cookies could not be "
						+ "sent: the change is lost, at " + LogText.of(this.request.getRequestURI())
						+ ". Make it earlier in the request. A session-scoped bean is written at its end: set an "
						+ "attribute in place of it, or answer with a redirect. Not repeated for a minute.");
		}
		return List.of();
	}

	/**
	 * Returns the request with the cookies that its channel may show.
	 */
	HttpServletRequest visible() {
		return new IdHidingRequest(this.request,
				(name) -> this.channel == Channel.INSECURE && CookieSettings.isSecureName(name));
	}

	Channel channel() {
		return this.channel;
	}

	boolean isInScope() {
		return this.inScope;
	}

}
