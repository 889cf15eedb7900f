package io.github.mixedsession.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.IgnoredIdReason;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.id.Family;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.PresentedId;
import io.github.mixedsession.id.RetiredId;
import io.github.mixedsession.session.SessionState.Binding;
import io.github.mixedsession.session.SessionState.Due;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.Proof;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.StoredSession;

/**
 * Looks up the session that the presented ids are good for. Thread-safe.
 */
final class SessionResolver {

	/** Ids can be rotated between two look-ups, but not time and again. */
	private static final int MAX_LOOK_UPS = 5;

	private final PolicyContext context;

	private final SessionIncidents incidents;

	private final ProtocolTable table;

	private final ImportedAttributes imported;

	private final MisplacedAttributes misplaced;

	private final AuthenticatedRecords records;

	/**
	 * Create a resolver.
	 * @param context what it works with
	 * @param incidents acts on what is wrong with ids
	 */
	SessionResolver(PolicyContext context, SessionIncidents incidents) {
		this.context = context;
		this.incidents = incidents;
		this.table = new ProtocolTable(context.settings());
		this.imported = new ImportedAttributes(context);
		this.misplaced = new MisplacedAttributes(context.store(), context.visibilities());
		this.records = context.records();
	}

	@Nullable SessionState resolve(SessionRequest request) {
		LookUps lookUps = new LookUps();
		SessionState state = null;
		if (request.channel() == Channel.SECURE) {
			state = onlyOne(IdKind.SECURE, request, lookUps);
		}
		if (state == null) {
			state = onlyOne(IdKind.INSECURE, request, lookUps);
		}
		return (state != null) ? state.foundBy(lookUps) : null;
	}

	/**
	 * Of several cookies of one name, those count that are good for one session; if they
	 * are for several sessions, or nobody can tell since they are too many, none does
	 * (attacks 6 and 33).
	 */
	private @Nullable SessionState onlyOne(IdKind kind, SessionRequest request, LookUps lookUps) {
		List<PresentedId> ids = request.presentedIds().of(kind);
		if (ids.isEmpty()) {
			return null;
		}
		if (ids.size() == 1 && lookUps.areEnoughFor(ids.get(0).locator())) {
			Claim claim = judge(kind, ids, request, lookUps);
			return (claim != null) ? open(claim, request) : null;
		}
		Map<Locator, List<PresentedId>> claims = new LinkedHashMap<>();
		ids.forEach((id) -> claims.computeIfAbsent(id.locator(), (any) -> new ArrayList<>()).add(id));
		boolean tooMany = ids.size() > LookUps.MAX || !lookUps.areEnoughFor(claims.keySet());
		List<Claim> good = tooMany ? List.of()
				: claims.values()
					.stream()
					.flatMap((ofOne) -> Stream.ofNullable(judge(kind, ofOne, request, lookUps)))
					.toList();
		if (tooMany || good.size() > 1) {
			this.incidents.ignored(IgnoredIdReason.AMBIGUOUS, kind);
			return null;
		}
		return good.isEmpty() ? null : open(good.get(0), request);
	}

	/**
	 * Judges ids of a kind that all claim the same session. A sign of theft is told of,
	 * and may have ended the session.
	 * @return what they are good for, {@code null} for nothing
	 */
	private @Nullable Claim judge(IdKind kind, List<PresentedId> ids, SessionRequest request, LookUps lookUps) {
		Locator locator = ids.get(0).locator();
		Proof proof = (ids.size() == 1) ? new Proof(kind, ids.get(0).hash())
				: new Proof(kind, ids.stream().map(PresentedId::hash).toList());
		boolean remembered = lookUps.isMade(locator);
		StoredSession session = remembered ? lookUps.session(locator) : find(locator, proof, visible(kind, request));
		if (!remembered) {
			lookUps.made(locator, session);
		}
		if (session == null) {
			return null;
		}
		Instant now = this.context.now();
		Verdict verdict = this.table.judge(session.record(), proof, ids, request, now);
		if (verdict instanceof Verdict.Current || verdict instanceof Verdict.Retired) {
			return new Claim(kind, session, remembered, verdict, now);
		}
		if (verdict instanceof Verdict.Late) {
			accept(verdict, session, request, now);
			lookUps.forget(locator);
		}
		return null;
	}

	private static Set<Partition> visible(IdKind kind, SessionRequest request) {
		return Partition.visibleTo((kind == IdKind.SECURE) ? SessionView.SECURE : SessionView.INSECURE,
				request.channel());
	}

