package io.github.mixedsession;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keeps SECURITY.md true: no requirement of the standard is left out or said twice, and
 * what is said to be met has a test ({@link ReadmeTests} sees that it exists).
 */
class SecurityPolicyTests {

	/** OWASP ASVS 5.0.0: chapter V7, section V3.3, and V12.2.1. */
	private static final List<String> REQUIREMENTS = List.of("3.3.1", "3.3.2", "3.3.3", "3.3.4", "3.3.5", "7.1.1",
			"7.1.2", "7.1.3", "7.2.1", "7.2.2", "7.2.3", "7.2.4", "7.3.1", "7.3.2", "7.4.1", "7.4.2", "7.4.3", "7.4.4",
			"7.4.5", "7.5.1", "7.5.2", "7.5.3", "7.6.1", "7.6.2", "12.2.1");

	private static final Pattern ROW = Pattern.compile(
			"^\\| (\\d+\\.\\d+\\.\\d+) \\| ([^|]{5,}) \\| (met(?:, but not in cookies)?|the application's|not met, on purpose) \\| ([^|]{10,}) \\|$",
			Pattern.MULTILINE);

	private static final Pattern TEST = Pattern.compile("\\[`\\w+\\.\\w+`\\]");

	@Test
	void everyRequirementIsAnsweredOnce() {
		List<String> answered = new ArrayList<>();
		Matcher rows = ROW.matcher(policy());
		while (rows.find()) {
			answered.add(rows.group(1));
		}
		assertThat(answered).containsExactlyElementsOf(REQUIREMENTS);
	}

	@Test
	void whatIsMetHasATest() {
		Matcher rows = ROW.matcher(policy());
		while (rows.find()) {
			if (rows.group(3).startsWith("met")) {
				assertThat(rows.group(4)).as(rows.group(1)).containsPattern(TEST);
			}
		}
	}

	@Test
	void everySignOfTheftHasAnEventAMetricAndATest() throws IOException {
		Matcher signs = Pattern
			.compile("^\\| ([^|]+) \\| `(\\w+Event)[^|]*` \\| `mixed\\.session\\.([a-z.]+)[^|]*` \\| ([^|]+) \\|$",
					Pattern.MULTILINE)
			.matcher(policy());
		int count = 0;
		while (signs.find()) {
			assertThat(Path.of("src/main/java/io/github/mixedsession/" + signs.group(2) + ".java")).exists();
			assertThat(
					Files.readString(Path.of("src/main/java/io/github/mixedsession/observation/SessionMetrics.java")))
				.contains("\"" + signs.group(3) + "\"");
			assertThat(signs.group(4)).containsPattern(TEST);
			count++;
		}
		assertThat(count).isGreaterThanOrEqualTo(9);
	}

	private static String policy() {
		return Document.ofRoot("SECURITY.md").text();
	}

}
