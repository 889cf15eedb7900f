package io.github.mixedsession.web;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Supplier;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

import io.github.mixedsession.session.SessionRequest;
import io.github.mixedsession.session.SessionRequestHolder;

/**
 * Has a request find and create its session on whatever thread asks for it, inside Spring
 * Session's filter: the repository takes a caller on a thread without a request for a
 * trusted one (invariant 2).
 */
public final class SessionThreadFilter implements Filter {

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		chain.doFilter(new ThreadBindingRequest((HttpServletRequest) request), response);
	}

	private static final class ThreadBindingRequest extends HttpServletRequestWrapper {

		ThreadBindingRequest(HttpServletRequest request) {
			super(request);
		}

		@Override
		public HttpSession getSession() {
			return getSession(true);
		}

		@Override
		@SuppressWarnings("NullAway") // null if there is no session, as the interface has
										// it
		public HttpSession getSession(boolean create) {
			SessionRequest current = ServletSessionRequest.find(this);
			if (current == null || SessionRequestHolder.get() == current) {
				return super.getSession(create);
			}
			HttpSession session = (HttpSession) bound(current, () -> super.getSession(create));
			return (session != null) ? onAnyThread(session, current) : null;
		}

		private static HttpSession onAnyThread(HttpSession session, SessionRequest current) {
			return (HttpSession) Proxy.newProxyInstance(ThreadBindingRequest.class.getClassLoader(),
					new Class<?>[] { HttpSession.class },
					(proxy, method, args) -> bound(current, () -> invoke(session, method, args)));
		}

		private static @Nullable Object invoke(HttpSession session, Method method, Object @Nullable [] args) {
			return ReflectionUtils.invokeMethod(method, session, (args != null) ? args : new Object[0]);
		}

		private static @Nullable Object bound(SessionRequest current, Supplier<@Nullable Object> action) {
			SessionRequest before = SessionRequestHolder.get();
			SessionRequestHolder.set(current);
			try {
				return action.get();
			}
			finally {
				SessionRequestHolder.set(before);
			}
		}

	}

}
