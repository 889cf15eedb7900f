package io.github.mixedsession.shop.certificate;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.DeferredLogs;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LocalSessionKey} and {@link LocalSessionKeyEnvironmentPostProcessor}.
 */
class LocalSessionKeyTests {

	private static final String KEYS = "mixed-session.encryption.keys";

	@TempDir
	private Path directory;

	@Test
	void createIfNecessaryMakesARandomKey() {
		assertThat(key("one").createIfNecessary()).isTrue();
		assertThat(key("two").createIfNecessary()).isTrue();
		assertThat(Base64.getDecoder().decode(key("one").read())).hasSize(64);
		assertThat(key("one").read()).isNotEqualTo(key("two").read());
	}

	@Test
	void existingOneIsKept() {
		key("one").createIfNecessary();
		String first = key("one").read();
		assertThat(key("one").createIfNecessary()).isFalse();
		assertThat(key("one").read()).isEqualTo(first);
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void createIfNecessaryLetsTheOwnerAloneReadTheFile() throws Exception {
		key("one").createIfNecessary();
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("one")))).isEqualTo("rw-------");
	}

	@Test
	void environmentHasTheKeyOfTheFile() {
		MockEnvironment environment = process(new MockEnvironment());
		assertThat(environment.getProperty(KEYS + "[0]")).isEqualTo(key("session").read());
	}

	@Test
	void configuredKeyIsKeptAndNoneIsMade() {
		assertThat(process(new MockEnvironment().withProperty(KEYS, "mine")).getProperty(KEYS + "[0]")).isNull();
		assertThat(process(new MockEnvironment().withProperty(KEYS + "[0]", "mine")).getProperty(KEYS + "[0]"))
			.isEqualTo("mine");
		assertThat(file("session")).doesNotExist();
	}

	private MockEnvironment process(MockEnvironment environment) {
		environment.setProperty("shop.session-key.file", file("session").toString());
		new LocalSessionKeyEnvironmentPostProcessor(new DeferredLogs()).postProcessEnvironment(environment,
				new SpringApplication());
		return environment;
	}

	private LocalSessionKey key(String name) {
		return new LocalSessionKey(file(name));
	}

	private Path file(String name) {
		return this.directory.resolve("data/" + name);
	}

}
