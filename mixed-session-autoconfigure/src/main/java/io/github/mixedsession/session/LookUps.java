package io.github.mixedsession.session;

import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.StoredSession;

/**
 * The sessions that one request claims, each looked up once, and few in all: whoever
 * plants cookies doesn't have the store work for each (attack 33). Belongs to that
 * request.
 */
final class LookUps {

	/** Of more sessions than this none is looked up. */
	static final int MAX = 4;

	private @Nullable Found last;

	private int made;

	/**
	 * Returns whether all of these have been looked up, or may be.
	 */
	boolean areEnoughFor(Collection<Locator> locators) {
		return this.made + locators.stream().filter((locator) -> !isMade(locator)).count() <= MAX;
	}

	boolean areEnoughFor(Locator locator) {
		return this.made < MAX || isMade(locator);
	}

	boolean isMade(Locator locator) {
		return find(locator) != null;
	}

	/**
	 * Returns a session that has been looked up as no id opens it: without attributes,
	 * for they may be another view's.
	 * @return the session, {@code null} if there is none
	 */
	@Nullable StoredSession session(Locator locator) {
		Found one = find(locator);
		return (one != null && one.record != null) ? new StoredSession(one.record, List.of()) : null;
	}

	private @Nullable Found find(Locator locator) {
		Found one = this.last;
		while (one != null && !one.locator.equals(locator)) {
			one = one.before;
		}
		return one;
	}

	/**
	 * Takes note of a look-up.
	 */
	void made(Locator locator, @Nullable StoredSession session) {
		this.made++;
		this.last = new Found(locator, (session != null) ? session.record() : null, this.last);
	}

	/**
	 * Forgets a session that has changed since.
	 */
	void forget(Locator locator) {
		this.last = without(this.last, locator);
	}

	private static @Nullable Found without(@Nullable Found one, Locator locator) {
		if (one == null || one.locator.equals(locator)) {
			return (one != null) ? one.before : null;
		}
		return new Found(one.locator, one.record, without(one.before, locator));
	}

	private record Found(Locator locator, @Nullable SessionRecord record, @Nullable Found before) {
	}

}
