package io.github.mixedsession.autoconfigure;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.MisconfigurationException;
import io.github.mixedsession.web.CookieSettings;
import io.github.mixedsession.web.ImportedCookie;

/**
 * Checks the name of the old cookie against those of the new ones.
 */
final class ImportedCookieFactory {

	private static final String NAME = "mixed-session.migration.cookie-name";

	private ImportedCookieFactory() {
	}

	static @Nullable ImportedCookie create(MixedSessionProperties.Migration migration, CookieSettings settings) {
		Channel channel = migration.cookieChannel();
		String name = migration.cookieName();
		if (channel == null) {
			return null;
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
