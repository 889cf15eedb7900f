package io.github.mixedsession.session;

import org.jspecify.annotations.Nullable;
import org.springframework.session.Session;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.id.PresentedId;

/**
 * A session of Spring Session's, as a request's old cookie opens it. Belongs to that
 * request.
 */
public interface OldSession {

	/**
	 * Returns the kind of id that the cookie counts as.
	 * @return {@link IdKind#SECURE} if every such cookie was {@code Secure}
	 */
	IdKind kind();

	/**
	 * Returns what is known here of its id.
	 * @return the imported id
	 */
	PresentedId id();

	/**
	 * Looks it up.
	 * @return the session, whose values may be a {@link SerializedValue}; {@code null} if
	 * it is gone or has expired
	 */
	@Nullable Session find();

	/**
	 * Deletes it, if it is still there.
	 */
	void delete();

}
