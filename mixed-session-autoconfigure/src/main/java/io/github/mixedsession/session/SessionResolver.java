package io.github.mixedsession.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;
import io.github.mixedsession.IgnoredIdReason;
import io.github.mixedsession.RetiredIdPresentedEvent;
import io.github.mixedsession.SessionIdIgnoredEvent;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.session.SessionState.Binding;
import io.github.mixedsession.session.SessionState.Turn;
import io.github.mixedsession.store.IdHash;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.RetiredId;
import io.github.mixedsession.store.SessionRow;
import io.github.mixedsession.store.StoredSession;

/**
 * Decides which session, which view of it and which turn of ids the presented ids are
 * good for: the left side of the protocol's table. Thread-safe.
 */
final class SessionResolver {

	/** More cookies of one name than this are nobody's session (attacks 6 and 33). */
	static final int MAX_CANDIDATES = 4;

	private static final Log logger = LogFactory.getLog(SessionResolver.class);

	private final Collaborators with;

	private final Predicate<String> endStolen;

	private final ImportedAttributes imported;

	/**
	 * Create a resolver.
	 * @param collaborators what it works with
	 * @param endStolen ends the session of a key, and answers whether there was one
	 */
	SessionResolver(Collaborators collaborators, Predicate<String> endStolen) {
		this.with = collaborators;
		this.endStolen = endStolen;
		this.imported = new ImportedAttributes(collaborators);
	}

	@Nullable SessionState resolve(SessionRequest request) {
		SessionState state = null;
		if (request.channel() == Channel.SECURE) {
			state = onlyOne(Channel.SECURE, request);
		}
		return (state != null) ? state : onlyOne(Channel.INSECURE, request);
	}

	/**
	 * Of several cookies of one name, the one that is valid counts if exactly one is.
	 */
	private @Nullable SessionState onlyOne(Channel kind, SessionRequest request) {
		List<IdHash> ids = request.presentedIds().of(kind);
		if (ids.size() == 1) {
			return resolve(kind, ids.get(0), request);
		}
		if (ids.size() > MAX_CANDIDATES) {
			reportAmbiguity(kind);
			return null;
		}
		List<SessionState> valid = new ArrayList<>();
		for (IdHash id : ids) {
			SessionState state = resolve(kind, id, request);
			if (state != null) {
				valid.add(state);
			}
		}
		if (valid.size() > 1) {
			reportAmbiguity(kind);
		}
		return (valid.size() == 1 && isStillThere(valid.get(0))) ? valid.get(0) : null;
	}

	private void reportAmbiguity(Channel kind) {
		this.with.events().publishEvent(new SessionIdIgnoredEvent(this, IgnoredIdReason.AMBIGUOUS, kind));
	}

	/**
	 * Another of the ids may have ended the session, as a sign of theft.
	 */
	private boolean isStillThere(SessionState state) {
		return this.with.store().findByKey(state.row().key(), Set.of()) != null;
	}

	private @Nullable SessionState resolve(Channel kind, IdHash id, SessionRequest request) {
		SessionView view = (kind == Channel.SECURE) ? SessionView.SECURE : SessionView.INSECURE;
		Set<Partition> visible = Partition.visibleTo(view, request.channel());
		StoredSession session = this.with.store().findById(kind, id, visible);
		if (session == null) {
			return resolveRetired(kind, id, request);
		}
		Instant now = this.with.now();
		if (this.with.settings().isExpired(session.row(), now)) {
			return null;
		}
		if (isImported(id, request)) {
			this.imported.sort(session.row().key(), kind);
			session = this.with.store().findById(kind, id, visible);
			if (session == null) {
				return resolveRetired(kind, id, request);
			}
		}
		confirm(kind, session.row(), request, now);
		if (kind == Channel.SECURE) {
			return forSecureId(id, session, request, now);
		}
		return state(session, id, SessionView.INSECURE, Binding.CURRENT, turnForInsecureId(id, session.row(), request),
				visible);
	}

	private static boolean isImported(IdHash id, SessionRequest request) {
		return request.presentedIds().imported().contains(id);
	}

