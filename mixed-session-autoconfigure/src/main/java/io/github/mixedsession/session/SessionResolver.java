package io.github.mixedsession.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;
import io.github.mixedsession.IgnoredIdReason;
import io.github.mixedsession.SessionIdIgnoredEvent;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.PresentedId;
import io.github.mixedsession.id.RetiredId;
import io.github.mixedsession.id.SessionIds;
import io.github.mixedsession.session.SessionState.Binding;
import io.github.mixedsession.session.SessionState.Due;
import io.github.mixedsession.store.IdUpdate;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.Proof;
import io.github.mixedsession.store.SessionRow;
import io.github.mixedsession.store.StoredSession;

/**
 * Decides which session, which view of it, and what is due: what the presented ids are
 * good for: the left side of the protocol's table. Thread-safe.
 */
final class SessionResolver {

	/** More cookies of one name than this are nobody's session (attacks 6 and 33). */
	static final int MAX_CANDIDATES = 4;

	/** Ids can be rotated between two look-ups, but not time and again. */
	private static final int MAX_LOOK_UPS = 5;

	private final PolicyContext context;

	private final TheftSigns thefts;

	private final ImportedAttributes imported;

	private final MisplacedAttributes misplaced;

	/**
	 * Create a resolver.
	 * @param context what it works with
	 * @param thefts acts on ids after their grace
	 */
	SessionResolver(PolicyContext context, TheftSigns thefts) {
		this.context = context;
		this.thefts = thefts;
		this.imported = new ImportedAttributes(context);
		this.misplaced = new MisplacedAttributes(context.store(), context.visibilities());
	}

	@Nullable SessionState resolve(SessionRequest request) {
		Set<Locator> unknown = new HashSet<>();
		SessionState state = null;
		if (request.channel() == Channel.SECURE) {
			state = onlyOne(Channel.SECURE, request, unknown);
		}
		return (state != null) ? state : onlyOne(Channel.INSECURE, request, unknown);
	}

	/**
	 * Of several cookies of one name, those count that are good for one session; if they
	 * are for several sessions, none does (attack 6). One look-up a session.
	 */
	private @Nullable SessionState onlyOne(Channel kind, SessionRequest request, Set<Locator> unknown) {
		List<PresentedId> ids = request.presentedIds().of(kind);
		if (ids.size() == 1) {
			return resolve(kind, ids, request, unknown);
		}
		if (ids.size() > MAX_CANDIDATES) {
			reportAmbiguity(kind);
			return null;
		}
		Map<Locator, List<PresentedId>> claims = new LinkedHashMap<>();
		ids.forEach((id) -> claims.computeIfAbsent(id.locator(), (any) -> new ArrayList<>()).add(id));
		List<SessionState> found = new ArrayList<>();
		for (List<PresentedId> ofOne : claims.values()) {
			SessionState state = resolve(kind, ofOne, request, unknown);
			if (state != null) {
				found.add(state);
			}
		}
		if (found.size() > 1) {
			reportAmbiguity(kind);
		}
		return (found.size() == 1) ? found.get(0) : null;
	}

	private void reportAmbiguity(Channel kind) {
		this.context.events().publishEvent(new SessionIdIgnoredEvent(this, IgnoredIdReason.AMBIGUOUS, kind));
	}

	/**
	 * Resolves ids of a kind that all claim the same session. The current one counts,
	 * else the younger one in its grace (attack 51); any other is a sign of theft only if
	 * none of them is good for anything.
	 */
	private @Nullable SessionState resolve(Channel kind, List<PresentedId> ids, SessionRequest request,
			Set<Locator> unknown) {
		Locator locator = ids.get(0).locator();
		if (unknown.contains(locator)) {
			return null;
		}
		SessionView view = (kind == Channel.SECURE) ? SessionView.SECURE : SessionView.INSECURE;
		Proof proof = (ids.size() == 1) ? new Proof(kind, ids.get(0).hash())
				: new Proof(kind, ids.stream().map(PresentedId::hash).toList());
		Set<Partition> visible = Partition.visibleTo(view, request.channel());
		Instant now = this.context.now();
		StoredSession session = this.context.store().find(locator, proof, visible);
		if (session == null) {
			unknown.add(locator);
			return null;
		}
		SessionRow row = session.row();
		boolean expired = this.context.settings().isExpired(row, now);
		if (proof.opens(row)) {
			return expired ? null : resolveCurrent(kind, current(row.ids(), kind, ids), session, request, now);
		}
		RetiredId retired = youngest(row.ids(), kind, ids);
		if (retired != null && retired.isUsable(now)) {
			return expired ? null : resolveRetired(retired, row, request, now);
		}
		LateId late = LateId.of(row, kind, ids, retired);
		if (late != null) {
			this.thefts.report(late);
		}
		return null;
	}

