package io.github.mixedsession;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No class outgrows a reader.
 */
class ClassSizeTests {

	private static final Path SOURCES = Path.of("src/main/java");

	private static final int LARGEST = 250;

	private static final int USUAL = 100;

	private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/");

	@Test
	void noClassHasMoreThan250LinesOfCode() throws IOException {
		assertThat(sources())
			.allSatisfy((source) -> assertThat(linesOfCode(source)).as(source.toString()).isLessThanOrEqualTo(LARGEST));
	}

	@Test
	void nineInTenClassesHaveFewerThan100LinesOfCode() throws IOException {
		List<Path> sources = sources();
		assertThat(sources).filteredOn((source) -> linesOfCode(source) < USUAL)
			.hasSizeGreaterThan(sources.size() * 9 / 10);
	}

	private static List<Path> sources() throws IOException {
		try (Stream<Path> files = Files.walk(SOURCES)) {
			List<Path> sources = files.filter((file) -> file.toString().endsWith(".java")).toList();
			assertThat(sources).isNotEmpty();
			return sources;
		}
	}

	private static long linesOfCode(Path source) {
		try {
			return Arrays.stream(COMMENT.matcher(Files.readString(source)).replaceAll("").split("\n", -1))
				.map(String::strip)
				.filter((line) -> !line.isEmpty() && !line.startsWith("//") && !line.startsWith("import ")
						&& !line.startsWith("package "))
				.count();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
