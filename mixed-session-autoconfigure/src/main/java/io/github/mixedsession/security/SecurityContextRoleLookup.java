package io.github.mixedsession.security;

import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;

import io.github.mixedsession.channel.RoleLookup;

/**
 * Looks a user's roles up in the security context, for rules with {@code roles}. Over
 * HTTP nobody is logged in (invariant 3), so such a rule applies over HTTPS. Thread-safe.
 */
public final class SecurityContextRoleLookup implements RoleLookup {

	private static final String PREFIX = "ROLE_";

	@Override
	public boolean hasAnyRole(HttpServletRequest request, Set<String> roles) {
		Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
		return authentication != null && authentication.isAuthenticated()
				&& authentication.getAuthorities()
					.stream()
					.map(GrantedAuthority::getAuthority)
					.anyMatch((authority) -> authority != null && (roles.contains(authority)
							|| (authority.startsWith(PREFIX) && roles.contains(authority.substring(PREFIX.length())))));
	}

}
