package io.github.mixedsession.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.ClassPathResource;

import io.github.mixedsession.id.RandomBytes;
import io.github.mixedsession.test.TestRedis;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an editor shows of the properties.
 */
class ConfigurationMetadataTests {

	private static final Set<String> WITHOUT_DEFAULT = Set.of("mixed-session.include", "mixed-session.exclude",
			"mixed-session.http-port", "mixed-session.channel.rules", "mixed-session.channel.http-base-url",
			"mixed-session.channel.https-base-url", "mixed-session.channel.allowed-hosts",
			"mixed-session.attributes.shared", "mixed-session.attributes.secure",
			"mixed-session.attributes.per-channel", "mixed-session.headers.export.attributes",
			"mixed-session.headers.export.name", "mixed-session.headers.import.attributes",
			"mixed-session.headers.import.name", "mixed-session.jdbc.platform", "mixed-session.encryption.keys",
			"mixed-session.encryption.key-store-bundle", "mixed-session.migration.cookie-channel",
			"mixed-session.migration.from", "mixed-session.serialization-filter", "mixed-session.cookie.allowed-types");

	private static final TreeMap<String, JsonNode> PROPERTIES = new TreeMap<>();

	private static JsonNode metadata;

	@BeforeAll
	static void read() throws IOException {
		metadata = JsonMapper.shared()
			.readTree(new ClassPathResource("META-INF/spring-configuration-metadata.json")
				.getContentAsString(StandardCharsets.UTF_8));
		for (JsonNode property : metadata.get("properties")) {
			PROPERTIES.put(property.get("name").asString(), property);
		}
	}

	@Test
	void everyPropertyOfTheContractIsThere() {
		assertThat(PROPERTIES).containsOnlyKeys("management.endpoint.mixedsession.access",
				"management.endpoint.mixedsession.cache.time-to-live", "mixed-session.attributes.default-visibility",
				"mixed-session.attributes.per-channel", "mixed-session.attributes.seal",
				"mixed-session.attributes.secure", "mixed-session.attributes.shared",
				"mixed-session.attributes.max-shared-count", "mixed-session.attributes.max-shared-size",
				"mixed-session.channel.allowed-hosts", "mixed-session.channel.credentials-over-http",
				"mixed-session.channel.default-requirement", "mixed-session.channel.http-base-url",
				"mixed-session.channel.https-base-url", "mixed-session.channel.password-pages",
				"mixed-session.channel.rules", "mixed-session.channel.stay-secure",
				"mixed-session.cookie.hide-from-application", "mixed-session.encryption.accept-unencrypted",
				"mixed-session.encryption.key-store-bundle", "mixed-session.encryption.keys", "mixed-session.include",
				"mixed-session.exclude", "mixed-session.cookie.insecure-name", "mixed-session.cookie.secure-name",
				"mixed-session.enabled", "mixed-session.http-port", "mixed-session.headers.export.attributes",
				"mixed-session.headers.export.name", "mixed-session.headers.import.attributes",
				"mixed-session.headers.import.name", "mixed-session.jdbc.cleanup-cron",
				"mixed-session.jdbc.continue-on-error", "mixed-session.jdbc.initialize-schema",
				"mixed-session.jdbc.platform", "mixed-session.jdbc.schema", "mixed-session.jdbc.table-name",
				"mixed-session.migration.cookie-channel", "mixed-session.migration.cookie-name",
				"mixed-session.migration.from", "mixed-session.redis.cleanup-cron", "mixed-session.redis.namespace",
				"mixed-session.redis.wait-for-replicas", "mixed-session.redis.wait-timeout",
				"mixed-session.rotation.grace", "mixed-session.rotation.on-secure-id-reuse",
				"mixed-session.timeout.secure-absolute", "mixed-session.timeout.secure-idle",
				"mixed-session.write-interval", "mixed-session.serialization-filter", "mixed-session.store",
				"mixed-session.cookie.absolute-timeout", "mixed-session.cookie.allowed-types",
				"mixed-session.cookie.ledger");
	}

	@Test
	void everyPropertyHasADescription() {
		assertThat(PROPERTIES).allSatisfy((name, property) -> {
			assertThat(property.path("description").asString("")).as("description of %s", name)
				.matches("(?s)[A-Z].*\\.")
				.doesNotContain("{@", "\n");
			assertThat(property.path("type").asString("")).as("type of %s", name).isNotEmpty();
		});
	}

	@Test
	void everyPropertyThatHasADefaultNamesIt() {
		assertThat(PROPERTIES.entrySet()
			.stream()
			.filter((entry) -> !entry.getValue().has("defaultValue"))
			.map(Map.Entry::getKey)
			.collect(Collectors.toSet())).isEqualTo(WITHOUT_DEFAULT);
	}

	@Test
	void everyHintIsForAPropertyAndOfAValueThatItAccepts() {
		TreeSet<String> hinted = new TreeSet<>();
		for (JsonNode hint : metadata.get("hints")) {
			hinted.add(hint.get("name").asString());
		}
		assertThat(PROPERTIES.keySet()).containsAll(hinted);
		assertThat(hinted).contains("mixed-session.attributes.default-visibility",
				"mixed-session.channel.default-requirement", "mixed-session.channel.allowed-hosts",
				"mixed-session.jdbc.cleanup-cron", "mixed-session.rotation.on-secure-id-reuse");
		String key = "mixed-session.encryption.keys=" + Base64.getEncoder().encodeToString(RandomBytes.of(64));
		for (JsonNode hint : metadata.get("hints")) {
			for (JsonNode value : hint.get("values")) {
				TestApplication.runner()
					.withPropertyValues(key, "spring.data.redis.port=" + TestRedis.SINGLE.port(),
							hint.get("name").asString() + "=" + value.get("value").asString())
					.run((context) -> assertThat(context).as(hint.toString()).hasNotFailed());
			}
		}
	}

}
