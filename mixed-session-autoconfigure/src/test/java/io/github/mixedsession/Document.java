package io.github.mixedsession;

import java.io.IOException;
import java.io.UncheckedIOException;
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

/**
 * A page for readers, in Markdown.
 *
 * @param path where it is
 * @param text what it says
 */
record Document(Path path, String text) {

	private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

	private static final Path DOCS = Path.of("docs").toAbsolutePath();

	private static final Pattern DEFINITION = Pattern.compile("(?m)^\\[([^\\]]+)\\]: (\\S+)$");

	/** One of the top level. */
	static Document ofRoot(String name) {
		return of(ROOT.resolve(name));
	}

	/** One of those beside the code. */
	static Document ofDocs(String name) {
		return of(DOCS.resolve(name));
	}

	private static Document of(Path path) {
		try {
			return new Document(path, Files.readString(path));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static List<Document> all() {
		return Stream.concat(in(ROOT), in(DOCS)).map(Document::of).toList();
	}

	private static Stream<Path> in(Path directory) {
		try (Stream<Path> files = Files.list(directory)) {
			return files.filter((file) -> file.toString().endsWith(".md")).toList().stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns where a link of it leads.
	 */
	Path resolve(String link) {
		return this.path.resolveSibling(link).normalize();
	}

	/**
	 * Returns the targets of links by reference, by what stands in brackets.
	 */
	Map<String, String> definitions() {
		Map<String, String> definitions = new TreeMap<>();
		DEFINITION.matcher(this.text)
			.results()
			.forEach((definition) -> definitions.put(definition.group(1), definition.group(2)));
		return definitions;
	}

	/**
	 * Returns what is in brackets alone.
	 */
	List<String> references() {
		return Pattern.compile("\\[(`[\\w.]+`)\\](?!\\(|: \\S+$)", Pattern.MULTILINE)
			.matcher(this.text)
			.results()
			.map((one) -> one.group(1))
			.toList();
	}

	/**
	 * Returns the anchors of its headings.
	 */
	List<String> anchors() {
		return this.text.lines()
			.filter((line) -> line.startsWith("#"))
			.map((line) -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
			.map((heading) -> heading.replaceAll("[^a-z0-9 -]", "").replace(' ', '-'))
			.toList();
	}

	/**
	 * Returns the code of a language, one text for each block.
	 */
	List<String> code(String language) {
		List<String> blocks = new ArrayList<>();
		Matcher block = Pattern.compile("(?ms)^```" + language + "\n(.*?)^```$").matcher(this.text);
		while (block.find()) {
			blocks.add(block.group(1));
		}
		return blocks;
	}

	@Override
	public String toString() {
		return this.path.getFileName().toString();
	}

}
