package io.github.mixedsession.session;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.MixedSession;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.session.SessionState.Binding;
import io.github.mixedsession.store.SessionRecord;

/**
 * A session as one request holds it, for the policy to work on; what the application gets
 * of it is its {@linkplain #view() view}. Belongs to that request, whose threads may
 * share it: those that change its row take turns.
 */
final class HeldSession {

	private final @Nullable SessionRequest request;

	private final SessionAccess access;

	private final MixedSession view;

	private final Lock lock = new ReentrantLock();

	private volatile SessionState state;

	private volatile boolean idChanged;

	private volatile boolean savingEnabled = true;

	private volatile boolean ended;

	private volatile boolean released;

	private volatile boolean refused;

	/**
	 * Create it.
	 * @param request the request that holds it, {@code null} outside of one
	 * @param now when it is accessed
	 * @param view what the application gets
	 */
	HeldSession(@Nullable SessionRequest request, SessionState state, Instant now, MixedSession view) {
		this.request = request;
		this.state = state;
		this.access = new SessionAccess(state.binding != Binding.MANAGED, now);
		this.view = view;
	}

	/**
	 * Has the threads of a request take turns at what changes the session's row.
	 */
	void exclusively(Runnable action) {
		this.lock.lock();
		try {
			during(action);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Has what asks the store do so as its request, on whatever thread.
	 */
	void during(Runnable action) {
		if (this.request != null) {
			this.request.during(action);
		}
		else {
			action.run();
		}
	}

	@Nullable SessionRequest request() {
		return this.request;
	}

	MixedSession view() {
		return this.view;
	}

	SessionState state() {
		return this.state;
	}

	void become(SessionState newState) {
		this.state = newState;
	}

	SessionRecord record() {
		return this.state.record();
	}

	SessionAttributes attributes() {
		return this.state.attributes();
	}

	boolean isManaged() {
		return this.state.binding == Binding.MANAGED;
	}

	boolean isSecureView() {
		return this.state.view == SessionView.SECURE;
	}

	SessionAccess access() {
		return this.access;
	}

	Instant lastAccessedTime() {
		return this.access.last(record());
	}

	Duration maxInactiveInterval() {
		return this.access.interval(record());
	}

	/**
	 * Records what is in the store.
	 * @param interval the interval that is
	 */
	void written(Duration interval) {
		this.access.written(interval);
		attributes().written();
	}

	/**
	 * Returns whether this request is the one that changed the session's id.
	 */
	boolean isIdChanged() {
		return this.idChanged;
	}

	void idChanged() {
		this.idChanged = true;
	}

	boolean isSavingEnabled() {
		return this.savingEnabled;
	}

	void setSavingEnabled(boolean enabled) {
		this.savingEnabled = enabled;
	}

	/**
	 * Returns whether what is set is to be stored at all.
	 */
	boolean isSaved() {
		return !this.ended && this.savingEnabled;
	}

	/**
	 * Has nothing of it stored any more.
	 */
	void end() {
		this.ended = true;
	}

	boolean isEnded() {
		return this.ended;
	}

	/**
	 * Ends it and takes it from its request, who may have another one.
	 */
	void release() {
		this.ended = true;
		this.released = true;
	}

	boolean isReleased() {
		return this.released;
	}

	/**
	 * Shows nothing of the session to its request, over HTTP: it may not step down.
	 */
	void refuse() {
		this.refused = true;
		this.ended = true;
	}

	/**
	 * Shows an empty session instead, of which nothing is stored.
	 */
	void hide(SessionState empty) {
		this.state = empty;
		this.refused = false;
		this.ended = true;
	}

	/**
	 * Returns whether its request may not see the session.
	 */
	boolean isRefused() {
		return this.refused;
	}

}
