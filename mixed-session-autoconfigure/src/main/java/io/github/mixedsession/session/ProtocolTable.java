package io.github.mixedsession.session;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.SessionSide;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.id.PresentedId;
import io.github.mixedsession.id.RetiredId;
import io.github.mixedsession.id.SessionIds;
import io.github.mixedsession.session.SessionState.Due;
import io.github.mixedsession.store.Proof;
import io.github.mixedsession.store.SessionRecord;

/**
 * The left side of the protocol's table: which view of a session the presented ids are
 * good for, and what is due. Asks no store and changes nothing. Immutable.
 */
final class ProtocolTable {

	private final SessionSettings settings;

	ProtocolTable(SessionSettings settings) {
		this.settings = settings;
	}

	/**
	 * Judges ids of a kind that all claim the same session. The current one counts, else
	 * the youngest one in its grace (attack 51); any other is a sign of theft only if
	 * none of them is good for anything.
	 */
	Verdict judge(SessionRecord record, Proof proof, List<PresentedId> ids, SessionRequest request, Instant now) {
		boolean expired = this.settings.isExpired(record, now);
		if (proof.opens(record)) {
			return expired ? Verdict.NOTHING
					: current(record, proof.kind(), current(record.ids(), proof.kind(), ids), request, now);
		}
		RetiredId retired = youngest(record.ids(), proof.kind(), ids);
		if (retired != null && retired.isUsable(now)) {
			return expired ? Verdict.NOTHING : retired(record, retired, request, now);
		}
		LateId late = LateId.of(record, proof.kind(), ids, retired);
		return (late != null) ? new Verdict.Late(late) : Verdict.NOTHING;
	}

	private static PresentedId current(SessionIds stored, IdKind kind, List<PresentedId> ids) {
		int i = 0;
		while (!ids.get(i).hash().equals(stored.current(kind))) {
			i++;
		}
		return ids.get(i);
	}

	/** Those that were retired last are at the end. */
	private static @Nullable RetiredId youngest(SessionIds stored, IdKind kind, List<PresentedId> ids) {
		RetiredId youngest = null;
		for (RetiredId retired : stored.retired()) {
			if (retired.kind() == kind && ids.stream().anyMatch((id) -> id.hash().equals(retired.id()))) {
				youngest = retired;
			}
		}
		return youngest;
	}

	private Verdict.Current current(SessionRecord record, IdKind kind, PresentedId id, SessionRequest request,
			Instant now) {
		boolean secure = kind == IdKind.SECURE;
		Due due = secure ? dueForSecureId(id, record, request, now) : dueForInsecureId(id, record, request);
		SessionView view = (secure && due != Due.RESTART_SECURE_SIDE) ? SessionView.SECURE : SessionView.INSECURE;
		return new Verdict.Current(id, view, due, unconfirmed(kind, record, request));
	}

	private Due dueForSecureId(PresentedId id, SessionRecord record, SessionRequest request, Instant now) {
		if (this.settings.isSecureSideExpired(record, now)) {
			return Due.RESTART_SECURE_SIDE;
		}
		if (record.side() == SessionSide.INSECURE || id.imported()) {
			return Due.STEP_UP;
		}
		return isInsecureIdToReplace(record, request, now) ? Due.REPLACE_INSECURE_ID : Due.NOTHING;
	}

	/**
	 * Who holds a secure id alone is given an insecure one, so that HTTP shows the shared
	 * side after a time without pages over HTTP too; but not time and again, if the
	 * browser doesn't keep it.
	 */
	private boolean isInsecureIdToReplace(SessionRecord record, SessionRequest request, Instant now) {
		if (record.ids().insecureExposed()) {
			return true;
		}
		List<PresentedId> insecureIds = request.presentedIds().insecure();
		if (!request.sendsInsecureIds()) {
			return !insecureIds.isEmpty();
		}
		return insecureIds.isEmpty()
				? !record.ids().isUnconfirmed(IdKind.INSECURE) || record.ids().isUnconfirmed(IdKind.SECURE)
				: !request.presentedIds().contains(IdKind.INSECURE, record.insecureId())
						&& !isOftenReplaced(record, now);
	}

	/**
	 * The answers with fresh ones may be on their way: a burst of requests with a foreign
	 * cookie neither writes with each nor pushes what those bring out of the row (attack
	 * 42).
	 */
	private boolean isOftenReplaced(SessionRecord record, Instant now) {
		return record.ids()
			.retired()
			.stream()
			.filter((id) -> id.kind() == IdKind.INSECURE && id.usableUntil() == null
					&& now.isBefore(id.retiredAt().plus(this.settings.grace())))
			.count() >= SessionIds.REMEMBERED / 2;
	}

	private static Due dueForInsecureId(PresentedId id, SessionRecord record, SessionRequest request) {
		if (request.channel() == Channel.INSECURE && record.side() == SessionSide.SECURE) {
			return Due.STEP_DOWN;
		}
		if (request.channel() == Channel.INSECURE) {
			return id.imported() ? Due.REPLACE_INSECURE_ID : Due.NOTHING;
		}
		return (record.secureId() == null) ? Due.STEP_UP : Due.DETACH;
	}

	/**
	 * Judges a retired id in its grace, of a session that has not expired.
	 */
	Verdict.Retired retired(SessionRecord record, RetiredId id, SessionRequest request, Instant now) {
		boolean secure = id.kind() == IdKind.SECURE && !record.ids().isBeforeLogin(id)
				&& !this.settings.isSecureSideExpired(record, now);
		return new Verdict.Retired(id, secure ? SessionView.SECURE : SessionView.INSECURE,
				dueForRetiredId(id, record, request, now));
	}

	/**
	 * Whoever shows an insecure id over HTTPS long after it was retired may have had its
	 * successor and kept it back: they don't share what the visitor does next (attack
	 * 40).
	 */
	private Due dueForRetiredId(RetiredId retired, SessionRecord record, SessionRequest request, Instant now) {
		if (request.channel() == Channel.INSECURE && record.side() == SessionSide.SECURE) {
			return Due.LOOK_BACK;
		}
		boolean tapped = retired.kind() == IdKind.INSECURE && request.channel() == Channel.SECURE
				&& !now.isBefore(retired.retiredAt().plus(this.settings.grace()));
		return tapped ? Due.DETACH : Due.NOTHING;
	}

	/**
	 * Returns which fresh ids have reached the browser. The insecure one that comes along
	 * with a secure one counts too, and one that is never sent with the first use of the
	 * secure one: then those before it are over.
	 */
	private static Set<IdKind> unconfirmed(IdKind kind, SessionRecord record, SessionRequest request) {
		if (record.ids().retired().isEmpty()) {
			return Set.of();
		}
		Set<IdKind> unconfirmed = EnumSet.noneOf(IdKind.class);
		if (record.ids().isUnconfirmed(IdKind.INSECURE) && (kind == IdKind.INSECURE || !request.sendsInsecureIds()
				|| request.presentedIds().contains(IdKind.INSECURE, record.insecureId()))) {
			unconfirmed.add(IdKind.INSECURE);
		}
		if (record.ids().isUnconfirmed(IdKind.SECURE) && kind == IdKind.SECURE) {
			unconfirmed.add(IdKind.SECURE);
		}
		return unconfirmed;
	}

}
