package io.github.mixedsession.autoconfigure;

import java.util.Locale;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.session.SessionRepository;
import org.springframework.util.StringUtils;

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

	static @Nullable ImportedCookie create(MixedSessionProperties properties, CookieSettings settings,
			Function<String, SessionRepository<?>> sources) {
		Channel channel = properties.migration().cookieChannel();
		String name = properties.migration().cookieName();
		String configured = properties.migration().from();
		String from = StringUtils.hasText(configured) ? configured : null;
		if (channel == null) {
			if (from != null) {
				throw new MisconfigurationException(MigrationSource.FROM, from,
						"moves nothing: nobody has said what an old cookie may open",
						"Set " + CHANNEL + " to secure if every old cookie was Secure, and else to insecure.");
			}
			return null;
		}
		if (properties.store() == StoreType.COOKIE) {
			throw new MisconfigurationException(CHANNEL, channel.name().toLowerCase(Locale.ROOT),
					"would import nothing: sessions live in their cookies, and those of Spring Session on a server",
					"Remove mixed-session.migration.*, or set " + OnStoreCondition.STORE
							+ " to jdbc or redis until the last old session has expired.");
		}
		if (name.equals(settings.secureName())) {
			throw new MisconfigurationException(NAME, name, "equals mixed-session.cookie.secure-name",
					"Give the new secure cookie another name.");
		}
		if (name.equals(settings.insecureName())) {
			if (channel == Channel.SECURE) {
				throw insecureName(name,
						"over HTTP a browser keeps no cookie whose name a Secure one already has: visitors would have no "
								+ "session there as long as they hold the old one");
			}
			if (from != null) {
				throw insecureName(name, "an old application that still runs would put its own cookie in its place");
			}
		}
		return new ImportedCookie(name, IdKind.of(channel == Channel.SECURE),
				(from != null) ? sources.apply(from) : null);
	}

	private static MisconfigurationException insecureName(String name, String reason) {
		return new MisconfigurationException(NAME, name, "equals mixed-session.cookie.insecure-name, and " + reason,
				"Set mixed-session.cookie.insecure-name to a name that the old application did not use.");
	}

}
