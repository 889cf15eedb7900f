package io.github.mixedsession.shop.certificate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.IPAddress;

/**
 * A self-signed certificate with its key, for this machine only, in a PKCS #12 file that
 * its owner alone can read.
 */
final class LocalCertificate {

	private static final String ALIAS = "shop";

	private static final Duration VALIDITY = Duration.ofDays(365);

	private static final Duration RENEWAL = Duration.ofDays(7);

	private final OwnerOnlyFile file;

	private final char[] password;

	private final List<GeneralName> names;

	private final Clock clock;

	LocalCertificate(Path file, String password, List<String> hosts, Clock clock) {
		this.file = new OwnerOnlyFile(file);
		this.password = password.toCharArray();
		this.names = hosts.stream().map(LocalCertificate::toName).toList();
		this.clock = clock;
	}

	private static GeneralName toName(String host) {
		String name = host.replaceAll("[\\[\\]]", "");
		return new GeneralName(IPAddress.isValid(name) ? GeneralName.iPAddress : GeneralName.dNSName, name);
	}

	/**
	 * Makes the certificate if there is none, or none for all hosts that lasts for
	 * another week.
	 * @return whether a certificate was made
	 */
	boolean createIfNecessary() {
		if (isUsable()) {
			return false;
		}
		try {
			write(create());
			return true;
		}
		catch (IOException | GeneralSecurityException | OperatorCreationException ex) {
			throw new IllegalStateException("Could not make the certificate " + this.file.path(), ex);
		}
	}

	private boolean isUsable() {
		if (!Files.exists(this.file.path())) {
			return false;
		}
		try (InputStream input = Files.newInputStream(this.file.path())) {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(input, this.password);
			return store.getCertificate(ALIAS) instanceof X509Certificate certificate && namesAll(certificate)
					&& this.clock.instant().plus(RENEWAL).isBefore(certificate.getNotAfter().toInstant());
		}
		catch (IOException | GeneralSecurityException ex) {
			return false;
		}
	}

	private boolean namesAll(X509Certificate certificate) throws CertificateEncodingException {
		GeneralNames named = GeneralNames.fromExtensions(new JcaX509CertificateHolder(certificate).getExtensions(),
				Extension.subjectAlternativeName);
		return named != null && Set.of(named.getNames()).containsAll(this.names);
	}

	private KeyStore create() throws IOException, GeneralSecurityException, OperatorCreationException {
		KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
		generator.initialize(256);
		KeyPair keys = generator.generateKeyPair();
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, null);
		store.setKeyEntry(ALIAS, keys.getPrivate(), this.password, new Certificate[] { sign(keys) });
		return store;
	}

	private X509Certificate sign(KeyPair keys) throws IOException, GeneralSecurityException, OperatorCreationException {
		Instant now = this.clock.instant();
		X500Name name = new X500Name("CN=localhost,O=mixed-session sample shop");
		JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(name,
				new BigInteger(120, new SecureRandom()), Date.from(now.minus(Duration.ofHours(1))),
				Date.from(now.plus(VALIDITY)), name, keys.getPublic());
		builder.addExtension(Extension.subjectAlternativeName, false,
				new GeneralNames(this.names.toArray(GeneralName[]::new)));
		builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
		builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
		return new JcaX509CertificateConverter()
			.getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
	}

	private void write(KeyStore store) throws IOException, GeneralSecurityException {
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		store.store(output, this.password);
		this.file.write(output.toByteArray());
	}

}
