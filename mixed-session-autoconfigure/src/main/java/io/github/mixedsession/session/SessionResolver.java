package io.github.mixedsession.session;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;
import io.github.mixedsession.IgnoredIdReason;
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

	private final Collaborators with;

	private final TheftSigns thefts;

	private final ImportedAttributes imported;

	private final MisplacedAttributes misplaced;

	/**
	 * Create a resolver.
	 * @param collaborators what it works with
	 * @param thefts acts on ids after their grace
	 */
	SessionResolver(Collaborators collaborators, TheftSigns thefts) {
		this.with = collaborators;
		this.thefts = thefts;
		this.imported = new ImportedAttributes(collaborators);
		this.misplaced = new MisplacedAttributes(collaborators.store(), collaborators.visibilities());
	}

	@Nullable SessionState resolve(SessionRequest request) {
		SessionState state = null;
		if (request.channel() == Channel.SECURE) {
			state = onlyOne(Channel.SECURE, request);
		}
		return (state != null) ? state : onlyOne(Channel.INSECURE, request);
	}

	/**
	 * Of several cookies of one name, those count that are good for one session; if they
	 * are for several sessions, none does (attack 6).
	 */
	private @Nullable SessionState onlyOne(Channel kind, SessionRequest request) {
		List<IdHash> ids = request.presentedIds().of(kind);
		if (ids.size() == 1) {
			return resolve(kind, ids.get(0), request, this.thefts::report);
		}
		if (ids.size() > MAX_CANDIDATES) {
			reportAmbiguity(kind);
			return null;
		}
		LateIds late = new LateIds();
		Map<String, SessionState> found = new HashMap<>();
		for (IdHash id : ids) {
			SessionState state = resolve(kind, id, request, late::add);
			if (state != null) {
				late.opens(state.row().key());
				found.merge(state.row().key(), state, SessionResolver::better);
			}
		}
		late.tell(this.thefts::report);
		if (found.size() > 1) {
			reportAmbiguity(kind);
		}
		return (found.size() == 1) ? found.values().iterator().next() : null;
	}

	/**
	 * Of two ids of one session the current one counts, else the younger one in its grace
	 * (attack 51): where a login came in between, the younger one opens more, and where
	 * none did, they open the same.
	 */
	private static SessionState better(SessionState one, SessionState other) {
		if (one.isCurrent() != other.isCurrent()) {
			return one.isCurrent() ? one : other;
		}
		return (one.view == SessionView.INSECURE && other.view == SessionView.SECURE) ? other : one;
	}

	private void reportAmbiguity(Channel kind) {
		this.with.events().publishEvent(new SessionIdIgnoredEvent(this, IgnoredIdReason.AMBIGUOUS, kind));
	}

	private @Nullable SessionState resolve(Channel kind, IdHash id, SessionRequest request, Consumer<RetiredId> late) {
		SessionView view = (kind == Channel.SECURE) ? SessionView.SECURE : SessionView.INSECURE;
		Set<Partition> visible = Partition.visibleTo(view, request.channel());
		StoredSession session = this.with.store().findById(kind, id, visible);
		if (session == null) {
			return resolveRetired(kind, id, request, late);
		}
		Instant now = this.with.now();
		if (this.with.settings().isExpired(session.row(), now)) {
			return null;
		}
		if (isImported(id, request)) {
			this.imported.sort(session.row().key(), kind);
			session = this.with.store().findById(kind, id, visible);
			if (session == null) {
				return resolveRetired(kind, id, request, late);
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
		if (row.channel() == Channel.INSECURE || isImported(id, request)) {
			due = Turn.STEP_UP;
		}
		else if (isInsecureIdToReplace(row, request)) {
			due = Turn.REPLACE_INSECURE_ID;
		}
		return state(session, id, SessionView.SECURE, Binding.CURRENT, due,
				Partition.visibleTo(SessionView.SECURE, Channel.SECURE));
	}

	/**
	 * Who holds a secure id alone is given an insecure one, so that HTTP shows the shared
	 * side after a time without pages over HTTP too; but not time and again, if the
	 * browser doesn't keep it.
	 */
	private static boolean isInsecureIdToReplace(SessionRow row, SessionRequest request) {
		List<IdHash> insecureIds = request.presentedIds().insecure();
		if (!request.sendsInsecureIds()) {
			return !insecureIds.isEmpty();
		}
		return insecureIds.isEmpty() ? !row.insecureIdUnconfirmed() || row.secureIdUnconfirmed()
				: !insecureIds.contains(row.insecureId());
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

	private @Nullable SessionState resolveRetired(Channel kind, IdHash id, SessionRequest request,
			Consumer<RetiredId> late) {
		RetiredId retired = this.with.store().findRetired(id);
		if (retired == null || retired.kind() != kind) {
			return null;
		}
		Instant now = this.with.now();
		if (!retired.isUsable(now)) {
			late.accept(retired);
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
	 * Writes down that fresh ids have reached the browser, once. The insecure one that
	 * comes along with a secure one counts too, and one that is never sent with the first
	 * use of the secure one: then those before it are over.
	 */
	private void confirm(Channel kind, SessionRow row, SessionRequest request, Instant now) {
		boolean insecure = row.insecureIdUnconfirmed() && (kind == Channel.INSECURE || !request.sendsInsecureIds()
				|| request.presentedIds().insecure().contains(row.insecureId()));
		boolean secure = row.secureIdUnconfirmed() && kind == Channel.SECURE;
		if (insecure || secure) {
			this.with.store()
				.confirm(row.key(), insecure ? row.insecureId() : null, secure ? row.secureId() : null,
						now.plus(this.with.settings().grace()));
		}
	}

	private SessionState state(StoredSession session, IdHash id, SessionView view, Binding binding, Turn due,
			Set<Partition> visible) {
		StoredSession settled = (view == SessionView.SECURE) ? this.misplaced.settle(session) : session;
		SessionAttributes attributes = new SessionAttributes(this.with.codec(), this.with.visibilities(), visible,
				settled.attributes());
		return new SessionState(session.row(), true, id, view, binding, due, () -> attributes);
	}

}
