package io.github.mixedsession.autoconfigure.test;

import java.io.IOException;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.request.RequestPostProcessor;
import org.springframework.web.util.WebUtils;

/**
 * Makes of a MockMvc request what would have come from a browser over one of two
 * connectors: over HTTPS its scheme and port are those of HTTPS, over HTTP there is no
 * user, and its {@link org.springframework.mock.web.MockHttpSession} stands for the
 * {@link MockVisitors visitor}. Leaves other requests alone.
 */
final class MockBrowserFilter implements Filter {

	private static final int HTTP = 80;

	private static final int HTTPS = 443;

	private final @Nullable MockVisitors visitors;

	private final RequestPostProcessor overHttp;

	/**
	 * Create a filter.
	 * @param visitors keeps cookies and sessions, {@code null} where sessions are plain
	 * @param overHttp is applied to requests over HTTP
	 */
	MockBrowserFilter(@Nullable MockVisitors visitors, RequestPostProcessor overHttp) {
		this.visitors = visitors;
		this.overHttp = overHttp;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		MockHttpServletRequest mockRequest = WebUtils.getNativeRequest(request, MockHttpServletRequest.class);
		MockHttpServletResponse mockResponse = WebUtils.getNativeResponse(response, MockHttpServletResponse.class);
		if (mockRequest == null || mockResponse == null) {
			chain.doFilter(request, response);
			return;
		}
		if (request.getDispatcherType() == DispatcherType.REQUEST) {
			connect(mockRequest);
		}
		chain.doFilter(request, response);
		if (this.visitors != null) {
			this.visitors.depart(mockRequest, mockResponse);
		}
	}

	private void connect(MockHttpServletRequest request) throws IOException, ServletException {
		if (request.isSecure()) {
			request.setScheme("https");
			request.setServerPort((request.getServerPort() != HTTP) ? request.getServerPort() : HTTPS);
		}
		else {
			this.overHttp.postProcessRequest(request);
		}
		if (this.visitors != null) {
			this.visitors.arrive(request);
		}
	}

}
