package io.github.mixedsession.session;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;
import io.github.mixedsession.SessionSide;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.id.Family;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.SessionCredential;
import io.github.mixedsession.id.SessionIds;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SecureSide;
import io.github.mixedsession.store.SessionRecord;

/**
 * Makes sessions that are in no store yet, empty or as a copy, and their first ids.
 * Thread-safe.
 */
final class NewSessions {

	private final PolicyContext context;

	NewSessions(PolicyContext context) {
		this.context = context;
	}

	/**
	 * Returns an empty session.
	 * @param request receives its ids, {@code null} for none
	 */
	SessionState state(@Nullable SessionRequest request) {
		Channel channel = (request != null) ? request.channel() : Channel.SECURE;
		SessionView view = (channel == Channel.SECURE) ? SessionView.SECURE : SessionView.INSECURE;
		return state(request, this.context.now(), (codec) -> new SessionAttributes(codec, this.context.visibilities(),
				Partition.visibleTo(view, channel), List.of()));
	}

	private SessionState state(@Nullable SessionRequest request, Instant createdAt,
			Function<SessionCodec, SessionAttributes> attributes) {
		boolean secure = request == null || request.channel() == Channel.SECURE;
		Instant now = this.context.now();
		Locator locator = Locator.generate(now);
		FirstIds ids = FirstIds.of(locator, secure ? Family.generate() : null, request);
		SessionRecord record = new SessionRecord(locator, ids.withLogins(0), SessionSide.of(Channel.of(secure)),
				createdAt, now, this.context.settings().timeout(), secure ? new SecureSide(now, now, null) : null,
				(request != null) ? request.clientAddress() : null);
		return SessionState
			.unstored(record, secure ? SessionView.SECURE : SessionView.INSECURE,
					attributes.apply(this.context.codecs().of(locator, ids.family)))
			.withFamily(ids.family);
	}

	/**
	 * Gives the request a session of its own with a copy of the shared attributes
	 * (invariants 6 and 7).
	 */
	void detach(HeldSession session, SessionRequest request) {
		SessionState state = session.state();
		session.become(copy(state, request).asCopyOf(state.record().handle()));
	}

	/**
	 * Returns a new session with a copy of the shared attributes, which is as old as what
	 * it holds: otherwise who makes copies of copies keeps an old cookie alive.
	 */
	SessionState copy(SessionState state, SessionRequest request) {
		return state(request, state.record().createdAt(), (codec) -> state.attributes()
			.copyOfShared(Partition.visibleTo(SessionView.SECURE, Channel.SECURE), codec));
	}

	/**
	 * Changes the ids of a session that is not stored yet.
	 */
	void changeId(HeldSession session, @Nullable SessionRequest request) {
		SessionState state = session.state();
		SessionRecord record = state.record();
		FirstIds ids = FirstIds.of(record.locator(), state.family(), request);
		SessionState renewed = SessionState
			.unstored(record.withIds(ids.withLogins(record.loginCount() + 1), record.side(), record.secureSide()),
					state.view, state.attributes())
			.withFamily(state.family());
		session.become((state.copyOf() != null) ? renewed.asCopyOf(state.copyOf()) : renewed);
	}

	/**
	 * The first ids of a session.
	 */
	private record FirstIds(SessionCredential insecureId, @Nullable SessionCredential secureId,
			@Nullable Family family) {

		private static FirstIds of(Locator locator, @Nullable Family family, @Nullable SessionRequest request) {
			FirstIds ids = new FirstIds(SessionCredential.insecure(locator),
					(family != null) ? SessionCredential.secure(locator, family) : null, family);
			if (request != null) {
				request.offer(ids.insecureId);
				if (ids.secureId != null) {
					request.offer(ids.secureId);
				}
			}
			return ids;
		}

		private SessionIds withLogins(int count) {
			return new SessionIds(0, this.insecureId.hash(), (this.secureId != null) ? this.secureId.hash() : null,
					(this.family != null) ? this.family.hash() : null, count, List.of());
		}

	}

}
