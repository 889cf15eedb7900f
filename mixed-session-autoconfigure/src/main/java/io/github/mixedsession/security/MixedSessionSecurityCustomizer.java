package io.github.mixedsession.security;

import jakarta.servlet.Filter;

import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.web.header.HeaderWriterFilter;

/**
 * Brings the enforcement of channel rules into a {@code SecurityFilterChain}, before
 * anything that acts on a request, and switches HSTS off where rules need HTTP: a browser
 * that has seen it never asks HTTP again (RFC 6797).
 */
public final class MixedSessionSecurityCustomizer implements Customizer<HttpSecurity> {

	private final Filter enforcement;

	private final boolean mayBeInsecure;

	/**
	 * Create a customizer.
	 * @param enforcement enforces the channel rules
	 * @param mayBeInsecure whether any path may be served over HTTP
	 */
	public MixedSessionSecurityCustomizer(Filter enforcement, boolean mayBeInsecure) {
		this.enforcement = enforcement;
		this.mayBeInsecure = mayBeInsecure;
	}

	@Override
	public void customize(HttpSecurity http) {
		http.addFilterAfter(this.enforcement, HeaderWriterFilter.class);
		http.headers((headers) -> {
			headers.cacheControl(HeadersConfigurer.CacheControlConfig::disable);
			headers.addHeaderWriter(new SessionCacheControlHeaderWriter());
			if (this.mayBeInsecure) {
				headers.httpStrictTransportSecurity(HeadersConfigurer.HstsConfig::disable);
			}
		});
	}

}
