package io.github.mixedsession.store;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;
import io.github.mixedsession.store.SessionDelta.AttributeWrite;
import io.github.mixedsession.store.SessionDelta.PrincipalChange;

/**
 * Sessions and changes for tests of stores.
 */
public final class TestSessions {

	public static final Instant CREATED = Instant.parse("2026-03-01T10:00:00.123Z");

	public static final Duration IDLE = Duration.ofMinutes(30);

	public static final Set<Partition> ALL = EnumSet.allOf(Partition.class);

	private TestSessions() {
	}

	public static IdHash newId() {
		byte[] bytes = new byte[IdHash.LENGTH];
		ThreadLocalRandom.current().nextBytes(bytes);
		return IdHash.of(bytes);
	}

	/** A session that never was on HTTPS. */
	public static SessionRow insecureRow() {
		return new SessionRow(UUID.randomUUID().toString(), newId(), null, Channel.INSECURE, CREATED, CREATED, IDLE,
				null, null, 0, false, false, null, "192.0.2.1");
	}

	/** A session with a secure id whose user is logged in. */
	public static SessionRow secureRow(@Nullable String principalName) {
		return new SessionRow(UUID.randomUUID().toString(), newId(), newId(), Channel.SECURE, CREATED, CREATED, IDLE,
				CREATED, CREATED, 1, false, false, principalName, "192.0.2.1");
	}

	public static SessionRow withIdle(SessionRow row, Duration idle) {
		return new SessionRow(row.key(), row.insecureId(), row.secureId(), row.channel(), row.createdAt(),
				row.lastAccessedAt(), idle, row.secureSince(), row.secureLastAccessedAt(), row.loginCount(),
				row.insecureIdUnconfirmed(), row.secureIdUnconfirmed(), row.principalName(), row.clientAddress());
	}

	public static SessionRow withIds(SessionRow row, IdHash insecureId, @Nullable IdHash secureId) {
		return new SessionRow(row.key(), insecureId, secureId, row.channel(), row.createdAt(), row.lastAccessedAt(),
				row.maxInactiveInterval(), row.secureSince(), row.secureLastAccessedAt(), row.loginCount(),
				row.insecureIdUnconfirmed(), row.secureIdUnconfirmed(), row.principalName(), row.clientAddress());
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
		return new AttributeWrite(name, partition, (value != null) ? bytes(value) : null, false, false);
	}

	public static AttributeWrite replacement(String name, Partition partition, String value) {
		return new AttributeWrite(name, partition, bytes(value), false, true);
	}

	public static AttributeWrite guarded(String name, Partition partition, @Nullable String value) {
		return new AttributeWrite(name, partition, (value != null) ? bytes(value) : null, true, false);
	}

	public static SessionDelta writes(SessionRow row, AttributeWrite... writes) {
		return new SessionDelta(row.key(), null, null, null, null, null, row.loginCount(), List.of(writes));
	}

	public static SessionDelta access(SessionRow row, Instant at, boolean secure, AttributeWrite... writes) {
		return new SessionDelta(row.key(), at, secure ? at : null, null, null, "192.0.2.2", row.loginCount(),
				List.of(writes));
	}

	public static SessionDelta idle(SessionRow row, Duration idle) {
		return new SessionDelta(row.key(), null, null, idle, null, null, row.loginCount(), List.of());
	}

	public static SessionDelta principal(SessionRow row, @Nullable String name) {
		return new SessionDelta(row.key(), null, null, null, new PrincipalChange(name), null, row.loginCount(),
				List.of());
	}

	/** A step-up, or a turn of both ids. */
	public static Rotation rotation(SessionRow expected) {
		return new Rotation(expected, newId(), newId(), Channel.SECURE, false, true, CREATED.plusSeconds(60), false);
	}

	public static Rotation login(SessionRow expected) {
		return new Rotation(expected, newId(), newId(), Channel.SECURE, true, true, CREATED.plusSeconds(60), false);
	}

	public static Rotation restart(SessionRow expected) {
		return new Rotation(expected, newId(), newId(), Channel.SECURE, false, true, CREATED.plusSeconds(60), true);
	}

	/** A step-down. */
	public static Rotation insecureRotation(SessionRow expected, boolean retire) {
		return new Rotation(expected, newId(), null, Channel.INSECURE, false, retire, CREATED.plusSeconds(60), false);
	}

}
