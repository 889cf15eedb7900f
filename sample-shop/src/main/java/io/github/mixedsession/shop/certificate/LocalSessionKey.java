package io.github.mixedsession.shop.certificate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The key that encrypts session cookies, for this machine only, in base64 in a file that
 * its owner alone can read.
 */
final class LocalSessionKey {

	private static final int LENGTH = 64;

	private final OwnerOnlyFile file;

	LocalSessionKey(Path file) {
		this.file = new OwnerOnlyFile(file);
	}

	/**
	 * Makes a random key if there is none.
	 * @return whether a key was made
	 */
	boolean createIfNecessary() {
		if (Files.exists(this.file.path())) {
			return false;
		}
		byte[] key = new byte[LENGTH];
		new SecureRandom().nextBytes(key);
		try {
			this.file.write(Base64.getEncoder().encode(key));
			return true;
		}
		catch (IOException ex) {
			throw new IllegalStateException("Could not make the key " + this.file.path(), ex);
		}
	}

	/**
	 * Returns the key as it stands in the file.
	 * @return the key, in base64
	 */
	String read() {
		try {
			return Files.readString(this.file.path(), StandardCharsets.US_ASCII);
		}
		catch (IOException ex) {
			throw new IllegalStateException("Could not read the key " + this.file.path(), ex);
		}
	}

}
