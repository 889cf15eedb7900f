package io.github.mixedsession.game;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.id.Locator;

/**
 * What the oracle knows of ids, sessions and values. Where it can't know when something
 * happened it keeps both ends of the time: what must not be goes by the later one, what
 * must be by the earlier one.
 */
final class Known {

	static final int FAMILY_LENGTH = 32;

	private static final int REST_LENGTH = 24;

	private Known() {
	}

	/**
	 * An id that was issued.
	 *
	 * @param kind which of the two
	 * @param hash what the design says a database keeps of it
	 * @param actor who asked for it
	 * @param record its session
	 * @param family what it shares with the other secure ids of its secure side,
	 * {@code null} for an insecure one
	 * @param beforeLogin whether a login came after it
	 * @param retired when it was replaced, {@code null} for the current one
	 * @param later how many of its kind were retired after it
	 * @param dead when it opens nothing any more, once its successor was presented
	 * @param exposed whether it crossed HTTP while its session had to stay on HTTPS
	 */
	record IssuedId(IdKind kind, IdHash hash, Actor actor, String record, @Nullable String family, boolean beforeLogin,
			@Nullable Instant retired, int later, @Nullable Instant dead, boolean exposed) {

		static IssuedId of(IdKind kind, String value, Actor actor, String record) {
			return new IssuedId(kind, hash(kind, value), actor, record,
					(kind == IdKind.SECURE) ? familyOf(value) : null, false, null, 0, null, false);
		}

		boolean current() {
			return this.retired == null;
		}

		boolean isDead(Instant now) {
			return !current() && (isForgotten() || (this.dead != null && !now.isBefore(this.dead)));
		}

		/** Too many were retired after it. */
		boolean isForgotten() {
			return this.later >= Rules.REMEMBERED;
		}

		/**
		 * Whether it was retired so long ago, or had crossed HTTP in vain, that who still
		 * shows it over HTTPS may not be the one who has its successor.
		 */
		boolean isTapped(Instant now) {
			return this.kind == IdKind.INSECURE && this.retired != null
					&& (this.exposed || !now.isBefore(this.retired.plus(Rules.GRACE)));
		}

		IssuedId replaced(Instant now, int laterOnes) {
			return new IssuedId(this.kind, this.hash, this.actor, this.record, this.family, this.beforeLogin,
					(this.retired != null) ? this.retired : now, this.later + laterOnes, this.dead, this.exposed);
		}

		IssuedId dead(Instant time) {
			return (this.dead != null) ? this : new IssuedId(this.kind, this.hash, this.actor, this.record, this.family,
					this.beforeLogin, this.retired, this.later, time, this.exposed);
		}

		IssuedId retiredByLogin() {
			return new IssuedId(this.kind, this.hash, this.actor, this.record, this.family, true, this.retired,
					this.later, this.dead, this.exposed);
		}

		IssuedId crossedInVain() {
			return new IssuedId(this.kind, this.hash, this.actor, this.record, this.family, this.beforeLogin,
					this.retired, this.later, this.dead, true);
		}

		/** Which session an id claims to be of. */
		static @Nullable String locatorOf(IdKind kind, String value) {
			byte[] bytes = decode(kind, value);
			return (bytes != null) ? Locator.of(Arrays.copyOf(bytes, Locator.LENGTH)).toString() : null;
		}

		static @Nullable String familyOf(String value) {
			byte[] bytes = decode(IdKind.SECURE, value);
			return (bytes != null) ? HexFormat.of().formatHex(bytes, Locator.LENGTH, bytes.length - REST_LENGTH) : null;
		}

		private static byte @Nullable [] decode(IdKind kind, String value) {
			try {
				byte[] bytes = Base64.getUrlDecoder().decode(value);
				int length = Locator.LENGTH + ((kind == IdKind.SECURE) ? FAMILY_LENGTH : 0) + REST_LENGTH;
				return (bytes.length == length) ? bytes : null;
			}
			catch (IllegalArgumentException ex) {
				return null;
			}
		}

		/**
		 * Makes an id that nobody was given.
		 * @param kind which of the two
		 * @param locator the locator of a session
		 * @param family the family of a secure id
		 */
		static String forge(IdKind kind, String locator, byte[] family) {
			byte[] rest = new byte[REST_LENGTH];
			Arrays.fill(rest, (byte) 0x5a);
			byte[] bytes = ByteBuffer
				.allocate(Locator.LENGTH + ((kind == IdKind.SECURE) ? FAMILY_LENGTH : 0) + REST_LENGTH)
				.put(new Locator(UUID.fromString(locator)).toBytes())
				.put((kind == IdKind.SECURE) ? family : new byte[0])
				.put(rest)
				.array();
			return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
		}

		static IdHash hash(IdKind kind, String value) {
			try {
				return IdHash.of(MessageDigest.getInstance("SHA-256")
					.digest(((kind == IdKind.SECURE ? "secure:" : "insecure:") + value)
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
	 * @param origins the sessions whose shared values it may hold: its own, and those
	 * that it is a copy of
	 * @param user whether its owner is logged in
	 * @param accessed the last access
	 * @param secureAccessed the last access with the secure id
	 * @param secureSince the begin of the secure side
	 */
	record Row(Actor creator, @Nullable Actor owner, Set<String> origins, boolean user, Span accessed,
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
			return new Row(this.creator, this.owner, this.origins, loggedIn, this.accessed, this.secureAccessed,
					this.secureSince);
		}

		Row accessed(Instant now, boolean surely, boolean securely) {
			return new Row(this.creator, this.owner, this.origins, this.user, this.accessed.moved(now, surely),
					securely ? this.secureAccessed.moved(now, surely) : this.secureAccessed, this.secureSince);
		}

		Row secured(Actor by, Instant now, boolean surely) {
			return new Row(this.creator, by, this.origins, this.user, this.accessed,
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
	 * @param record into which session, {@code null} if it is not known
	 */
	record Token(Actor writer, Channel channel, @Nullable String record) {
	}

}
