package io.github.mixedsession.session;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.attribute.SecurityState;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.session.SessionState.Binding;
import io.github.mixedsession.session.SessionState.Due;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionRecord;
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

	private final PolicyContext context;

	private final SessionOperations operations;

	private final SessionTermination termination;

	ManagedSessions(PolicyContext context, SessionOperations operations, SessionTermination termination) {
		this.context = context;
		this.operations = operations;
		this.termination = termination;
	}

	@Nullable ViewedSession find(Locator locator, @Nullable SessionRequest request) {
		StoredSession session = this.context.store().find(locator, visibleTo(request));
		if (session == null || this.context.settings().isExpired(session.record(), this.context.now())) {
			return null;
		}
		List<StoredAttribute> attributes = session.attributes();
		return view(session.record(), request, attributes);
	}

	Map<String, ViewedSession> findByPrincipalName(String principalName, @Nullable SessionRequest request) {
		Map<String, ViewedSession> sessions = new LinkedHashMap<>();
		if (isInsecure(request)) {
			return sessions;
		}
		Instant now = this.context.now();
		for (SessionRecord record : this.context.principalNames().find(principalName)) {
			if (this.context.hasSecureSide(record) && !this.context.settings().isExpired(record, now)) {
				sessions.put(record.handle(), view(record, request, null));
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
		boolean insecure = isInsecure(request);
		if (insecure ? this.context.store().deleteUnlessSecure(locator) : this.context.store().delete(locator)) {
			this.termination.deleted(session);
		}
		else if (insecure) {
			this.termination.endInsecureSide(session.held().record());
		}
	}

	/**
	 * Ends a session for a sign of theft. The event tells whose it was, if the row does.
	 * @return whether there was one
	 */
	boolean endStolen(SessionRecord stolen) {
		ViewedSession session = view(stolen, null, load(stolen, null));
		boolean ended = this.context.store().delete(stolen.locator());
		if (ended) {
			this.termination.deleted(session);
		}
		return ended;
	}

	ViewedSession view(SessionRecord record) {
		return view(record, null, null);
	}

	private ViewedSession view(SessionRecord record, @Nullable SessionRequest request,
			@Nullable List<StoredAttribute> attributes) {
		SessionView view = isInsecure(request) ? SessionView.INSECURE : SessionView.SECURE;
		SessionState state = new SessionState(record, true, record.insecureId(), view, Binding.MANAGED, Due.NOTHING,
				() -> attributes(record, (attributes != null) ? attributes : load(record, request), request));
		return new ViewedSession(this.operations, request, state, record.lastAccessedAt());
	}

	private List<StoredAttribute> load(SessionRecord record, @Nullable SessionRequest request) {
		StoredSession session = this.context.store().find(record.locator(), visibleTo(request));
		return (session != null) ? session.attributes() : List.of();
	}

	private SessionAttributes attributes(SessionRecord record, List<StoredAttribute> attributes,
			@Nullable SessionRequest request) {
		List<StoredAttribute> seen = attributes.stream()
			.filter((attribute) -> isForManagement(attribute)
					|| (request == null && SecurityState.PRINCIPAL_NAME.equals(attribute.name())))
			.toList();
		return new SessionAttributes(this.context.codecs().of(record.locator(), null), this.context.visibilities(),
				visibleTo(request), seen);
	}

	private static boolean isForManagement(StoredAttribute attribute) {
		return attribute.partition() == Partition.SHARED || SecurityState.EXPIRED_MARKER.equals(attribute.name());
	}

	private static Set<Partition> visibleTo(@Nullable SessionRequest request) {
		return isInsecure(request) ? Set.of(Partition.SHARED) : Partition.visibleTo(SessionView.SECURE, Channel.SECURE);
	}

	private static boolean isInsecure(@Nullable SessionRequest request) {
		return request != null && request.channel() == Channel.INSECURE;
	}

}
