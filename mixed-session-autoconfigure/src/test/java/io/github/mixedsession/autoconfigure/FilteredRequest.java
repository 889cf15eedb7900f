package io.github.mixedsession.autoconfigure;

import java.io.IOException;
import java.net.URI;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.web.servlet.AbstractFilterRegistrationBean;
import org.springframework.boot.web.servlet.RegistrationBean;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.context.WebApplicationContext;

/**
 * Sends navigations through all filters that an application registers, in their order.
 */
final class FilteredRequest {

	private FilteredRequest() {
	}

	static MockHttpServletResponse get(WebApplicationContext context, String url, Handler handler, Cookie... cookies)
			throws IOException, ServletException {
		URI uri = URI.create(url);
		MockHttpServletRequest request = new MockHttpServletRequest(context.getServletContext(), "GET", uri.getPath());
		request.setScheme(uri.getScheme());
		request.setSecure(uri.getScheme().equals("https"));
		request.setServerName(uri.getHost());
		request.setServerPort(request.isSecure() ? 443 : 80);
		request.addHeader("Host", uri.getHost());
		request.addHeader("Accept", "text/html");
		if (cookies.length > 0) {
			request.setCookies(cookies);
		}
		MockHttpServletResponse response = new MockHttpServletResponse();
		Filter[] filters = context.getBeanProvider(RegistrationBean.class)
			.orderedStream()
			.filter(AbstractFilterRegistrationBean.class::isInstance)
			.map((registration) -> ((AbstractFilterRegistrationBean<?>) registration).getFilter())
			.toArray(Filter[]::new);
		new MockFilterChain(new HandlerServlet(handler), filters).doFilter(request, response);
		return response;
	}

	interface Handler {

		void handle(HttpServletRequest request);

	}

	private static final class HandlerServlet extends HttpServlet {

		private final transient Handler handler;

		private HandlerServlet(Handler handler) {
			this.handler = handler;
		}

		@Override
		protected void doGet(HttpServletRequest request, HttpServletResponse response) {
			this.handler.handle(request);
		}

	}

}
