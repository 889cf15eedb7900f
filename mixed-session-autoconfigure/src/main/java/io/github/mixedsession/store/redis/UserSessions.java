package io.github.mixedsession.store.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;

import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.SessionDelta;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.StoredSession;

/**
 * Which sessions a user may have. A session is listed before it is the user's, and for
 * longer than it lives without being used; whoever reads a list asks the session. What
 * was listed in vain ends by itself. Thread-safe.
 */
final class UserSessions {

	/** So long that few sessions have to be listed again. */
	private static final Duration LISTED = Duration.ofDays(1);

	private static final Log logger = LogFactory.getLog(UserSessions.class);

	private final RedisScripts scripts;

	private final SessionKeys keys;

	private final SessionQueries queries;

	private final InstantSource clock;

	UserSessions(RedisScripts scripts, SessionKeys keys, SessionQueries queries, InstantSource clock) {
		this.scripts = scripts;
		this.keys = keys;
		this.queries = queries;
		this.clock = clock;
	}

	/**
	 * Lists a session that is about to be a user's.
	 */
	Listing list(Locator locator, String name) {
		UserList list = UserList.of(name);
		Instant until = this.clock.instant().plus(LISTED);
		list(locator, list, until, false);
		return new Listing(list.digest(), until);
	}

	/**
	 * Lists a session that is about to be stored with a user.
	 * @param idle how long it lives without being used, zero or negative for ever
	 */
	Listing list(Locator locator, String name, Duration idle) {
		UserList list = UserList.of(name);
		// what is listed for ever has to be there, for its listing does not end by itself
		Instant until = Objects.requireNonNullElseGet(until(idle), () -> this.clock.instant().plus(LISTED));
		list(locator, list, until, false);
		return new Listing(list.digest(), until);
	}

	private @Nullable Instant until(Duration idle) {
		return (idle.isZero() || idle.isNegative()) ? null
				: this.clock.instant().plus(idle.multipliedBy(2)).plus(LISTED);
	}

	private void list(Locator locator, UserList list, @Nullable Instant until, boolean endsEndless) {
		this.scripts.callAndWait(RedisScripts.LIST, List.of(this.keys.user(list)),
				new Arguments().add(locator.toBytes())
					.add(this.clock.instant())
					.add((until != null) ? Long.toString(until.toEpochMilli()) : "+inf")
					.add(endsEndless));
	}

	/**
	 * Lists a session as it has been saved.
	 * @param answer the name of the user for whom the session has to be listed again; its
	 * idle time; and the lists of others where it is listed for ever
	 */
	void saved(SessionDelta delta, List<?> answer) {
		((List<?>) answer.get(2))
			.forEach((digest) -> endListingIfReachable(delta.locator(), new UserList((byte[]) digest)));
		byte[] user = (byte[]) answer.get(0);
		if (user != null) {
			String idle = new String((byte[]) answer.get(1), StandardCharsets.US_ASCII);
			listAgain(delta, user, Duration.ofSeconds(Long.parseLong(idle)));
		}
	}

	private void listAgain(SessionDelta delta, byte[] user, Duration idle) {
		try {
			listAgain(delta.locator(), user, idle);
		}
		catch (DataAccessException ex) {
			// an access finds the session listed for a while longer, and the next one
			// tries again
			if (delta.principal() != null || delta.maxInactiveInterval() != null) {
				throw ex;
			}
			logger.debug("A session could not be listed again", ex);
		}
	}

	/**
	 * Lists a session for as long as it may live, which is less where it was for ever.
	 * @param name the bytes of the user's name
	 * @param idle how long the session lives without being used, zero or negative for
	 * ever
	 */
	void listAgain(Locator locator, byte[] name, Duration idle) {
		UserList list = UserList.of(name);
		Instant until = until(idle);
		list(locator, list, until, true);
		Long stored = record(locator, (until != null) ? Long.toString(until.toEpochMilli())
				: "ever " + this.clock.instant().plus(LISTED).toEpochMilli(), name);
		if (stored == null) {
			unlist(locator, list);
		}
		else if ((stored <= 0) != (until == null)) {
			listAgain(locator, name, Duration.ofSeconds(stored));
		}
	}

	private @Nullable Long record(Locator locator, String listed, byte[] name) {
		return this.scripts.call(RedisScripts.LISTED, List.of(this.keys.session(locator)),
				new Arguments().add(listed).add(name));
	}

	private void endListingIfReachable(Locator locator, UserList list) {
		try {
			if (isForEver(locator, list)) {
				endListing(locator, list, new byte[0]);
			}
			else {
				record(locator, "0", new byte[0]);
			}
		}
		catch (DataAccessException ex) {
			logger.debug("A session stays on the list of a former user, until somebody reads it", ex);
		}
	}

	/**
	 * Has a listing that is for ever end by itself. The user may have come back
	 * meanwhile.
	 * @param name the bytes of the user's name, or none if it is not known
	 */
	private void endListing(Locator locator, UserList list, byte[] name) {
		// whoever does not come to the end of this is followed by one who lists it
		record(locator, "0", name);
		list(locator, list, this.clock.instant().plus(LISTED), true);
		StoredSession session = this.queries.findUser(locator);
		String user = (session != null) ? session.record().principalName() : null;
		if (session != null && user != null && list.isOf(user)) {
			listAgain(locator, SessionFields.name(user), session.record().maxInactiveInterval());
		}
	}

	private boolean isForEver(Locator locator, UserList list) {
		return this.scripts.range(this.keys.user(list), "+inf", "+inf", -1).contains(locator);
	}

	/**
	 * Returns the sessions of a user.
	 */
	List<SessionRecord> find(String name) {
		List<SessionRecord> records = new ArrayList<>();
		for (Locator locator : findListed(name)) {
			StoredSession session = this.queries.findUser(locator);
			if (session != null && name.equals(session.record().principalName())) {
				records.add(session.record());
			}
			else {
				endEndless(locator, name);
			}
		}
		return records;
	}

	/**
	 * Ends the listing of a session that is not the user's: whoever should have could
	 * not.
	 */
	void endEndless(Locator locator, String name) {
		UserList list = UserList.of(name);
		if (isForEver(locator, list)) {
			endListing(locator, list, SessionFields.name(name));
		}
	}

	/**
	 * Returns the sessions that may be a user's.
	 */
	List<Locator> findListed(String name) {
		return this.scripts.range(this.keys.user(UserList.of(name)), Long.toString(this.clock.instant().toEpochMilli()),
				"+inf", -1);
	}

	/**
	 * Forgets a session that has ended, whether or not its lists can be reached.
	 * @param lists all that it was listed in, one after the other
	 */
	void unlistEnded(Locator locator, byte[] lists) {
		try {
			unlist(locator, lists);
		}
		catch (DataAccessException ex) {
			logger.debug("A session that has ended stays on the list of its user, until somebody reads it", ex);
		}
	}

	/**
	 * Forgets a session that has ended.
	 * @param lists all that it was listed in, one after the other
	 */
	void unlist(Locator locator, byte[] lists) {
		UserList.all(lists).forEach((list) -> unlist(locator, list));
	}

	private void unlist(Locator locator, UserList list) {
		this.scripts.call(RedisScripts.UNLIST, List.of(this.keys.user(list)),
				new Arguments().add(locator.toBytes()).add(this.clock.instant()));
	}

	/**
	 * Where a session is listed.
	 *
	 * @param list what stands for the user's name
	 * @param until until when
	 */
	@SuppressWarnings("ArrayRecordComponent")
	record Listing(byte[] list, Instant until) {
	}

}
