package io.github.mixedsession.security;

import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.web.access.ExceptionTranslationFilter;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.session.DisableEncodeUrlFilter;

import io.github.mixedsession.channel.ChannelEnforcementFilter;
import io.github.mixedsession.channel.CredentialsFilter;

/**
 * Brings the enforcement of channel rules into a {@code SecurityFilterChain}, before
 * anything that acts on a request, keeps credentials and logins to HTTPS, and switches
 * HSTS off where rules need HTTP: a browser that has seen it never asks HTTP again (RFC
 * 6797). Immutable.
 */
public final class MixedSessionSecurityCustomizer implements Customizer<HttpSecurity> {

	private final CredentialsFilter credentials;

	private final LoginOverHttpRefusal logins;

	private final ChannelEnforcementFilter enforcement;

	private final boolean mayBeInsecure;

	/**
	 * Create a customizer.
	 * @param credentials refuses credentials over HTTP
	 * @param logins refuses logins over HTTP
	 * @param enforcement enforces the channel rules
	 * @param mayBeInsecure whether any path may be served over HTTP
	 */
	public MixedSessionSecurityCustomizer(CredentialsFilter credentials, LoginOverHttpRefusal logins,
			ChannelEnforcementFilter enforcement, boolean mayBeInsecure) {
		this.credentials = credentials;
		this.logins = logins;
		this.enforcement = enforcement;
		this.mayBeInsecure = mayBeInsecure;
	}

	@Override
	public void customize(HttpSecurity http) {
		http.addFilterBefore(this.credentials, DisableEncodeUrlFilter.class);
		http.addFilterBefore(this.logins.filter(), DisableEncodeUrlFilter.class);
		http.addFilterAfter(this.enforcement, HeaderWriterFilter.class);
		http.addFilterAfter(new LoginOverHttpsFilter(this.enforcement), ExceptionTranslationFilter.class);
		http.headers((headers) -> {
			headers.cacheControl(HeadersConfigurer.CacheControlConfig::disable);
			headers.addHeaderWriter(new SessionCacheControlHeaderWriter());
			if (this.mayBeInsecure) {
				headers.httpStrictTransportSecurity(HeadersConfigurer.HstsConfig::disable);
			}
		});
	}

}
