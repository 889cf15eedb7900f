package io.github.mixedsession;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keeps what readers copy from the documents true: properties that exist, and code that
 * compiles.
 */
class SnippetTests {

	/** What a reader's IDE imports; what it can't guess is imported by the snippet. */
	private static final String IMPORTS = """
			import java.util.List;
			import io.github.mixedsession.store.*;
			import org.springframework.context.annotation.*;
			import org.springframework.context.event.*;
			import org.springframework.core.convert.support.*;
			import org.springframework.security.config.annotation.web.builders.*;
			import org.springframework.security.web.authentication.*;
			import org.springframework.web.bind.annotation.*;
			""";

	/** What a reader has. */
	private static final String OWN = """

			class CartItem {}
			class Cart { Cart with(CartItem item) { return this; } }
			class ShopSessionStore extends InMemorySessionStore {}
			""";

	private static final Pattern IMPORT = Pattern.compile("(?m)^import .*;\n");

	@TempDir
	private Path directory;

	static Stream<String> yaml() {
		return code("yaml").filter((yaml) -> !yaml.startsWith("groups:"));
	}

	static Stream<String> java() {
		return code("java").filter((java) -> !java.startsWith("assertThat("));
	}

	private static Stream<String> code(String language) {
		return Document.all().stream().flatMap((document) -> document.code(language).stream());
	}

	@Test
	void snippetsAreFound() {
		assertThat(yaml()).hasSizeGreaterThan(12);
		assertThat(java()).hasSizeGreaterThan(6);
	}

	@ParameterizedTest
	@MethodSource("yaml")
	void propertiesExist(String yaml) throws IOException {
		Set<String> known = known();
		for (PropertySource<?> source : new YamlPropertySourceLoader().load("snippet",
				new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))) {
			assertThat(((EnumerablePropertySource<?>) source).getPropertyNames()).isNotEmpty()
				.allMatch((name) -> isKnown(name.replaceAll("\\[\\d+\\]", ""), known));
		}
	}

	/** Of a map or a list the metadata has the name alone. */
	private static boolean isKnown(String name, Set<String> known) {
		return Stream.iterate(name, (part) -> part.contains("."), (part) -> part.substring(0, part.lastIndexOf('.')))
			.anyMatch(known::contains);
	}

	@SuppressWarnings("unchecked")
	private static Set<String> known() throws IOException {
		Set<String> known = new TreeSet<>();
		for (URL metadata : Collections
			.list(SnippetTests.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream in = metadata.openStream()) {
				String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
				List<Object> properties = (List<Object>) JsonParserFactory.getJsonParser()
					.parseMap(json)
					.get("properties");
				properties
					.forEach((property) -> known.add(String.valueOf(((Map<String, Object>) property).get("name"))));
			}
		}
		return known;
	}

	@ParameterizedTest
	@MethodSource("java")
	void codeCompiles(String snippet) throws IOException {
		String imports = IMPORT.matcher(snippet).results().map(MatchResult::group).collect(Collectors.joining());
		String code = IMPORT.matcher(snippet).replaceAll("");
		Files.writeString(this.directory.resolve("Snippet.java"), IMPORTS + imports + enclosed(code) + OWN);
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(problems, null, null)) {
			compiler
				.getTask(null, files, problems, List.of("-proc:none", "-d", this.directory.toString()), null,
						files.getJavaFileObjects(this.directory.resolve("Snippet.java")))
				.call();
		}
		assertThat(problems.getDiagnostics()).filteredOn((problem) -> problem.getKind() == Diagnostic.Kind.ERROR)
			.isEmpty();
	}

	/** Types stand alone, members are in a class, and statements in a method. */
	private static String enclosed(String code) {
		if (code.contains("class ")) {
			return code;
		}
		return code.startsWith("http.")
				? "class Snippet { void configure(HttpSecurity http, "
						+ "SavedRequestAwareAuthenticationSuccessHandler toPage) throws Exception {" + code + "} }"
				: "class Snippet {" + code + "}";
	}

}
