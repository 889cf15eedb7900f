package io.github.mixedsession.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import org.springframework.session.FindByIndexNameSessionRepository;

import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.Channel;
import io.github.mixedsession.MixedSession;
import io.github.mixedsession.SecureAttributeException;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.session.SessionState.Binding;
import io.github.mixedsession.store.IdHash;
import io.github.mixedsession.store.Partition;
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

	private volatile SessionState state;

	private volatile Instant accessedAt;

	private volatile @Nullable Instant explicitAccess;

	private volatile @Nullable Duration changedInterval;

	private volatile boolean ended;

	private boolean refused;

	private volatile boolean principalChanged;

	private volatile boolean savingEnabled = true;

	ViewedSession(SessionPolicy policy, @Nullable SessionRequest request, SessionState state, Instant now) {
		this.policy = policy;
		this.request = request;
		this.state = state;
		this.accessedAt = now;
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

	@Nullable Instant accessToRecord() {
		if (this.explicitAccess != null) {
			return this.explicitAccess;
		}
		return (this.state.binding != Binding.MANAGED) ? this.accessedAt : null;
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
		return this.state.id.toString();
	}

	boolean hasId(IdHash id) {
		return this.state.id.equals(id);
	}

	@Override
	public String changeSessionId() {
		this.policy.changeId(this);
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
		AttributeVisibility configured = configuredVisibility(name);
		Partition partition = this.state.attributes().partitionOf(name);
		if (partition == null) {
			return configured;
		}
		return switch (partition) {
			case SHARED -> AttributeVisibility.SHARED;
			case SECURE -> (configured == AttributeVisibility.SHARED) ? AttributeVisibility.SECURE : configured;
			case INSECURE -> AttributeVisibility.PER_CHANNEL;
		};
	}

	private AttributeVisibility configuredVisibility(String name) {
		return this.policy.visibilities().of(name, isOver(Channel.INSECURE) ? Channel.INSECURE : Channel.SECURE);
	}

	/**
	 * Returns the visibility of a value that is set now. One that is there stays where it
	 * is, unless a rule of its name is stricter: the default speaks of first values only.
	 */
	private AttributeVisibility visibilityToSet(String name) {
		AttributeVisibility ruled = this.policy.visibilities().rule(name);
		return (ruled != null && ruled != AttributeVisibility.SHARED) ? ruled : getVisibility(name);
	}

	@Override
	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	public <T> @Nullable T getAttribute(String name) {
		if (this.state.binding == Binding.MANAGED && !this.principalChanged
				&& FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME.equals(name)) {
			return (T) row().principalName();
		}
		Object value = this.state.attributes().get(name);
		if (value == null) {
			this.policy.missed(this, name);
		}
		return (T) value;
	}

	@Override
	public Set<String> getAttributeNames() {
		return this.state.attributes().names();
	}

	@Override
	public void setAttribute(String name, @Nullable Object value) {
		if (value == null) {
			removeAttribute(name);
			return;
		}
		if (this.state.view == SessionView.INSECURE && AttributeVisibilities.SAVED_REQUEST.equals(name)
				&& !this.policy.canDetach(this)) {
			return;
		}
		set(name, value, visibilityToSet(name));
	}

	@Override
	public void setAttribute(String name, @Nullable Object value, AttributeVisibility visibility) {
		AttributeVisibility builtIn = AttributeVisibilities.builtIn(name);
		if (value == null) {
			removeAttribute(name);
			return;
		}
		Partition before = this.state.attributes().partitionOf(name);
		Partition after = set(name, value, (builtIn != null) ? builtIn : visibility);
		if (before != null && after != null && before != after) {
			this.state.attributes().remove(name, before);
		}
	}

	private @Nullable Partition set(String name, Object value, AttributeVisibility visibility) {
		this.principalChanged |= AttributeVisibilities.principalAttributes().contains(name);
		Partition partition = writable(name, visibility);
		if (partition != null) {
			this.state.attributes().put(name, partition, value);
		}
		else {
			this.state.attributes().putTransient(name, value);
		}
		return partition;
	}

	/**
	 * Returns where a value goes, after giving the request a session of its own if only
	 * that can hold it (the protocol's row on retired insecure ids over HTTPS).
	 * @return the partition, {@code null} if the value can only live as long as the
	 * request
	 */
	private @Nullable Partition writable(String name, AttributeVisibility visibility) {
		if (visibility == AttributeVisibility.SHARED) {
			return Partition.SHARED;
		}
		if (this.state.view == SessionView.SECURE) {
			return secureSide(name);
		}
		if (isOver(Channel.INSECURE)) {
			if (visibility == AttributeVisibility.PER_CHANNEL) {
				return Partition.INSECURE;
			}
			throw new SecureAttributeException(name);
		}
		if (this.policy.detach(this)) {
			return Partition.SECURE;
		}
		if (visibility == AttributeVisibility.PER_CHANNEL || this.policy.isOfLostLogin(this, name)) {
			return null;
		}
		throw SecureAttributeException.overtaken(name);
	}

	private Partition secureSide(String name) {
		if (this.state.binding == Binding.MANAGED && this.request != null
				&& !AttributeVisibilities.EXPIRED_MARKER.equals(name)) {
			throw new SecureAttributeException(name);
		}
		return Partition.SECURE;
	}

	private boolean isOver(Channel channel) {
		return this.request != null && this.request.channel() == channel;
	}

	@Override
	public void removeAttribute(String name) {
		this.principalChanged |= AttributeVisibilities.principalAttributes().contains(name);
		this.state.attributes().remove(name);
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> @Nullable T updateAttribute(String name, UnaryOperator<@Nullable T> change) {
		if (AttributeVisibilities.isAuthentication(name)) {
			throw new IllegalArgumentException("Session attribute '" + name
					+ "' says who is logged in: set it, so that a login is not overwritten");
		}
		Partition partition = writable(name, visibilityToSet(name));
		if (partition == null) {
			throw new SecureAttributeException(name);
		}
		return (T) this.policy.update(this, name, partition, (UnaryOperator<@Nullable Object>) change);
	}

	@Override
	public Instant getCreationTime() {
		return row().createdAt();
	}

	/**
	 * Records an access. While a request is served its own time counts, taken from the
	 * policy's clock when the session was loaded.
	 */
	@Override
	public void setLastAccessedTime(Instant lastAccessedTime) {
		if (this.request == null || this.state.binding == Binding.MANAGED) {
			this.explicitAccess = lastAccessedTime;
			this.accessedAt = lastAccessedTime;
		}
	}

	@Override
	public Instant getLastAccessedTime() {
		boolean accessed = this.explicitAccess != null || this.state.binding != Binding.MANAGED;
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
