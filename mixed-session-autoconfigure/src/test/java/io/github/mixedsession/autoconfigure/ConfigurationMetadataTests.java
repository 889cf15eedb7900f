package io.github.mixedsession.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.io.ClassPathResource;
import org.springframework.util.ClassUtils;

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

	private static final String RULE = "mixed-session.channel.rules[0].";

	/** What a type has, and its property refuses. */
	private static final Map<String, Set<String>> REFUSED = Map.of("mixed-session.attributes.default-visibility",
			Set.of("per-channel"));

	private static final Pattern LIST_OF_OURS = Pattern
		.compile("java\\.util\\.List<(io\\.github\\.mixedsession\\..+)>");

	private static final TreeMap<String, JsonNode> PROPERTIES = new TreeMap<>();

	/** Of the elements of lists, by names with an index. */
	private static final TreeMap<String, JsonNode> ELEMENTS = new TreeMap<>();

	private static final TreeMap<String, JsonNode> HINTS = new TreeMap<>();

	@BeforeAll
	static void read() throws IOException {
		read("META-INF/spring-configuration-metadata.json", "", PROPERTIES);
		for (Map.Entry<String, JsonNode> property : PROPERTIES.entrySet()) {
			Matcher list = LIST_OF_OURS.matcher(property.getValue().get("type").asString());
			if (list.matches()) {
				read("META-INF/spring/configuration-metadata/" + list.group(1) + ".json", property.getKey() + "[0].",
						ELEMENTS);
			}
		}
	}

	private static void read(String location, String prefix, Map<String, JsonNode> properties) throws IOException {
		JsonNode metadata = JsonMapper.shared()
			.readTree(new ClassPathResource(location).getContentAsString(StandardCharsets.UTF_8));
		metadata.get("properties")
			.forEach((property) -> properties.put(prefix + property.get("name").asString(), property));
		metadata.get("hints").forEach((hint) -> HINTS.put(prefix + hint.get("name").asString(), hint));
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
	void everyPropertyOfAnElementIsThere() {
		assertThat(ELEMENTS).containsOnlyKeys(RULE + "methods", RULE + "paths", RULE + "requires", RULE + "roles");
	}

	@Test
	void everyPropertyHasADescription() {
		assertThat(withElements()).allSatisfy((name, property) -> {
			assertThat(property.path("description").asString("")).as("description of %s", name)
				.matches("(?s)[A-Z].*\\.")
				.doesNotContain("{@", "\n");
			assertThat(property.path("type").asString("")).as("type of %s", name).isNotEmpty();
			assertThat(property.has("deprecation")).as("deprecation of %s", name).isFalse();
		});
	}

	private static Map<String, JsonNode> withElements() {
		Map<String, JsonNode> all = new TreeMap<>(PROPERTIES);
		all.putAll(ELEMENTS);
		return all;
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
	void everyValueOfAnEnumHasAHintThatSaysWhatItDoes() {
		Map<String, Set<String>> enums = new TreeMap<>();
		withElements().forEach((name, property) -> {
			Set<String> values = new TreeSet<>(values(property.get("type").asString()));
			values.removeAll(REFUSED.getOrDefault(name, Set.of()));
			if (!values.isEmpty()) {
				enums.put(name, values);
			}
		});
		assertThat(enums).hasSizeGreaterThan(8).allSatisfy((name, values) -> {
			assertThat(HINTS).containsKey(name);
			Set<String> hinted = new TreeSet<>();
			for (JsonNode value : HINTS.get(name).get("values")) {
				hinted.add(value.get("value").asString());
				assertThat(value.path("description").asString("")).as("%s of %s", value, name).matches("[A-Z].*\\.");
			}
			assertThat(hinted).isEqualTo(values);
		});
	}

	private static Set<String> values(String type) {
		if (!ClassUtils.isPresent(type, null)) {
			return Set.of();
		}
		Object[] constants = ClassUtils.resolveClassName(type, null).getEnumConstants();
		return (constants == null) ? Set.of()
				: Stream.of(constants)
					.map((constant) -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'))
					.collect(Collectors.toSet());
	}

	@Test
	void wellKnownValuesHaveHints() {
		assertThat(HINTS).containsKeys("mixed-session.channel.allowed-hosts", "mixed-session.jdbc.cleanup-cron",
				"mixed-session.jdbc.platform", "mixed-session.migration.from", "mixed-session.redis.cleanup-cron",
				RULE + "methods", RULE + "paths");
	}

	@Test
	void everyHintIsForAPropertyAndOfAValueThatItAccepts() {
		assertThat(withElements().keySet()).containsAll(HINTS.keySet());
		HINTS.forEach((name, hint) -> {
			for (JsonNode value : hint.get("values")) {
				String property = name + "=" + value.get("value").asString();
				TestApplication.runner()
					.withInitializer((context) -> context.getEnvironment()
						.setConversionService(new ApplicationConversionService()))
					.withPropertyValues(prerequisites(property))
					.withPropertyValues(property)
					.run((context) -> assertThat(context).as(property).hasNotFailed());
			}
		});
	}

	private static String[] prerequisites(String property) {
		String key = "mixed-session.encryption.keys=" + Base64.getEncoder().encodeToString(RandomBytes.of(64));
		String redis = "spring.data.redis.port=" + TestRedis.SINGLE.port();
		if (property.startsWith("mixed-session.migration.")) {
			return new String[] { redis, "mixed-session.store=" + (property.endsWith("redis") ? "redis" : "jdbc"),
					"spring.sql.init.schema-locations=classpath:org/springframework/session/jdbc/schema-h2.sql",
					"mixed-session.cookie.insecure-name=SHOP", "mixed-session.migration.cookie-channel=secure" };
		}
		return new String[] { key, redis, RULE + "paths=/account", RULE + "requires=secure",
				"spring.sql.init.schema-locations=classpath:io/github/mixedsession/store/jdbc/schema-h2.sql" };
	}

}
