package io.github.mixedsession.store;

import java.util.List;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.id.IdHash;

/**
 * What a request presented to be shown the attributes of a session: without one of these
 * as its current id, a store lets none of them out (invariant 2).
 *
 * @param kind which id
 * @param ids the hashes of the ids, of which one has to be current; at least one
 */
public record Proof(IdKind kind, List<IdHash> ids) {

	/**
	 * Create a proof.
	 * @param kind which id
	 * @param ids the hashes of the ids
	 */
	public Proof {
		ids = List.copyOf(ids);
	}

	/**
	 * Create a proof by one id.
	 * @param kind which id
	 * @param id its hash
	 */
	public Proof(IdKind kind, IdHash id) {
		this(kind, List.of(id));
	}

	/**
	 * Returns whether a session lets its attributes out for it.
	 * @param record the session
	 * @return whether its current id is among these
	 */
	public boolean opens(SessionRecord record) {
		IdHash current = record.ids().current(this.kind);
		return current != null && this.ids.contains(current);
	}

}
