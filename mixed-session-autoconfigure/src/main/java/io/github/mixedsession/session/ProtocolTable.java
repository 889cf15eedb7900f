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
import io.github.mixedsession.store.SessionRow;

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
	Verdict judge(SessionRow row, Proof proof, List<PresentedId> ids, SessionRequest request, Instant now) {
		boolean expired = this.settings.isExpired(row, now);
		if (proof.opens(row)) {
			return expired ? Verdict.NOTHING
					: current(row, proof.kind(), current(row.ids(), proof.kind(), ids), request, now);
		}
		RetiredId retired = youngest(row.ids(), proof.kind(), ids);
		if (retired != null && retired.isUsable(now)) {
			return expired ? Verdict.NOTHING : retired(row, retired, request, now);
		}
		LateId late = LateId.of(row, proof.kind(), ids, retired);
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

	private Verdict.Current current(SessionRow row, IdKind kind, PresentedId id, SessionRequest request, Instant now) {
		boolean secure = kind == IdKind.SECURE;
		Due due = secure ? dueForSecureId(id, row, request, now) : dueForInsecureId(id, row, request);
		SessionView view = (secure && due != Due.RESTART_SECURE_SIDE) ? SessionView.SECURE : SessionView.INSECURE;
		return new Verdict.Current(id, view, due, unconfirmed(kind, row, request));
	}

	private Due dueForSecureId(PresentedId id, SessionRow row, SessionRequest request, Instant now) {
		if (this.settings.isSecureSideExpired(row, now)) {
			return Due.RESTART_SECURE_SIDE;
		}
		if (row.side() == SessionSide.INSECURE || id.imported()) {
			return Due.STEP_UP;
		}
		return isInsecureIdToReplace(row, request, now) ? Due.REPLACE_INSECURE_ID : Due.NOTHING;
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
				? !row.ids().isUnconfirmed(IdKind.INSECURE) || row.ids().isUnconfirmed(IdKind.SECURE)
				: !request.presentedIds().contains(IdKind.INSECURE, row.insecureId()) && !isOftenReplaced(row, now);
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
			.filter((id) -> id.kind() == IdKind.INSECURE && id.usableUntil() == null
					&& now.isBefore(id.retiredAt().plus(this.settings.grace())))
			.count() >= SessionIds.REMEMBERED / 2;
	}

	private static Due dueForInsecureId(PresentedId id, SessionRow row, SessionRequest request) {
		if (request.channel() == Channel.INSECURE && row.side() == SessionSide.SECURE) {
			return Due.STEP_DOWN;
		}
		if (request.channel() == Channel.INSECURE) {
			return id.imported() ? Due.REPLACE_INSECURE_ID : Due.NOTHING;
		}
		return (row.secureId() == null) ? Due.STEP_UP : Due.DETACH;
	}

	/**
	 * Judges a retired id in its grace, of a session that has not expired.
	 */
	Verdict.Retired retired(SessionRow row, RetiredId id, SessionRequest request, Instant now) {
		boolean secure = id.kind() == IdKind.SECURE && !row.ids().isBeforeLogin(id)
				&& !this.settings.isSecureSideExpired(row, now);
		return new Verdict.Retired(id, secure ? SessionView.SECURE : SessionView.INSECURE,
				dueForRetiredId(id, row, request, now));
	}

	/**
	 * Whoever shows an insecure id over HTTPS long after it was retired may have had its
	 * successor and kept it back: they don't share what the visitor does next (attack
	 * 40).
	 */
	private Due dueForRetiredId(RetiredId retired, SessionRow row, SessionRequest request, Instant now) {
		if (request.channel() == Channel.INSECURE && row.side() == SessionSide.SECURE) {
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
	private static Set<IdKind> unconfirmed(IdKind kind, SessionRow row, SessionRequest request) {
		if (row.ids().retired().isEmpty()) {
			return Set.of();
		}
		Set<IdKind> unconfirmed = EnumSet.noneOf(IdKind.class);
		if (row.ids().isUnconfirmed(IdKind.INSECURE) && (kind == IdKind.INSECURE || !request.sendsInsecureIds()
				|| request.presentedIds().contains(IdKind.INSECURE, row.insecureId()))) {
			unconfirmed.add(IdKind.INSECURE);
		}
		if (row.ids().isUnconfirmed(IdKind.SECURE) && kind == IdKind.SECURE) {
			unconfirmed.add(IdKind.SECURE);
		}
		return unconfirmed;
	}

}
