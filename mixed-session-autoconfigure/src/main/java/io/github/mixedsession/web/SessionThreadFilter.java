package io.github.mixedsession.web;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Supplier;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

import io.github.mixedsession.session.CurrentSession;
import io.github.mixedsession.session.CurrentSessionHolder;

/**
 * Has a request find and create its session on whatever thread asks for it, inside Spring
 * Session's filter: the repository takes a caller on a thread without a request for a
 * trusted one (invariant 2). Tells the application's {@link HttpSessionIdListener}s,
 * which neither that filter nor the container does. Thread-safe, if these are.
 */
public final class SessionThreadFilter implements Filter {

	private final List<HttpSessionIdListener> listeners;

	/**
	 * Create a filter.
	 * @param listeners are told of each change of a session's id, in their order
	 */
	public SessionThreadFilter(List<HttpSessionIdListener> listeners) {
		this.listeners = List.copyOf(listeners);
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		chain.doFilter(new ThreadBindingRequest((HttpServletRequest) request, this.listeners), response);
	}

	private static final class ThreadBindingRequest extends HttpServletRequestWrapper {

		private final List<HttpSessionIdListener> listeners;

		ThreadBindingRequest(HttpServletRequest request, List<HttpSessionIdListener> listeners) {
			super(request);
			this.listeners = listeners;
		}

		@Override
		public String changeSessionId() {
			HttpSession session = getSession(false);
			String before = (session != null) ? session.getId() : null;
			String after = super.changeSessionId();
			if (before != null && !after.equals(before)) {
				HttpSessionEvent event = new HttpSessionEvent(session);
				this.listeners.forEach((listener) -> listener.sessionIdChanged(event, before));
			}
			return after;
		}

		@Override
		public HttpSession getSession() {
			return getSession(true);
		}

		@Override
		@SuppressWarnings("NullAway") // null if there is no session, as the interface has
										// it
		public HttpSession getSession(boolean create) {
			ServletSessionRequest request = ServletSessionRequest.find(this);
			CurrentSession current = (request != null) ? request.current() : null;
			if (current == null || CurrentSessionHolder.get() == current) {
				return super.getSession(create);
			}
			HttpSession session = (HttpSession) bound(current, () -> super.getSession(create));
			return (session != null) ? onAnyThread(session, current) : null;
		}

		private static HttpSession onAnyThread(HttpSession session, CurrentSession current) {
			return (HttpSession) Proxy.newProxyInstance(ThreadBindingRequest.class.getClassLoader(),
					new Class<?>[] { HttpSession.class },
					(proxy, method, args) -> bound(current, () -> invoke(session, method, args)));
		}

		private static @Nullable Object invoke(HttpSession session, Method method, Object @Nullable [] args) {
			return ReflectionUtils.invokeMethod(method, session, (args != null) ? args : new Object[0]);
		}

		private static @Nullable Object bound(CurrentSession current, Supplier<@Nullable Object> action) {
			CurrentSession before = CurrentSessionHolder.get();
			CurrentSessionHolder.set(current);
			try {
				return action.get();
			}
			finally {
				CurrentSessionHolder.set(before);
			}
		}

	}

}
