package io.github.mixedsession.shop.certificate;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LocalCertificate}.
 */
class LocalCertificateTests {

	@TempDir
	private Path directory;

	@Test
	void createIfNecessaryMakesACertificateForThisMachine() throws Exception {
		assertThat(certificate(Clock.systemUTC()).createIfNecessary()).isTrue();
		X509Certificate certificate = read();
		certificate.checkValidity();
		certificate.verify(certificate.getPublicKey());
		assertThat(certificate.getSubjectAlternativeNames()).extracting((name) -> (Object) name.get(1))
			.containsExactlyInAnyOrder("localhost", "shop.test", "127.0.0.1", "0:0:0:0:0:0:0:1");
		assertThat(certificate.getExtendedKeyUsage()).isEqualTo(List.of("1.3.6.1.5.5.7.3.1"));
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void createIfNecessaryLetsTheOwnerAloneReadTheFile() throws Exception {
		certificate(Clock.systemUTC()).createIfNecessary();
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file()))).isEqualTo("rw-------");
		try (var files = Files.list(file().resolveSibling("."))) {
			assertThat(files).hasSize(1);
		}
	}

	@Test
	void existingOneIsKept() throws Exception {
		certificate(Clock.systemUTC()).createIfNecessary();
		X509Certificate first = read();
		assertThat(certificate(Clock.systemUTC()).createIfNecessary()).isFalse();
		assertThat(read()).isEqualTo(first);
	}

	@Test
	void expiredOneIsReplaced() throws Exception {
		certificate(Clock.offset(Clock.systemUTC(), Duration.ofDays(-400))).createIfNecessary();
		X509Certificate first = read();
		assertThat(certificate(Clock.systemUTC()).createIfNecessary()).isTrue();
		assertThat(read()).isNotEqualTo(first);
	}

	@Test
	void unreadableOneIsReplaced() throws Exception {
		Files.createDirectories(file().getParent());
		Files.writeString(file(), "not a key store");
		assertThat(certificate(Clock.systemUTC()).createIfNecessary()).isTrue();
		read().checkValidity();
	}

	@Test
	void oneThatLacksANameIsReplaced() throws Exception {
		certificate(Clock.systemUTC()).createIfNecessary();
		assertThat(new LocalCertificate(file(), "secret", List.of("localhost"), Clock.systemUTC()).createIfNecessary())
			.isFalse();
		assertThat(new LocalCertificate(file(), "secret", List.of("localhost", "other.test"), Clock.systemUTC())
			.createIfNecessary()).isTrue();
	}

	private LocalCertificate certificate(Clock clock) {
		return new LocalCertificate(file(), "secret", List.of("localhost", "shop.test", "127.0.0.1", "[::1]"), clock);
	}

	private Path file() {
		return this.directory.resolve("data/shop.p12");
	}

	private X509Certificate read() throws Exception {
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream input = Files.newInputStream(file())) {
			store.load(input, "secret".toCharArray());
		}
		assertThat(store.getKey("shop", "secret".toCharArray())).isNotNull();
		return (X509Certificate) store.getCertificate("shop");
	}

}