	private static PresentedId current(SessionIds stored, Channel kind, List<PresentedId> ids) {
		int i = 0;
		while (!ids.get(i).hash().equals(stored.current(kind))) {
			i++;
		}
		return ids.get(i);
	}

	/** Those that were retired last are at the end. */
	private static @Nullable RetiredId youngest(SessionIds stored, Channel kind, List<PresentedId> ids) {
		RetiredId youngest = null;
		for (RetiredId retired : stored.retired()) {
			if (retired.kind() == kind && ids.stream().anyMatch((id) -> id.hash().equals(retired.id()))) {
				youngest = retired;
			}
		}
		return youngest;
	}

	private @Nullable SessionState resolveCurrent(Channel kind, PresentedId id, StoredSession found,
			SessionRequest request, Instant now) {
		StoredSession session = found;
		if (id.imported()) {
			SessionView view = (kind == Channel.SECURE) ? SessionView.SECURE : SessionView.INSECURE;
			Proof proof = new Proof(kind, id.hash());
			this.imported.sort(id.locator(), proof);
			session = this.context.store().find(id.locator(), proof, Partition.visibleTo(view, request.channel()));
			if (session == null || !proof.opens(session.row())) {
				// a parallel request has exchanged it
				return resolve(kind, List.of(id), request, new HashSet<>());
			}
		}
		SessionState state = (kind == Channel.SECURE) ? forSecureId(id, session, request, now)
				: state(session, id.hash(), SessionView.INSECURE, Binding.CURRENT,
						dueForInsecureId(id, session.row(), request),
						Partition.visibleTo(SessionView.INSECURE, request.channel()));
		Set<Channel> unconfirmed = unconfirmed(kind, session.row(), request);
		if (unconfirmed.isEmpty()) {
			return state;
		}
		// a copy rotates no ids of the session that it is made of
		boolean alone = state.due == Due.NOTHING || state.due == Due.DETACH;
		return alone ? confirm(state, unconfirmed, now) : state.confirming(unconfirmed);
	}

	private SessionState forSecureId(PresentedId id, StoredSession session, SessionRequest request, Instant now) {
		SessionRow row = session.row();
		if (this.context.settings().isSecureSideExpired(row, now)) {
			return state(session, id.hash(), SessionView.INSECURE, Binding.CURRENT, Due.RESTART_SECURE_SIDE,
					Partition.visibleTo(SessionView.INSECURE, Channel.SECURE));
		}
		Due due = Due.NOTHING;
		if (row.channel() == Channel.INSECURE || id.imported()) {
			due = Due.STEP_UP;
		}
		else if (isInsecureIdToReplace(row, request, now)) {
			due = Due.REPLACE_INSECURE_ID;
		}
		return state(session, id.hash(), SessionView.SECURE, Binding.CURRENT, due,
				Partition.visibleTo(SessionView.SECURE, Channel.SECURE));
	}

	/**
	 * Who holds a secure id alone is given an insecure one, so that HTTP shows the shared
	 * side after a time without pages over HTTP too; but not time and again, if the
	 * browser doesn't keep it.
	 */
	private boolean isInsecureIdToReplace(SessionRow row, SessionRequest request, Instant now) {
		if (row.ids().insecureExposed()) {
			return true;
		}
		List<PresentedId> insecureIds = request.presentedIds().insecure();
		if (!request.sendsInsecureIds()) {
			return !insecureIds.isEmpty();
		}
		return insecureIds.isEmpty()
				? !row.ids().isUnconfirmed(Channel.INSECURE) || row.ids().isUnconfirmed(Channel.SECURE)
				: !request.presentedIds().contains(Channel.INSECURE, row.insecureId()) && !isOftenReplaced(row, now);
	}

	/**
	 * The answers with fresh ones may be on their way: a burst of requests with a foreign
	 * cookie neither writes with each nor pushes what those bring out of the row (attack
	 * 42).
	 */
	private boolean isOftenReplaced(SessionRow row, Instant now) {
		return row.ids()
			.retired()
			.stream()
			.filter((id) -> id.kind() == Channel.INSECURE && id.usableUntil() == null
					&& now.isBefore(id.retiredAt().plus(this.context.settings().grace())))
			.count() >= SessionIds.REMEMBERED / 2;
	}

