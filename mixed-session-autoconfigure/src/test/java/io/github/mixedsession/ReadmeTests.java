package io.github.mixedsession;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.json.JsonParserFactory;

import io.github.mixedsession.store.StoreCapability;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keeps the README true: its property table against the generated metadata, and its links
 * against what is there; and the other documents alike.
 */
class ReadmeTests {

	private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

	private static final Path DOCS = Path.of("docs").toAbsolutePath();

	private static final Pattern ROW = Pattern.compile("^\\| `(mixed-session\\.[a-z.-]+)` \\| (.*?) \\| (.+) \\|$",
			Pattern.MULTILINE);

	private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+?)(#([A-Za-z0-9_-]+))?\\)");

	@Test
	void propertyTableHoldsEveryPropertyWithItsDefault() throws IOException {
		Map<String, String> documented = new TreeMap<>();
		Matcher rows = ROW.matcher(readme());
		while (rows.find()) {
			documented.put(rows.group(1), rows.group(2).replace("`", ""));
		}
		assertThat(documented).isEqualTo(properties());
	}

	@Test
	void linksLeadSomewhere() throws IOException {
		List<String> broken = new ArrayList<>();
		for (Path document : documents()) {
			Matcher links = LINK.matcher(Files.readString(document));
			while (links.find()) {
				Path target = document.resolveSibling(links.group(1)).normalize();
				if (!Files.exists(target) || !hasHeading(target, links.group(3))) {
					broken.add(document.getFileName() + ": " + links.group());
				}
			}
		}
		assertThat(broken).isEmpty();
	}

	private static List<Path> documents() throws IOException {
		List<Path> documents = new ArrayList<>();
		for (Path directory : List.of(ROOT, DOCS)) {
			try (Stream<Path> files = Files.list(directory)) {
				files.filter((file) -> file.toString().endsWith(".md")).forEach(documents::add);
			}
		}
		assertThat(documents).contains(ROOT.resolve("README.md"), DOCS.resolve("protocol.md"));
		return documents;
	}

	private static boolean hasHeading(Path document, @Nullable String anchor) throws IOException {
		return anchor == null || Files.readAllLines(document)
			.stream()
			.filter((line) -> line.startsWith("#"))
			.map((line) -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
			.map((heading) -> heading.replaceAll("[^a-z0-9 -]", "").replace(' ', '-'))
			.anyMatch(anchor::equals);
	}

	@Test
	void storeOfOnesOwnIsTestedAsOursAre() throws IOException {
		String text = Files.readString(DOCS.resolve("stores.md")).replace("ShopSessionStore", "InMemorySessionStore");
		int start = text.indexOf("class InMemorySessionStoreTests");
		List<String> lines = text.substring(start, text.indexOf("```", start)).lines().map(String::strip).toList();
		assertThat(
				Files.readString(Path.of("src/test/java/io/github/mixedsession/store/InMemorySessionStoreTests.java"))
					.lines())
			.map(String::strip)
			.containsSubsequence(lines);
	}

	@Test
	void storesLackWhatTheTableSays() throws IOException {
		Matcher rows = Pattern.compile("^\\| `([A-Z_]+)` \\|", Pattern.MULTILINE)
			.matcher(Files.readString(DOCS.resolve("stores.md")));
		assertThat(rows.results().map((row) -> row.group(1)))
			.containsExactlyElementsOf(Stream.of(StoreCapability.values()).map(Enum::name).toList());
	}

	@Test
	void guaranteesNameTestsThatExist() throws IOException {
		Matcher named = Pattern.compile("\\[`(\\w+)\\.(\\w+)`\\]\\(([^)]+)\\)").matcher(readme());
		int count = 0;
		while (named.find()) {
			assertThat(Files.readString(ROOT.resolve(named.group(3)))).as(named.group(1))
				.contains("class " + named.group(1), "void " + named.group(2) + "(");
			count++;
		}
		assertThat(count).isGreaterThanOrEqualTo(14);
	}

	@Test
	void testOfAnApplicationIsOneThatRuns() throws IOException {
		String readme = readme();
		int start = readme.indexOf("	@Autowired", readme.indexOf("## Testing your application"));
		List<String> lines = readme.substring(start, readme.indexOf("```", start)).lines().map(String::strip).toList();
		assertThat(Files
			.readString(Path.of("src/test/java/io/github/mixedsession/autoconfigure/test/ApplicationTests.java"))
			.lines()).map(String::strip).containsSubsequence(lines);
	}

	private static String readme() throws IOException {
		return Files.readString(ROOT.resolve("README.md"));
	}

	@SuppressWarnings("unchecked")
	private static Map<String, String> properties() throws IOException {
		String metadata = Files.readString(Path.of("target/classes/META-INF/spring-configuration-metadata.json"));
		Map<String, String> properties = new TreeMap<>();
		for (Object property : (List<Object>) JsonParserFactory.getJsonParser().parseMap(metadata).get("properties")) {
			Map<String, Object> entry = (Map<String, Object>) property;
			String name = String.valueOf(entry.get("name"));
			Object defaultValue = entry.get("defaultValue");
			// those of the endpoint are Spring Boot's, the same for each
			if (!name.startsWith("management.endpoint.")) {
				properties.put(name, (defaultValue != null) ? text(defaultValue) : "");
			}
		}
		return properties;
	}

	private static String text(Object defaultValue) {
		return (defaultValue instanceof List<?> list) ? String.join(", ", list.stream().map(String::valueOf).toList())
				: String.valueOf(defaultValue);
	}

}
