package io.github.mixedsession.game;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.PresentedId;
import io.github.mixedsession.id.SessionCredential;

/**
 * What a cookie that holds a session says.
 *
 * @param id the session id in it
 * @param content all that is in it
 */
record OpenedCookie(PresentedId id, Map<String, Object> content) {

	static OpenedCookie of(IdKind kind, Map<String, Object> content) {
		SessionCredential id = SessionCredential.parse(kind, (String) content.get("id"));
		return new OpenedCookie(Objects.requireNonNull(id).presented(), content);
	}

	Locator locator() {
		return this.id.locator();
	}

	/** The hash of the family, as an insecure cookie says it. */
	@Nullable String family() {
		return (String) this.content.get("family");
	}

	/**
	 * Whether an insecure cookie is of the session and of the secure side of this one.
	 */
	boolean isBeside(OpenedCookie insecure) {
		IdHash family = Objects.requireNonNull(this.id.family()).hash();
		return locator().equals(insecure.locator()) && java.util.Base64.getUrlEncoder()
			.withoutPadding()
			.encodeToString(family.toBytes())
			.equals(insecure.family());
	}

	@Nullable String user() {
		return (String) this.content.get("user");
	}

	Map<?, ?> values(String part) {
		return (this.content.get(part) instanceof Map<?, ?> values) ? values : Map.of();
	}

	/** Whether it holds what keeps a session on HTTPS. */
	boolean isOfAnOrder() {
		return values("shared").containsKey(Act.ORDERED) && "SECURE".equals(this.content.get("side"));
	}

	Instant time(String name) {
		return Instant.ofEpochMilli(((Number) Objects.requireNonNull(this.content.get(name))).longValue());
	}

}
