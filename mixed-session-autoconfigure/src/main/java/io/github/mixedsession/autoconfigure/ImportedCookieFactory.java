package io.github.mixedsession.autoconfigure;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.MisconfigurationException;
import io.github.mixedsession.web.CookieSettings;
import io.github.mixedsession.web.ImportedCookie;

/**
 * Checks whether the old cookie can be accepted, and its name against those of the new
 * ones.
 */
final class ImportedCookieFactory {

	static final String NAME = "mixed-session.migration.cookie-name";

	private static final String CHANNEL = "mixed-session.migration.cookie-channel";

	private ImportedCookieFactory() {
	}

	static @Nullable ImportedCookie create(MixedSessionProperties properties, CookieSettings settings) {
		Channel channel = properties.migration().cookieChannel();
		String name = properties.migration().cookieName();
		if (channel == null) {
			return null;
		}
		if (properties.store() == StoreType.COOKIE) {
			throw new MisconfigurationException(CHANNEL, channel.name().toLowerCase(Locale.ROOT),
					"would import nothing: sessions live in their cookies, and those of Spring Session lie in a database",
					"Remove mixed-session.migration.*, or set " + OnStoreCondition.STORE
							+ " to jdbc until the last old session has expired.");
		}
		if (name.equals(settings.secureName())) {
			throw new MisconfigurationException(NAME, name, "equals mixed-session.cookie.secure-name",
					"Give the new secure cookie another name.");
		}
		if (channel == Channel.SECURE && name.equals(settings.insecureName())) {
			throw new MisconfigurationException(NAME, name,
					"equals mixed-session.cookie.insecure-name, and over HTTP a browser keeps no cookie whose name a "
							+ "Secure one already has: visitors would have no session there as long as they hold the "
							+ "old one",
					"Set mixed-session.cookie.insecure-name to a name that the old application did not use.");
		}
		return new ImportedCookie(name, IdKind.of(channel == Channel.SECURE));
	}

}
