package io.github.mixedsession.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.Channel;
import io.github.mixedsession.MixedSession;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.session.SessionState.Binding;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.SessionRow;

/**
 * A session as one request holds it. Belongs to that request, whose threads may share it:
 * what one of them sets while another one saves is written by the next save.
 * <p>
 * <strong>Security guarantees.</strong> Knows no usable id and no attribute that its view
 * may not see.
 */
public final class ViewedSession implements MixedSession {

	private final SessionPolicy policy;

	private final @Nullable SessionRequest request;

	/** Held by whichever thread saves the session, ends it or changes its ids. */
	final Lock turn = new ReentrantLock();

	private final AttributeAccess access;

	private volatile SessionState state;

	private volatile Instant accessedAt;

	private volatile @Nullable Instant explicitAccess;

	private volatile @Nullable Duration changedInterval;

	private volatile boolean idChanged;

	private volatile boolean ended;

	private boolean refused;

	private volatile boolean savingEnabled = true;

	ViewedSession(SessionPolicy policy, @Nullable SessionRequest request, SessionState state, Instant now) {
		this.policy = policy;
		this.request = request;
		this.state = state;
		this.accessedAt = now;
		this.access = new AttributeAccess(policy, this);
	}

	SessionState state() {
		return this.state;
	}

	void become(SessionState newState) {
		this.state = newState;
	}

	@Nullable SessionRequest request() {
		return this.request;
	}

	boolean isManaged() {
		return this.state.binding == Binding.MANAGED;
	}

	@Nullable Instant accessToRecord() {
		if (this.explicitAccess != null) {
			return this.explicitAccess;
		}
		return isManaged() ? null : this.accessedAt;
	}

	/**
	 * Returns whether the application asks for an access that is earlier than the
	 * recorded one. A request's own never are.
	 */
	boolean movesAccessBack() {
		Instant asked = this.explicitAccess;
		return asked != null && asked.isBefore(row().lastAccessedAt());
	}

	@Nullable Duration changedInterval() {
		return this.changedInterval;
	}

	/**
	 * Records what is in the store.
	 * @param interval the interval that is
	 */
	void written(Duration interval) {
		if (interval.equals(this.changedInterval)) {
			this.changedInterval = null;
		}
		this.explicitAccess = null;
		this.state.attributes().written();
	}

	/**
	 * Takes to its place what was changed inside after it had been set.
	 */
	void settle() {
		this.state.attributes().takeChangedInside().forEach(this.access::set);
	}

	void end() {
		this.ended = true;
	}

	boolean isEnded() {
		return this.ended;
	}

	/**
	 * Shows nothing of the session to a request that may not step it down.
	 */
	void refuse() {
		this.refused = true;
		this.ended = true;
	}

	boolean isRefused() {
		return this.refused;
	}

	private SessionRow row() {
		return this.state.row();
	}

	@Override
	public String getId() {
		return row().handle();
	}

	boolean isAt(Locator locator) {
		return row().locator().equals(locator);
	}

	/**
	 * Returns whether this request is the one that changed the session's id.
	 */
	boolean isIdChanged() {
		return this.idChanged;
	}

	@Override
	public String changeSessionId() {
		this.policy.changeId(this);
		this.idChanged = true;
		return getId();
	}

	@Override
	public Channel getChannel() {
		return row().channel();
	}

	@Override
	public SessionView getView() {
		return this.state.view;
	}

	@Override
	public AttributeVisibility getVisibility(String name) {
		return this.access.visibility(name);
	}

	@Override
	public boolean hasSecureAttribute(String name) {
		return this.policy.hasSecureAttribute(this, name);
	}

	@Override
	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	public <T> @Nullable T getAttribute(@Nullable String name) {
		return (name != null) ? (T) this.access.get(name) : null;
	}

	@Override
	public Set<String> getAttributeNames() {
		return this.access.names();
	}

	@Override
	public void setAttribute(String name, @Nullable Object value) {
		if (value == null) {
			removeAttribute(name);
		}
		else {
			this.access.set(name, value);
		}
	}

	@Override
	public void setAttribute(String name, @Nullable Object value, AttributeVisibility visibility) {
		if (value == null) {
			removeAttribute(name);
		}
		else {
			this.access.set(name, value, visibility);
		}
	}

	@Override
	public void removeAttribute(@Nullable String name) {
		if (name != null) {
			this.access.remove(name);
		}
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> @Nullable T updateAttribute(String name, UnaryOperator<@Nullable T> change) {
		return (T) this.access.update(name, (UnaryOperator<@Nullable Object>) change);
	}

	@Override
	public Instant getCreationTime() {
		return row().createdAt();
	}

	/**
	 * Records an access. While a request is served its own time counts, taken from the
	 * policy's clock when the session was loaded; a session that was looked up, or
	 * belongs to no request, takes an earlier one too.
	 */
	@Override
	public void setLastAccessedTime(Instant lastAccessedTime) {
		if (this.request == null || isManaged()) {
			this.explicitAccess = lastAccessedTime;
			this.accessedAt = lastAccessedTime;
		}
	}

	@Override
	public Instant getLastAccessedTime() {
		boolean accessed = this.explicitAccess != null || !isManaged();
		return accessed ? this.accessedAt : row().lastAccessedAt();
	}

	@Override
	public void setMaxInactiveInterval(Duration interval) {
		// invariant 9: not over HTTP, once there is a secure side that it would end
		boolean allowed = this.state.view == SessionView.SECURE || row().secureId() == null;
		if (allowed && !interval.equals(getMaxInactiveInterval())) {
			this.changedInterval = interval;
		}
	}

	@Override
	public Duration getMaxInactiveInterval() {
		return (this.changedInterval != null) ? this.changedInterval : row().maxInactiveInterval();
	}

	@Override
	public boolean isExpired() {
		return this.policy.isExpired(this);
	}

	@Override
	public void setSavingEnabled(boolean enabled) {
		this.savingEnabled = enabled;
	}

	boolean isSavingEnabled() {
		return this.savingEnabled;
	}

	@Override
	public boolean hasSecureSide() {
		return this.policy.hasSecureSide(row());
	}

	@Override
	public @Nullable String getClientAddress() {
		return row().clientAddress();
	}

	@Override
	public String toString() {
		return "ViewedSession[id=" + getId() + ", channel=" + getChannel() + ", view=" + getView() + "]";
	}

}
