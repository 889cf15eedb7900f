package io.github.mixedsession;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
 * Keeps the README short, and the documents true: the property table against the
 * generated metadata, links and tests that are named against what is there.
 */
class ReadmeTests {

	private static final Pattern ROW = Pattern.compile("^\\| `(mixed-session\\.[a-z.-]+)` \\| (.*?) \\| (.+) \\|$",
			Pattern.MULTILINE);

	private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]*?)(#([A-Za-z0-9_-]+))?\\)");

	private static final Pattern TEST = Pattern.compile("`(\\w+Tests)(?:\\.(\\w+))?`");

	@Test
	void readmeIsReadInOneGo() {
		String readme = Document.ofRoot("README.md").text();
		assertThat(readme.lines().count()).isLessThanOrEqualTo(150);
		assertThat(readme.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(9 * 1024);
	}

	@Test
	void everyPageIsInTheIndex() {
		Document index = Document.ofDocs("README.md");
		for (Document document : Document.all()) {
			if (document.path().startsWith(index.path().getParent()) && !document.equals(index)) {
				assertThat(index.text()).contains("](" + document + ")");
			}
		}
	}

	@Test
	void propertyTableHoldsEveryPropertyWithItsDefault() throws IOException {
		Map<String, String> documented = new TreeMap<>();
		Matcher rows = ROW.matcher(Document.ofDocs("configuration.md").text());
		while (rows.find()) {
			documented.put(rows.group(1), rows.group(2).replace("`", ""));
		}
		assertThat(documented).isEqualTo(properties());
	}

	@Test
	void linksLeadSomewhere() {
		List<String> broken = new ArrayList<>();
		for (Document document : Document.all()) {
			Matcher links = LINK.matcher(document.text());
			while (links.find()) {
				Path target = links.group(1).isEmpty() ? document.path() : document.resolve(links.group(1));
				if (!Files.exists(target) || !hasHeading(target, links.group(3))) {
					broken.add(document + ": " + links.group());
				}
			}
			Map<String, String> definitions = document.definitions();
			definitions.values()
				.stream()
				.filter((link) -> !Files.exists(document.resolve(link)))
				.forEach((link) -> broken.add(document + ": " + link));
			assertThat(document.references()).as("references in %s", document).allMatch(definitions::containsKey);
			assertThat(definitions.keySet()).as("definitions in %s", document)
				.filteredOn((name) -> name.startsWith("`"))
				.isSubsetOf(document.references());
		}
		assertThat(broken).isEmpty();
	}

	private static boolean hasHeading(Path target, @Nullable String anchor) {
		return anchor == null || Document.all()
			.stream()
			.anyMatch((one) -> one.path().equals(target) && one.anchors().contains(anchor));
	}

	@Test
	void testsThatAreNamedExist() throws IOException {
		int count = 0;
		for (Document document : Document.all()) {
			for (Map.Entry<String, String> definition : document.definitions().entrySet()) {
				Matcher test = TEST.matcher(definition.getKey());
				if (test.matches()) {
					String code = Files.readString(document.resolve(definition.getValue()));
					assertThat(code).as("%s: %s", document, test.group()).contains("class " + test.group(1));
					if (test.group(2) != null) {
						assertThat(code).as("%s: %s", document, test.group()).contains("void " + test.group(2) + "(");
					}
					count++;
				}
			}
		}
		assertThat(count).isGreaterThan(250);
	}

	@Test
	void everyGuaranteeNamesItsTests() {
		assertThat(guarantees("SECURITY.md")).hasSize(17)
			.allSatisfy((guarantee) -> assertThat(guarantee).containsPattern(TEST));
		assertThat(guarantees("README.md")).hasSize(17);
	}

	private static List<String> guarantees(String document) {
		String text = Document.ofRoot(document).text();
		int start = text.indexOf("## Guarantees");
		return text.substring(start, text.indexOf("\n## ", start))
			.lines()
			.filter((line) -> line.matches("\\d+\\. .*"))
			.toList();
	}

	@Test
	void metersOfTheAlarmsExist() {
		String operations = Document.ofDocs("operations.md").text();
		List<String> meters = Pattern.compile("mixed_session_([a-z_]+?)_(?:total|seconds_count)")
			.matcher(operations)
			.results()
			.map((meter) -> "`mixed.session." + meter.group(1).replace('_', '.') + "`")
			.toList();
		assertThat(meters).hasSizeGreaterThan(3).allSatisfy((meter) -> assertThat(operations).contains("| " + meter));
	}

	@Test
	void storeOfOnesOwnIsTestedAsOursAre() throws IOException {
		String text = Document.ofDocs("extending.md").text().replace("ShopSessionStore", "InMemorySessionStore");
		assertIsRunBy("src/test/java/io/github/mixedsession/store/InMemorySessionStoreTests.java", text,
				text.indexOf("class InMemorySessionStoreTests"));
	}

	@Test
	void testOfAnApplicationIsOneThatRuns() throws IOException {
		String text = Document.ofDocs("testing.md").text();
		assertIsRunBy("src/test/java/io/github/mixedsession/autoconfigure/test/ApplicationTests.java", text,
				text.indexOf("	@Autowired"));
	}

	@Test
	void linesOfTheReadmeAreOfThatTest() {
		String test = Document.ofDocs("testing.md").text().replaceAll("\\s", "");
		assertThat(Document.ofRoot("README.md").code("java")).hasSize(1)
			.allSatisfy((code) -> assertThat(code.lines())
				.allMatch((line) -> test.contains(line.replace(";", "").replaceAll("\\s", ""))));
	}

	private static void assertIsRunBy(String test, String text, int start) throws IOException {
		List<String> lines = text.substring(start, text.indexOf("```", start)).lines().map(String::strip).toList();
		assertThat(Files.readString(Path.of(test)).lines()).map(String::strip).containsSubsequence(lines);
	}

	@Test
	void storesLackWhatTheTableSays() {
		Matcher rows = Pattern.compile("^\\| `([A-Z_]+)` \\|", Pattern.MULTILINE)
			.matcher(Document.ofDocs("extending.md").text());
		assertThat(rows.results().map((row) -> row.group(1)))
			.containsExactlyElementsOf(Stream.of(StoreCapability.values()).map(Enum::name).toList());
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
