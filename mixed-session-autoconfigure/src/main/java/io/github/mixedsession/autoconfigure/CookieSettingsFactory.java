package io.github.mixedsession.autoconfigure;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.boot.session.autoconfigure.DefaultCookieSerializerCustomizer;
import org.springframework.boot.web.server.Cookie;
import org.springframework.http.ResponseCookie;
import org.springframework.session.web.http.DefaultCookieSerializer;

import io.github.mixedsession.MisconfigurationException;
import io.github.mixedsession.web.CookieSettings;

/**
 * Brings the properties of the two cookies together with those that Spring Boot has for
 * one, and with what customizers say of it.
 */
final class CookieSettingsFactory {

	private CookieSettingsFactory() {
	}

	static CookieSettings create(MixedSessionProperties.Cookie own, Cookie boot,
			List<DefaultCookieSerializerCustomizer> customizers) {
		RequestedCookie requested = new RequestedCookie();
		PropertyMapper map = PropertyMapper.get();
		map.from(boot::getName).to(requested::setCookieName);
		map.from(boot::getDomain).to(requested::setDomainName);
		map.from(boot::getPath).to(requested::setCookiePath);
		map.from(boot::getHttpOnly).to(requested::setUseHttpOnlyCookie);
		map.from(boot::getSecure).to(requested::setUseSecureCookie);
		map.from(boot::getMaxAge).asInt(Duration::getSeconds).to(requested::setCookieMaxAge);
		map.from(boot::getSameSite).to((sameSite) -> requested.setSameSite(sameSite.attributeValue()));
		map.from(boot::getPartitioned).to(requested::setPartitioned);
		customizers.forEach((customizer) -> customizer.customize(requested));
		requested.refuseWhatBreaksAnInvariant();
		String insecureName = (own.insecureName() != null) ? own.insecureName() : requested.name;
		return new CookieSettings(insecureName,
				(own.secureName() != null) ? own.secureName() : secureName(insecureName, requested), requested.path,
				requested.domain, requested.sameSite, Duration.ofSeconds(requested.maxAge));
	}

	private static String secureName(String insecureName, RequestedCookie requested) {
		boolean hostOnly = requested.domain == null && (requested.path == null || requested.path.equals("/"));
		return (hostOnly ? CookieSettings.HOST_PREFIX : CookieSettings.SECURE_PREFIX) + insecureName;
	}

	/**
	 * Hears what is said to Spring Session's cookie serializer, which tells nobody.
	 */
	private static final class RequestedCookie extends DefaultCookieSerializer {

		private String name = "SESSION";

		private @Nullable String domain;

		private @Nullable String path;

		private String sameSite = "Lax";

		private int maxAge = -1;

		private boolean secure;

		private boolean httpOnly = true;

		private boolean partitioned;

		@Override
		public void setCookieName(String cookieName) {
			this.name = cookieName;
		}

		@Override
		public void setDomainName(String domainName) {
			this.domain = domainName;
		}

		@Override
		public void setCookiePath(String cookiePath) {
			this.path = cookiePath;
		}

		@Override
		public void setUseHttpOnlyCookie(boolean useHttpOnlyCookie) {
			this.httpOnly = useHttpOnlyCookie;
		}

		@Override
		public void setUseSecureCookie(boolean useSecureCookie) {
			this.secure = useSecureCookie;
		}

		@Override
		public void setCookieMaxAge(int cookieMaxAge) {
			this.maxAge = cookieMaxAge;
		}

		@Override
		public void setSameSite(@Nullable String value) {
			this.sameSite = (value != null) ? value : "omitted";
		}

		@Override
		public void setPartitioned(boolean value) {
			this.partitioned = value;
		}

		@Override
		public void setDomainNamePattern(String domainNamePattern) {
			throw unsupported("domainNamePattern", "Set server.servlet.session.cookie.domain instead.");
		}

		@Override
		public void setJvmRoute(String jvmRoute) {
			throw unsupported("jvmRoute", "Any node can serve any session: remove it.");
		}

		private static MisconfigurationException unsupported(String setting, String cure) {
			return new MisconfigurationException("A DefaultCookieSerializerCustomizer sets " + setting
					+ ", which the cookies of mixed-session don't have.", cure);
		}

		private void refuseWhatBreaksAnInvariant() {
			refuse(this.secure, "secure", "true", "would keep the insecure cookie from HTTP, which it is for");
			refuse(!this.httpOnly, "http-only", "false", "would give the ids to every script of the site");
			refuse(this.partitioned, "partitioned", "true",
					"needs a Secure cookie, which the insecure one can't be (invariant 1)");
			refuse(this.maxAge == 0, "max-age", "0", "would have the browser drop the cookies at once");
			if (this.path != null && !isValid(this.path, null)) {
				throw refused("path", this.path,
						"is not the path of a cookie (RFC 6265, section 4.1.1), which begins with a slash",
						"Correct it, or remove it: the default is the context path.");
			}
			if (this.domain != null && !isValid("/", this.domain)) {
				throw refused("domain", this.domain, "is not the domain of a cookie (RFC 6265, section 4.1.1)",
						"Correct it, or remove it: the default is the host alone.");
			}
		}

		private static boolean isValid(String path, @Nullable String domain) {
			try {
				ResponseCookie.from("name").path(path).domain(domain).build();
				return path.startsWith("/");
			}
			catch (IllegalArgumentException ex) {
				return false;
			}
		}

		private static void refuse(boolean refused, String attribute, String value, String reason) {
			if (refused) {
				throw refused(attribute, value, reason,
						"Remove the property or the DefaultCookieSerializerCustomizer that sets it. The secure cookie "
								+ "is always Secure, and both are always HttpOnly.");
			}
		}

		private static MisconfigurationException refused(String attribute, String value, String reason, String cure) {
			return new MisconfigurationException("server.servlet.session.cookie." + attribute, value, reason, cure);
		}

	}

}