	private SessionState forSecureId(IdHash id, StoredSession session, SessionRequest request, Instant now) {
		SessionRow row = session.row();
		if (this.with.settings().isSecureSideExpired(row, now)) {
			return state(session, id, SessionView.INSECURE, Binding.CURRENT, Turn.RESTART_SECURE_SIDE,
					Partition.visibleTo(SessionView.INSECURE, Channel.SECURE));
		}
		Turn due = Turn.NONE;
		List<IdHash> insecureIds = request.presentedIds().insecure();
		if (row.channel() == Channel.INSECURE || isImported(id, request)) {
			due = Turn.STEP_UP;
		}
		else if (!insecureIds.isEmpty() && !insecureIds.contains(row.insecureId())) {
			due = Turn.REPLACE_INSECURE_ID;
		}
		return state(session, id, SessionView.SECURE, Binding.CURRENT, due,
				Partition.visibleTo(SessionView.SECURE, Channel.SECURE));
	}

	private static Turn turnForInsecureId(IdHash id, SessionRow row, SessionRequest request) {
		if (request.channel() == Channel.INSECURE && row.channel() == Channel.SECURE) {
			return Turn.STEP_DOWN;
		}
		if (request.channel() == Channel.INSECURE) {
			return isImported(id, request) ? Turn.REPLACE_INSECURE_ID : Turn.NONE;
		}
		return (row.secureId() == null) ? Turn.STEP_UP : Turn.DETACH;
	}

	private @Nullable SessionState resolveRetired(Channel kind, IdHash id, SessionRequest request) {
		RetiredId retired = this.with.store().findRetired(id);
		if (retired == null || retired.kind() != kind) {
			return null;
		}
		Instant now = this.with.now();
		if (!retired.isUsable(now)) {
			reportReuse(retired);
			return null;
		}
		return resolveRetired(retired, kind == Channel.SECURE && !retired.isBeforeLogin(), request, now);
	}

	private @Nullable SessionState resolveRetired(RetiredId retired, boolean secureView, SessionRequest request,
			Instant now) {
		SessionView view = secureView ? SessionView.SECURE : SessionView.INSECURE;
		StoredSession session = this.with.store()
			.findByKey(retired.sessionKey(), Partition.visibleTo(view, request.channel()));
		if (session == null || this.with.settings().isExpired(session.row(), now)) {
			return null;
		}
		if (secureView && retired.loginCount() != session.row().loginCount()) {
			// a login came in between
			return resolveRetired(retired, false, request, now);
		}
		if (secureView && this.with.settings().isSecureSideExpired(session.row(), now)) {
			view = SessionView.INSECURE;
		}
		Binding binding = (retired.kind() == Channel.SECURE) ? Binding.RETIRED_SECURE : Binding.RETIRED_INSECURE;
		return state(session, retired.id(), view, binding, Turn.NONE, Partition.visibleTo(view, request.channel()));
	}

	/**
	 * Invariant 10: always an event; the end of the session for a secure id alone, or
	 * anyone on the wire could log visitors out.
	 */
	private void reportReuse(RetiredId retired) {
		boolean end = retired.kind() == Channel.SECURE && this.with.settings().endSessionOnSecureIdReuse()
				&& this.endStolen.test(retired.sessionKey());
		logger.warn("A retired " + retired.kind() + " session id was presented after its grace: somebody kept a copy"
				+ (end ? "; the session was ended" : ""));
		this.with.events()
			.publishEvent(new RetiredIdPresentedEvent(this, retired.kind(), retired.id().toString(), end));
	}

	/**
	 * Reports an insecure id that came along with a secure one, if its grace is over.
	 */
	void reportIfReused(IdHash insecureId) {
		RetiredId retired = this.with.store().findRetired(insecureId);
		if (retired != null && retired.kind() == Channel.INSECURE && !retired.isUsable(this.with.now())) {
			reportReuse(retired);
		}
	}

	/**
	 * Writes down that fresh ids have reached the browser, once. The insecure one that
	 * comes along with a secure one counts too.
	 */
	private void confirm(Channel kind, SessionRow row, SessionRequest request, Instant now) {
		boolean insecure = row.insecureIdUnconfirmed()
				&& (kind == Channel.INSECURE || request.presentedIds().insecure().contains(row.insecureId()));
		boolean secure = row.secureIdUnconfirmed() && kind == Channel.SECURE;
		if (insecure || secure) {
			this.with.store()
				.confirm(row.key(), insecure ? row.insecureId() : null, secure ? row.secureId() : null,
						now.plus(this.with.settings().grace()));
		}
	}

	private SessionState state(StoredSession session, IdHash id, SessionView view, Binding binding, Turn due,
			Set<Partition> visible) {
		SessionAttributes attributes = new SessionAttributes(this.with.codec(), visible, session.attributes());
		return new SessionState(session.row(), true, id, view, binding, due, () -> attributes);
	}

}
