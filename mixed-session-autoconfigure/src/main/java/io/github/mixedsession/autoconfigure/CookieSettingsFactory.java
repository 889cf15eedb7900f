package io.github.mixedsession.autoconfigure;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.boot.session.autoconfigure.DefaultCookieSerializerCustomizer;
import org.springframework.boot.web.server.Cookie;
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
		map.from(boot::getSameSite).as(Cookie.SameSite::attributeValue).to(requested::setSameSite);
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

		private void refuseWhatBreaksAnInvariant() {
			refuse(this.secure, "secure", "true", "would keep the insecure cookie from HTTP, which it is for");
			refuse(!this.httpOnly, "http-only", "false", "would give the ids to every script of the site");
			refuse(this.partitioned, "partitioned", "true",
					"needs a Secure cookie, which the insecure one can't be (invariant 1)");
			refuse(this.sameSite.equals("omitted"), "same-site", "omitted",
					"leaves the cookies to the browser's default, which is not Lax everywhere");
			refuse(this.maxAge == 0, "max-age", "0", "would have the browser drop the cookies at once");
		}

		private static void refuse(boolean refused, String attribute, String value, String reason) {
			if (refused) {
				throw new MisconfigurationException("server.servlet.session.cookie." + attribute, value, reason,
						"Remove the property or the DefaultCookieSerializerCustomizer that sets it. The secure cookie "
								+ "is always Secure, and both are always HttpOnly.");
			}
		}

	}

}
