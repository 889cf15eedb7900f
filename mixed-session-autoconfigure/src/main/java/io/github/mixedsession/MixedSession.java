package io.github.mixedsession;

import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import org.springframework.session.Session;

/**
 * One visitor's session over HTTP and HTTPS, as one request may see it. Obtain it as an
 * argument of a Spring MVC handler method, from {@link MixedSessions}, or from an event.
 * <p>
 * {@link #getId()} is a handle: it names the session, on both channels and until the next
 * {@link #changeSessionId()}, and opens nothing. An instance belongs to one request.
 * Threads of that request may share it: what one of them sets while another saves is
 * written by the next save. {@link #updateAttribute(String, UnaryOperator)} is atomic
 * across requests and nodes.
 * <p>
 * <strong>Security guarantees.</strong> An attribute of visibility
 * {@link AttributeVisibility#SECURE} is absent from this object unless the request
 * presented the session's secure id over HTTPS (invariant 2). Not guaranteed: shared
 * attributes are as public as the HTTP pages that show them.
 */
public interface MixedSession extends Session {

	/**
	 * Returns the side that the session is on.
	 * @return the side, {@link SessionSide#SECURE} from a step-up to the next step-down
	 */
	SessionSide getSide();

	/**
	 * Returns what this request may see of the session.
	 * @return the view
	 */
	SessionView getView();

	/**
	 * Returns the visibility of an attribute in this view.
	 * @param name the attribute's name
	 * @return the visibility of the stored attribute, or the one that a value set now
	 * would get
	 */
	AttributeVisibility getVisibility(String name);

	/**
	 * Returns whether the secure side has an attribute of a name, whatever this view
	 * sees, by one look-up in the store. For decisions of the server, such as the
	 * {@linkplain SessionStepDownEvent#veto() veto} of a step-down: no value leaves the
	 * secure side, and no page over HTTP should show the answer.
	 * @param name the attribute's name
	 * @return {@code true} if there is one and the secure side is alive
	 */
	boolean hasSecureAttribute(String name);

	/**
	 * Sets an attribute with a visibility other than the default. It then stays where it
	 * is when it is set again without one. A rule wins if it is stricter: what is listed
	 * as secure, or is Spring Security's by its name or its type, is never shared.
	 * @param name the attribute's name
	 * @param value the value, {@code null} to remove the attribute
	 * @param visibility the visibility
	 * @throws SecureAttributeException if the visibility is
	 * {@link AttributeVisibility#SECURE} and this view may not hold it
	 * @throws IllegalArgumentException for a name that is no text, or longer than 200
	 * characters
	 */
	void setAttribute(String name, @Nullable Object value, AttributeVisibility visibility);

	/**
	 * Changes one attribute atomically: reads the current value from the store, applies
	 * the function, and writes the result if nobody else wrote in the meantime; otherwise
	 * starts over, a bounded number of times. The change is in the store when this method
	 * returns. The function may be applied several times, and must not change the value
	 * that it is given unless it returns that same value.
	 * @param name the attribute's name
	 * @param change receives the current value, {@code null} if there is none; answers
	 * the new one, {@code null} to remove the attribute
	 * @param <T> the value's type
	 * @return the value that was written
	 * @throws AttributeConflictException if other requests won every attempt
	 * @throws SecureAttributeException if this view may not hold the attribute
	 * @throws SharedSideFullException if the shared side would hold more than it may;
	 * then nothing was written
	 * @throws SessionEndedException if the session of a user who was logged in ended
	 * meanwhile
	 * @throws IllegalArgumentException for a name that is no text, or longer than 200
	 * characters, and for an attribute that says who is logged in, which a parallel login
	 * has to win
	 */
	<T> @Nullable T updateAttribute(String name, UnaryOperator<@Nullable T> change);

	/**
	 * Switches saving off for the rest of this request, or on again. Without it, nothing
	 * that the request sets or removes is stored, nor its access, and a new session gets
	 * no cookie. Ids are still rotated, {@link #updateAttribute} changes nothing but this
	 * object, and what was stored before stays stored.
	 * @param enabled whether to save, {@code true} at first
	 */
	void setSavingEnabled(boolean enabled);

	/**
	 * Returns whether the session has a secure side that is alive: the visitor has been
	 * on HTTPS, and its timeouts have not run out. Not a secret, and known to both views:
	 * a page on HTTP can offer the way back. It says nothing of a login.
	 * @return {@code true} from the first step-up to the end of the secure side
	 */
	boolean hasSecureSide();

	/**
	 * Returns the address of the client whose request last wrote the session's row.
	 * @return the address in textual form, {@code null} if unknown
	 */
	@Nullable String getClientAddress();

}
