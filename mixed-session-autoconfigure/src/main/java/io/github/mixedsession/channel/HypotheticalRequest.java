package io.github.mixedsession.channel;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

import io.github.mixedsession.Channel;

/**
 * A request that nobody sent: the navigation of a browser without cookies, query and
 * body. Has no session and makes none. Immutable.
 * <p>
 * Internal: for the endpoint, and for the search for paths of logins.
 *
 * @param method the method
 * @param contextPath the context path of the application, empty for the root
 * @param servletPrefix the path within the application that the dispatcher servlet is
 * mapped to, empty for the root
 * @param path the raw path within the application
 * @param channel the channel that it arrives over
 * @param host the host that it names
 * @param roles the roles of the user, with or without {@code ROLE_}
 */
public record HypotheticalRequest(String method, String contextPath, String servletPrefix, String path, Channel channel,
		String host, Set<String> roles) {

	private static final String ROLE_PREFIX = "ROLE_";

	private static final Map<String, String> HEADERS = Map.of(HttpHeaders.ACCEPT, "text/html,*/*;q=0.8");

	/**
	 * Create a request from a copy of the given roles.
	 * @param method the method
	 * @param contextPath the context path of the application, empty for the root
	 * @param servletPrefix the path that the dispatcher servlet is mapped to
	 * @param path the raw path within the application
	 * @param channel the channel that it arrives over
	 * @param host the host that it names
	 * @param roles the roles of the user, with or without {@code ROLE_}
	 */
	public HypotheticalRequest {
		roles = roles.stream().map(HypotheticalRequest::withoutPrefix).collect(Collectors.toUnmodifiableSet());
	}

	HttpServletRequest asServletRequest() {
		Map<Object, Object> attributes = new HashMap<>();
		return (HttpServletRequest) Proxy.newProxyInstance(HttpServletRequest.class.getClassLoader(),
				new Class<?>[] { HttpServletRequest.class }, (proxy, method, args) -> {
					Object first = (args != null && args.length > 0) ? args[0] : "";
					Object answer = switch (method.getName()) {
						case "getAttribute" -> attributes.get(first);
						case "setAttribute" -> attributes.put(first, (args != null) ? args[1] : "");
						case "removeAttribute" -> attributes.remove(first);
						case "getSession" -> noSession(first);
						case "equals" -> proxy == first;
						case "hashCode" -> System.identityHashCode(proxy);
						default -> answer(method.getName(), first);
					};
					return (method.getReturnType() == void.class) ? null : fit(answer, method);
				});
	}

	@SuppressWarnings("JdkObsolete") // the servlet API asks for a StringBuffer
	private @Nullable Object answer(String method, Object argument) {
		boolean secure = this.channel == Channel.SECURE;
		return switch (method) {
			case "getMethod" -> this.method;
			case "getRequestURI" -> this.contextPath + this.path;
			case "getRequestURL" -> new StringBuffer(url()).append(this.contextPath).append(this.path);
			case "getContextPath" -> this.contextPath;
			case "getServletPath" -> servletPath().isEmpty() ? this.path : servletPath();
			case "getHttpServletMapping" -> HypotheticalMapping.of(servletPath());
			case "isSecure" -> secure;
			case "getScheme" -> secure ? "https" : "http";
			case "getServerName" -> this.host;
			case "getServerPort" -> secure ? 443 : 80;
			case "getProtocol" -> "HTTP/1.1";
			case "getDispatcherType" -> DispatcherType.REQUEST;
			case "getHeader" -> header(argument);
			case "getHeaders" -> Collections
				.enumeration((header(argument) != null) ? Set.of(String.valueOf(header(argument))) : Set.of());
			case "getHeaderNames" -> Collections.enumeration(HEADERS.keySet());
			case "isUserInRole" -> hasAnyRole(Set.of(String.valueOf(argument)));
			case "toString" -> toString();
			default -> null;
		};
	}

	private String servletPath() {
		return this.path.startsWith(this.servletPrefix + "/") ? this.servletPrefix : "";
	}

	private String url() {
		return ((this.channel == Channel.SECURE) ? "https://" : "http://") + this.host;
	}

	private @Nullable String header(Object name) {
		if (HttpHeaders.HOST.equalsIgnoreCase(name.toString())) {
			return this.host;
		}
		return HttpHeaders.ACCEPT.equalsIgnoreCase(name.toString()) ? HEADERS.get(HttpHeaders.ACCEPT) : null;
	}

	/**
	 * Over HTTP nobody is logged in (invariant 3).
	 */
	boolean hasAnyRole(Set<String> wanted) {
		return this.channel == Channel.SECURE
				&& wanted.stream().map(HypotheticalRequest::withoutPrefix).anyMatch(this.roles::contains);
	}

	private static @Nullable Object noSession(Object create) {
		if (!Boolean.FALSE.equals(create)) {
			throw new IllegalStateException("A channel rule must not create a session");
		}
		return null;
	}

	private static @Nullable Object fit(@Nullable Object answer, Method method) {
		if (answer != null) {
			return answer;
		}
		Class<?> type = method.getReturnType();
		if (type == boolean.class) {
			return false;
		}
		if (type == int.class) {
			return method.getName().startsWith("getContentLength") || method.getName().equals("getIntHeader") ? -1 : 0;
		}
		if (type == long.class) {
			return -1L;
		}
		if (type == Enumeration.class) {
			return Collections.emptyEnumeration();
		}
		return (type == Map.class) ? Map.of() : null;
	}

	private static String withoutPrefix(String role) {
		return role.startsWith(ROLE_PREFIX) ? role.substring(ROLE_PREFIX.length()) : role;
	}

}
