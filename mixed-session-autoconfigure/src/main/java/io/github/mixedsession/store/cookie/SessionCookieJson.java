package io.github.mixedsession.store.cookie;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.SessionSide;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.id.PresentedId;
import io.github.mixedsession.id.SessionCredential;
import io.github.mixedsession.store.SecureSide;

/**
 * Writes what a session cookie holds as JSON (RFC 8259), for other programs too: times
 * are milliseconds since 1970, and attributes stand under {@code shared}, {@code secure}
 * and {@code http}, as JSON if that is what they are stored as, or else in base64url.
 * Thread-safe.
 */
final class SessionCookieJson {

	private final JsonMapper mapper = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
				DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
		.disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
		.build();

	private final AttributeJson attributes;

	/**
	 * Create a format.
	 * @param jsonValues whether the bytes of attributes are JSON in UTF-8
	 */
	SessionCookieJson(boolean jsonValues) {
		this.attributes = new AttributeJson(this.mapper, jsonValues);
	}

	/**
	 * Returns how many bytes a cookie holds.
	 */
	int length(SessionCookie cookie) {
		return write(cookie, "").length + SessionCredential.length(cookie.kind());
	}

	/**
	 * Returns what a cookie holds.
	 * @param id the usable id that it is of
	 */
	byte[] write(SessionCookie cookie, SessionCredential id) {
		return write(cookie, id.reveal());
	}

	private byte[] write(SessionCookie cookie, String id) {
		ObjectNode json = this.mapper.createObjectNode();
		json.put("id", id);
		json.put("generation", cookie.generation());
		json.put("logins", cookie.loginCount());
		json.put("restarts", cookie.restarts());
		json.put("created", cookie.createdAt().toEpochMilli());
		json.put("accessed", cookie.lastAccessedAt().toEpochMilli());
		json.put("idle", cookie.maxInactiveInterval().toMillis());
		if (cookie.kind() == IdKind.INSECURE) {
			json.put("side", cookie.side().name());
			if (cookie.family() != null) {
				json.put("family", base64(cookie.family().toBytes()));
			}
			cookie.secureNames().forEach(json.withArray("hidden")::add);
		}
		SecureSide side = cookie.secureSide();
		if (side != null) {
			json.put("secureSince", side.since().toEpochMilli());
			json.put("secureAccessed", side.lastAccessedAt().toEpochMilli());
			if (side.principalName() != null) {
				json.put("user", side.principalName());
			}
		}
		cookie.attributes().forEach((attribute) -> this.attributes.write(attribute, json));
		return this.mapper.writeValueAsBytes(json);
	}

	/**
	 * Reads what a cookie holds.
	 * @return what it holds, {@code null} if it is not what a cookie of this kind holds
	 */
	@Nullable PresentedCookie read(IdKind kind, byte[] bytes) {
		try {
			JsonNode json = this.mapper.readTree(bytes);
			SessionCredential id = SessionCredential.parse(kind, json.required("id").stringValue());
			return (id != null) ? new PresentedCookie(id, read(id.presented(), kind == IdKind.SECURE, json)) : null;
		}
		catch (RuntimeException ex) {
			// whoever made it had the key, and no idea of it
			return null;
		}
	}

	private SessionCookie read(PresentedId id, boolean secure, JsonNode json) {
		JsonNode family = json.get("family");
		return new SessionCookie(IdKind.of(secure), id.hash(), json.required("generation").longValue(),
				json.required("logins").intValue(), json.required("restarts").intValue(),
				secure ? SessionSide.SECURE : SessionSide.valueOf(json.required("side").stringValue()),
				instant(json, "created"), instant(json, "accessed"),
				Duration.ofMillis(json.required("idle").longValue()),
				(id.family() != null) ? id.family().hash()
						: (family != null) ? IdHash.of(Base64.getUrlDecoder().decode(family.stringValue())) : null,
				secureSide(json, secure), names(json), this.attributes.read(json, secure));
	}

	private static @Nullable SecureSide secureSide(JsonNode json, boolean secure) {
		if (!secure && json.get("secureSince") == null) {
			return null;
		}
		JsonNode user = secure ? json.get("user") : null;
		return new SecureSide(instant(json, "secureSince"), instant(json, "secureAccessed"),
				(user != null) ? user.stringValue() : null);
	}

	private static Instant instant(JsonNode json, String name) {
		return Instant.ofEpochMilli(json.required(name).longValue());
	}

	private static Set<String> names(JsonNode json) {
		Set<String> names = new LinkedHashSet<>();
		JsonNode hidden = json.get("hidden");
		if (hidden != null) {
			hidden.forEach((name) -> names.add(name.stringValue()));
		}
		return names;
	}

	private static String base64(byte[] bytes) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

}
