package io.github.mixedsession.channel;

import java.io.IOException;
import java.time.Clock;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.http.HttpHeaders;

import io.github.mixedsession.RefusalReason;
import io.github.mixedsession.http.ConnectorChannel;
import io.github.mixedsession.http.LogText;
import io.github.mixedsession.log.Throttle;

/**
 * Refuses requests over HTTP with an {@code Authorization} header, of any scheme, on any
 * path, whatever the channel rules say: over HTTP nobody is logged in (invariant 3,
 * attack 46). Belongs in front of everything that may act on the header, so into every
 * security filter chain, and once before them all. Thread-safe.
 * <p>
 * <strong>Security guarantees.</strong> Nothing behind the filter sees the header over
 * HTTP, not even the error page: there is none. A navigation is refused as well, not
 * redirected: what leaked in it has leaked, and a client that is redirected goes on
 * leaking it. Not guaranteed: credentials in other headers, parameters and cookies of the
 * application's own. {@code Proxy-Authorization} is for a proxy on the way, which should
 * have removed it; applications don't act on it, so it is ignored.
 * <p>
 * Internal: the auto-configuration makes it.
 */
public final class CredentialsFilter implements Filter {

	private static final String PROPERTY = "mixed-session.channel.credentials-over-http";

	private static final Log logger = LogFactory.getLog(CredentialsFilter.class);

	private final CredentialsOverHttp mode;

	private final ChannelObserver observer;

	private final Throttle throttle;

	/**
	 * Create a filter.
	 * @param mode whether to refuse
	 * @param observer is told of refusals
	 * @param clock limits how often the same warning is logged
	 */
	public CredentialsFilter(CredentialsOverHttp mode, ChannelObserver observer, Clock clock) {
		this.mode = mode;
		this.observer = observer;
		this.throttle = new Throttle(clock);
	}

	@Override
	public void doFilter(ServletRequest servletRequest, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		HttpServletRequest request = ConnectorChannel.truthful((HttpServletRequest) servletRequest);
		boolean refused = this.mode == CredentialsOverHttp.REFUSE && !request.isSecure()
				&& request.getHeader(HttpHeaders.AUTHORIZATION) != null;
		if (!refused) {
			chain.doFilter(request, response);
			return;
		}
		if (this.throttle.tryAcquire()) {
			logger.warn("Refused " + LogText.of(request.getMethod()) + " " + LogText.of(request.getRequestURI())
					+ " over HTTP: it carries credentials in its Authorization header, which anybody on the way can "
					+ "read. Have the client ask for https: and change what it has sent. " + PROPERTY
					+ "=allow lets such requests in. Logged at most once a minute.");
		}
		// No error dispatch: it would have the header still.
		PlainAnswer.send((HttpServletResponse) response, HttpServletResponse.SC_FORBIDDEN,
				"Credentials are not accepted over HTTP");
		this.observer.refused(request, RefusalReason.CREDENTIALS_OVER_HTTP);
	}

}
