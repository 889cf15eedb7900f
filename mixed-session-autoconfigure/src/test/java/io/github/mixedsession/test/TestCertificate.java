package io.github.mixedsession.test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for {@code localhost}, made once per JVM, and a client that trusts it.
 */
public final class TestCertificate {

	public static final String PASSWORD = "only-for-tests";

	/** Every start of a server derives the key from the password. */
	private static final List<String> ONE_ITERATION = List.of("-J-Dkeystore.pkcs12.certPbeIterationCount=1",
			"-J-Dkeystore.pkcs12.keyPbeIterationCount=1", "-J-Dkeystore.pkcs12.macIterationCount=1");

	private static final Path KEY_STORE = create();

	public static final SSLContext TRUSTING = trusting();

	private TestCertificate() {
	}

	public static String location() {
		return KEY_STORE.toUri().toString();
	}

	/**
	 * Writes the certificate and its key as servers that are not in Java read them.
	 */
	public static void writePem(Path certificate, Path key) {
		try {
			KeyStore store = load();
			Files.writeString(certificate, pem("CERTIFICATE", store.getCertificate("localhost").getEncoded()));
			Files.writeString(key, pem("PRIVATE KEY", store.getKey("localhost", PASSWORD.toCharArray()).getEncoded()));
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String pem(String type, byte[] content) {
		return "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END " + type
				+ "-----\n";
	}

	private static KeyStore load() throws GeneralSecurityException, IOException {
		try (InputStream content = Files.newInputStream(KEY_STORE)) {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(content, PASSWORD.toCharArray());
			return store;
		}
	}

	private static Path create() {
		try {
			Path directory = Files.createTempDirectory("site-certificate");
			Path keyStore = directory.resolve("localhost.p12");
			List<String> command = new ArrayList<>();
			command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
			command.addAll(ONE_ITERATION);
			command.addAll(List.of("-genkeypair", "-alias", "localhost", "-keyalg", "EC", "-groupname", "secp256r1",
					"-dname", "CN=localhost", "-ext", "san=dns:localhost,ip:127.0.0.1", "-validity", "2", "-storetype",
					"PKCS12", "-keystore", keyStore.toString(), "-storepass", PASSWORD));
			Process keytool = new ProcessBuilder(command).inheritIO().start();
			if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
				throw new IllegalStateException("keytool made no certificate");
			}
			keyStore.toFile().deleteOnExit();
			return keyStore;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static SSLContext trusting() {
		try {
			KeyStore trusted = KeyStore.getInstance("PKCS12");
			trusted.load(null, null);
			trusted.setCertificateEntry("localhost", load().getCertificate("localhost"));
			TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			factory.init(trusted);
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, factory.getTrustManagers(), null);
			return context;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
