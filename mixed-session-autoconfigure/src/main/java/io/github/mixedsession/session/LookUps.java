package io.github.mixedsession.session;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.SessionRow;
import io.github.mixedsession.store.StoredSession;

/**
 * The sessions that one request claims, each looked up once, and few in all: whoever
 * plants cookies doesn't have the store work for each (attack 33). Belongs to that
 * request.
 */
final class LookUps {

	/** Of more sessions than this none is looked up. */
	static final int MAX = 4;

	private final Map<Locator, Optional<SessionRow>> found = new HashMap<>();

	private int made;

	/**
	 * Returns whether all of these have been looked up, or may be.
	 */
	boolean areEnoughFor(Collection<Locator> locators) {
		return this.made + locators.stream().filter((locator) -> !isMade(locator)).count() <= MAX;
	}

	boolean isMade(Locator locator) {
		return this.found.containsKey(locator);
	}

	/**
	 * Returns a session that has been looked up as no id opens it: without attributes,
	 * for they may be another view's.
	 * @return the session, {@code null} if there is none
	 */
	@Nullable StoredSession session(Locator locator) {
		return this.found.getOrDefault(locator, Optional.empty())
			.map((row) -> new StoredSession(row, List.of()))
			.orElse(null);
	}

	/**
	 * Takes note of a look-up.
	 */
	void made(Locator locator, @Nullable StoredSession session) {
		this.made++;
		this.found.put(locator, Optional.ofNullable(session).map(StoredSession::row));
	}

	/**
	 * Forgets a session that has changed since.
	 */
	void forget(Locator locator) {
		this.found.remove(locator);
	}

}
