package io.github.mixedsession.game;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.attribute.AttributeSeal;
import io.github.mixedsession.attribute.BrokenSealException;
import io.github.mixedsession.attribute.EncryptionKeys;
import io.github.mixedsession.attribute.SecurityState;
import io.github.mixedsession.id.Family;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.id.SessionCredential;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.StoredAttribute;
import io.github.mixedsession.store.StoredSession;

/**
 * Opens what is sealed on secure sides, with the secrets of ids that were issued: the
 * oracle sees more than any thief.
 */
final class Unsealed {

	/** Values are opened once, for they are seen after every move. */
	private static final Map<StoredAttribute, StoredAttribute> OPENED = Collections
		.synchronizedMap(new WeakHashMap<>());

	private Unsealed() {
	}

	/**
	 * Opens a session.
	 * @param secureIds of the session
	 * @return the session with the values that its visitor's requests have set
	 * @throws Violation if a value is not sealed, or not as that of its session
	 */
	static StoredSession of(StoredSession session, Stream<String> secureIds) {
		if (session.attributes().stream().noneMatch(Unsealed::isSealed)) {
			return session;
		}
		Family family = family(session.record(), secureIds);
		List<StoredAttribute> attributes = session.attributes()
			.stream()
			.map((attribute) -> isSealed(attribute) ? open(attribute, session.record(), family) : attribute)
			.toList();
		return new StoredSession(session.record(), attributes);
	}

	private static boolean isSealed(StoredAttribute attribute) {
		return attribute.partition() == Partition.SECURE && !attribute.name().equals(SecurityState.EXPIRED_MARKER)
				&& !attribute.name().equals(SecurityState.PRINCIPAL_NAME);
	}

	private static @Nullable Family family(SessionRecord record, Stream<String> secureIds) {
		IdHash hash = record.ids().family();
		return secureIds.map((id) -> SessionCredential.parse(IdKind.SECURE, id))
			.filter(Objects::nonNull)
			.map((id) -> id.presented().family())
			.filter((family) -> family != null && family.hash().equals(hash))
			.findFirst()
			.orElse(null);
	}

	private static StoredAttribute open(StoredAttribute attribute, SessionRecord record, @Nullable Family family) {
		StoredAttribute known = OPENED.get(attribute);
		if (known != null) {
			return known;
		}
		if (AttributeSeal.protectionOf(attribute.value()) == null) {
			throw new Violation(16, attribute.name() + " is not sealed");
		}
		if (family == null) {
			return attribute;
		}
		try {
			byte[] value = new AttributeSeal(family, record.locator(), () -> EncryptionKeys.NONE).open(attribute.name(),
					attribute.partition(), attribute.value());
			StoredAttribute opened = new StoredAttribute(attribute.name(), attribute.partition(), attribute.version(),
					value);
			OPENED.put(attribute, opened);
			return opened;
		}
		catch (BrokenSealException ex) {
			throw new Violation(16, attribute.name() + " is not sealed for the session that it is in");
		}
	}

}
