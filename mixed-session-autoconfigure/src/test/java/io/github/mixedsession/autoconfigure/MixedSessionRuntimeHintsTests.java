package io.github.mixedsession.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.github.mixedsession.id.Locator;
import io.github.mixedsession.session.OldSession;
import io.github.mixedsession.store.SessionStore;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.factory.aot.AotServices;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MixedSessionRuntimeHints}, as it is registered.
 */
class MixedSessionRuntimeHintsTests {

	private final RuntimeHints hints = new RuntimeHints();

	@BeforeEach
	void register() {
		List<RuntimeHintsRegistrar> ours = AotServices.factories()
			.load(RuntimeHintsRegistrar.class)
			.asList()
			.stream()
			.filter(MixedSessionRuntimeHints.class::isInstance)
			.toList();
		assertThat(ours).hasSize(1);
		ours.forEach((registrar) -> registrar.registerHints(this.hints, getClass().getClassLoader()));
	}

	@ParameterizedTest
	@MethodSource("scripts")
	void everyScriptIsIncluded(String path) {
		assertThat(RuntimeHintsPredicates.resource().forResource(path)).accepts(this.hints);
	}

	static Stream<String> scripts() throws IOException {
		PathMatchingResourcePatternResolver resolver = new PathMatchingResourcePatternResolver();
		Resource[] sql = resolver.getResources("classpath*:io/github/mixedsession/**/*.sql");
		Resource[] lua = resolver.getResources("classpath*:io/github/mixedsession/**/*.lua");
		assertThat(sql).hasSizeGreaterThanOrEqualTo(20);
		assertThat(lua).hasSizeGreaterThanOrEqualTo(16);
		return Stream.of(sql, lua)
			.flatMap(Stream::of)
			.map((script) -> path(script).replaceFirst(".*/(io/github/mixedsession/)", "$1"));
	}

	private static String path(Resource script) {
		try {
			return Objects.requireNonNull(URI.create(script.getURI().toString()).getPath());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void scriptsOfOthersAreNot() {
		assertThat(RuntimeHintsPredicates.resource().forResource("io/github/mixedsession.properties"))
			.rejects(this.hints);
		assertThat(RuntimeHintsPredicates.resource().forResource("schema.sql")).rejects(this.hints);
	}

	@ParameterizedTest
	@MethodSource
	void proxiesCanBeMade(Class<?> type) {
		assertThat(RuntimeHintsPredicates.proxies().forInterfaces(type)).accepts(this.hints);
	}

	static Stream<Class<?>> proxiesCanBeMade() {
		return Stream.of(HttpServletRequest.class, HttpServletResponse.class, HttpSession.class, SessionStore.class,
				OldSession.class);
	}

	@Test
	void methodsOfASessionCanBePassedOn() throws NoSuchMethodException {
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation(HttpSession.class.getMethod("setAttribute", String.class, Object.class)))
			.accepts(this.hints);
	}

	@Test
	void methodsOfAStoreCanBePassedOn() throws NoSuchMethodException {
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation(SessionStore.class.getMethod("delete", Locator.class))).accepts(this.hints);
	}

}
