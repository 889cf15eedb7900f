package io.github.mixedsession.id;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.IdKind;

/**
 * The ids of a session as they are stored, and how they follow each other: each change of
 * them makes the next generation, and is stored by a compare-and-set on the one before
 * (invariant 5). Immutable.
 *
 * @param generation counts the changes, from 0
 * @param insecure hash of the current insecure id
 * @param secure hash of the current secure id, {@code null} if none was ever bound
 * @param family hash of the family of the secure ids, {@code null} without one, and for
 * an imported one
 * @param loginCount how often {@code changeSessionId} was called or the secure side began
 * anew; writes of the principal and of the security context are conditional on it (attack
 * 28)
 * @param restarts how often of these the secure side began anew
 * @param retired the {@value #REMEMBERED} ids of each kind that were replaced last, the
 * latest one at the end
 * @param insecureExposed whether the current insecure id crossed HTTP while its session
 * had to stay on HTTPS: then it is replaced at the next request with the secure id
 */
public record SessionIds(long generation, IdHash insecure, @Nullable IdHash secure, @Nullable IdHash family,
		int loginCount, int restarts, List<RetiredId> retired, boolean insecureExposed) {

	/** How many retired ids of a kind are remembered; an older one opens nothing. */
	public static final int REMEMBERED = 8;

	/**
	 * Create ids.
	 * @param generation counts the changes, from 0
	 * @param insecure hash of the current insecure id
	 * @param secure hash of the current secure id
	 * @param family hash of the family of the secure ids
	 * @param loginCount how many logins and beginnings of the secure side came before
	 * @param restarts how many of these were beginnings
	 * @param retired the ids that were replaced last
	 * @param insecureExposed whether the current insecure id is to be replaced
	 */
	public SessionIds {
		retired = List.copyOf(retired);
	}

	/**
	 * Create ids of which none is exposed, and whose secure side did not begin anew.
	 * @param generation counts the changes, from 0
	 * @param insecure hash of the current insecure id
	 * @param secure hash of the current secure id
	 * @param family hash of the family of the secure ids
	 * @param loginCount how often {@code changeSessionId} was called
	 * @param retired the ids that were replaced last
	 */
	public SessionIds(long generation, IdHash insecure, @Nullable IdHash secure, @Nullable IdHash family,
			int loginCount, List<RetiredId> retired) {
		this(generation, insecure, secure, family, loginCount, 0, retired, false);
	}

	/**
	 * Returns the current id of a kind.
	 * @param kind which id
	 * @return its hash
	 */
	public @Nullable IdHash current(IdKind kind) {
		return (kind == IdKind.SECURE) ? this.secure : this.insecure;
	}

	/**
	 * Returns what its handles have behind the locator, one after the other.
	 * @return how often {@code changeSessionId} was called
	 */
	public int handleNumber() {
		return this.loginCount - this.restarts;
	}

	/**
	 * Returns whether the current id of a kind replaced another one and was not presented
	 * yet.
	 * @param kind which id
	 * @return whether one that it replaced waits for that
	 */
	public boolean isUnconfirmed(IdKind kind) {
		return this.retired.stream().anyMatch((id) -> id.kind() == kind && id.usableUntil() == null);
	}

	/**
	 * Finds a retired id.
	 * @param kind which id
	 * @param id its hash
	 * @return what is remembered of it, {@code null} for nothing
	 */
	public @Nullable RetiredId retired(IdKind kind, IdHash id) {
		return this.retired.stream()
			.filter((retired) -> retired.kind() == kind && retired.id().equals(id))
			.findFirst()
			.orElse(null);
	}

	/**
	 * Returns whether a login retired an id, or came after it: then it never opens the
	 * secure side.
	 * @param id a retired id of these
	 * @return whether the login count has grown since
	 */
	public boolean isBeforeLogin(RetiredId id) {
		return id.loginCount() != this.loginCount;
	}

	/**
	 * Returns the ids after current ones were presented: the grace of those that they
	 * replaced begins.
	 * @param kinds the kinds whose current id was presented
	 * @param usableUntil the end of the grace
	 * @return the next generation
	 */
	public SessionIds confirmed(Set<IdKind> kinds, Instant usableUntil) {
		return next(this.insecure, this.secure, this.family,
				this.retired.stream().map((id) -> kinds.contains(id.kind()) ? id.until(usableUntil) : id).toList());
	}

	/**
	 * Returns the ids after a login.
	 * @return the next generation, with the same ids still
	 */
	public SessionIds loggedIn() {
		return new SessionIds(this.generation + 1, this.insecure, this.secure, this.family, this.loginCount + 1,
				this.restarts, this.retired, this.insecureExposed);
	}

	/**
	 * Returns the ids after the secure side began anew: as after a login, under the same
	 * name.
	 * @return the next generation, with the same ids still
	 */
	public SessionIds restarted() {
		return new SessionIds(this.generation + 1, this.insecure, this.secure, this.family, this.loginCount + 1,
				this.restarts + 1, this.retired, this.insecureExposed);
	}

	/**
	 * Returns the ids after an insecure one crossed HTTP in vain.
	 * @param id its hash, of the current one or of a retired one
	 * @return the next generation, or these if they are that already
	 */
	public SessionIds exposed(IdHash id) {
		boolean current = this.insecureExposed || id.equals(this.insecure);
		List<RetiredId> marked = this.retired.stream()
			.map((one) -> (one.kind() == IdKind.INSECURE && one.id().equals(id)) ? one.exposed() : one)
			.toList();
		return (current == this.insecureExposed && marked.equals(this.retired)) ? this
				: new SessionIds(this.generation + 1, this.insecure, this.secure, this.family, this.loginCount,
						this.restarts, marked, current);
	}

	/**
	 * Returns the ids with another insecure one.
	 * @param id its hash
	 * @param now when the one until now is retired
	 * @return the next generation
	 */
	public SessionIds withInsecure(IdHash id, Instant now) {
		return next(id, this.secure, this.family,
				retire(IdKind.INSECURE, this.insecure, this.insecureExposed ? RetiredId.EXPOSED : now));
	}

	/**
	 * Returns the ids with another secure one.
	 * @param id the id
	 * @param now when the one until now is retired
	 * @return the next generation
	 */
	public SessionIds withSecure(PresentedId id, Instant now) {
		return next(this.insecure, id.hash(), (id.family() != null) ? id.family().hash() : null,
				(this.secure != null) ? retire(IdKind.SECURE, this.secure, now) : this.retired);
	}

	private List<RetiredId> retire(IdKind kind, IdHash id, Instant now) {
		List<RetiredId> all = new ArrayList<>(this.retired);
		all.add(new RetiredId(id, kind, this.loginCount, now, null));
		if (all.stream().filter((retired) -> retired.kind() == kind).count() > REMEMBERED) {
			all.remove(all.stream().filter((retired) -> retired.kind() == kind).findFirst().orElseThrow());
		}
		return all;
	}

	private SessionIds next(IdHash newInsecure, @Nullable IdHash newSecure, @Nullable IdHash newFamily,
			List<RetiredId> newRetired) {
		return new SessionIds(this.generation + 1, newInsecure, newSecure, newFamily, this.loginCount, this.restarts,
				newRetired, this.insecureExposed && newInsecure.equals(this.insecure));
	}

}
