package io.github.mixedsession.session;

import java.time.Instant;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.attribute.SecurityState;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.log.KeyedThrottle;
import io.github.mixedsession.session.SessionState.Binding;
import io.github.mixedsession.store.SecureSide;
import io.github.mixedsession.store.StoredSession;

/**
 * Requests whose secure id another one has replaced, while the answer that carries its
 * successor may be on the way to the same browser: the second click of a double one on
 * login. They must not have the browser forget what is written under the successor
 * (invariant 4), nor log in under an id that was known before (invariant 6). Thread-safe.
 */
final class OvertakenRequests {

	private static final Log logger = LogFactory.getLog(OvertakenRequests.class);

	private final PolicyContext context;

	private final SessionWrites writes;

	private final KeyedThrottle lines;

	private final FreshIdAnswers answers;

	OvertakenRequests(PolicyContext context, SessionWrites writes, FreshIdAnswers answers) {
		this.context = context;
		this.writes = writes;
		this.answers = answers;
		this.lines = new KeyedThrottle(context.clock());
	}

	boolean is(SessionState state, SessionRequest request) {
		return state.binding == Binding.OVERTAKEN
				|| (state.binding == Binding.RETIRED_SECURE && !isAnswerLost(state, request));
	}

	/**
	 * Returns whether the response that carried the successor of a retired secure id has
	 * had its time, or was never made, and nobody has presented it: a request that still
	 * presents that id no longer runs beside it, and the browser has not got it.
	 */
	boolean isAnswerLost(SessionState state, SessionRequest request) {
		SecureSide side = state.record().secureSide();
		boolean graceIsOver = side != null
				&& !this.context.now().isBefore(side.lastAccessedAt().plus(this.context.settings().grace()));
		if (!graceIsOver && !request.isAfterOvertaken(state.id) && !this.answers.hasFailed(state.record().secureId())) {
			return false;
		}
		// asked anew, for this request may have taken long: a password was hashed
		StoredSession now = this.context.store().find(state.record().locator(), Set.of());
		return now == null || (now.record().ids().isUnconfirmed(IdKind.SECURE)
				&& (graceIsOver || this.answers.hadTime(now.record().secureId(), this.context.now())));
	}

	/**
	 * Takes note that the answer to a request was sent, with the ids that it brought.
	 */
	void answered(SessionState state) {
		IdHash id = state.record().secureId();
		if (id != null && state.isCurrent() && state.record().ids().isUnconfirmed(IdKind.SECURE)) {
			this.answers.sent(id, this.context.now());
		}
	}

	/**
	 * Stores what was set before on the secure side, for the overtaken request no longer
	 * sees it; but no login, for its ids were known before.
	 */
	void overtake(HeldSession session, SessionRequest request) {
		SessionState before = session.state();
		before.attributes().discardAuthentication();
		if (session.isSavingEnabled()) {
			this.writes.write(session);
		}
		session.become(before.overtaken());
		keepTarget(before.attributes(), session.attributes());
		tell(before, request);
	}

	/** Where the login leads. */
	private static void keepTarget(SessionAttributes before, SessionAttributes after) {
		Object target = before.get(SecurityState.SAVED_REQUEST_NAME);
		if (target != null) {
			after.putTransient(SecurityState.SAVED_REQUEST_NAME, target);
		}
	}

	/**
	 * Returns whether a value lives no longer than its request: of two logins at once the
	 * second one is not stored. The browser goes where a login leads all the same, and
	 * with the ids of the first one it is logged in there.
	 */
	static boolean isOfLostLogin(SessionState state, @Nullable SecurityState set, SessionRequest request) {
		return state.binding == Binding.OVERTAKEN && request.isForm()
				&& (SecurityState.isAuthentication(set) || state.attributes().hasTransientAuthentication());
	}

	/**
	 * Has the answer say to the browser that the request was overtaken, so that a next
	 * try with the same id need not wait for the whole grace.
	 */
	void tell(SessionState state, SessionRequest request) {
		request.tellOvertaken(state.id);
		if (this.lines.tryAcquire(state.record().locator().toString())) {
			logger.info("A request lost its ids to a parallel one of the same browser, the other half of a double "
					+ "click on login for example. It stores no login, and the browser goes on with the ids of the "
					+ "other one. Logged at most once a minute for a session.");
		}
	}

}
