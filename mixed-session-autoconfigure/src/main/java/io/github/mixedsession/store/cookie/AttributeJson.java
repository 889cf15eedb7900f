package io.github.mixedsession.store.cookie;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import org.springframework.util.Assert;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.StoredAttribute;

/**
 * Writes attributes into the JSON of a cookie. Thread-safe.
 */
final class AttributeJson {

	private static final long FIRST_VERSION = 1;

	private static final Map<Partition, String> PARTITIONS = Map.of(Partition.SHARED, "shared", Partition.SECURE,
			"secure", Partition.INSECURE, "http");

	private final JsonMapper mapper;

	private final boolean jsonValues;

	/**
	 * Create it.
	 * @param jsonValues whether the bytes of attributes are JSON in UTF-8
	 */
	AttributeJson(JsonMapper mapper, boolean jsonValues) {
		this.mapper = mapper;
		this.jsonValues = jsonValues;
	}

	void write(StoredAttribute attribute, ObjectNode json) {
		ObjectNode values = json.withObjectProperty(PARTITIONS.get(attribute.partition()));
		if (this.jsonValues) {
			// as it is, it could bring other attributes along
			values.set(attribute.name(), this.mapper.readTree(attribute.value()));
		}
		else {
			values.put(attribute.name(), Base64.getUrlEncoder().withoutPadding().encodeToString(attribute.value()));
		}
	}

	/**
	 * Reads the attributes.
	 * @param secure whether the cookie is a secure one, which alone holds what is secure
	 */
	List<StoredAttribute> read(JsonNode json, boolean secure) {
		List<StoredAttribute> attributes = new ArrayList<>();
		for (Partition partition : Partition.values()) {
			JsonNode values = json.get(PARTITIONS.get(partition));
			if (values != null && (secure || partition != Partition.SECURE)) {
				Assert.isTrue(values.isObject(), "Attributes have names");
				values.properties()
					.forEach((value) -> attributes
						.add(new StoredAttribute(value.getKey(), partition, FIRST_VERSION, bytes(value.getValue()))));
			}
		}
		return attributes;
	}

	private byte[] bytes(JsonNode value) {
		return this.jsonValues ? this.mapper.writeValueAsBytes(value)
				: Base64.getUrlDecoder().decode(value.stringValue());
	}

}
