package io.github.mixedsession;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitializationDetector;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureWebMvc;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is registered by name exists, and what exists is registered.
 */
class AutoConfigurationRegistrationTests {

	private static final String FOR_TESTS = "io.github.mixedsession.autoconfigure.test.";

	private static final Collection<JavaClass> CLASSES = List
		.copyOf(new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
			.importPackages("io.github.mixedsession"));

	@Test
	void everyAutoConfigurationIsImported() {
		List<String> imported = ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader())
			.getCandidates()
			.stream()
			.filter((name) -> name.startsWith("io.github.mixedsession."))
			.toList();
		assertThat(imported).isSorted()
			.containsExactlyInAnyOrderElementsOf(CLASSES.stream()
				.filter((type) -> type.isAnnotatedWith(AutoConfiguration.class))
				.map(JavaClass::getName)
				.filter((name) -> !name.startsWith(FOR_TESTS))
				.toList());
	}

	@Test
	void everyAutoConfigurationForTestsIsImportedByAnAnnotationForTests() {
		List<String> imported = Stream.of(AutoConfigureMockMvc.class, AutoConfigureWebMvc.class)
			.flatMap((annotation) -> ImportCandidates.load(annotation, getClass().getClassLoader())
				.getCandidates()
				.stream())
			.filter((name) -> name.startsWith("io.github.mixedsession."))
			.toList();
		assertThat(imported).doesNotHaveDuplicates()
			.containsAll(CLASSES.stream()
				.filter((type) -> type.isAnnotatedWith(AutoConfiguration.class))
				.map(JavaClass::getName)
				.filter((name) -> name.startsWith(FOR_TESTS))
				.toList())
			.allSatisfy(
					(name) -> assertThat(ClassUtils.isPresent(name, getClass().getClassLoader())).as(name).isTrue());
	}

	@Test
	void everyClassInAnOrderExists() {
		assertThat(CLASSES).filteredOn((type) -> type.isAnnotatedWith(AutoConfiguration.class))
			.allSatisfy((type) -> assertThat(namesIn(type.getAnnotationOfType(AutoConfiguration.class))).allSatisfy(
					(name) -> assertThat(ClassUtils.isPresent(name, getClass().getClassLoader())).as(name).isTrue()));
	}

	@Test
	void everyFactoryIsRegistered() throws Exception {
		Properties factories = PropertiesLoaderUtils.loadProperties(new FileSystemResource(
				Path.of(MisconfigurationException.class.getProtectionDomain().getCodeSource().getLocation().toURI())
					.resolve("META-INF/spring.factories")));
		for (Class<?> factory : List.of(FailureAnalyzer.class, DependsOnDatabaseInitializationDetector.class)) {
			assertThat(StringUtils.commaDelimitedListToStringArray(factories.getProperty(factory.getName())))
				.containsExactlyInAnyOrderElementsOf(CLASSES.stream()
					.filter((type) -> type.isAssignableTo(factory))
					.map(JavaClass::getName)
					.toList());
		}
	}

	private static List<String> namesIn(AutoConfiguration annotation) {
		return Stream
			.of(annotation.beforeName(), annotation.afterName(), names(annotation.before()), names(annotation.after()))
			.flatMap(Arrays::stream)
			.toList();
	}

	private static String[] names(Class<?>[] types) {
		return Arrays.stream(types).map(Class::getName).toArray(String[]::new);
	}

}
