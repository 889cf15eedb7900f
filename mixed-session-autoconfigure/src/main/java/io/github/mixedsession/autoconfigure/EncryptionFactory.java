package io.github.mixedsession.autoconfigure;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

import io.github.mixedsession.EncryptionKeySource;
import io.github.mixedsession.MisconfigurationException;
import io.github.mixedsession.attribute.Encryption;
import io.github.mixedsession.attribute.EncryptionKeys;
import io.github.mixedsession.attribute.InvalidEncryptionKeyException;

/**
 * Finds the keys that encrypt sessions, and refuses those that can't.
 */
final class EncryptionFactory {

	static final String KEYS = "mixed-session.encryption.keys";

	static final String MAKE_ONE = "Make one with 'openssl rand -base64 64'";

	private static final String PLACEHOLDER = "${";

	private static final Log logger = LogFactory.getLog(EncryptionFactory.class);

	private final Environment environment;

	private final ObjectProvider<SslBundles> bundles;

	EncryptionFactory(Environment environment, ObjectProvider<SslBundles> bundles) {
		this.environment = environment;
		this.bundles = bundles;
	}

	Encryption create(MixedSessionProperties properties, @Nullable EncryptionKeySource bean) {
		MixedSessionProperties.EncryptionProperties encryption = properties.encryption();
		String bundle = encryption.keyStoreBundle();
		refuseEmpty(KEYS, MAKE_ONE);
		refuseEmpty(KeyStoreBundleKeys.PROPERTY, "Set it to the name of an SSL bundle");
		refuseTwo(bean, encryption.keys(), bundle);
		// what an import brings is not encrypted
		boolean acceptUnencrypted = encryption.acceptUnencrypted() || properties.migration().cookieChannel() != null;
		boolean cookies = properties.store() == StoreType.COOKIE;
		Function<List<SecretKey>, EncryptionKeys> check = cookies ? EncryptionKeys::ofLong : EncryptionKeys::of;
		if (bean != null) {
			return create("The EncryptionKeySource", bean, acceptUnencrypted, check);
		}
		if (bundle != null) {
			return create(KeyStoreBundleKeys.PROPERTY,
					KeyStoreBundleKeys.of(bundle, this.bundles.getIfAvailable(), check), acceptUnencrypted, check);
		}
		if (encryption.keys().isEmpty() && cookies) {
			throw new MisconfigurationException(
					"The property '" + OnStoreCondition.STORE
							+ "' is cookie, and there is no key to encrypt cookies with.",
					"Set " + KEYS + ". " + MAKE_ONE + ".");
		}
		if (encryption.keys().isEmpty()) {
			logger.info("The application has no key of its own (" + KEYS + "): whoever can write to the session store "
					+ "can log in as anybody, in a session of their own. " + MAKE_ONE + ".");
			return Encryption.none();
		}
		List<SecretKey> keys = parse(encryption.keys());
		return create(KEYS, () -> keys, acceptUnencrypted, check);
	}

	private static Encryption create(String origin, EncryptionKeySource source, boolean acceptUnencrypted,
			Function<List<SecretKey>, EncryptionKeys> check) {
		CurrentKeys keys = new CurrentKeys(source, check);
		try {
			keys.load();
		}
		catch (InvalidEncryptionKeyException ex) {
			String another = ((source instanceof KeyStoreBundleKeys) ? KeyStoreBundleKeys.MAKE_ONE : MAKE_ONE) + ".";
			throw new MisconfigurationException(origin + ": " + ex.getMessage() + ".",
					Objects.requireNonNullElse(ex.getCure(), another));
		}
		return new Encryption(keys, acceptUnencrypted);
	}

	/**
	 * A variable that is not set where it should be must not leave sessions unencrypted.
	 */
	private void refuseEmpty(String property, String cure) {
		// unlike the environment, leaves a placeholder that nothing resolves to whom it
		// concerns
		String value = Binder.get(this.environment).bind(property, String.class).orElse(null);
		if (value != null && value.isBlank()) {
			throw new MisconfigurationException("The property '" + property + "' is there, and empty.",
					cure + ", or remove the property.");
		}
	}

	private static void refuseTwo(@Nullable EncryptionKeySource bean, List<String> keys, @Nullable String bundle) {
		List<String> origins = new ArrayList<>();
		if (bean != null) {
			origins.add("an EncryptionKeySource");
		}
		if (!keys.isEmpty()) {
			origins.add(KEYS);
		}
		if (bundle != null) {
			origins.add(KeyStoreBundleKeys.PROPERTY);
		}
		if (origins.size() > 1) {
			throw new MisconfigurationException(
					"Keys that encrypt sessions come from " + String.join(" and from ", origins) + ".",
					"Keep one of them: the order of keys says which one encrypts.");
		}
	}

	/** No message has the value: it may be a key but for a character. */
	private static List<SecretKey> parse(List<String> texts) {
		List<SecretKey> keys = new ArrayList<>(texts.size());
		for (String text : texts) {
			if (text.contains(PLACEHOLDER)) {
				throw new MisconfigurationException(
						"The property '" + KEYS + "[" + keys.size()
								+ "]' has a placeholder that nothing resolves. Its value is not shown.",
						"Set the variable or the property that it names, or give it another way. " + MAKE_ONE + ".");
			}
			// openssl breaks the line
			String base64 = StringUtils.trimAllWhitespace(text).replace('-', '+').replace('_', '/');
			try {
				byte[] bytes = Base64.getDecoder().decode(base64);
				if (bytes.length == 0) {
					throw malformed(keys.size(), "is empty");
				}
				keys.add(new SecretKeySpec(bytes, "HmacSHA256"));
			}
			catch (IllegalArgumentException ex) {
				throw malformed(keys.size(), "is not base64");
			}
		}
		return keys;
	}

	private static MisconfigurationException malformed(int index, String problem) {
		return new MisconfigurationException(
				"The property '" + KEYS + "[" + index + "]' " + problem + ". Its value is not shown.", MAKE_ONE + ".");
	}

}
