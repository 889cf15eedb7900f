package io.github.mixedsession.autoconfigure;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import javax.crypto.SecretKey;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

import io.github.mixedsession.EncryptionKeySource;
import io.github.mixedsession.MisconfigurationException;
import io.github.mixedsession.attribute.EncryptionKeys;

/**
 * The secret keys in the key store of an SSL bundle, again whenever that is reloaded. The
 * key that the bundle names encrypts. Thread-safe.
 */
final class KeyStoreBundleKeys implements EncryptionKeySource {

	static final String PROPERTY = "mixed-session.encryption.key-store-bundle";

	private static final Log logger = LogFactory.getLog(KeyStoreBundleKeys.class);

	private final String name;

	private volatile List<SecretKey> keys;

	private KeyStoreBundleKeys(String name, SslBundle bundle) {
		this.name = name;
		this.keys = read(name, bundle);
	}

	static KeyStoreBundleKeys of(String name, @Nullable SslBundles bundles) {
		try {
			if (bundles == null) {
				throw new NoSuchSslBundleException(name, "No bundles");
			}
			KeyStoreBundleKeys keys = new KeyStoreBundleKeys(name, bundles.getBundle(name));
			bundles.addBundleUpdateHandler(name, keys::reload);
			return keys;
		}
		catch (NoSuchSslBundleException ex) {
			throw new MisconfigurationException(PROPERTY, name, "names no SSL bundle",
					"Describe it with spring.ssl.bundle.jks." + name + ".keystore.location and .password.");
		}
	}

	@Override
	public List<SecretKey> keys() {
		return this.keys;
	}

	/**
	 * A key store that is broken must not take with it the keys that work.
	 */
	private void reload(SslBundle bundle) {
		try {
			List<SecretKey> read = read(this.name, bundle);
			EncryptionKeys.of(read);
			this.keys = read;
		}
		catch (RuntimeException ex) {
			logger.error("The key store of the SSL bundle '" + this.name
					+ "' was reloaded, and its keys can't encrypt sessions: those of before stay in use.", ex);
		}
	}

	private static List<SecretKey> read(String name, SslBundle bundle) {
		KeyStore store = bundle.getStores().getKeyStore();
		if (store == null) {
			throw new MisconfigurationException(PROPERTY, name, "names an SSL bundle without a key store",
					"Use a bundle of spring.ssl.bundle.jks with a keystore.");
		}
		String first = bundle.getKey().getAlias();
		List<SecretKey> keys = new ArrayList<>();
		try {
			for (String alias : Collections.list(store.aliases())) {
				if (store.isKeyEntry(alias) && key(store, alias, bundle) instanceof SecretKey key) {
					keys.add(alias.equalsIgnoreCase(first) ? 0 : keys.size(), key);
				}
			}
			if (keys.size() > 1 && (first == null || !store.isKeyEntry(first))) {
				throw new MisconfigurationException(PROPERTY, name,
						"names a key store of " + keys.size() + " secret keys, and nothing says which of them encrypts",
						"Set spring.ssl.bundle.jks." + name + ".key.alias.");
			}
		}
		catch (GeneralSecurityException ex) {
			throw new MisconfigurationException(
					"The keys of the SSL bundle '" + name + "', that " + PROPERTY + " names, can't be read ("
							+ ex.getClass().getSimpleName() + ").",
					"Set spring.ssl.bundle.jks." + name + ".keystore.password, or .key.password.");
		}
		return List.copyOf(keys);
	}

	private static @Nullable Key key(KeyStore store, String alias, SslBundle bundle) throws GeneralSecurityException {
		String password = (bundle.getKey().getPassword() != null) ? bundle.getKey().getPassword()
				: bundle.getStores().getKeyStorePassword();
		return store.getKey(alias, (password != null) ? password.toCharArray() : null);
	}

}
