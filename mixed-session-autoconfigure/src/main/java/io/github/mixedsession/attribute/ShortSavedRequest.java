package io.github.mixedsession.attribute;

import java.util.Locale;
import java.util.Set;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a session cookie has room for of the request that a login of Spring Security goes
 * on with: where it was going, without the query if that is very long, and what the
 * client accepts. Browsers send two kilobytes of headers, and send them again.
 */
final class ShortSavedRequest {

	private static final String TYPE = "org.springframework.security.web.savedrequest.DefaultSavedRequest";

	private static final Set<String> KEPT = Set.of("accept", "accept-language");

	private static final String TYPE_NAME = "@class";

	/** Beside a login, which has as much, in a cookie of 4,096 bytes. */
	private static final int ROOM = 1024;

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
				.filter((name) -> name.equals(TYPE_NAME) || KEPT.contains(name.toLowerCase(Locale.ROOT)))
				.toList());
		}
		if (request.get("cookies") instanceof ArrayNode typed && typed.get(1) instanceof ArrayNode cookies) {
			cookies.removeAll();
		}
		if (request instanceof ObjectNode members && request.get("parameters") instanceof ObjectNode parameters) {
			// they are in the query, which the browser sends again
			parameters.removeAll();
			parameters.put(TYPE_NAME, "java.util.TreeMap");
			byte[] shorter = mapper.writeValueAsBytes(request);
			if (shorter.length <= ROOM) {
				return shorter;
			}
			members.putNull("queryString");
		}
		return mapper.writeValueAsBytes(request);
	}

}
