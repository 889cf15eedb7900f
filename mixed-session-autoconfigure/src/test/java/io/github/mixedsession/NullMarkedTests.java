package io.github.mixedsession;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NullMarkedTests {

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("io.github.mixedsession");

	@Test
	void everyPackageIsNullMarked() {
		assertThat(CLASSES).isNotEmpty()
			.allSatisfy((type) -> assertThat(type.getPackage().isAnnotatedWith(NullMarked.class))
				.as("package of %s", type.getName())
				.isTrue());
	}

}
