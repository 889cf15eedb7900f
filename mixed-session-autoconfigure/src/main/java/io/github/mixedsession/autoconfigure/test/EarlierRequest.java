package io.github.mixedsession.autoconfigure.test;

import java.io.IOException;
import java.util.Map;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import io.github.mixedsession.ChannelRequirement;
import io.github.mixedsession.SecureAttributeException;
import io.github.mixedsession.channel.ChannelCrossing;
import io.github.mixedsession.channel.ChannelDecision;

/**
 * A request that the visitor of a test made before the one that the test is about, over
 * the same channel, and that set attributes. Whatever the session policy refuses, the
 * test can't set either.
 */
final class EarlierRequest {

	private static final ChannelDecision STAY = new ChannelDecision(ChannelRequirement.ANY, "the test", false);

	private final Filter requestFilter;

	private final Filter repositoryFilter;

	private final ChannelCrossing crossing;

	EarlierRequest(Filter requestFilter, Filter repositoryFilter, ChannelCrossing crossing) {
		this.requestFilter = requestFilter;
		this.repositoryFilter = repositoryFilter;
		this.crossing = crossing;
	}

	/**
	 * Sets attributes in the session of a visitor.
	 * @param attributes names and values, {@code null} to remove the attribute
	 * @param later the request of the test
	 * @param cookies what the visitor presents
	 * @return the response, with the cookies that the visitor has then
	 * @throws IllegalArgumentException for an attribute that the channel can't hold
	 */
	MockHttpServletResponse set(Map<String, @Nullable Object> attributes, MockHttpServletRequest later,
			Cookie... cookies) throws IOException, ServletException {
		MockHttpServletRequest request = new MockHttpServletRequest(later.getServletContext(), "GET",
				later.getRequestURI());
		request.setContextPath(later.getContextPath());
		request.setScheme(later.getScheme());
		request.setSecure(later.isSecure());
		request.setServerName(later.getServerName());
		request.setServerPort(later.getServerPort());
		request.setRemoteAddr(later.getRemoteAddr());
		request.setCookies(cookies);
		MockHttpServletResponse response = new MockHttpServletResponse();
		SettingServlet servlet = new SettingServlet(attributes, this.crossing);
		new MockFilterChain(servlet, this.requestFilter, this.repositoryFilter).doFilter(request, response);
		if (servlet.refused != null) {
			throw new IllegalArgumentException("The test can't begin with session attribute '"
					+ servlet.refused.getAttributeName() + "': no request over HTTP can have set it. Ask over HTTPS, "
					+ "with secure(true), or set it there and pass the MockHttpSession on.", servlet.refused);
		}
		return response;
	}

	@SuppressWarnings("serial") // serves one request
	private static final class SettingServlet extends HttpServlet {

		private final transient Map<String, @Nullable Object> attributes;

		private final transient ChannelCrossing crossing;

		private @Nullable SecureAttributeException refused;

		SettingServlet(Map<String, @Nullable Object> attributes, ChannelCrossing crossing) {
			this.attributes = attributes;
			this.crossing = crossing;
		}

		@Override
		@SuppressWarnings("NullAway") // null removes, as the interface has it
		protected void service(HttpServletRequest request, HttpServletResponse response) {
			request.getSession(false);
			this.crossing.stay(request, response, STAY);
			HttpSession session = request.getSession();
			try {
				this.attributes.forEach(session::setAttribute);
			}
			catch (SecureAttributeException ex) {
				this.refused = ex;
				throw ex;
			}
		}

	}

}
