package io.github.mixedsession.session;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.id.PresentedId;
import io.github.mixedsession.id.RetiredId;
import io.github.mixedsession.store.SessionRecord;

/**
 * An id that was once a session's and opens it no more, presented without another that
 * does (invariant 10).
 *
 * @param record the session
 * @param kind which id
 */
record LateId(SessionRecord record, IdKind kind) {

	/**
	 * Tells late ids from those that never were the session's: one that is remembered, or
	 * a secure one of the right family. Whoever knows the locator alone can make neither.
	 * @return what to report, {@code null} for nothing
	 */
	static @Nullable LateId of(SessionRecord record, IdKind kind, List<PresentedId> presented,
			@Nullable RetiredId retired) {
		boolean ofTheFamily = presented.stream()
			.anyMatch((id) -> id.family() != null && id.family().hash().equals(record.ids().family()));
		return (retired != null || ofTheFamily) ? new LateId(record, kind) : null;
	}

}
