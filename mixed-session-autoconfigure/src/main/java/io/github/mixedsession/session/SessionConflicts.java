package io.github.mixedsession.session;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.PresentedId;
import io.github.mixedsession.id.RetiredId;
import io.github.mixedsession.id.SessionIds;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.StoredSession;

/**
 * Tells of insecure cookies that do not belong to the session of the secure one
 * (invariant 8), as that one's ids are about to be rotated. Thread-safe.
 */
final class SessionConflicts {

	private final PolicyContext context;

	private final SessionIncidents incidents;

	SessionConflicts(PolicyContext context, SessionIncidents incidents) {
		this.context = context;
		this.incidents = incidents;
	}

	void tell(HeldSession session, SessionRequest request) {
		SessionRecord record = session.record();
		LookUps lookUps = session.state().lookUps();
		if (lookUps == null || !request.sendsInsecureIds() || !session.state().id.equals(record.secureId())
				|| request.presentedIds().contains(IdKind.INSECURE, record.insecureId())) {
			return;
		}
		Map<Locator, List<PresentedId>> claims = request.presentedIds()
			.insecure()
			.stream()
			.limit(LookUps.MAX)
			.collect(Collectors.groupingBy(PresentedId::locator, LinkedHashMap::new, Collectors.toList()));
		claims.forEach((locator, ids) -> tell(session, locator, ids, lookUps));
	}

	private void tell(HeldSession session, Locator locator, List<PresentedId> ids, LookUps lookUps) {
		SessionRecord record = session.record();
		if (!lookUps.isMade(locator) && lookUps.areEnoughFor(locator)) {
			lookUps.made(locator, this.context.store().find(locator, Set.of()));
		}
		StoredSession other = locator.equals(record.locator()) ? new StoredSession(record, List.of())
				: lookUps.session(locator);
		if (other == null) {
			return;
		}
		SessionIds stored = other.record().ids();
		if (ids.stream().anyMatch((id) -> id.hash().equals(stored.insecure()))) {
			this.incidents.conflict(record, other.record());
			return;
		}
		List<RetiredId> retired = ids.stream()
			.flatMap((id) -> Stream.ofNullable(stored.retired(IdKind.INSECURE, id.hash())))
			.toList();
		if (!retired.isEmpty() && retired.stream().noneMatch((id) -> id.isUsable(this.context.now()))) {
			this.incidents.late(new LateId(other.record(), IdKind.INSECURE));
		}
	}

}
