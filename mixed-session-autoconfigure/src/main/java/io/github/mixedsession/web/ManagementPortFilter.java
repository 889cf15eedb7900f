package io.github.mixedsession.web;

import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.session.MapSession;
import org.springframework.session.SessionRepository;
import org.springframework.session.web.http.HttpSessionIdResolver;
import org.springframework.session.web.http.SessionRepositoryFilter;

import io.github.mixedsession.Channel;
import io.github.mixedsession.RefusalReason;
import io.github.mixedsession.SecureAttributeException;
import io.github.mixedsession.channel.ChannelObserver;
import io.github.mixedsession.http.ConnectorChannel;
import io.github.mixedsession.http.ManagementRequest;

/**
 * Guards a management server on a port of its own, outside its security filter chains. No
 * channel rule applies there. Thread-safe.
 * <p>
 * <strong>Security guarantees.</strong> Where that port has no TLS, its requests are not
 * secure whatever they say, a session lasts as long as its request, and one that somebody
 * logged in to is refused (attack 46).
 */
public final class ManagementPortFilter implements Filter {

	private final boolean tls;

	private final ChannelObserver observer;

	private final Filter sessions;

	/**
	 * Create a filter.
	 * @param tls whether the port has TLS
	 * @param login tells attributes of a session that log somebody in
	 * @param observer is told of refusals
	 */
	public ManagementPortFilter(boolean tls, Predicate<Object> login, ChannelObserver observer) {
		this.tls = tls;
		this.observer = observer;
		SessionRepositoryFilter<MapSession> forgetful = new SessionRepositoryFilter<>(new ForgetfulRepository(login));
		forgetful.setHttpSessionIdResolver(new NoSessionIds());
		this.sessions = forgetful;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		ManagementRequest.mark(request);
		if (this.tls) {
			chain.doFilter(request, response);
			return;
		}
		request.setAttribute(ConnectorChannel.ATTRIBUTE, Channel.INSECURE);
		HttpServletRequest plain = ConnectorChannel.truthful((HttpServletRequest) request);
		try {
			this.sessions.doFilter(plain, response, chain);
		}
		catch (SecureAttributeException ex) {
			response.reset();
			((HttpServletResponse) response).sendError(HttpServletResponse.SC_FORBIDDEN,
					"Nobody logs in over a management port without TLS");
			this.observer.refused(plain, RefusalReason.SECURE_ATTRIBUTE);
		}
	}

	/**
	 * Asked to save a session before the response is committed.
	 */
	private record ForgetfulRepository(Predicate<Object> login) implements SessionRepository<MapSession> {

		@Override
		public MapSession createSession() {
			return new MapSession();
		}

		@Override
		public void save(MapSession session) {
			for (String name : session.getAttributeNames()) {
				Object value = session.getAttribute(name);
				if (value != null && this.login.test(value)) {
					throw new SecureAttributeException(name);
				}
			}
		}

		@Override
		@SuppressWarnings("NullAway") // null if there is none, as the interface has it
		public MapSession findById(String id) {
			return null;
		}

		@Override
		public void deleteById(String id) {
		}

	}

	private static final class NoSessionIds implements HttpSessionIdResolver {

		@Override
		public List<String> resolveSessionIds(HttpServletRequest request) {
			return List.of();
		}

		@Override
		public void setSessionId(HttpServletRequest request, HttpServletResponse response, String sessionId) {
		}

		@Override
		public void expireSession(HttpServletRequest request, HttpServletResponse response) {
		}

	}

}
