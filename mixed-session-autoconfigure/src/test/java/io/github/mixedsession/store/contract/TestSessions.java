package io.github.mixedsession.store.contract;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.SessionSide;
import io.github.mixedsession.id.Family;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.SessionCredential;
import io.github.mixedsession.id.SessionIds;
import io.github.mixedsession.store.IdUpdate;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.Proof;
import io.github.mixedsession.store.SecureSide;
import io.github.mixedsession.store.SessionDelta;
import io.github.mixedsession.store.SessionDelta.AttributeWrite;
import io.github.mixedsession.store.SessionDelta.PrincipalChange;
import io.github.mixedsession.store.SessionMac;
import io.github.mixedsession.store.SessionMacs;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.StoredAttribute;

/**
 * Sessions and changes for tests of stores.
 */
public final class TestSessions {

	public static final Instant CREATED = Instant.parse("2026-03-01T10:00:00.123Z");

	/** When a principal logs in. */
	public static final Instant LOGIN = CREATED.plusSeconds(30);

	/** When ids are replaced. */
	public static final Instant LATER = CREATED.plusSeconds(60);

	public static final Duration IDLE = Duration.ofMinutes(30);

	public static final Set<Partition> ALL = EnumSet.allOf(Partition.class);

	private TestSessions() {
	}

	public static IdHash newId() {
		byte[] bytes = new byte[IdHash.LENGTH];
		ThreadLocalRandom.current().nextBytes(bytes);
		return IdHash.of(bytes);
	}

	public static SessionMac newMac() {
		return SessionMac.of(newId().toBytes());
	}

	private static SessionMacs newMacs() {
		return new SessionMacs(newMac(), newMac(), newMac());
	}

	public static Locator newLocator() {
		return Locator.generate(CREATED);
	}

	private static SessionIds ids(@Nullable IdHash secureId, int loginCount) {
		return new SessionIds(0, newId(), secureId, (secureId != null) ? newId() : null, loginCount, List.of());
	}

	/** A session that never was on HTTPS. */
	public static SessionRecord insecureRow() {
		return new SessionRecord(newLocator(), ids(null, 0), SessionSide.INSECURE, CREATED, CREATED, IDLE, null,
				"192.0.2.1", new SessionMacs(newMac(), null, null));
	}

	/** A session with a secure id whose user is logged in. */
	public static SessionRecord secureRow(@Nullable String principalName) {
		return new SessionRecord(newLocator(), ids(newId(), 1), SessionSide.SECURE, CREATED, CREATED, IDLE,
				new SecureSide(CREATED, CREATED, principalName), "192.0.2.1", newMacs());
	}

	public static SessionRecord withIdle(SessionRecord record, Duration idle) {
		return record.withAccess(record.lastAccessedAt(), idle, record.secureSide());
	}

	public static SessionRecord withIds(SessionRecord record, SessionIds ids) {
		return record.withIds(ids, record.side(), record.secureSide());
	}

	public static SessionRecord withGeneration(SessionRecord record, long generation) {
		SessionIds ids = record.ids();
		return withIds(record, new SessionIds(generation, ids.insecure(), ids.secure(), ids.family(), ids.loginCount(),
				ids.retired()));
	}

	/** What is let out of a session without a proof. */
	public static SessionRecord withoutPrincipal(SessionRecord record) {
		SecureSide side = record.secureSide();
		return (side != null) ? record.withIds(record.ids(), record.side(), side.withPrincipal(null)) : record;
	}

	public static SessionRecord withLocator(SessionRecord record, Locator locator) {
		return new SessionRecord(locator, record.ids(), record.side(), record.createdAt(), record.lastAccessedAt(),
				record.maxInactiveInterval(), record.secureSide(), record.clientAddress(), record.macs());
	}

	/** What a request with the current id of a kind presents. */
	public static Proof proof(SessionRecord record, IdKind kind) {
		return new Proof(kind, Objects.requireNonNull(record.ids().current(kind)));
	}

	public static StoredAttribute attribute(String name, Partition partition, String value) {
		return new StoredAttribute(name, partition, 7, bytes(value));
	}

	public static byte[] bytes(String value) {
		return value.getBytes(StandardCharsets.UTF_8);
	}

	public static String text(@Nullable StoredAttribute attribute) {
		return (attribute != null) ? new String(attribute.value(), StandardCharsets.UTF_8) : "absent";
	}

	public static AttributeWrite write(String name, Partition partition, @Nullable String value) {
		return AttributeWrite.of(name, partition, (value != null) ? bytes(value) : null);
	}

	public static AttributeWrite replacement(String name, Partition partition, String value) {
		return AttributeWrite.replacing(name, partition, bytes(value));
	}

	public static AttributeWrite guarded(String name, Partition partition, @Nullable String value) {
		return AttributeWrite.ofLogin(name, partition, (value != null) ? bytes(value) : null);
	}

	public static SessionDelta writes(SessionRecord record, AttributeWrite... writes) {
		return new SessionDelta(record.locator(), null, null, null, null, null, record.loginCount(), List.of(writes));
	}

	public static SessionDelta access(SessionRecord record, Instant at, boolean secure, AttributeWrite... writes) {
		return new SessionDelta(record.locator(), at, secure ? at : null, null, null, "192.0.2.2", record.loginCount(),
				List.of(writes), false, secure ? newMac() : null, record.ids().family());
	}

	public static SessionDelta idle(SessionRecord record, Duration idle) {
		return new SessionDelta(record.locator(), null, null, idle, null, null, record.loginCount(), List.of());
	}

	public static SessionDelta principal(SessionRecord record, @Nullable String name) {
		return principal(record, name, LOGIN);
	}

	public static SessionDelta principal(SessionRecord record, @Nullable String name, Instant since) {
		return new SessionDelta(record.locator(), null, null, null, new PrincipalChange(name, since, newMac()), null,
				record.loginCount(), List.of(), false, null, record.ids().family());
	}

	/** A step-up, or a rotation of both ids. */
	public static IdUpdate rotation(SessionRecord expected) {
		return new IdUpdate(expected, rotated(expected), SessionSide.SECURE, LATER, false, newMacs());
	}

	public static IdUpdate login(SessionRecord expected) {
		return new IdUpdate(expected, rotated(expected).loggedIn(), SessionSide.SECURE, LATER, false, newMacs());
	}

	public static IdUpdate restart(SessionRecord expected) {
		return new IdUpdate(expected, rotated(expected), SessionSide.SECURE, LATER, true, newMacs());
	}

	private static SessionIds rotated(SessionRecord expected) {
		Locator locator = expected.locator();
		return expected.ids()
			.withInsecure(newId(), LATER)
			.withSecure(SessionCredential.secure(locator, Family.generate()).presented(), LATER);
	}

	/** A step-down. */
	public static IdUpdate insecureRotation(SessionRecord expected) {
		return IdUpdate.ofIds(expected, expected.ids().withInsecure(newId(), LATER), SessionSide.INSECURE)
			.withMacs(newMacs());
	}

	public static IdUpdate confirmation(SessionRecord expected, Instant usableUntil, IdKind... kinds) {
		return IdUpdate.ofIds(expected, expected.ids().confirmed(Set.of(kinds), usableUntil)).withMacs(newMacs());
	}

}
