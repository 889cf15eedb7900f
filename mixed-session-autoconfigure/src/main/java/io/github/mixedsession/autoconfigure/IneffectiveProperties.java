package io.github.mixedsession.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.env.Environment;

import io.github.mixedsession.MisconfigurationException;

/**
 * Says which of our properties do nothing where the sessions are kept, and refuses what
 * somebody's sessions hang from.
 */
final class IneffectiveProperties {

	private static final Log logger = LogFactory.getLog(IneffectiveProperties.class);

	private IneffectiveProperties() {
	}

	static void check(MixedSessionProperties properties, Environment environment) {
		boolean cookies = properties.store() == StoreType.COOKIE;
		if (cookies && properties.encryption().acceptUnencrypted()) {
			throw new MisconfigurationException("mixed-session.encryption.accept-unencrypted", true,
					"has nothing to accept: a cookie that no key has encrypted is nobody's session",
					"Remove the property.");
		}
		if (cookies && !properties.attributes().seal()) {
			logger
				.warn("mixed-session.attributes.seal (false) has no effect: a cookie is encrypted as a whole, and who "
						+ "has the key of mixed-session.encryption reads it. Remove it.");
		}
		List<String> ofCookies = cookies ? List.of() : ofCookies(properties.cookie());
		if (!ofCookies.isEmpty()) {
			logger.warn(String.join(", ", ofCookies) + ((ofCookies.size() > 1) ? " have" : " has")
					+ " no effect: sessions don't live in their cookies. Remove what is not needed, or set "
					+ OnStoreCondition.STORE + " to cookie.");
		}
		if (properties.migration().cookieChannel() == null
				&& environment.containsProperty(ImportedCookieFactory.NAME)) {
			logger.warn(ImportedCookieFactory.NAME + " has no effect: the old cookie is accepted nowhere without "
					+ "mixed-session.migration.cookie-channel.");
		}
	}

	private static List<String> ofCookies(MixedSessionProperties.Cookie cookie) {
		List<String> names = new ArrayList<>();
		if (cookie.ledger()) {
			names.add(OnStoreCondition.LEDGER);
		}
		if (cookie.absoluteTimeout() != null) {
			names.add(MixedSessionCookieAutoConfiguration.ABSOLUTE);
		}
		if (!cookie.allowedTypes().isEmpty()) {
			names.add(CookieAttributeCodecFactory.ALLOWED_TYPES);
		}
		return names;
	}

}
