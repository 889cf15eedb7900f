package io.github.mixedsession.header;

import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.Channel;
import io.github.mixedsession.MixedSessions;
import io.github.mixedsession.SecureAttributeException;
import io.github.mixedsession.attribute.AttributeVisibilities;
import io.github.mixedsession.log.Throttle;

/**
 * Applies the updates of backends to the session, each as a whole or not at all.
 * Thread-safe.
 * <p>
 * <strong>Security guarantees.</strong> Only listed attributes change, and secure ones
 * never over HTTP (invariant 2). Not guaranteed: who the backend is.
 */
final class HeaderImport {

	private static final Log logger = LogFactory.getLog(HeaderImport.class);

	private final AttributeHeader header;

	private final AttributeVisibilities visibilities;

	private final Throttle throttle;

	HeaderImport(AttributeHeader header, AttributeVisibilities visibilities, Clock clock) {
		this.header = header;
		this.visibilities = visibilities;
		this.throttle = new Throttle(clock);
	}

	HeaderName name() {
		return this.header.name();
	}

	/**
	 * Applies an update, or logs why not. The response goes on either way.
	 * @param request the request that the update is for
	 * @param form the update
	 * @param late whether the response is committed
	 */
	void accept(HttpServletRequest request, String form, boolean late) {
		try {
			if (late) {
				throw new RefusedUpdateException("the response was committed before");
			}
			apply(request, AttributeForm.read(form, this.header.attributes()));
		}
		catch (RefusedUpdateException ex) {
			refused(ex.getMessage());
		}
		catch (SecureAttributeException ex) {
			MixedSessions.refusalHandled(request);
			refused("it names an attribute of the secure side, which this request may not change");
		}
	}

	private void apply(HttpServletRequest request, Map<String, String> update) {
		Channel channel = Channel.of(request.isSecure());
		if (channel == Channel.INSECURE && update.keySet().stream().anyMatch((name) -> isSecure(name, channel))) {
			throw new RefusedUpdateException("it names an attribute of the secure side, and came over HTTP");
		}
		HttpSession session = session(request, update);
		if (session != null) {
			// secure ones first: nothing is set if this request may not set them
			List<String> names = update.keySet()
				.stream()
				.sorted(Comparator.comparing((String name) -> !isSecure(name, channel)))
				.toList();
			names.forEach((name) -> change(session, name, update.getOrDefault(name, "")));
		}
	}

	private boolean isSecure(String name, Channel channel) {
		return this.visibilities.of(name, channel) == AttributeVisibility.SECURE;
	}

	private static @Nullable HttpSession session(HttpServletRequest request, Map<String, String> update) {
		HttpSession session = request.getSession(false);
		if (session != null || update.values().stream().allMatch(String::isEmpty)) {
			return session;
		}
		if (!MixedSessions.isAvailable(request)) {
			throw new RefusedUpdateException(
					"mixed-session.include and mixed-session.exclude leave the path without a session");
		}
		return request.getSession(true);
	}

	/**
	 * Writes nothing for what a backend repeats with each response.
	 */
	private static void change(HttpSession session, String name, String value) {
		if (value.isEmpty()) {
			session.removeAttribute(name);
		}
		else if (!value.equals(session.getAttribute(name))) {
			session.setAttribute(name, value);
		}
	}

	private void refused(@Nullable String reason) {
		if (this.throttle.tryAcquire()) {
			logger.warn("An update of the session in the response header '" + name() + "' was ignored: " + reason
					+ ". See mixed-session.headers.import. Logged at most once a minute.");
		}
	}

}
