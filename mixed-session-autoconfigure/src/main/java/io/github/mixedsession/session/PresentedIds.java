package io.github.mixedsession.session;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;
import io.github.mixedsession.store.IdHash;

/**
 * The ids that a request presented, each as its hash. There can be several of a kind, if
 * the browser holds cookies of the same name for other paths or domains (attack 6).
 *
 * @param insecure hashes of the insecure ids
 * @param secure hashes of the secure ids, always empty over HTTP (invariant 1)
 * @param imported those of them that another session store had issued
 */
public record PresentedIds(List<IdHash> insecure, List<IdHash> secure, Set<IdHash> imported) {

	/** Nothing was presented. */
	public static final PresentedIds NONE = new PresentedIds(List.of(), List.of());

	/**
	 * Create ids from copies of the given lists.
	 * @param insecure hashes of the insecure ids
	 * @param secure hashes of the secure ids, always empty over HTTP
	 * @param imported those of them that another session store had issued
	 */
	public PresentedIds {
		insecure = List.copyOf(insecure);
		secure = List.copyOf(secure);
		imported = Set.copyOf(imported);
	}

	/**
	 * Create ids that are all our own.
	 * @param insecure hashes of the insecure ids
	 * @param secure hashes of the secure ids
	 */
	public PresentedIds(List<IdHash> insecure, List<IdHash> secure) {
		this(insecure, secure, Set.of());
	}

	/**
	 * Returns these ids with those of an imported session in place of a kind.
	 * @param kind which ids
	 * @param ids their hashes
	 * @return all the ids
	 */
	public PresentedIds withImported(Channel kind, List<IdHash> ids) {
		return (kind == Channel.SECURE) ? new PresentedIds(this.insecure, ids, Set.copyOf(ids))
				: new PresentedIds(ids, this.secure, Set.copyOf(ids));
	}

	/**
	 * Returns the ids of a kind.
	 * @param kind which ids
	 * @return their hashes
	 */
	public List<IdHash> of(Channel kind) {
		return (kind == Channel.SECURE) ? this.secure : this.insecure;
	}

	/**
	 * Returns a name for what was presented, for the seam with Spring Session.
	 * @return the hash of the first id, of a secure one if there is any
	 */
	public @Nullable IdHash handle() {
		if (!this.secure.isEmpty()) {
			return this.secure.get(0);
		}
		return this.insecure.isEmpty() ? null : this.insecure.get(0);
	}

}
