package io.github.mixedsession.shop.session;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.Channel;
import io.github.mixedsession.MixedSession;
import io.github.mixedsession.SessionView;
import org.jspecify.annotations.Nullable;

/**
 * What one request sees of its session.
 *
 * @param channel the channel of the request
 * @param view the view, {@code null} without a session
 * @param id the session's id, which opens nothing, {@code null} without a session
 * @param createdAt when the session began, {@code null} without a session
 * @param attributes the attributes in this view
 * @param transitions how the session crossed between the channels, oldest first
 */
record SessionSnapshot(Channel channel, @Nullable SessionView view, @Nullable String id, @Nullable Instant createdAt,
		Map<String, Attribute> attributes, List<Transition> transitions) {

	static SessionSnapshot of(Channel channel, @Nullable MixedSession session) {
		if (session == null) {
			return new SessionSnapshot(channel, null, null, null, Map.of(), List.of());
		}
		Map<String, Attribute> attributes = new TreeMap<>();
		for (String name : session.getAttributeNames()) {
			Object value = session.getAttribute(name);
			attributes.put(name, new Attribute(session.getVisibility(name), ReadableValue.of(value)));
		}
		return new SessionSnapshot(channel, session.getView(), session.getId(), session.getCreationTime(), attributes,
				TransitionLog.of(session));
	}

	/**
	 * An attribute.
	 *
	 * @param visibility which views it belongs to
	 * @param value a readable form of its value
	 */
	record Attribute(AttributeVisibility visibility, @Nullable Object value) {
	}

}
