package io.github.mixedsession.session;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.session.events.SessionDeletedEvent;

import io.github.mixedsession.Channel;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.session.SessionState.Binding;
import io.github.mixedsession.session.SessionState.Turn;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionRow;
import io.github.mixedsession.store.StoredAttribute;
import io.github.mixedsession.store.StoredSession;

/**
 * Looks sessions up by handle or by user, for those who administer them: the session
 * registry, the actuator, an account page. Thread-safe.
 * <p>
 * Such a session shows its shared attributes alone, and but for requests over HTTP the
 * user's name and the registry's mark; over HTTP nobody is found by name (invariants 2
 * and 3). A job or another thread sees no more than that, for nobody presented the
 * session's secure id to it (attack 48); it can change the name.
 */
final class ManagedSessions {

	private final Collaborators with;

	private final SessionPolicy policy;

	private final SessionTurns turns;

	ManagedSessions(Collaborators collaborators, SessionPolicy policy, SessionTurns turns) {
		this.with = collaborators;
		this.policy = policy;
		this.turns = turns;
	}

	@Nullable ViewedSession find(Locator locator, @Nullable SessionRequest request) {
		StoredSession session = this.with.store().find(locator, visibleTo(request));
		if (session == null || this.with.settings().isExpired(session.row(), this.with.now())) {
			return null;
		}
		List<StoredAttribute> attributes = session.attributes();
		return view(session.row(), request, attributes);
	}

	Map<String, ViewedSession> findByPrincipalName(String principalName, @Nullable SessionRequest request) {
		Map<String, ViewedSession> sessions = new LinkedHashMap<>();
		if (isInsecure(request)) {
			return sessions;
		}
		Instant now = this.with.now();
		for (SessionRow row : this.with.store().findByPrincipalName(principalName)) {
			if (row.secureId() != null && !this.with.settings().isExpired(row, now)
					&& !this.with.settings().isSecureSideExpired(row, now)) {
				sessions.put(row.handle(), view(row, request, null));
			}
		}
		return sessions;
	}

	/**
	 * Deletes a session; over HTTP, only what an HTTP request can end of it.
	 */
	void delete(Locator locator, @Nullable SessionRequest request) {
		ViewedSession session = find(locator, request);
		if (session == null) {
			return;
		}
		SessionRow row = session.state().row();
		boolean insecure = isInsecure(request);
		if (insecure ? this.with.store().deleteUnlessSecure(locator) : this.with.store().delete(locator)) {
			this.with.events().publishEvent(new SessionDeletedEvent(this, session));
		}
		else if (insecure) {
			this.turns.endInsecureSide(row);
		}
	}

	ViewedSession view(SessionRow row) {
		return view(row, null, null);
	}

	private ViewedSession view(SessionRow row, @Nullable SessionRequest request,
			@Nullable List<StoredAttribute> attributes) {
		SessionView view = isInsecure(request) ? SessionView.INSECURE : SessionView.SECURE;
		SessionState state = new SessionState(row, true, row.insecureId(), view, Binding.MANAGED, Turn.NONE,
				() -> attributes((attributes != null) ? attributes : load(row, request), request));
		return new ViewedSession(this.policy, request, state, row.lastAccessedAt());
	}

	private List<StoredAttribute> load(SessionRow row, @Nullable SessionRequest request) {
		StoredSession session = this.with.store().find(row.locator(), visibleTo(request));
		return (session != null) ? session.attributes() : List.of();
	}

	private SessionAttributes attributes(List<StoredAttribute> attributes, @Nullable SessionRequest request) {
		List<StoredAttribute> seen = attributes.stream()
			.filter((attribute) -> isForManagement(attribute)
					|| (request == null && AttributeVisibilities.PRINCIPAL_NAME.equals(attribute.name())))
			.toList();
		return new SessionAttributes(this.with.codec(), this.with.visibilities(), visibleTo(request), seen);
	}

	private static boolean isForManagement(StoredAttribute attribute) {
		return attribute.partition() == Partition.SHARED
				|| AttributeVisibilities.EXPIRED_MARKER.equals(attribute.name());
	}

	private static Set<Partition> visibleTo(@Nullable SessionRequest request) {
		return isInsecure(request) ? Set.of(Partition.SHARED) : Partition.visibleTo(SessionView.SECURE, Channel.SECURE);
	}

	private static boolean isInsecure(@Nullable SessionRequest request) {
		return request != null && request.channel() == Channel.INSECURE;
	}

}
