package io.github.mixedsession.session;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.id.Family;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.SessionCredential;
import io.github.mixedsession.id.SessionIds;
import io.github.mixedsession.store.IdUpdate;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SecureSide;
import io.github.mixedsession.store.SessionRow;

/**
 * Makes ids: the first ones of a session, and those that replace others by one
 * compare-and-set (invariant 5). Thread-safe.
 */
final class SessionRotation {

	private final Collaborators with;

	SessionRotation(Collaborators collaborators) {
		this.with = collaborators;
	}

	/**
	 * Returns a session that is in no store yet.
	 * @param given what a copy was made of, {@code null} for nothing
	 */
	SessionState newState(@Nullable SessionRequest request, @Nullable SessionAttributes given) {
		boolean secure = request == null || request.channel() == Channel.SECURE;
		SessionView view = secure ? SessionView.SECURE : SessionView.INSECURE;
		SessionAttributes attributes = (given != null) ? given : new SessionAttributes(this.with.codec(),
				this.with.visibilities(), Partition.visibleTo(view, Channel.of(secure)), List.of());
		Instant now = this.with.now();
		Locator locator = Locator.generate(now);
		Fresh fresh = Fresh.of(locator, secure ? Family.generate() : null, request);
		SessionRow row = new SessionRow(locator, fresh.ids(0), Channel.of(secure), now, now,
				this.with.settings().timeout(), secure ? new SecureSide(now, now, null) : null,
				(request != null) ? request.clientAddress() : null);
		return SessionState.unstored(row, view, attributes).withFamily(fresh.family);
	}

	/**
	 * Changes the ids of a session that is not stored yet.
	 */
	static SessionState renewed(SessionState state, @Nullable SessionRequest request) {
		SessionRow row = state.row();
		Fresh fresh = Fresh.of(row.locator(), state.family(), request);
		SessionState renewed = SessionState
			.unstored(row.with(fresh.ids(row.loginCount() + 1), row.channel(), row.secureSide()), state.view,
					state.attributes())
			.withFamily(state.family());
		return (state.copyOf() != null) ? renewed.asCopyOf(state.copyOf()) : renewed;
	}

	/**
	 * Makes fresh ids and stores them, if the ids are still those that the session was
	 * loaded with.
	 * @return {@code false} if another request has changed them, or ended the session
	 */
	boolean rotate(ViewedSession session, @Nullable SessionRequest request, Turning turning) {
		SessionState state = session.state();
		SessionRow row = state.row();
		Instant now = this.with.now();
		SessionCredential insecureId = turning.insecureId ? SessionCredential.insecure(row.locator()) : null;
		Family family = turning.secureId ? family(state, request, turning) : state.family();
		SessionCredential secureId = (turning.secureId && family != null)
				? SessionCredential.secure(row.locator(), family) : null;
		IdUpdate update = new IdUpdate(row, turned(state, insecureId, secureId, turning.login, now), turning.channel,
				(secureId != null) ? now : null, turning.restart);
		if (!this.with.store().update(update)) {
			return false;
		}
		SessionView view = (secureId != null) ? SessionView.SECURE : state.view;
		SessionState turned = state.rotated(update.result(), view, (view == state.view) ? state.attributes()
				: state.attributes().seenBy(Partition.visibleTo(SessionView.SECURE, Channel.SECURE)));
		session.become(turned.withFamily(family));
		if (request != null) {
			deliver(request, insecureId, secureId);
		}
		return true;
	}

	/**
	 * A confirmation that is due goes with it.
	 */
	SessionIds turned(SessionState state, @Nullable SessionCredential insecureId, @Nullable SessionCredential secureId,
			boolean login, Instant now) {
		SessionIds ids = state.row().ids();
		if (!state.confirming().isEmpty()) {
			ids = ids.confirmed(state.confirming(), now.plus(this.with.settings().grace()));
		}
		if (insecureId != null) {
			ids = ids.withInsecure(insecureId.hash(), now);
		}
		if (secureId != null) {
			ids = ids.withSecure(secureId.presented(), now);
		}
		return login ? ids.loggedIn() : ids;
	}

	/**
	 * A secure side that begins, or begins anew, has a family of its own. One that goes
	 * on keeps the one that its secure id has shown.
	 */
	private static Family family(SessionState state, @Nullable SessionRequest request, Turning turning) {
		Family known = state.family();
		if (known == null && request != null) {
			known = request.presentedIds().family(state.row().ids().family());
		}
		return (known != null && !turning.restart) ? known : Family.generate();
	}

	private static void deliver(SessionRequest request, @Nullable SessionCredential insecureId,
			@Nullable SessionCredential secureId) {
		if (insecureId != null) {
			request.offer(insecureId);
		}
		if (secureId != null) {
			request.offer(secureId);
		}
		request.deliver();
	}

	/**
	 * What a rotation replaces, and what it means.
	 */
	record Turning(boolean insecureId, boolean secureId, Channel channel, boolean login, boolean restart) {
	}

	/**
	 * The first ids of a session.
	 */
	private record Fresh(SessionCredential insecureId, @Nullable SessionCredential secureId, @Nullable Family family) {

		private static Fresh of(Locator locator, @Nullable Family family, @Nullable SessionRequest request) {
			Fresh fresh = new Fresh(SessionCredential.insecure(locator),
					(family != null) ? SessionCredential.secure(locator, family) : null, family);
			if (request != null) {
				request.offer(fresh.insecureId);
				if (fresh.secureId != null) {
					request.offer(fresh.secureId);
				}
			}
			return fresh;
		}

		private SessionIds ids(int loginCount) {
			return new SessionIds(0, this.insecureId.hash(), (this.secureId != null) ? this.secureId.hash() : null,
					(this.family != null) ? this.family.hash() : null, loginCount, List.of());
		}

	}

}
