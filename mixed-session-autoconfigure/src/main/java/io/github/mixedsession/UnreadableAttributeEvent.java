package io.github.mixedsession;

import org.springframework.context.ApplicationEvent;

/**
 * Published when a value in a session can't be deserialised: its class is gone or has
 * changed, its bytes are damaged, or a filter or a JSON serializer doesn't allow its type
 * (invariant 17). It counts as absent then, and stays where it is until it is set or
 * removed. Published once for each request and value. Holds no usable id and nothing of
 * the value.
 */
public class UnreadableAttributeEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	/** The name of the attribute. */
	private final String attributeName;

	/** Who would see the value. */
	private final AttributeVisibility visibility;

	/** The handle of the session. */
	private final String sessionId;

	/** The class name of what went wrong. */
	private final String cause;

	/**
	 * Create an event.
	 * @param source the publisher
	 * @param attributeName the name of the attribute
	 * @param visibility who would see the value
	 * @param sessionId the handle of the session
	 * @param cause the class name of what went wrong
	 */
	public UnreadableAttributeEvent(Object source, String attributeName, AttributeVisibility visibility,
			String sessionId, String cause) {
		super(source);
		this.attributeName = attributeName;
		this.visibility = visibility;
		this.sessionId = sessionId;
		this.cause = cause;
	}

	/**
	 * Returns the name of the attribute.
	 * @return the name, which an application may have taken from a client
	 */
	public String getAttributeName() {
		return this.attributeName;
	}

	/**
	 * Returns who would see the value.
	 * @return the visibility of the value as it is stored
	 */
	public AttributeVisibility getVisibility() {
		return this.visibility;
	}

	/**
	 * Returns the handle of the session.
	 * @return the id that {@link MixedSession#getId()} gave
	 */
	public String getSessionId() {
		return this.sessionId;
	}

	/**
	 * Returns the class name of what went wrong.
	 * @return the name of an exception or error, {@code java.lang.ClassNotFoundException}
	 * for example
	 */
	public String getCause() {
		return this.cause;
	}

	@Override
	public String toString() {
		return "UnreadableAttributeEvent[visibility=" + this.visibility + ", cause=" + this.cause + "]";
	}

}