	private static Due dueForInsecureId(PresentedId id, SessionRow row, SessionRequest request) {
		if (request.channel() == Channel.INSECURE && row.channel() == Channel.SECURE) {
			return Due.STEP_DOWN;
		}
		if (request.channel() == Channel.INSECURE) {
			return id.imported() ? Due.REPLACE_INSECURE_ID : Due.NOTHING;
		}
		return (row.secureId() == null) ? Due.STEP_UP : Due.DETACH;
	}

	/**
	 * Looks the session up again, for the attributes that a retired id is good for.
	 */
	private @Nullable SessionState resolveRetired(RetiredId retired, SessionRow found, SessionRequest request,
			Instant now) {
		SessionRow row = found;
		for (int i = 0; i < MAX_LOOK_UPS; i++) {
			boolean secure = retired.kind() == Channel.SECURE && !row.ids().isBeforeLogin(retired)
					&& !this.context.settings().isSecureSideExpired(row, now);
			SessionView view = secure ? SessionView.SECURE : SessionView.INSECURE;
			Channel kind = Channel.of(secure);
			IdHash current = row.ids().current(kind);
			Set<Partition> visible = Partition.visibleTo(view, request.channel());
			StoredSession session = (current != null)
					? this.context.store().find(row.locator(), new Proof(kind, current), visible) : null;
			if (session == null) {
				return null;
			}
			if (session.row().ids().generation() == row.ids().generation()) {
				Binding binding = (retired.kind() == Channel.SECURE) ? Binding.RETIRED_SECURE
						: Binding.RETIRED_INSECURE;
				return state(session, retired.id(), view, binding,
						dueForRetiredId(retired, session.row(), request, now), visible);
			}
			row = session.row();
		}
		throw new IllegalStateException("The ids of a session are rotated faster than they can be looked up");
	}

	/**
	 * Whoever shows an insecure id over HTTPS long after it was retired may have had its
	 * successor and kept it back: they don't share what the visitor does next (attack
	 * 40).
	 */
	private Due dueForRetiredId(RetiredId retired, SessionRow row, SessionRequest request, Instant now) {
		if (request.channel() == Channel.INSECURE && row.channel() == Channel.SECURE) {
			return Due.LOOK_BACK;
		}
		boolean tapped = retired.kind() == Channel.INSECURE && request.channel() == Channel.SECURE
				&& !now.isBefore(retired.retiredAt().plus(this.context.settings().grace()));
		return tapped ? Due.DETACH : Due.NOTHING;
	}

	/**
	 * Returns which fresh ids have reached the browser. The insecure one that comes along
	 * with a secure one counts too, and one that is never sent with the first use of the
	 * secure one: then those before it are over.
	 */
	private static Set<Channel> unconfirmed(Channel kind, SessionRow row, SessionRequest request) {
		if (row.ids().retired().isEmpty()) {
			return Set.of();
		}
		Set<Channel> unconfirmed = EnumSet.noneOf(Channel.class);
		if (row.ids().isUnconfirmed(Channel.INSECURE) && (kind == Channel.INSECURE || !request.sendsInsecureIds()
				|| request.presentedIds().contains(Channel.INSECURE, row.insecureId()))) {
			unconfirmed.add(Channel.INSECURE);
		}
		if (row.ids().isUnconfirmed(Channel.SECURE) && kind == Channel.SECURE) {
			unconfirmed.add(Channel.SECURE);
		}
		return unconfirmed;
	}

	/**
	 * Writes down that fresh ids have reached the browser, once. If somebody else changes
	 * the ids at the same time, the next request does it.
	 */
	private SessionState confirm(SessionState state, Set<Channel> kinds, Instant now) {
		SessionRow row = state.row();
		IdUpdate update = new IdUpdate(row, row.ids().confirmed(kinds, now.plus(this.context.settings().grace())),
				row.channel(), null, false);
		if (this.context.store().update(update)) {
			state.row(update.result());
		}
		return state;
	}

	private SessionState state(StoredSession session, IdHash id, SessionView view, Binding binding, Due due,
			Set<Partition> visible) {
		StoredSession settled = (view == SessionView.SECURE) ? this.misplaced.settle(session) : session;
		SessionAttributes attributes = new SessionAttributes(this.context.codec(), this.context.visibilities(), visible,
				settled.attributes());
		return new SessionState(session.row(), true, id, view, binding, due, () -> attributes);
	}

}
