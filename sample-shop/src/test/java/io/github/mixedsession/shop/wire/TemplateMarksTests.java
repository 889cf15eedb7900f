package io.github.mixedsession.shop.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the page {@code /wire} misses nothing: whatever a template shows, but for
 * the catalogue and messages, is inside of a mark.
 */
class TemplateMarksTests {

	private static final Path TEMPLATES = Path.of("src/main/resources/templates");

	/** What is the same for every visitor, or only of this answer. */
	private static final Set<String> NOT_OF_THE_SESSION = Set.of("product", "title", "status", "error",
			"quantityError");

	private static final List<String> SHOWING = List.of("th:text", "th:utext", "th:value");

	private static final Pattern VARIABLE = Pattern.compile("[$*]\\{\\s*!?(?:#\\w+\\.\\w+\\()?([A-Za-z]+)");

	@ParameterizedTest
	@MethodSource("templates")
	void whatATemplateShowsOfASessionIsMarked(Path template) throws IOException {
		assertThat(unmarked(Files.readString(template)))
			.as("Put %s=\"what it is\" on these, or on what they are in (or %s, if it must not be recorded)",
					PageParts.MARK, PageParts.WITHHELD)
			.isEmpty();
	}

	@Test
	void expressionWithoutAMarkIsFound() {
		assertThat(unmarked("<p th:text=\"${greeting}\">x</p>")).hasSize(1);
		assertThat(unmarked("<p th:text=\"|Hello, ${#strings.trim(greeting)}|\">x</p>")).hasSize(1);
		assertThat(unmarked("<p data-wire=\"user\"><b th:text=\"${greeting}\">x</b></p>")).isEmpty();
		assertThat(unmarked("<p th:text=\"${product.name}\">x</p>")).isEmpty();
	}

	private static List<Element> unmarked(String template) {
		return Jsoup.parse(template).getAllElements().stream().filter(TemplateMarksTests::isUnmarked).toList();
	}

	private static boolean isUnmarked(Element element) {
		return SHOWING.stream().anyMatch((name) -> showsSession(element.attr(name)))
				&& !element.is("[data-wire], [data-wire-withheld]")
				&& !element.parents().is("[data-wire], [data-wire-withheld]");
	}

	private static boolean showsSession(String expression) {
		// names where sessions are kept, and nothing of one
		if (expression.equals("|What the ${sessions == null ? 'cookies hold' : 'database has'} of this session|")) {
			return false;
		}
		Matcher variables = VARIABLE.matcher(expression);
		return variables.results().anyMatch((variable) -> !NOT_OF_THE_SESSION.contains(variable.group(1)));
	}

	static Stream<Path> templates() throws IOException {
		try (Stream<Path> all = Files.walk(TEMPLATES)) {
			return all.filter((path) -> path.toString().endsWith(".html") && !path.getParent().endsWith("wire"))
				.toList()
				.stream();
		}
	}

}
