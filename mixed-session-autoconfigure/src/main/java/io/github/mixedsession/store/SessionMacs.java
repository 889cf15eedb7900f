package io.github.mixedsession.store;

import org.jspecify.annotations.Nullable;

/**
 * What shows that the parts of a session that decide about a login were written by the
 * application. Each is written together with its part, and {@code null} where there was
 * no key.
 *
 * @param ids of the ids
 * @param login of the principal's name and of the time since when
 * @param access of the last access to the secure side
 */
public record SessionMacs(@Nullable SessionMac ids, @Nullable SessionMac login, @Nullable SessionMac access) {

	/** Of a session that was written without a key. */
	public static final SessionMacs NONE = new SessionMacs(null, null, null);

}
