package io.github.mixedsession.store.redis;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.id.Locator;

/**
 * Which sessions a user may have. A session is listed before it is the user's, and for
 * longer than it lives without being used; whoever reads a list asks the session. What
 * was listed in vain ends by itself.
 */
final class UserSessions {

	/** So long that few sessions have to be listed again. */
	private static final Duration LISTED = Duration.ofDays(1);

	private static final int DIGEST_LENGTH = 32;

	private final RedisScripts scripts;

	private final SessionKeys keys;

	private final InstantSource clock;

	UserSessions(RedisScripts scripts, SessionKeys keys, InstantSource clock) {
		this.scripts = scripts;
		this.keys = keys;
		this.clock = clock;
	}

	/**
	 * Lists a session that is about to be a user's.
	 */
	Listing list(Locator locator, String name) {
		byte[] list = digest(SessionFields.name(name));
		return new Listing(list, list(locator, list, LISTED, false, this.scripts::callAndWait));
	}

	/**
	 * Lists a session that is about to be stored with a user.
	 * @param idle how long it lives without being used, zero or negative for ever
	 */
	byte[] list(Locator locator, String name, Duration idle) {
		byte[] list = digest(SessionFields.name(name));
		// what is listed for ever has to be there, for its listing does not end by itself
		list(locator, list, Objects.requireNonNullElse(time(idle), LISTED), false, this.scripts::callAndWait);
		return list;
	}

	private static @Nullable Duration time(Duration idle) {
		return (idle.isZero() || idle.isNegative()) ? null : idle.multipliedBy(2).plus(LISTED);
	}

	/**
	 * Lists a session for longer, or no longer for ever.
	 * @param name the bytes of the user's name
	 * @param idle how long the session lives without being used, zero or negative for
	 * ever
	 */
	void listLonger(Locator locator, byte[] name, Duration idle) {
		Duration time = time(idle);
		byte[] list = digest(name);
		Instant until = list(locator, list, time, true, this.scripts::call);
		Arguments listed = (time != null) ? new Arguments().add(until) : new Arguments().add("ever");
		Long stored = this.scripts.call(RedisScripts.LISTED, List.of(this.keys.session(locator)),
				listed.add(time == null));
		if (stored == null) {
			unlist(locator, list);
		}
		else if ((stored <= 0) != (time == null)) {
			listLonger(locator, name, Duration.ofSeconds(stored));
		}
	}

	/**
	 * Lists a session no longer for ever, in lists of others than its user.
	 */
	void endListing(Locator locator, List<byte[]> lists) {
		lists.forEach((list) -> list(locator, list, LISTED, true, this.scripts::call));
	}

	private Instant list(Locator locator, byte[] list, @Nullable Duration time, boolean shortens,
			RedisScripts.Call call) {
		Instant now = this.clock.instant();
		Instant until = (time != null) ? now.plus(time) : now;
		call.run(RedisScripts.LIST, List.of(this.keys.user(list)),
				new Arguments().add(locator.toBytes())
					.add(now)
					.add((time != null) ? Long.toString(until.toEpochMilli()) : "+inf")
					.add(shortens));
		return until;
	}

	/**
	 * Returns the sessions that may be a user's.
	 */
	List<Locator> find(String name) {
		return this.scripts.range(this.keys.user(digest(SessionFields.name(name))),
				Long.toString(this.clock.instant().toEpochMilli()), "+inf", -1);
	}

	/**
	 * Forgets a session that is gone.
	 * @param lists all that it was listed in, one after the other
	 */
	void unlist(Locator locator, byte[] lists) {
		for (int i = 0; i + DIGEST_LENGTH <= lists.length; i += DIGEST_LENGTH) {
			unlist(locator, Arrays.copyOfRange(lists, i, i + DIGEST_LENGTH), false);
		}
	}

	/**
	 * Forgets a session that is gone or somebody else's, if it is listed for ever:
	 * whoever should have forgotten it could not.
	 */
	void unlistEndless(Locator locator, String name) {
		// one that is about to be the user's is not listed for ever, or is going to be
		// again
		unlist(locator, digest(SessionFields.name(name)), true);
	}

	private void unlist(Locator locator, byte[] list, boolean sparesWhatEnds) {
		this.scripts.call(RedisScripts.UNLIST, List.of(this.keys.user(list)),
				new Arguments().add(locator.toBytes()).add(this.clock.instant()).add(sparesWhatEnds));
	}

	private static byte[] digest(byte[] name) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(name);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
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
