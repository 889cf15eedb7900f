package io.github.mixedsession.attribute;

import java.util.Locale;
import java.util.Set;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a session cookie has room for of the request that a login of Spring Security goes
 * on with: where it was going, and what the client accepts. Browsers send two kilobytes
 * of headers, and send them again.
 */
final class ShortSavedRequest {

	private static final String TYPE = "org.springframework.security.web.savedrequest.DefaultSavedRequest";

	private static final Set<String> KEPT = Set.of("accept", "accept-language");

	private ShortSavedRequest() {
	}

	/**
	 * Shortens the JSON of a value, if it is such a request.
	 */
	static byte[] shorten(Object value, byte[] json, JsonMapper mapper) {
		if (!TYPE.equals(value.getClass().getName())) {
			return json;
		}
		JsonNode request = mapper.readTree(json);
		if (request.get("headers") instanceof ObjectNode headers) {
			headers.retain(headers.propertyNames()
				.stream()
				.filter((name) -> name.startsWith("@") || KEPT.contains(name.toLowerCase(Locale.ROOT)))
				.toList());
		}
		if (request.get("cookies") instanceof ArrayNode typed && typed.get(1) instanceof ArrayNode cookies) {
			cookies.removeAll();
		}
		return mapper.writeValueAsBytes(request);
	}

}
