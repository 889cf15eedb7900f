package io.github.mixedsession.session;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.session.FindByIndexNameSessionRepository;

import io.github.mixedsession.store.IdHash;

/**
 * The seam with Spring Session: a repository keyed on the hashes of the insecure and the
 * secure id. The ids that the current request presented are looked up once and answered
 * by the protocol; any other id is a look-up by those who administer sessions.
 * Thread-safe.
 * <p>
 * <strong>Security guarantees.</strong> No id that it takes or gives is usable: a session
 * is opened by a cookie's value alone, which this class never sees. Not guaranteed: that
 * the caller may administer the session that it asks for.
 */
public final class MixedSessionRepository implements FindByIndexNameSessionRepository<ViewedSession> {

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
		return this.policy.create(SessionRequestHolder.get());
	}

	@Override
	public void save(ViewedSession session) {
		this.policy.save(session);
	}

	@Override
	public @Nullable ViewedSession findById(String id) {
		SessionRequest request = SessionRequestHolder.get();
		if (request != null && isPresented(id, request)) {
			return this.policy.arrive(request);
		}
		IdHash hash = IdHash.parse(id);
		if (hash == null) {
			return null;
		}
		if (request == null) {
			return this.managed.find(hash, null);
		}
		ViewedSession own = ownSession(hash, request);
		return (own != null) ? own : this.managed.find(hash, request);
	}

	private static boolean isPresented(String id, SessionRequest request) {
		IdHash handle = request.presentedIds().handle();
		return handle != null && handle.toString().equals(id);
	}

	@Override
	public void deleteById(String id) {
		IdHash hash = IdHash.parse(id);
		if (hash == null) {
			return;
		}
		SessionRequest request = SessionRequestHolder.get();
		ViewedSession own = (request != null) ? ownSession(hash, request) : null;
		if (own != null && request != null) {
			this.policy.end(own, request);
		}
		else {
			this.managed.delete(hash, request);
		}
	}

	@Override
	public Map<String, ViewedSession> findByIndexNameAndIndexValue(String indexName, String indexValue) {
		return PRINCIPAL_NAME_INDEX_NAME.equals(indexName)
				? this.managed.findByPrincipalName(indexValue, SessionRequestHolder.get()) : Map.of();
	}

	private static @Nullable ViewedSession ownSession(IdHash id, SessionRequest request) {
		ViewedSession session = request.session();
		return (session != null && session.hasId(id)) ? session : null;
	}

}
