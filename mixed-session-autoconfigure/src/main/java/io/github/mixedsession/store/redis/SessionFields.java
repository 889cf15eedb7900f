package io.github.mixedsession.store.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.id.SessionIds;
import io.github.mixedsession.store.RetiredIds;
import io.github.mixedsession.store.SecureSide;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.StorableText;
import io.github.mixedsession.store.StorableValues;

/**
 * A session as the fields of a hash. What is {@code null} has no field, and an empty
 * value among the arguments of a script.
 */
final class SessionFields {

	/**
	 * In the order in which {@link SessionReader} takes their values; the principal's
	 * last.
	 */
	private static final List<String> ALL = List.of("generation", "insecure", "secure", "family", "logins", "restarts",
			"retired", "exposed", "side", "created", "accessed", "idle", "secure-since", "secure-accessed", "address",
			"ids-mac", "login-mac", "access-mac", "principal");

	/** How many of them everybody may read who may read the session. */
	static final int PUBLIC = ALL.size() - 1;

	/** Every read asks for them. */
	private static final Arguments NAMES = names(ALL);

	private static final Arguments PUBLIC_NAMES = names(ALL.subList(0, PUBLIC));

	/** What the bytes of a name begin with that is text. */
	static final byte TEXT = 't';

	private static final byte UNITS = 'u';

	private SessionFields() {
	}

	static String nameOf(int place) {
		return ALL.get(place);
	}

	static Arguments names() {
		return NAMES;
	}

	static Arguments publicNames() {
		return PUBLIC_NAMES;
	}

	private static Arguments names(List<String> fields) {
		Arguments names = new Arguments();
		fields.forEach(names::add);
		return names;
	}

	/**
	 * Returns the fields of a session and their values, one after the other.
	 */
	static Arguments of(SessionRecord record) {
		SecureSide side = record.secureSide();
		Arguments fields = ofIds(record).add("created")
			.add(record.createdAt())
			.add("accessed")
			.add(record.lastAccessedAt())
			.add("idle")
			.add(record.maxInactiveInterval())
			.add("address")
			.add(StorableValues.clientAddress(record.clientAddress()));
		return (side == null) ? fields
				: fields.add(ofSecureSide(record, side))
					.add("secure-accessed")
					.add(side.lastAccessedAt())
					.add("access-mac")
					.add(record.macs().access());
	}

	/**
	 * Returns what every change of the ids writes.
	 */
	static Arguments ofIds(SessionRecord record) {
		SessionIds ids = record.ids();
		return new Arguments().add("generation")
			.add(ids.generation())
			.add("insecure")
			.add(ids.insecure())
			.add("secure")
			.add(ids.secure())
			.add("family")
			.add(ids.family())
			.add("logins")
			.add(ids.loginCount())
			.add("restarts")
			.add(ids.restarts())
			.add("retired")
			.add(RetiredIds.pack(ids.retired()))
			.add("exposed")
			.add(ids.insecureExposed() ? "1" : null)
			.add("side")
			.add(record.side().name())
			.add("ids-mac")
			.add(record.macs().ids());
	}

	/**
	 * Returns what is written as the secure side begins, beside its first access.
	 */
	static Arguments ofSecureSide(SessionRecord record, SecureSide side) {
		return new Arguments().add("secure-since")
			.add(side.since())
			.add("secure-accessed")
			.add("")
			.add("login-mac")
			.add(record.macs().login())
			.add("principal")
			.add(name(side.principalName()));
	}

	/**
	 * Returns the bytes of a user's name: any string, and no two have the same.
	 */
	static byte[] name(@Nullable String name) {
		if (name == null) {
			return new byte[0];
		}
		if (StorableText.isText(name)) {
			byte[] text = Arguments.bytes(name);
			return ByteBuffer.allocate(1 + text.length).put(TEXT).put(text).array();
		}
		// an encoding would take all halves of surrogate pairs for the same character
		ByteBuffer units = ByteBuffer.allocate(1 + name.length() * Character.BYTES).put(UNITS);
		units.asCharBuffer().put(name);
		return units.array();
	}

}
