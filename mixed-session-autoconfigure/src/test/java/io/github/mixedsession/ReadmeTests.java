package io.github.mixedsession;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import org.springframework.boot.json.JsonParserFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keeps the README true: its property table against the generated metadata, and its links
 * against what is there.
 */
class ReadmeTests {

	private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

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
		try (Stream<Path> documents = Files.list(ROOT).filter((file) -> file.toString().endsWith(".md"))) {
			for (Path document : documents.toList()) {
				Matcher links = LINK.matcher(Files.readString(document));
				while (links.find()) {
					if (!Files.exists(ROOT.resolve(links.group(1)))) {
						broken.add(document.getFileName() + ": " + links.group(1));
					}
				}
			}
		}
		assertThat(broken).isEmpty();
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
