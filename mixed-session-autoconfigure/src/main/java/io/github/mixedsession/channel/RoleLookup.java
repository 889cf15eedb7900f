package io.github.mixedsession.channel;

import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Answers which roles the user behind a request has. Asked only when a rule with roles
 * matches everything else of the request. Implementations must be thread-safe.
 * <p>
 * Over HTTP nobody is logged in (invariant 3), so an implementation answers {@code false}
 * there, or answers for the owner of the session if it can without showing anything.
 * <p>
 * Internal: for Spring Security.
 */
@FunctionalInterface
public interface RoleLookup {

	/**
	 * Answers whether the user has one of the roles.
	 * @param request the request
	 * @param roles the roles of the rule, as configured, never empty
	 * @return whether the user has at least one of them
	 */
	boolean hasAnyRole(HttpServletRequest request, Set<String> roles);

	/**
	 * Returns a look-up that asks {@link HttpServletRequest#isUserInRole(String)}.
	 * @return the look-up
	 */
	static RoleLookup ofRequest() {
		return (request, roles) -> roles.stream().anyMatch(request::isUserInRole);
	}

}
