package io.github.mixedsession.autoconfigure;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.mixedsession.EncryptionKeySource;
import io.github.mixedsession.MisconfigurationException;
import io.github.mixedsession.SessionStoreException;
import io.github.mixedsession.attribute.Encryption;
import io.github.mixedsession.attribute.EncryptionKeys;
import io.github.mixedsession.id.RandomBytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Where keys come from, and which are refused.
 */
@ExtendWith(OutputCaptureExtension.class)
class EncryptionConfigurationTests {

	private static final String KEYS = "mixed-session.encryption.keys";

	private static final String BUNDLE = "mixed-session.encryption.key-store-bundle";

	private static final String COOKIES = "mixed-session.store=cookie";

	private static final String OPENSSL = "Make one with 'openssl rand -base64 64'";

	private final WebApplicationContextRunner contextRunner = TestApplication.runner()
		.withUserConfiguration(PermissiveSecurityConfiguration.class)
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class));

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	private final Logger logger = (Logger) LoggerFactory.getLogger(EncryptionFactory.class);

	@BeforeEach
	void watch() {
		this.log.start();
		this.logger.setLevel(Level.INFO);
		this.logger.addAppender(this.log);
	}

	@AfterEach
	void restore() {
		this.logger.detachAppender(this.log);
		this.logger.setLevel(null);
	}

	private static SecretKey key(int length) {
		return new SecretKeySpec(RandomBytes.of(length), "HmacSHA256");
	}

	private static String base64(SecretKey key) {
		return Base64.getEncoder().encodeToString(key.getEncoded());
	}

	private static void assertKeys(Encryption encryption, SecretKey... expected) {
		// what is not compared otherwise: a key shows its id alone
		assertThat(encryption.keys()).usingRecursiveComparison().isEqualTo(EncryptionKeys.of(List.of(expected)));
	}

	private void assertRefused(WebApplicationContextRunner runner, String problem, String secret) {
		assertRefused(runner, problem, "", secret);
	}

	private void assertRefused(WebApplicationContextRunner runner, String problem, String cure, String secret) {
		runner.run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOfSatisfying(MisconfigurationException.class, (failure) -> {
					assertThat(failure.getProblem()).contains(problem);
					assertThat(failure.getCure()).contains(cure);
				});
			for (Throwable cause = context.getStartupFailure(); cause != null; cause = cause.getCause()) {
				assertThat(String.valueOf(cause.getMessage())).doesNotContain(secret);
			}
		});
	}

	@Test
	void withoutKeyOneLineSaysWhatTheIntruderCanDo() {
		this.contextRunner.run((context) -> assertThat(context.getBean(Encryption.class).keys().isEmpty()).isTrue());
		assertThat(this.log.list).singleElement().satisfies((line) -> {
			assertThat(line.getLevel()).isEqualTo(Level.INFO);
			assertThat(line.getFormattedMessage()).contains(KEYS, "openssl rand -base64 64");
		});
	}

	@Test
	void keysAreReadInOrder() {
		SecretKey first = key(64);
		SecretKey second = key(32);
		this.contextRunner.withPropertyValues(KEYS + "[0]=" + base64(first), KEYS + "[1]=" + base64(second))
			.run((context) -> assertKeys(context.getBean(Encryption.class), first, second));
		this.contextRunner.withPropertyValues(KEYS + "=" + base64(first) + "," + base64(second))
			.run((context) -> assertKeys(context.getBean(Encryption.class), first, second));
		assertThat(this.log.list).isEmpty();
	}

	@Test
	void keyMayHaveALineBreakAndTheAlphabetOfUrls() {
		SecretKey key = new SecretKeySpec(Base64.getDecoder().decode("+/+/+/+/" + base64(key(64)).substring(8)),
				"HmacSHA256");
		String broken = base64(key).substring(0, 64) + "\n" + base64(key).substring(64) + "\n";
		this.contextRunner.withPropertyValues(KEYS + "[0]=" + broken)
			.run((context) -> assertKeys(context.getBean(Encryption.class), key));
		this.contextRunner.withPropertyValues(KEYS + "[0]=" + broken.replace('+', '-').replace('/', '_'))
			.run((context) -> assertKeys(context.getBean(Encryption.class), key));
	}

	@Test
	void keyIsReadFromAFileAndAConfigurationTree(@TempDir Path folder) throws IOException {
		SecretKey key = key(64);
		Files.writeString(folder.resolve(KEYS), base64(key) + "\n");
		this.contextRunner.withInitializer(new ConfigDataApplicationContextInitializer())
			.withPropertyValues("spring.config.import=configtree:" + folder + "/")
			.run((context) -> assertKeys(context.getBean(Encryption.class), key));
	}

	@Test
	void brokenKeysAreRefusedWithoutBeingShown() {
		String good = base64(key(64));
		String secret = "c2VjcmV0IQ";
		assertRefused(this.contextRunner.withPropertyValues(KEYS + "[0]=" + good, KEYS + "[1]=" + secret + "=="),
				"Encryption key [1] has 56 bits instead of 256 or 512", OPENSSL, secret);
		assertRefused(this.contextRunner.withPropertyValues(KEYS + "[0]=" + good, KEYS + "[1]=" + secret + "*"),
				"'mixed-session.encryption.keys[1]' is not base64", OPENSSL, secret);
		assertRefused(this.contextRunner.withPropertyValues(KEYS + "[0]=" + good, KEYS + "[1]=" + good),
				"Encryption key [1] is there twice", "Remove it", good);
		assertRefused(this.contextRunner.withPropertyValues(KEYS + "[0]=" + good.substring(0, 64)),
				"Encryption key [0] has 384 bits", "take both, in quotes", good.substring(0, 64));
		assertRefused(this.contextRunner.withPropertyValues(KEYS + "=secret${NOT_THERE}"),
				"'mixed-session.encryption.keys[0]' has a placeholder that nothing resolves", "Set the variable",
				"secret");
		assertRefused(this.contextRunner.withPropertyValues(KEYS + "[0]=secret${NOT_THERE}"),
				"'mixed-session.encryption.keys[0]' has a placeholder that nothing resolves", "Set the variable",
				"secret");
		assertRefused(this.contextRunner.withPropertyValues(KEYS + "[0]=" + "A".repeat(43) + "="),
				"Encryption key [0] is not random", OPENSSL, "AAAA");
		assertRefused(this.contextRunner.withPropertyValues(KEYS + "[0]= ", KEYS + "[1]=" + good),
				"'mixed-session.encryption.keys[0]' is empty", OPENSSL, good);
		assertRefused(this.contextRunner.withPropertyValues(KEYS + "[0]=" + base64(key(32)), COOKIES),
				"Encryption key [0] has 256 bits instead of 512", OPENSSL, "secret");
		assertRefused(this.contextRunner.withPropertyValues(COOKIES), "there is no key", OPENSSL, "secret");
	}

	/** As a variable is that somebody forgot to set. */
	@Test
	void emptyKeysAreRefused() {
		assertRefused(this.contextRunner.withPropertyValues(KEYS + "=${NOT_THERE:}"),
				"'" + KEYS + "' is there, and empty", OPENSSL, "secret");
		assertRefused(this.contextRunner.withPropertyValues(BUNDLE + "=${NOT_THERE:}"),
				"'" + BUNDLE + "' is there, and empty", "name of an SSL bundle", "secret");
	}

	@Test
	void keysHaveOneOrigin() {
		assertRefused(
				this.contextRunner.withPropertyValues(KEYS + "=" + base64(key(32)),
						"mixed-session.encryption.key-store-bundle=sessions"),
				"mixed-session.encryption.keys and from mixed-session.encryption.key-store-bundle", "secret");
		assertRefused(
				this.contextRunner.withPropertyValues(KEYS + "=" + base64(key(32)))
					.withBean(EncryptionKeySource.class, () -> () -> List.of(key(32))),
				"from an EncryptionKeySource", "secret");
	}

	@Test
	void beanGivesOtherKeysAsTimeGoesBy() {
		AtomicReference<List<SecretKey>> vault = new AtomicReference<>(List.of(key(32)));
		this.contextRunner.withBean(EncryptionKeySource.class, () -> vault::get).run((context) -> {
			Encryption encryption = context.getBean(Encryption.class);
			assertKeys(encryption, vault.get().get(0));
			assertThat(encryption.keys()).isSameAs(encryption.keys());
			vault.set(List.of(key(64), vault.get().get(0)));
			assertKeys(encryption, vault.get().toArray(SecretKey[]::new));
			vault.set(List.of());
			assertThatExceptionOfType(SessionStoreException.class).isThrownBy(encryption::keys);
			vault.set(List.of(key(16)));
			assertThatExceptionOfType(SessionStoreException.class).isThrownBy(encryption::keys);
		});
		assertRefused(this.contextRunner.withBean(EncryptionKeySource.class, () -> List::of),
				"The EncryptionKeySource: Encryption key [0] is missing", "secret");
		assertRefused(this.contextRunner.withBean(EncryptionKeySource.class, () -> () -> null),
				"The EncryptionKeySource: Encryption key [0] is missing", "secret");
		assertRefused(this.contextRunner.withBean(EncryptionKeySource.class, () -> () -> Arrays.asList(key(32), null)),
				"The EncryptionKeySource: Encryption key [1] is missing", "secret");
	}

	@Test
	void keyStoreOfABundleHasTheKeys(@TempDir Path folder) throws Exception {
		SecretKey one = key(32);
		SecretKey two = key(64);
		Path file = folder.resolve("sessions.p12");
		write(file, Map.of("one", one, "two", two));
		WebApplicationContextRunner bundle = this.contextRunner.withPropertyValues(
				"mixed-session.encryption.key-store-bundle=sessions",
				"spring.ssl.bundle.jks.sessions.keystore.location=file:" + file,
				"spring.ssl.bundle.jks.sessions.keystore.password=changeit");
		bundle.withPropertyValues("spring.ssl.bundle.jks.sessions.key.alias=two")
			.run((context) -> assertKeys(context.getBean(Encryption.class), two, one));
		bundle.withPropertyValues("spring.ssl.bundle.jks.sessions.key.alias=one")
			.run((context) -> assertKeys(context.getBean(Encryption.class), one, two));
		assertRefused(bundle, "nothing says which of them encrypts", "changeit");
		for (String wrong : List.of("three", "tls")) {
			assertRefused(bundle.withPropertyValues("spring.ssl.bundle.jks.sessions.key.alias=" + wrong),
					"no secret key has the alias '" + wrong + "'", "changeit");
		}
		assertRefused(bundle.withPropertyValues("spring.ssl.bundle.jks.sessions.keystore.password=wrong1"),
				"the SSL bundle 'sessions'", "wrong1");
		assertRefused(bundle.withPropertyValues("spring.ssl.bundle.jks.sessions.keystore.location=file:" + file + "x"),
				"the SSL bundle 'sessions'", "changeit");
		write(file, Map.of());
		assertRefused(bundle, "key-store-bundle: Encryption key [0] is missing", KeyStoreBundleKeys.MAKE_ONE,
				"changeit");
		assertRefused(this.contextRunner.withPropertyValues("mixed-session.encryption.key-store-bundle=other"),
				"names no SSL bundle", "changeit");
	}

	@Test
	void reloadedBundleHasOtherKeys(@TempDir Path folder, CapturedOutput output) throws Exception {
		SecretKey one = key(32);
		Path file = folder.resolve("sessions.p12");
		write(file, Map.of("one", one));
		this.contextRunner
			.withPropertyValues("mixed-session.encryption.key-store-bundle=sessions",
					"spring.ssl.bundle.jks.sessions.keystore.location=file:" + file,
					"spring.ssl.bundle.jks.sessions.keystore.password=changeit",
					"spring.ssl.bundle.jks.sessions.reload-on-update=true",
					"spring.ssl.bundle.watch.file.quiet-period=50ms")
			.run((context) -> {
				Encryption encryption = context.getBean(Encryption.class);
				assertKeys(encryption, one);
				SecretKey two = key(64);
				write(file, Map.of("one", two));
				await().untilAsserted(() -> assertKeys(encryption, two));
				write(file, Map.of("one", key(16)));
				await().untilAsserted(() -> assertThat(output).contains("those of before stay in use"));
				assertKeys(encryption, two);
			});
	}

	/** The first request with a session would fail otherwise, and all after it. */
	@Test
	void reloadedBundleWhoseKeyIsTooShortForCookiesLeavesTheKeysOfBefore(@TempDir Path folder, CapturedOutput output)
			throws Exception {
		SecretKey one = key(64);
		Path file = folder.resolve("sessions.p12");
		write(file, Map.of("one", one));
		this.contextRunner
			.withPropertyValues(COOKIES, BUNDLE + "=sessions",
					"spring.ssl.bundle.jks.sessions.keystore.location=file:" + file,
					"spring.ssl.bundle.jks.sessions.keystore.password=changeit",
					"spring.ssl.bundle.jks.sessions.reload-on-update=true",
					"spring.ssl.bundle.watch.file.quiet-period=50ms")
			.run((context) -> {
				Encryption encryption = context.getBean(Encryption.class);
				write(file, Map.of("one", key(32)));
				await().untilAsserted(() -> assertThat(output).contains("those of before stay in use",
						"Encryption key [0] has 256 bits instead of 512"));
				assertKeys(encryption, one);
			});
	}

	@Test
	void commandOfTheCureMakesAKeyThatCookiesTake(@TempDir Path folder) throws Exception {
		Path file = folder.resolve("sessions.p12");
		List<String> command = new ArrayList<>(List.of(KeyStoreBundleKeys.MAKE_ONE.split("'", -1)[1].split(" ", -1)));
		command.set(0, Path.of(System.getProperty("java.home"), "bin", command.get(0)).toString());
		command.addAll(List.of("-keystore", file.toString(), "-storepass", "changeit"));
		assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
		this.contextRunner
			.withPropertyValues(COOKIES, BUNDLE + "=sessions",
					"spring.ssl.bundle.jks.sessions.keystore.location=file:" + file,
					"spring.ssl.bundle.jks.sessions.keystore.password=changeit")
			.run((context) -> assertThat(context.getBean(Encryption.class).keys().secretKeys()).singleElement()
				.satisfies((key) -> assertThat(key.getEncoded()).hasSize(64)));
	}

	private static void write(Path file, Map<String, SecretKey> keys) throws Exception {
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, null);
		KeyStore.ProtectionParameter password = new KeyStore.PasswordProtection("changeit".toCharArray());
		for (Map.Entry<String, SecretKey> key : keys.entrySet()) {
			store.setEntry(key.getKey(), new KeyStore.SecretKeyEntry(key.getValue()), password);
		}
		try (OutputStream out = Files.newOutputStream(file)) {
			store.store(out, "changeit".toCharArray());
		}
	}

}
