package io.github.mixedsession.autoconfigure;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

import javax.crypto.SecretKey;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.NestedExceptionUtils;

import io.github.mixedsession.EncryptionKeySource;
import io.github.mixedsession.MisconfigurationException;
import io.github.mixedsession.attribute.EncryptionKeys;

/**
 * The secret keys in the key store of an SSL bundle, again whenever that is reloaded. The
 * key that the bundle names encrypts. Thread-safe.
 */
final class KeyStoreBundleKeys implements EncryptionKeySource {

	static final String MAKE_ONE = "Make one with "
			+ "'keytool -genseckey -keyalg HmacSHA512 -keysize 512 -storetype PKCS12'";

	static final String PROPERTY = "mixed-session.encryption.key-store-bundle";

	private static final Log logger = LogFactory.getLog(KeyStoreBundleKeys.class);

	private final String name;

	private final Function<List<SecretKey>, EncryptionKeys> check;

	private volatile List<SecretKey> keys;

	private KeyStoreBundleKeys(String name, SslBundle bundle, Function<List<SecretKey>, EncryptionKeys> check) {
		this.name = name;
		this.check = check;
		this.keys = read(name, bundle);
	}

	/**
	 * Reads the keys of a bundle, now and whenever it is reloaded.
	 * @param check checks keys that were reloaded, before they are used
	 */
	static KeyStoreBundleKeys of(String name, @Nullable SslBundles bundles,
			Function<List<SecretKey>, EncryptionKeys> check) {
		try {
			if (bundles == null) {
				throw new NoSuchSslBundleException(name, "No bundles");
			}
			KeyStoreBundleKeys keys = new KeyStoreBundleKeys(name, bundles.getBundle(name), check);
			bundles.addBundleUpdateHandler(name, keys::reload);
			return keys;
		}
		catch (NoSuchSslBundleException ex) {
			throw new MisconfigurationException(
					"The property '" + PROPERTY + "' names no SSL bundle. Its value is not shown.",
					"Describe one with spring.ssl.bundle.jks.<name>.keystore.location and .password.");
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
			EncryptionKeys checked = this.check.apply(read);
			this.keys = read;
			logger.info("The key store of the SSL bundle '" + this.name + "' was reloaded: " + checked);
		}
		catch (RuntimeException ex) {
			logger.error("The key store of the SSL bundle '" + this.name
					+ "' was reloaded, and its keys can't encrypt sessions: those of before stay in use.", ex);
		}
	}

	private static List<SecretKey> read(String name, SslBundle bundle) {
		try {
			KeyStore store = bundle.getStores().getKeyStore();
			if (store != null) {
				return read(name, bundle, store);
			}
		}
		catch (MisconfigurationException ex) {
			throw ex;
		}
		catch (GeneralSecurityException | IllegalStateException ex) {
			throw new MisconfigurationException(
					"The key store of the SSL bundle '" + name + "', that " + PROPERTY + " names, can't be read: "
							+ NestedExceptionUtils.getMostSpecificCause(ex).getClass().getName() + ".",
					"Correct spring.ssl.bundle.jks." + name + ".keystore.location and .password, or .key.password.");
		}
		throw new MisconfigurationException(PROPERTY, name, "names an SSL bundle without a key store",
				"Use a bundle of spring.ssl.bundle.jks with a keystore.");
	}

	private static List<SecretKey> read(String name, SslBundle bundle, KeyStore store) throws GeneralSecurityException {
		String first = bundle.getKey().getAlias();
		List<SecretKey> keys = new ArrayList<>();
		boolean found = false;
		for (String alias : Collections.list(store.aliases())) {
			if (store.isKeyEntry(alias) && key(store, alias, bundle) instanceof SecretKey key) {
				boolean isFirst = alias.equalsIgnoreCase(first);
				keys.add(isFirst ? 0 : keys.size(), key);
				found |= isFirst;
			}
		}
		if (!found && (first != null || keys.size() > 1)) {
			throw new MisconfigurationException(PROPERTY, name,
					(first != null) ? "names a key store in which no secret key has the alias '" + first + "'"
							: "names a key store of " + keys.size()
									+ " secret keys, and nothing says which of them encrypts",
					"Set spring.ssl.bundle.jks." + name + ".key.alias to that of a secret key.");
		}
		return List.copyOf(keys);
	}

	private static @Nullable Key key(KeyStore store, String alias, SslBundle bundle) throws GeneralSecurityException {
		String password = (bundle.getKey().getPassword() != null) ? bundle.getKey().getPassword()
				: bundle.getStores().getKeyStorePassword();
		return store.getKey(alias, (password != null) ? password.toCharArray() : null);
	}

}
