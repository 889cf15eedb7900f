package io.github.mixedsession.session;

import java.time.Instant;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.id.Family;
import io.github.mixedsession.id.SessionCredential;
import io.github.mixedsession.id.SessionIds;
import io.github.mixedsession.store.IdUpdate;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionRecord;

/**
 * Replaces ids of a stored session by one compare-and-set (invariant 5). Thread-safe.
 */
final class SessionRotation {

	private final PolicyContext context;

	private final FreshIdAnswers answers;

	SessionRotation(PolicyContext context, FreshIdAnswers answers) {
		this.context = context;
		this.answers = answers;
	}

	/**
	 * Makes fresh ids and stores them, if the ids are still those that the session was
	 * loaded with.
	 * @return {@code false} if another request has changed them, or ended the session
	 */
	boolean rotate(HeldSession session, @Nullable SessionRequest request, Rotation rotation) {
		SessionState state = session.state();
		SessionRecord record = state.record();
		Instant now = this.context.now();
		Family family = rotation.secureId() ? family(state) : state.family();
		SessionCredential insecureId = rotation.insecureId() ? SessionCredential.insecure(record.locator()) : null;
		SessionCredential secureId = (rotation.secureId() && family != null)
				? SessionCredential.secure(record.locator(), family) : null;
		SessionIds ids = confirmed(state, now);
		if (insecureId != null) {
			ids = ids.withInsecure(insecureId.hash(), now);
		}
		if (secureId != null) {
			ids = ids.withSecure(secureId.presented(), now);
		}
		IdUpdate update = new IdUpdate(record, counted(ids, rotation), rotation.side(), (secureId != null) ? now : null,
				rotation.anew());
		if (!update(update, secureId)) {
			return false;
		}
		SessionView view = (secureId != null) ? SessionView.SECURE : state.view;
		SessionAttributes attributes = (secureId == null || Objects.equals(family, state.family())) ? state.attributes()
				: state.attributes()
					.seenBy(Partition.visibleTo(SessionView.SECURE, Channel.SECURE),
							this.context.codecs().of(record.locator(), family));
		session.become(state.rotated(update.result(), view, attributes).withFamily(family));
		if (request != null) {
			deliver(request, insecureId, secureId);
		}
		return true;
	}

	private boolean update(IdUpdate update, @Nullable SessionCredential secureId) {
		try {
			return this.context.update(update);
		}
		catch (RuntimeException ex) {
			if (secureId != null) {
				this.answers.failed(secureId.hash());
			}
			throw ex;
		}
	}

	private static SessionIds counted(SessionIds ids, Rotation rotation) {
		return rotation.anew() ? ids.restarted() : rotation.login() ? ids.loggedIn() : ids;
	}

	/**
	 * Writes down that fresh ids have reached the browser, once, unless a rotation has
	 * done it. If somebody else changes the ids at the same time, the next request does.
	 */
	void confirm(SessionState state) {
		if (state.confirming().isEmpty()) {
			return;
		}
		SessionRecord record = state.record();
		IdUpdate update = IdUpdate.ofIds(record, confirmed(state, this.context.now()));
		state.confirming(Set.of());
		if (this.context.update(update)) {
			state.record(update.result());
		}
	}

	/**
	 * Returns the ids with the confirmation that is due: it goes with whatever else
	 * changes them.
	 */
	SessionIds confirmed(SessionState state, Instant now) {
		SessionIds ids = state.record().ids();
		return state.confirming().isEmpty() ? ids
				: ids.confirmed(state.confirming(), now.plus(this.context.settings().grace()));
	}

	/**
	 * A secure side that goes on keeps the family that its secure id has shown. One that
	 * begins, or begins anew, has shown none: an id of the side that is over is good for
	 * an insecure view.
	 */
	private static Family family(SessionState state) {
		Family known = state.family();
		return (known != null) ? known : Family.generate();
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

}
