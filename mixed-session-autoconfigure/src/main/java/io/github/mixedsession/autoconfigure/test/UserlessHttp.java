package io.github.mixedsession.autoconfigure.test;

import java.util.Map;

import jakarta.servlet.http.HttpSession;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors;
import org.springframework.security.test.web.support.WebTestUtils;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

/**
 * Takes the user off an HTTP request whom {@code @WithMockUser} and the like put there:
 * over HTTP nobody is logged in.
 */
final class UserlessHttp implements RequestPostProcessor {

	private static final Log logger = LogFactory.getLog(UserlessHttp.class);

	@Override
	public MockHttpServletRequest postProcessRequest(MockHttpServletRequest request) {
		Authentication user = WebTestUtils.getSecurityContextRepository(request)
			.loadDeferredContext(request)
			.get()
			.getAuthentication();
		if (user != null) {
			logger.warn("The user of this test is not logged in for " + request.getMethod() + " "
					+ request.getRequestURI() + ": over HTTP nobody is. Ask over HTTPS, with secure(true).");
			HttpSession session = request.getSession(false);
			Map<String, Object> kept = (session != null) ? MockVisitor.attributes(session) : Map.of();
			SecurityMockMvcRequestPostProcessors.securityContext(SecurityContextHolder.createEmptyContext())
				.postProcessRequest(request);
			if (session != null) {
				// the next request may use HTTPS
				kept.forEach(session::setAttribute);
			}
		}
		return request;
	}

	/**
	 * Answers whether the value of a session attribute says who is logged in.
	 */
	static boolean isLogin(Object value) {
		return value instanceof SecurityContext;
	}

}
