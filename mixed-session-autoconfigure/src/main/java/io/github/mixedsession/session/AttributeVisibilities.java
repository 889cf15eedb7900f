package io.github.mixedsession.session;

import java.util.Collection;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.util.PatternMatchUtils;

import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.Channel;

/**
 * Tells an attribute's visibility by its name. What Spring Security keeps in a session is
 * confined to the secure side, and CSRF tokens to their channel, whatever the
 * configuration says (invariant 3). Immutable.
 */
public final class AttributeVisibilities {

	/** Marks a session that Spring Session's registry has expired. */
	static final String EXPIRED_MARKER = "org.springframework.session.security."
			+ "SpringSessionBackedSessionInformation.EXPIRED";

	static final String SECURITY_CONTEXT = "SPRING_SECURITY_CONTEXT";

	static final String SAVED_REQUEST = "SPRING_SECURITY_SAVED_REQUEST";

	private static final List<String> AUTHENTICATION = List.of("SPRING_SECURITY_*",
			FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME);

	private static final List<String> BUILT_IN_SECURE = List.of("SPRING_SECURITY_*",
			FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, EXPIRED_MARKER,
			"org.springframework.security.*");

	private static final List<String> BUILT_IN_PER_CHANNEL = List
		.of("org.springframework.security.web.csrf.*CsrfTokenRepository.CSRF_TOKEN");

	private final AttributeVisibility defaultVisibility;

	private final String[] shared;

	private final String[] secure;

	private final String[] perChannel;

	/**
	 * Create the visibilities. Patterns are names that may contain {@code *}; secure ones
	 * win over per-channel ones, and those over shared ones.
	 * @param defaultVisibility of what no pattern names and HTTPS sets first,
	 * {@link AttributeVisibility#SHARED} or {@link AttributeVisibility#SECURE}
	 * @param shared patterns of shared attributes
	 * @param secure patterns of secure attributes
	 * @param perChannel patterns of per-channel attributes
	 */
	public AttributeVisibilities(AttributeVisibility defaultVisibility, Collection<String> shared,
			Collection<String> secure, Collection<String> perChannel) {
		this.defaultVisibility = defaultVisibility;
		this.shared = shared.toArray(String[]::new);
		this.secure = secure.toArray(String[]::new);
		this.perChannel = perChannel.toArray(String[]::new);
	}

	/**
	 * Returns the visibility that a value gets if there is none of its name.
	 * @param name the attribute's name
	 * @param channel the channel that it is set over, whatever the view
	 * @return the visibility
	 */
	public AttributeVisibility of(String name, Channel channel) {
		AttributeVisibility ruled = rule(name);
		if (ruled != null) {
			return ruled;
		}
		return (channel == Channel.SECURE) ? this.defaultVisibility : AttributeVisibility.SHARED;
	}

	/**
	 * Returns the visibility that a rule gives to a name.
	 * @param name the attribute's name
	 * @return the visibility, {@code null} if nothing but the default speaks of the name:
	 * a value that is there stays where it is then
	 */
	@Nullable AttributeVisibility rule(String name) {
		AttributeVisibility builtIn = builtIn(name);
		if (builtIn != null) {
			return builtIn;
		}
		if (PatternMatchUtils.simpleMatch(this.secure, name)) {
			return AttributeVisibility.SECURE;
		}
		if (PatternMatchUtils.simpleMatch(this.perChannel, name)) {
			return AttributeVisibility.PER_CHANNEL;
		}
		return PatternMatchUtils.simpleMatch(this.shared, name) ? AttributeVisibility.SHARED : null;
	}

	/**
	 * Returns the visibility that no configuration and no caller can change.
	 * @param name the attribute's name
	 * @return the visibility, {@code null} if the name is the application's
	 */
	public static @Nullable AttributeVisibility builtIn(String name) {
		if (matches(BUILT_IN_PER_CHANNEL, name)) {
			return AttributeVisibility.PER_CHANNEL;
		}
		return matches(BUILT_IN_SECURE, name) ? AttributeVisibility.SECURE : null;
	}

	/**
	 * Returns whether an attribute says who is logged in.
	 * @param name the attribute's name
	 * @return {@code true} if a write that missed a login must be dropped (attack 28)
	 */
	static boolean isAuthentication(String name) {
		return matches(AUTHENTICATION, name);
	}

	static boolean isCsrfToken(String name) {
		return matches(BUILT_IN_PER_CHANNEL, name);
	}

	private static boolean matches(List<String> patterns, String name) {
		for (String pattern : patterns) {
			if (PatternMatchUtils.simpleMatch(pattern, name)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Returns the names by which a principal is found.
	 * @return the attribute names whose change can change the principal
	 */
	static Set<String> principalAttributes() {
		return Set.of(SECURITY_CONTEXT, FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME);
	}

}
