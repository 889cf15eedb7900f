package io.github.mixedsession.session;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.mixedsession.Channel;
import io.github.mixedsession.SessionConflictEvent;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.PresentedId;
import io.github.mixedsession.id.RetiredId;
import io.github.mixedsession.id.SessionIds;
import io.github.mixedsession.store.SessionRow;
import io.github.mixedsession.store.StoredSession;

/**
 * Tells of insecure cookies that do not belong to the session of the secure one
 * (invariant 8), as that one's ids are about to turn. Thread-safe.
 */
final class SessionConflicts {

	private final Collaborators with;

	private final TheftSigns thefts;

	SessionConflicts(Collaborators collaborators, TheftSigns thefts) {
		this.with = collaborators;
		this.thefts = thefts;
	}

	void tell(ViewedSession session, SessionRequest request) {
		SessionRow row = session.state().row();
		if (!request.sendsInsecureIds() || !session.state().id.equals(row.secureId())
				|| request.presentedIds().contains(Channel.INSECURE, row.insecureId())) {
			return;
		}
		Map<Locator, List<PresentedId>> claims = request.presentedIds()
			.insecure()
			.stream()
			.limit(SessionResolver.MAX_CANDIDATES)
			.collect(Collectors.groupingBy(PresentedId::locator, LinkedHashMap::new, Collectors.toList()));
		claims.forEach((locator, ids) -> tell(session, locator, ids));
	}

	private void tell(ViewedSession session, Locator locator, List<PresentedId> ids) {
		SessionRow row = session.state().row();
		StoredSession other = locator.equals(row.locator()) ? new StoredSession(row, List.of())
				: this.with.store().find(locator, Set.of());
		if (other == null) {
			return;
		}
		SessionIds stored = other.row().ids();
		if (ids.stream().anyMatch((id) -> id.hash().equals(stored.insecure()))) {
			this.with.events().publishEvent(new SessionConflictEvent(this, session.getId(), other.row().handle()));
			return;
		}
		List<RetiredId> retired = ids.stream()
			.flatMap((id) -> Stream.ofNullable(stored.retired(Channel.INSECURE, id.hash())))
			.toList();
		if (!retired.isEmpty() && retired.stream().noneMatch((id) -> id.isUsable(this.with.now()))) {
			this.thefts.report(new LateId(other.row(), Channel.INSECURE));
		}
	}

}
