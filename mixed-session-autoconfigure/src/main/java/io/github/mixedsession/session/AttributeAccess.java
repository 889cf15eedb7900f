package io.github.mixedsession.session;

import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.Channel;
import io.github.mixedsession.SecureAttributeException;
import io.github.mixedsession.attribute.SecurityState;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.StorableText;

/**
 * What a request may do to the attributes of its session: where a name and a value
 * belong, and who may write there (invariants 2 and 3). As safe for concurrent use as its
 * session.
 */
final class AttributeAccess {

	private final SessionOperations operations;

	private final HeldSession session;

	private volatile boolean principalChanged;

	AttributeAccess(SessionOperations operations, HeldSession session) {
		this.operations = operations;
		this.session = session;
	}

	private SessionAttributes attributes() {
		return this.session.attributes();
	}

	@Nullable Object get(String name) {
		if (this.session.isManaged() && !this.principalChanged && SecurityState.PRINCIPAL_NAME.equals(name)) {
			return this.operations.principalName(this.session.record());
		}
		Object value = attributes().get(name);
		if (value == null) {
			this.operations.missed(this.session, name);
		}
		this.operations.tellUnreadable(this.session);
		return value;
	}

	Set<String> names() {
		Set<String> names = attributes().names();
		this.operations.tellUnreadable(this.session);
		return names;
	}

	AttributeVisibility visibility(String name) {
		AttributeVisibility configured = this.operations.visibilities()
			.of(name, isOver(Channel.INSECURE) ? Channel.INSECURE : Channel.SECURE);
		Partition partition = attributes().partitionOf(name);
		if (partition == null) {
			return configured;
		}
		return switch (partition) {
			case SHARED -> AttributeVisibility.SHARED;
			case SECURE -> (configured == AttributeVisibility.SHARED) ? AttributeVisibility.SECURE : configured;
			case INSECURE -> AttributeVisibility.PER_CHANNEL;
		};
	}

	/**
	 * Returns the visibility of a value that is set now. One that is there stays where it
	 * is, unless a rule of its name is stricter: the default speaks of first values only.
	 */
	private AttributeVisibility visibilityToSet(String name) {
		AttributeVisibility ruled = this.operations.visibilities().rule(name);
		return (ruled != null && ruled != AttributeVisibility.SHARED) ? ruled : visibility(name);
	}

	void set(String name, Object value) {
		check(name);
		SecurityState state = SecurityState.of(name, value);
		if (state == SecurityState.SAVED_REQUEST && !canKeepTarget()) {
			return;
		}
		put(name, value, (state != null) ? state.visibility() : visibilityToSet(name));
	}

	private boolean canKeepTarget() {
		return this.session.isSecureView() ? !this.operations.isSealedOff(this.session)
				: this.operations.canDetach(this.session);
	}

	/**
	 * Sets a value with the visibility that the caller asks for, or a stricter one that a
	 * rule asks for.
	 */
	void set(String name, Object value, AttributeVisibility asked) {
		check(name);
		SecurityState state = SecurityState.of(name, value);
		AttributeVisibility ruled = (state != null) ? state.visibility() : this.operations.visibilities().rule(name);
		boolean stricter = ruled == AttributeVisibility.SECURE
				|| (ruled == AttributeVisibility.PER_CHANNEL && asked == AttributeVisibility.SHARED);
		put(name, value, (ruled != null && stricter) ? ruled : asked);
	}

	/**
	 * Takes to its place what was changed inside after it had been set.
	 */
	void settle() {
		Map<String, Object> changed = attributes().takeChangedInside();
		if (!changed.isEmpty()) {
			changed.forEach(this::set);
		}
	}

	private static void check(@Nullable String name) {
		if (name == null) {
			throw new IllegalArgumentException("A session attribute needs a name");
		}
		StorableText.attributeName(name);
	}

