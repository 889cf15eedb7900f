package io.github.mixedsession;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.mixedsession.attribute.EncryptionKeys;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the commands of the documents that make certificates and keys, and holds those of
 * Maven against what they name. Those that run elsewhere: the import's in
 * {@code ImportCommandTests}, the program that changes a cookie in
 * {@code CookieInteroperabilityTests}.
 */
class CommandTests {

	private static final String PASSWORD = "changeit";

	private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

	@TempDir
	private Path directory;

	static Stream<String> keytool() {
		return found("keytool -gen[^`'\n)]+");
	}

	static Stream<String> openssl() {
		return found("openssl rand[^`'\n)]+");
	}

	static Stream<String> maven() {
		return found("(?<=^|`)mvn [^`\n]+").map((command) -> command.replaceFirst(" && .*", ""));
	}

	private static Stream<String> found(String pattern) {
		Pattern command = Pattern.compile(pattern, Pattern.MULTILINE);
		return Document.all()
			.stream()
			.flatMap((document) -> command.matcher(document.text()).results())
			.map(MatchResult::group)
			.map(String::strip)
			.distinct();
	}

	@ParameterizedTest
	@MethodSource("keytool")
	void keyStoreThatIsMadeHoldsAKey(String command) throws Exception {
		String here = command.replaceAll("-keystore \\S*?([^/ ]+)(?= |$)", "-keystore $1");
		run(here.contains("-storepass") ? here : here + " -storepass " + PASSWORD, "");
		KeyStore store = load(after(here, "-keystore"));
		assertThat(store.isKeyEntry(after(here, "-alias"))).isTrue();
		assertThat(store.getKey(after(here, "-alias"), PASSWORD.toCharArray())).isNotNull();
	}

	private static String after(String command, String option) {
		List<String> words = List.of(command.split(" "));
		return words.get(words.indexOf(option) + 1);
	}

	private KeyStore load(String file) throws IOException, GeneralSecurityException {
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(this.directory.resolve(file))) {
			store.load(in, PASSWORD.toCharArray());
		}
		return store;
	}

	@ParameterizedTest
	@MethodSource("openssl")
	void keyThatIsMadeEncrypts(String command) throws Exception {
		byte[] key = Base64.getMimeDecoder().decode(run(command, "openssl"));
		assertThat(EncryptionKeys.ofLong(List.of(new SecretKeySpec(key, "AES"))).isEmpty()).isFalse();
	}

	private String run(String command, String mayBeMissing) throws IOException, InterruptedException {
		Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
		List<String> words = Stream.of(command.split(" +"))
			.map((word) -> word.equals("keytool") ? tool.toString() : word)
			.toList();
		Path output = Files.createTempFile(this.directory, "output", "");
		ProcessBuilder builder = new ProcessBuilder(words).directory(this.directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile());
		Process process;
		try {
			process = builder.start();
		}
		catch (IOException ex) {
			Assumptions.assumeTrue(command.startsWith(mayBeMissing + " ") && !Boolean.parseBoolean(System.getenv("CI")),
					() -> command + " can't be run here: " + ex.getMessage());
			throw ex;
		}
		assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
		assertThat(process.exitValue()).as(Files.readString(output)).isZero();
		return Files.readString(output);
	}

	@ParameterizedTest
	@MethodSource("maven")
	void whatMavenIsToldIsThere(String command) throws IOException {
		String poms = Files.readString(ROOT.resolve("pom.xml")) + Files.readString(Path.of("pom.xml"));
		for (String profile : options(command, "-P ")) {
			assertThat(poms).contains("<id>" + profile + "</id>");
		}
		for (String module : options(command, "-pl ")) {
			assertThat(ROOT.resolve(module).resolve("pom.xml")).exists();
		}
		for (String test : options(command, "-Dtest=")) {
			assertThat(sources()).contains(test + ".java");
		}
		for (String execution : options(command, "exec:exec@")) {
			assertThat(poms).contains("<id>" + execution + "</id>");
		}
		for (String version : options(command, "spring-javaformat-maven-plugin:")) {
			assertThat(poms)
				.contains("<spring-javaformat-maven-plugin.version>" + version.replaceFirst(":.*", "") + "<");
		}
	}

	private static List<String> options(String command, String option) {
		return Pattern.compile(Pattern.quote(option) + "([^ ,*]+)")
			.matcher(command)
			.results()
			.map((match) -> match.group(1))
			.toList();
	}

	private static String sources() throws IOException {
		try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
			return files.map((file) -> file.getFileName().toString()).collect(Collectors.joining(" "));
		}
	}

	@Test
	void commandsAreFound() {
		assertThat(keytool()).hasSizeGreaterThan(1);
		assertThat(openssl()).isNotEmpty();
		assertThat(maven()).hasSizeGreaterThan(6);
	}

	@Test
	void jarThatIsStartedIsTheOneThatIsBuilt() throws IOException {
		assertThat(found("java [^`\n]*-jar sample-shop/\\S+")).hasSizeGreaterThan(1)
			.allMatch((command) -> command.endsWith("sample-shop/target/sample-shop.jar"));
		assertThat(Files.readString(ROOT.resolve("sample-shop/pom.xml")))
			.contains("<finalName>sample-shop</finalName>");
	}

}
