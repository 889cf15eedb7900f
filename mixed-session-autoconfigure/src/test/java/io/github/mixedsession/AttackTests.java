package io.github.mixedsession;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds that every attack of the threat model has a test over two real connectors, named
 * after its number.
 */
class AttackTests {

	/** Those of the first threat model, and those that were found later. */
	private static final Set<Integer> ATTACKS = IntStream.rangeClosed(1, 52)
		.boxed()
		.collect(Collectors.toCollection(TreeSet::new));

	private static final Pattern NUMBERED = Pattern.compile("a(\\d\\d)[A-Z]\\w+");

	@Test
	void everyAttackHasATestOverTwoConnectors() throws Exception {
		Set<Integer> tested = new TreeSet<>();
		for (Class<?> type : endToEnd()) {
			for (Method method : type.getDeclaredMethods()) {
				Matcher name = NUMBERED.matcher(method.getName());
				if (name.matches()) {
					assertThat(method.isAnnotationPresent(Test.class)
							|| method.isAnnotationPresent(ParameterizedTest.class))
						.as(method.toString())
						.isTrue();
					tested.add(Integer.valueOf(name.group(1)));
				}
			}
		}
		assertThat(tested).isEqualTo(ATTACKS);
	}

	@Test
	void everyAttackIsInTheSecurityPolicyWithAllOfItsTests() throws Exception {
		String policy = Files.readString(Path.of("..", "SECURITY.md"));
		for (Class<?> type : endToEnd()) {
			for (Method method : type.getDeclaredMethods()) {
				Matcher name = NUMBERED.matcher(method.getName());
				if (name.matches()) {
					assertThat(policy).containsPattern("(?m)^\\| " + Integer.parseInt(name.group(1)) + " \\| .*`"
							+ type.getSimpleName() + "\\." + method.getName() + "`");
				}
			}
		}
	}

	private static List<Class<?>> endToEnd() throws IOException, URISyntaxException {
		Path classes = Path.of(AttackTests.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		try (Stream<Path> files = Files.list(classes.resolve("io/github/mixedsession/e2e"))) {
			return files.map((file) -> file.getFileName().toString())
				.filter((name) -> name.endsWith("Tests.class"))
				.<Class<?>>map(AttackTests::load)
				.toList();
		}
	}

	private static Class<?> load(String file) {
		try {
			return Class.forName("io.github.mixedsession.e2e." + file.substring(0, file.length() - ".class".length()));
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
