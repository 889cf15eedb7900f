package io.github.mixedsession.header;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.mixedsession.log.Throttle;

/**
 * Writes what a request sees of the listed attributes for the backends behind it. Never
 * creates a session. Thread-safe.
 */
final class HeaderExport {

	private static final Log logger = LogFactory.getLog(HeaderExport.class);

	private final AttributeHeader header;

	private final Throttle throttle;

	HeaderExport(AttributeHeader header, Clock clock) {
		this.header = header;
		this.throttle = new Throttle(clock);
	}

	HeaderName name() {
		return this.header.name();
	}

	/**
	 * Returns the value of the header.
	 * @param request the request, whose view decides (invariant 2)
	 * @return the value, {@code null} if there is nothing to show
	 */
	@Nullable String value(HttpServletRequest request) {
		// a TRACE comes back with its headers (RFC 9110, section 9.3.8)
		HttpSession session = "TRACE".equals(request.getMethod()) ? null : request.getSession(false);
		if (session == null) {
			return null;
		}
		Map<String, String> values = new LinkedHashMap<>();
		for (String attribute : this.header.attributes()) {
			Object value = session.getAttribute(attribute);
			String text = (value != null) ? text(value) : null;
			if (text != null) {
				values.put(attribute, text);
			}
			else if (value != null && logger.isDebugEnabled()) {
				logger.debug("Session attribute '" + attribute + "' is left out of the request header '" + name()
						+ "': " + value.getClass().getName() + " is not text, or has no UTF-8");
			}
		}
		return bounded(AttributeForm.write(values));
	}

	private static @Nullable String text(Object value) {
		if (value instanceof Enum<?> constant) {
			return constant.name();
		}
		boolean simple = value instanceof CharSequence || value instanceof Number || value instanceof Boolean
				|| value instanceof Character;
		String text = simple ? value.toString() : null;
		return (text != null && StandardCharsets.UTF_8.newEncoder().canEncode(text)) ? text : null;
	}

	private @Nullable String bounded(String form) {
		if (form.length() > AttributeForm.MAX_LENGTH) {
			if (this.throttle.tryAcquire()) {
				logger.warn("The request header '" + name() + "' was left out: it would be longer than "
						+ AttributeForm.MAX_LENGTH + " characters. List fewer attributes in mixed-session.headers."
						+ "export.attributes. Logged at most once a minute.");
			}
			return null;
		}
		return form.isEmpty() ? null : form;
	}

}
