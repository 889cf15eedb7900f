package io.github.mixedsession.id;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.IdKind;

/**
 * The ids that a request presented. There can be several of a kind, if the browser holds
 * cookies of the same name for other paths or domains (attack 6).
 *
 * @param insecure the insecure ids
 * @param secure the secure ids, always empty over HTTP (invariant 1)
 */
public record PresentedIds(List<PresentedId> insecure, List<PresentedId> secure) {

	/** Nothing was presented. */
	public static final PresentedIds NONE = new PresentedIds(List.of(), List.of());

	/**
	 * Create ids from copies of the given lists.
	 * @param insecure the insecure ids
	 * @param secure the secure ids, always empty over HTTP
	 */
	public PresentedIds {
		insecure = List.copyOf(insecure);
		secure = List.copyOf(secure);
	}

	/**
	 * Returns these ids with others in place of a kind.
	 * @param kind which ids
	 * @param ids the ids
	 * @return all the ids
	 */
	public PresentedIds withIds(IdKind kind, List<PresentedId> ids) {
		return (kind == IdKind.SECURE) ? new PresentedIds(this.insecure, ids) : new PresentedIds(ids, this.secure);
	}

	/**
	 * Returns the ids of a kind.
	 * @param kind which ids
	 * @return the ids
	 */
	public List<PresentedId> of(IdKind kind) {
		return (kind == IdKind.SECURE) ? this.secure : this.insecure;
	}

	/**
	 * Returns whether an id is among them.
	 * @param kind which id
	 * @param hash its hash
	 * @return whether the request presented it
	 */
	public boolean contains(IdKind kind, @Nullable IdHash hash) {
		return of(kind).stream().anyMatch((id) -> id.hash().equals(hash));
	}

	/**
	 * Returns the family of a secure id.
	 * @param id the hash of the id
	 * @return the family, {@code null} if the id was not presented or is an imported one
	 */
	public @Nullable Family family(IdHash id) {
		for (PresentedId presented : this.secure) {
			if (presented.hash().equals(id)) {
				return presented.family();
			}
		}
		return null;
	}

	/**
	 * Returns a name for what was presented, for the seam with Spring Session.
	 * @return the locator of the first id, of a secure one if there is any
	 */
	public @Nullable Locator first() {
		if (!this.secure.isEmpty()) {
			return this.secure.get(0).locator();
		}
		return this.insecure.isEmpty() ? null : this.insecure.get(0).locator();
	}

}
