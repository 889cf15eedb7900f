package io.github.mixedsession;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.web.util.WebUtils;

/**
 * The request's {@link HttpSession} as a {@link MixedSession}, for an application in
 * which mixed-session is off or gives way, and for slice tests. Changes are in the
 * session at once.
 * <p>
 * <strong>Not guaranteed:</strong> anything that takes two ids. There is one partition,
 * and both channels see it whole.
 */
final class PlainSession implements MixedSession {

	private final HttpServletRequest request;

	private final HttpSession session;

	PlainSession(HttpServletRequest request, HttpSession session) {
		this.request = request;
		this.session = session;
	}

	@Override
	public String getId() {
		return this.session.getId();
	}

	@Override
	public String changeSessionId() {
		return this.request.changeSessionId();
	}

	@Override
	public SessionSide getSide() {
		return SessionSide.of(Channel.of(this.request.isSecure()));
	}

	@Override
	public SessionView getView() {
		return this.request.isSecure() ? SessionView.SECURE : SessionView.INSECURE;
	}

	@Override
	public boolean hasSecureAttribute(String name) {
		return false;
	}

	@Override
	public AttributeVisibility getVisibility(String name) {
		return AttributeVisibility.SHARED;
	}

	@Override
	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	public <T> @Nullable T getAttribute(String name) {
		return (T) this.session.getAttribute(name);
	}

	@Override
	public Set<String> getAttributeNames() {
		return new TreeSet<>(Collections.list(this.session.getAttributeNames()));
	}

	@Override
	@SuppressWarnings("NullAway") // null removes, as the interface has it
	public void setAttribute(String name, @Nullable Object value) {
		this.session.setAttribute(name, value);
	}

	@Override
	public void setAttribute(String name, @Nullable Object value, AttributeVisibility visibility) {
		if (value != null && visibility == AttributeVisibility.SECURE && getView() == SessionView.INSECURE) {
			throw new SecureAttributeException(name);
		}
		setAttribute(name, value);
	}

	@Override
	public void removeAttribute(String name) {
		this.session.removeAttribute(name);
	}

	@Override
	public <T> @Nullable T updateAttribute(String name, UnaryOperator<@Nullable T> change) {
		synchronized (WebUtils.getSessionMutex(this.session)) {
			T changed = change.apply(getAttribute(name));
			setAttribute(name, changed);
			return changed;
		}
	}

	@Override
	public void setSavingEnabled(boolean enabled) {
		if (!enabled) {
			throw new UnsupportedOperationException("A plain session is saved at once. mixed-session.enabled is false, "
					+ "the application has a SessionRepository of its own, or this is a slice test");
		}
	}

	@Override
	public boolean hasSecureSide() {
		return this.request.isSecure();
	}

	@Override
	public @Nullable String getClientAddress() {
		return null;
	}

	@Override
	public Instant getCreationTime() {
		return Instant.ofEpochMilli(this.session.getCreationTime());
	}

	@Override
	public Instant getLastAccessedTime() {
		return Instant.ofEpochMilli(this.session.getLastAccessedTime());
	}

	@Override
	public void setLastAccessedTime(Instant lastAccessedTime) {
		throw new UnsupportedOperationException("The container records the accesses of a plain session");
	}

	@Override
	public Duration getMaxInactiveInterval() {
		return Duration.ofSeconds(this.session.getMaxInactiveInterval());
	}

	@Override
	public void setMaxInactiveInterval(Duration interval) {
		this.session.setMaxInactiveInterval(Math.toIntExact(interval.toSeconds()));
	}

	@Override
	public boolean isExpired() {
		return false;
	}

}
