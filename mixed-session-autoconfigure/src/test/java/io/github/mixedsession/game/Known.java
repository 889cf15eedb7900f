package io.github.mixedsession.game;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;
import io.github.mixedsession.store.IdHash;

/**
 * What the oracle knows of ids, sessions and values. Where it can't know when something
 * happened it keeps both ends of the time: what must not be goes by the later one, what
 * must be by the earlier one.
 */
final class Known {

	private Known() {
	}

	/**
	 * An id that was issued.
	 *
	 * @param kind which of the two
	 * @param hash what the design says a database keeps of it
	 * @param actor who asked for it
	 * @param row its session
	 * @param current whether it was not replaced
	 * @param beforeLogin whether a login came after it
	 * @param dead when it opens nothing any more, once its successor was presented
	 */
	record IssuedId(Channel kind, IdHash hash, Actor actor, String row, boolean current, boolean beforeLogin,
			@Nullable Instant dead) {

		boolean isDead(Instant now) {
			return !this.current && this.dead != null && !now.isBefore(this.dead);
		}

		IssuedId replaced() {
			return new IssuedId(this.kind, this.hash, this.actor, this.row, false, this.beforeLogin, this.dead);
		}

		IssuedId dead(Instant time) {
			return (this.dead != null) ? this
					: new IssuedId(this.kind, this.hash, this.actor, this.row, this.current, this.beforeLogin, time);
		}

		IssuedId retiredByLogin() {
			return new IssuedId(this.kind, this.hash, this.actor, this.row, this.current, true, this.dead);
		}

		static IdHash hash(Channel kind, String value) {
			try {
				return IdHash.of(MessageDigest.getInstance("SHA-256")
					.digest(((kind == Channel.SECURE ? "secure:" : "insecure:") + value)
						.getBytes(StandardCharsets.US_ASCII)));
			}
			catch (NoSuchAlgorithmException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	/**
	 * A session.
	 *
	 * @param creator whose request made it
	 * @param owner who was given its first secure id
	 * @param family the sessions whose shared values it may hold: its own, and those that
	 * it is a copy of
	 * @param user whether its owner is logged in
	 * @param accessed the last access
	 * @param secureAccessed the last access with the secure id
	 * @param secureSince the begin of the secure side
	 */
	record Row(Actor creator, @Nullable Actor owner, Set<String> family, boolean user, Span accessed,
			Span secureAccessed, Span secureSince) {

		boolean mayLive(Instant now) {
			return isWithin(this.accessed.latest, Rules.IDLE.plus(Rules.WRITE_INTERVAL), now);
		}

		boolean mustLive(Instant now) {
			return isWithin(this.accessed.earliest, Rules.IDLE, now);
		}

		boolean secureSideMayLive(Instant now) {
			return isWithin(this.secureAccessed.latest, Rules.SECURE_IDLE.plus(Rules.WRITE_INTERVAL), now)
					&& isWithin(this.secureSince.latest, Rules.SECURE_ABSOLUTE, now);
		}

		boolean secureSideMustLive(Instant now) {
			return mustLive(now) && isWithin(this.secureAccessed.earliest, Rules.SECURE_IDLE, now)
					&& isWithin(this.secureSince.earliest, Rules.SECURE_ABSOLUTE, now);
		}

		private static boolean isWithin(Instant begin, Duration time, Instant now) {
			return now.isBefore(begin.plus(time));
		}

		Row user(boolean loggedIn) {
			return new Row(this.creator, this.owner, this.family, loggedIn, this.accessed, this.secureAccessed,
					this.secureSince);
		}

		Row accessed(Instant now, boolean surely, boolean securely) {
			return new Row(this.creator, this.owner, this.family, this.user, this.accessed.moved(now, surely),
					securely ? this.secureAccessed.moved(now, surely) : this.secureAccessed, this.secureSince);
		}

		Row secured(Actor by, Instant now, boolean surely) {
			return new Row(this.creator, by, this.family, this.user, this.accessed,
					this.secureAccessed.moved(now, true), this.secureSince.moved(now, surely));
		}

	}

	/**
	 * A time between two.
	 *
	 * @param earliest the earlier one
	 * @param latest the later one
	 */
	record Span(Instant earliest, Instant latest) {

		Span moved(Instant now, boolean surely) {
			return new Span(surely ? now : this.earliest, now);
		}

	}

	/**
	 * A value that was written.
	 *
	 * @param writer who wrote it
	 * @param channel over what
	 * @param row into which session, {@code null} if it is not known
	 */
	record Token(Actor writer, Channel channel, @Nullable String row) {
	}

}
