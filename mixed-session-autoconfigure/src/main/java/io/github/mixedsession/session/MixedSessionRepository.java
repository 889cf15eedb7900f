package io.github.mixedsession.session;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.session.FindByIndexNameSessionRepository;

import io.github.mixedsession.RequestSession;
import io.github.mixedsession.id.Locator;

/**
 * The seam with Spring Session: a repository whose ids are the handles of sessions. The
 * ids that the current request presented are looked up once and answered by the protocol;
 * any other look-up is one of those who administer sessions. Thread-safe.
 * <p>
 * <strong>Security guarantees.</strong> No id that it takes or gives is usable: a session
 * is opened by a cookie's value alone, which this class never sees. Not guaranteed: that
 * the caller may administer the session that it asks for.
 */
public final class MixedSessionRepository
		implements FindByIndexNameSessionRepository<ViewedSession>, RequestSession.Source {

	private final SessionPolicy policy;

	private final ManagedSessions managed;

	/**
	 * Create a repository.
	 * @param policy decides what happens to sessions
	 */
	public MixedSessionRepository(SessionPolicy policy) {
		this.policy = policy;
		this.managed = policy.managed();
	}

	@Override
	public ViewedSession createSession() {
		return this.policy.create(CurrentSessionHolder.get());
	}

	@Override
	public void save(ViewedSession session) {
		this.policy.save(session);
	}

	@Override
	public @Nullable ViewedSession findById(String id) {
		CurrentSession current = CurrentSessionHolder.get();
		if (current != null && isPresented(id, current.request())) {
			return this.policy.arrive(current);
		}
		Locator locator = Locator.parse(id);
		if (locator == null) {
			return null;
		}
		ViewedSession own = ownSession(locator, current);
		return (own != null) ? own : this.managed.find(locator, requestOf(current));
	}

	private static boolean isPresented(String id, SessionRequest request) {
		Locator first = request.presentedIds().first();
		return first != null && first.isNamed(id);
	}

	@Override
	public void deleteById(String id) {
		Locator locator = Locator.parse(id);
		if (locator == null) {
			return;
		}
		CurrentSession current = CurrentSessionHolder.get();
		ViewedSession own = ownSession(locator, current);
		if (own != null && current != null) {
			this.policy.end(own, current.request());
		}
		else {
			this.managed.delete(locator, requestOf(current));
		}
	}

	@Override
	public Map<String, ViewedSession> findByIndexNameAndIndexValue(String indexName, String indexValue) {
		return PRINCIPAL_NAME_INDEX_NAME.equals(indexName)
				? this.managed.findByPrincipalName(indexValue, requestOf(CurrentSessionHolder.get())) : Map.of();
	}

	private static @Nullable SessionRequest requestOf(@Nullable CurrentSession current) {
		return (current != null) ? current.request() : null;
	}

	private static @Nullable ViewedSession ownSession(Locator locator, @Nullable CurrentSession current) {
		ViewedSession session = (current != null) ? current.session() : null;
		return (session != null && session.isAt(locator)) ? session : null;
	}

}