	/**
	 * Looks a session up again whose attributes are not those of this view, or not
	 * sorted.
	 */
	private @Nullable SessionState open(Claim claim, SessionRequest request) {
		Instant now = claim.now();
		StoredSession session = claim.session();
		if (!(claim.verdict() instanceof Verdict.Current current)
				|| (!claim.remembered() && !current.id().imported())) {
			return accept(claim.verdict(), session, request, now);
		}
		Locator locator = session.record().locator();
		Proof proof = new Proof(claim.kind(), current.id().hash());
		if (current.id().imported()) {
			this.imported.sort(locator, proof);
		}
		StoredSession again = find(locator, proof, visible(claim.kind(), request));
		// a parallel request may have exchanged it
		return (again != null) ? accept(this.table.judge(again.record(), proof, List.of(current.id()), request, now),
				again, request, now) : null;
	}

	/**
	 * Finds nothing where the ids, or the clock of the secure side, are not what the
	 * application has written (invariant 16).
	 */
	private @Nullable StoredSession find(Locator locator, Proof proof, Set<Partition> visible) {
		StoredSession session = this.context.store().find(locator, proof, visible);
		if (session == null || this.records.areIdsIntact(session.record())) {
			return session;
		}
		this.incidents.ignored(IgnoredIdReason.FORGED_ROW, proof.kind());
		return null;
	}

	private @Nullable SessionState accept(Verdict verdict, StoredSession session, SessionRequest request, Instant now) {
		if (verdict instanceof Verdict.Current current) {
			return current(current, session, request);
		}
		if (verdict instanceof Verdict.Retired retired) {
			return retired(retired, session.record(), request, now);
		}
		if (verdict instanceof Verdict.Late late) {
			this.incidents.late(late.id());
		}
		return null;
	}

	private @Nullable SessionState current(Verdict.Current verdict, StoredSession session, SessionRequest request) {
		SessionState state = state(session, verdict.id().hash(), verdict.view(), Binding.CURRENT, verdict.due(),
				Partition.visibleTo(verdict.view(), request.channel()), request);
		return (state != null) ? state.confirming(verdict.unconfirmed()) : null;
	}

	/**
	 * Looks the session up again, for the attributes that a retired id is good for.
	 */
	private @Nullable SessionState retired(Verdict.Retired first, SessionRecord found, SessionRequest request,
			Instant now) {
		Verdict.Retired verdict = first;
		SessionRecord record = found;
		for (int i = 0; i < MAX_LOOK_UPS; i++) {
			RetiredId id = verdict.id();
			IdKind kind = IdKind.of(verdict.view() == SessionView.SECURE);
			IdHash current = record.ids().current(kind);
			Set<Partition> visible = Partition.visibleTo(verdict.view(), request.channel());
			StoredSession session = (current != null) ? find(record.locator(), new Proof(kind, current), visible)
					: null;
			if (session == null) {
				return null;
			}
			if (session.record().ids().generation() == record.ids().generation()) {
				Binding binding = (id.kind() == IdKind.SECURE) ? Binding.RETIRED_SECURE : Binding.RETIRED_INSECURE;
				return state(session, id.id(), verdict.view(), binding, verdict.due(), visible, request);
			}
			record = session.record();
			verdict = this.table.retired(record, id, request, now);
		}
		throw new IllegalStateException("The ids of a session are rotated faster than they can be looked up");
	}

	/**
	 * Returns nothing where the row has another family than the id that opens it, or
	 * another user than the application has written (invariant 16).
	 */
	private @Nullable SessionState state(StoredSession session, IdHash id, SessionView view, Binding binding, Due due,
			Set<Partition> visible, SessionRequest request) {
		SessionRecord record = session.record();
		boolean secure = view == SessionView.SECURE;
		Family family = secure ? request.presentedIds().family(id) : null;
		if (family != null && !family.hash().equals(record.ids().family())) {
			this.incidents.ignored(IgnoredIdReason.WRONG_FAMILY, IdKind.SECURE);
			return null;
		}
		if (secure && !this.records.isLoginIntact(record)) {
			this.incidents.ignored(IgnoredIdReason.FORGED_ROW, IdKind.SECURE);
			return null;
		}
		SessionCodec codec = this.context.codecs().of(record.locator(), family);
		StoredSession settled = secure ? this.misplaced.settle(session, codec) : session;
		SessionAttributes attributes = new SessionAttributes(codec, this.context.visibilities(), visible,
				settled.attributes());
		return new SessionState(record, true, id, view, binding, due, () -> attributes).withFamily(family);
	}

	/**
	 * Ids of a kind that are good for a session.
	 *
	 * @param kind which ids
	 * @param session the session
	 * @param remembered whether it was looked up for ids of the other kind
	 * @param verdict what they are good for
	 * @param now when that was judged
	 */
	private record Claim(IdKind kind, StoredSession session, boolean remembered, Verdict verdict, Instant now) {
	}

}
