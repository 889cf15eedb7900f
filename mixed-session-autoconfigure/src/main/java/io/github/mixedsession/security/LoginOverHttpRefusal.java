package io.github.mixedsession.security;

import java.io.IOException;
import java.util.Set;
import java.util.function.Supplier;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationListener;
import org.springframework.security.authentication.RememberMeAuthenticationToken;
import org.springframework.security.authentication.event.AbstractAuthenticationEvent;
import org.springframework.security.authentication.event.AuthenticationSuccessEvent;
import org.springframework.security.authentication.event.InteractiveAuthenticationSuccessEvent;
import org.springframework.security.web.authentication.preauth.AbstractPreAuthenticatedProcessingFilter;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;

import io.github.mixedsession.Channel;
import io.github.mixedsession.SecureAttributeException;
import io.github.mixedsession.http.ConnectorChannel;

/**
 * Refuses a login over HTTP that touches no session, that of a stateless chain for
 * example, before it is answered: a remember-me cookie or a token would go out in clear
 * (invariant 3, attack 46). One that does is refused where it is stored, but for that of
 * a remember-me cookie, of which its refusal tells more here. Thread-safe.
 * <p>
 * <strong>Security guarantees.</strong> Whatever Spring Security calls an interactive
 * login (a form, an identity provider, a passkey, a one-time token, a remember-me cookie)
 * logs nobody in over HTTP. Not guaranteed: what an application takes for credentials by
 * itself, or from somebody in front of it.
 */
public final class LoginOverHttpRefusal implements ApplicationListener<AbstractAuthenticationEvent> {

	private static final String NAME = HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY;

	private static final ThreadLocal<@Nullable Channel> CHANNEL = new ThreadLocal<>();

	private final Supplier<Set<String>> rememberMeCookies;

	/**
	 * Create a refusal.
	 * @param rememberMeCookies names of the cookies that may have logged somebody in
	 */
	public LoginOverHttpRefusal(Supplier<Set<String>> rememberMeCookies) {
		this.rememberMeCookies = rememberMeCookies;
	}

	@Override
	public void onApplicationEvent(AbstractAuthenticationEvent event) {
		if (CHANNEL.get() != Channel.INSECURE) {
			return;
		}
		if (isByCookie(event)) {
			throw SecureAttributeException.rememberMe(NAME, this.rememberMeCookies.get());
		}
		if (event instanceof InteractiveAuthenticationSuccessEvent login
				&& !AbstractPreAuthenticatedProcessingFilter.class.isAssignableFrom(login.getGeneratedBy())) {
			throw SecureAttributeException.login(NAME);
		}
	}

	/**
	 * Told as soon as the cookie was found to be good: what is refused is the attribute
	 * otherwise, and its refusal does not know who set it.
	 */
	private static boolean isByCookie(AbstractAuthenticationEvent event) {
		return event instanceof AuthenticationSuccessEvent
				&& event.getAuthentication() instanceof RememberMeAuthenticationToken;
	}

	/**
	 * On another thread there is nobody to refuse.
	 */
	@Override
	public boolean supportsAsyncExecution() {
		return false;
	}

	/**
	 * Returns what tells the channel, for each chain: one of a management server has no
	 * other filter that does.
	 */
	Filter filter() {
		return new ChannelBindingFilter();
	}

	private static final class ChannelBindingFilter implements Filter {

		@Override
		public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
				throws IOException, ServletException {
			Channel outer = CHANNEL.get();
			CHANNEL.set(Channel.of(ConnectorChannel.truthful((HttpServletRequest) request).isSecure()));
			try {
				chain.doFilter(request, response);
			}
			finally {
				if (outer != null) {
					CHANNEL.set(outer);
				}
				else {
					CHANNEL.remove();
				}
			}
		}

	}

}