	private void put(String name, Object value, AttributeVisibility visibility) {
		this.principalChanged |= SecurityState.isPrincipal(name);
		Partition before = attributes().partitionOf(name);
		Partition after = writable(name, visibility, SecurityState.of(name, value));
		if (after == null) {
			attributes().putTransient(name, value);
			return;
		}
		attributes().put(name, after, value);
		if (before != null && before != after) {
			attributes().remove(name, before);
		}
		else if (before == Partition.SHARED) {
			this.operations.rewritten(this.session, name);
		}
	}

	/**
	 * Returns where a value goes, after giving the request a session of its own if only
	 * that can hold it (the protocol's row on retired insecure ids over HTTPS).
	 * @return the partition, {@code null} if the value can only live as long as the
	 * request
	 */
	private @Nullable Partition writable(String name, AttributeVisibility visibility, @Nullable SecurityState state) {
		if (visibility == AttributeVisibility.SHARED) {
			return Partition.SHARED;
		}
		if (this.session.isSecureView()) {
			if (!this.operations.isSealedOff(this.session)) {
				return secureSide(name);
			}
		}
		else if (isOver(Channel.INSECURE)) {
			if (visibility == AttributeVisibility.PER_CHANNEL) {
				return Partition.INSECURE;
			}
			throw refused(new SecureAttributeException(name));
		}
		else if (this.operations.detach(this.session)) {
			return Partition.SECURE;
		}
		if (visibility == AttributeVisibility.PER_CHANNEL || this.operations.isOfLostLogin(this.session, state)) {
			return null;
		}
		throw refused(SecureAttributeException.overtaken(name));
	}

	private Partition secureSide(String name) {
		boolean administered = SecurityState.EXPIRED_MARKER.equals(name)
				|| (this.session.request() == null && SecurityState.PRINCIPAL_NAME.equals(name));
		if (this.session.isManaged() && !administered) {
			throw refused(SecureAttributeException.lookedUp(name));
		}
		return Partition.SECURE;
	}

	private boolean isOver(Channel channel) {
		SessionRequest request = this.session.request();
		return request != null && request.channel() == channel;
	}

	void remove(String name) {
		this.principalChanged |= SecurityState.isPrincipal(name);
		attributes().remove(name);
	}

	@Nullable Object update(String name, UnaryOperator<@Nullable Object> change) {
		check(name);
		refuseAuthentication(name, SecurityState.ofName(name));
		Partition partition = writable(name, visibilityToSet(name), SecurityState.ofName(name));
		if (partition == null) {
			throw refused(new SecureAttributeException(name));
		}
		settle();
		Object updated = this.operations.update(this.session, name, partition, (before) -> {
			refuseAuthentication(name, SecurityState.ofValue(before));
			Object after = change.apply(before);
			refuseMisplaced(name, partition, SecurityState.ofValue(after));
			return after;
		});
		if (updated == null) {
			// a value of the same name that this one hid is not to appear
			attributes().remove(name);
		}
		return updated;
	}

	private void refuseMisplaced(String name, Partition partition, @Nullable SecurityState state) {
		if (state != null && partition != Partition.SECURE && state.visibility() == AttributeVisibility.SECURE
				&& !this.session.isSecureView()) {
			throw refused(new SecureAttributeException(name));
		}
		refuseAuthentication(name, (partition == Partition.SHARED && state != null) ? SecurityState.CONTEXT : state);
	}

	private static void refuseAuthentication(String name, @Nullable SecurityState state) {
		if (SecurityState.isAuthentication(state)) {
			throw new IllegalArgumentException("Session attribute '" + name
					+ "' says who is logged in, or is Spring Security's: set it, so that a login is not overwritten");
		}
	}

	/**
	 * Notes a refusal with its request, and returns it to be thrown.
	 */
	private SecureAttributeException refused(SecureAttributeException refusal) {
		SessionRequest request = this.session.request();
		if (request != null) {
			request.refused(refusal);
		}
		return refusal;
	}

}
