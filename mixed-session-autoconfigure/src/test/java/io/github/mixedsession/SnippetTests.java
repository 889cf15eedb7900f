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
import java.util.TreeMap;
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
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.ClassUtils;

import io.github.mixedsession.autoconfigure.MixedSessionProperties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Keeps what readers copy from the documents true: properties that exist and take the
 * values that they are given, and code that compiles.
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
	void propertiesExistAndTakeTheirValues(String yaml) throws IOException {
		bind(yaml);
	}

	@ParameterizedTest
	@ValueSource(strings = { "mixed-session.http-port: eighty", "mixed-session.http-prot: 80", "server.port: https",
			"mixed-session.channel.rules: [{ paths: /a, requires: sekure }]",
			"mixed-session.channel.rules: [{ pahts: /a, requires: secure }]", "mixed-session.store: disk",
			"mixed-session.attributes.seal: perhaps", "mixed-session.redis.wait-for-replicas: -1",
			"spring.session.timeout: soon", "server.forward-headers-strategy: proxy",
			"spring.ssl.bundle.jks.shop.keystore.place: here" })
	void wrongSnippetIsFound(String yaml) {
		assertThatThrownBy(() -> bind(yaml)).isNotInstanceOf(IOException.class);
	}

	private static void bind(String yaml) throws IOException {
		Map<String, String> types = types();
		for (PropertySource<?> source : new YamlPropertySourceLoader().load("snippet",
				new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))) {
			String[] names = ((EnumerablePropertySource<?>) source).getPropertyNames();
			assertThat(names).isNotEmpty();
			StandardEnvironment environment = new StandardEnvironment();
			environment.getPropertySources().addFirst(source);
			Binder binder = Binder.get(environment);
			for (String name : names) {
				String known = known(name.replaceAll("\\[\\d+\\]", ""), types.keySet());
				assertThat(known).as(name).isNotEmpty();
				binder.bind(known, bindable(types.get(known)), new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
			}
			binder.bindOrCreate("mixed-session", Bindable.of(MixedSessionProperties.class),
					new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
		}
	}

	/** Of a map or a list the metadata has the name alone. */
	private static String known(String name, Set<String> known) {
		return Stream
			.iterate(name, (part) -> !part.isEmpty(), (part) -> part.substring(0, Math.max(0, part.lastIndexOf('.'))))
			.filter(known::contains)
			.findFirst()
			.orElse("");
	}

	/** As the metadata writes a type: {@code java.util.Map<java.lang.String,a.B$C>}. */
	private static Bindable<?> bindable(String type) {
		List<Class<?>> parts = Stream.of(type.split("[<>,]"))
			.map((part) -> ClassUtils.resolveClassName(part, null))
			.collect(Collectors.toList());
		return (parts.size() == 1) ? Bindable.of(parts.get(0)) : Bindable.of(ResolvableType
			.forClassWithGenerics(parts.get(0), parts.subList(1, parts.size()).toArray(Class<?>[]::new)));
	}

	@SuppressWarnings("unchecked")
	private static Map<String, String> types() throws IOException {
		Map<String, String> types = new TreeMap<>();
		for (URL metadata : Collections
			.list(SnippetTests.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream in = metadata.openStream()) {
				String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
				for (Object property : (List<Object>) JsonParserFactory.getJsonParser()
					.parseMap(json)
					.get("properties")) {
					Map<String, String> entry = (Map<String, String>) property;
					types.putIfAbsent(entry.get("name"), entry.getOrDefault("type", String.class.getName()));
				}
			}
		}
		return types;
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
