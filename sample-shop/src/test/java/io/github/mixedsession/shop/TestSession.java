package io.github.mixedsession.shop;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.UnaryOperator;

import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.MixedSession;
import io.github.mixedsession.SessionSide;
import io.github.mixedsession.SessionView;
import org.jspecify.annotations.Nullable;

import org.springframework.session.MapSession;

/**
 * A session in memory, in its secure view.
 */
public class TestSession implements MixedSession {

	private final MapSession session = new MapSession("0123456789abcdef");

	@Override
	public SessionSide getSide() {
		return SessionSide.SECURE;
	}

	@Override
	public SessionView getView() {
		return SessionView.SECURE;
	}

	@Override
	public AttributeVisibility getVisibility(String name) {
		return name.startsWith("checkout.") ? AttributeVisibility.SECURE : AttributeVisibility.SHARED;
	}

	@Override
	public boolean hasSecureAttribute(String name) {
		return getVisibility(name) == AttributeVisibility.SECURE && getAttribute(name) != null;
	}

	@Override
	public void setAttribute(String name, @Nullable Object value, AttributeVisibility visibility) {
		setAttribute(name, value);
	}

	@Override
	public <T> @Nullable T updateAttribute(String name, UnaryOperator<@Nullable T> change) {
		T value = change.apply(getAttribute(name));
		setAttribute(name, value);
		return value;
	}

	@Override
	public void setSavingEnabled(boolean enabled) {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean hasSecureSide() {
		return true;
	}

	@Override
	public @Nullable String getClientAddress() {
		return null;
	}

	@Override
	public String getId() {
		return this.session.getId();
	}

	@Override
	public String changeSessionId() {
		return this.session.changeSessionId();
	}

	@Override
	@SuppressWarnings("TypeParameterUnusedInFormals")
	public <T> @Nullable T getAttribute(String name) {
		return this.session.getAttribute(name);
	}

	@Override
	public Set<String> getAttributeNames() {
		return this.session.getAttributeNames();
	}

	@Override
	public void setAttribute(String name, @Nullable Object value) {
		this.session.setAttribute(name, value);
	}

	@Override
	public void removeAttribute(String name) {
		this.session.removeAttribute(name);
	}

	@Override
	public Instant getCreationTime() {
		return this.session.getCreationTime();
	}

	@Override
	public void setLastAccessedTime(Instant lastAccessedTime) {
		this.session.setLastAccessedTime(lastAccessedTime);
	}

	@Override
	public Instant getLastAccessedTime() {
		return this.session.getLastAccessedTime();
	}

	@Override
	public void setMaxInactiveInterval(Duration interval) {
		this.session.setMaxInactiveInterval(interval);
	}

	@Override
	public Duration getMaxInactiveInterval() {
		return this.session.getMaxInactiveInterval();
	}

	@Override
	public boolean isExpired() {
		return this.session.isExpired();
	}

}
