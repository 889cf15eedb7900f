package io.github.mixedsession.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.MixedSession;
import io.github.mixedsession.SessionSide;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.SessionRecord;

/**
 * What an application sees of a session that a request holds. Belongs to that request,
 * whose threads may share it: what one of them sets while another one saves is written by
 * the next save.
 * <p>
 * <strong>Security guarantees.</strong> Knows no usable id and no attribute that its view
 * may not see.
 */
public final class ViewedSession implements MixedSession {

	private final HeldSession held;

	private final SessionOperations operations;

	private final AttributeAccess attributes;

	ViewedSession(SessionOperations operations, @Nullable SessionRequest request, SessionState state, Instant now) {
		this.held = new HeldSession(request, state, now, this);
		this.operations = operations;
		this.attributes = new AttributeAccess(operations, this.held);
	}

	HeldSession held() {
		return this.held;
	}

	private SessionRecord record() {
		return this.held.record();
	}

	boolean isAt(Locator locator) {
		return record().locator().equals(locator);
	}

	/**
	 * Writes what changed, each value where it belongs as it is by now.
	 */
	void save() {
		if (this.held.isSaved()) {
			this.attributes.settle();
			this.operations.save(this.held);
		}
	}

	@Override
	public String getId() {
		return record().handle();
	}

	@Override
	public String changeSessionId() {
		this.operations.changeId(this.held);
		this.held.idChanged();
		return getId();
	}

	@Override
	public SessionSide getSide() {
		return record().side();
	}

	@Override
	public SessionView getView() {
		return this.held.state().view;
	}

	@Override
	public AttributeVisibility getVisibility(String name) {
		return this.attributes.visibility(name);
	}

	@Override
	public boolean hasSecureAttribute(String name) {
		return this.operations.hasSecureAttribute(this.held, name);
	}

	@Override
	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	public <T> @Nullable T getAttribute(@Nullable String name) {
		return (name != null) ? (T) this.attributes.get(name) : null;
	}

	@Override
	public Set<String> getAttributeNames() {
		return this.attributes.names();
	}

	@Override
	public void setAttribute(String name, @Nullable Object value) {
		if (value == null) {
			removeAttribute(name);
		}
		else {
			this.attributes.set(name, value);
		}
	}

	@Override
	public void setAttribute(String name, @Nullable Object value, AttributeVisibility visibility) {
		if (value == null) {
			removeAttribute(name);
		}
		else {
			this.attributes.set(name, value, visibility);
		}
	}

	@Override
	public void removeAttribute(@Nullable String name) {
		if (name != null) {
			this.attributes.remove(name);
		}
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> @Nullable T updateAttribute(String name, UnaryOperator<@Nullable T> change) {
		return (T) this.attributes.update(name, (UnaryOperator<@Nullable Object>) change);
	}

	@Override
	public Instant getCreationTime() {
		return record().createdAt();
	}

	/**
	 * Records an access. While a request is served its own time counts, taken from the
	 * policy's clock when the session was loaded; a session that was looked up, or
	 * belongs to no request, takes an earlier one too.
	 */
	@Override
	public void setLastAccessedTime(Instant lastAccessedTime) {
		if (this.held.request() == null || this.held.isManaged()) {
			this.held.access().at(lastAccessedTime);
		}
	}

	@Override
	public Instant getLastAccessedTime() {
		return this.held.lastAccessedTime();
	}

	@Override
	public void setMaxInactiveInterval(Duration interval) {
		// invariant 9: not over HTTP, once there is a secure side that it would end
		boolean allowed = this.held.isSecureView() || record().secureId() == null;
		if (allowed && !interval.equals(getMaxInactiveInterval())) {
			this.held.access().interval(interval);
		}
	}

	@Override
	public Duration getMaxInactiveInterval() {
		return this.held.maxInactiveInterval();
	}

	@Override
	public boolean isExpired() {
		return this.operations.isExpired(this.held);
	}

	@Override
	public void setSavingEnabled(boolean enabled) {
		this.held.setSavingEnabled(enabled);
	}

	@Override
	public boolean hasSecureSide() {
		return this.operations.hasSecureSide(this.held);
	}

	@Override
	public @Nullable String getClientAddress() {
		return record().clientAddress();
	}

	@Override
	public String toString() {
		return "ViewedSession[id=" + getId() + ", side=" + getSide() + ", view=" + getView() + "]";
	}

}
