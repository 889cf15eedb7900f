package io.github.mixedsession.autoconfigure;

import java.util.HashMap;
import java.util.Map;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.type.WritableTypeId;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

import org.springframework.web.servlet.FlashMap;

/**
 * Keeps what a flash map has beside its attributes: which request it is for, and until
 * when. Jackson takes it for a map and nothing more, and the next request of any page
 * would get it.
 */
final class FlashMapModule extends SimpleModule {

	private static final long serialVersionUID = 1L;

	FlashMapModule() {
		super("FlashMapModule");
		addSerializer(FlashMap.class, new Serializer());
		addDeserializer(FlashMap.class, new Deserializer());
	}

	private static final class Serializer extends StdSerializer<FlashMap> {

		private Serializer() {
			super(FlashMap.class);
		}

		@Override
		public void serialize(FlashMap flash, JsonGenerator json, SerializationContext context) {
			json.writeStartObject(flash);
			writeMembers(flash, json, context);
			json.writeEndObject();
		}

		@Override
		public void serializeWithType(FlashMap flash, JsonGenerator json, SerializationContext context,
				TypeSerializer types) {
			WritableTypeId type = types.writeTypePrefix(json, context, types.typeId(flash, JsonToken.START_OBJECT));
			writeMembers(flash, json, context);
			types.writeTypeSuffix(json, context, type);
		}

		private static void writeMembers(FlashMap flash, JsonGenerator json, SerializationContext context) {
			json.writeName("attributes");
			context.findTypedValueSerializer(HashMap.class, true).serialize(new HashMap<>(flash), json, context);
			// not by their names, which clients choose: one may be that of a type
			json.writeArrayPropertyStart("params");
			flash.getTargetRequestParams().forEach((name, values) -> values.forEach((value) -> {
				json.writeString(name);
				json.writeString(value);
			}));
			json.writeEndArray();
			if (flash.getTargetRequestPath() != null) {
				json.writeStringProperty("path", flash.getTargetRequestPath());
			}
			json.writeNumberProperty("expires", flash.getExpirationTime());
		}

	}

	private static final class Deserializer extends StdDeserializer<FlashMap> {

		private Deserializer() {
			super(FlashMap.class);
		}

		@Override
		@SuppressWarnings("unchecked")
		public FlashMap deserialize(JsonParser json, DeserializationContext context) {
			FlashMap flash = new FlashMap();
			if (json.isExpectedStartObjectToken()) {
				json.nextToken();
			}
			for (String name = json.currentName(); json.currentToken() == JsonToken.PROPERTY_NAME; name = json
				.nextName()) {
				json.nextToken();
				switch (name) {
					case "attributes" -> flash.putAll((Map<String, Object>) context.readValue(json, Object.class));
					case "params" -> {
						while (json.nextToken() != JsonToken.END_ARRAY) {
							flash.addTargetRequestParam(json.getString(), json.nextStringValue());
						}
					}
					case "path" -> flash.setTargetRequestPath(json.getString());
					case "expires" -> flash.setExpirationTime(json.getLongValue());
					default -> json.skipChildren();
				}
			}
			return flash;
		}

	}

}
