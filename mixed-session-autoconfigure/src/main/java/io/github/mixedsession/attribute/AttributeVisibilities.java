package io.github.mixedsession.attribute;

import java.util.Collection;

import org.jspecify.annotations.Nullable;

import org.springframework.util.PatternMatchUtils;

import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.Channel;

/**
 * Tells an attribute's visibility by its name. What Spring Security keeps in a session is
 * confined to the secure side, and CSRF tokens to their channel, whatever the
 * configuration says (invariant 3); flash maps belong to their channel unless they are
 * listed. Internal. Immutable.
 */
public final class AttributeVisibilities {

	/** Where Spring MVC keeps flash attributes. */
	private static final String FLASH_MAPS = "org.springframework.web.servlet.support.SessionFlashMapManager.FLASH_MAPS";

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
	public @Nullable AttributeVisibility rule(String name) {
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
		if (PatternMatchUtils.simpleMatch(this.shared, name)) {
			return AttributeVisibility.SHARED;
		}
		return FLASH_MAPS.equals(name) ? AttributeVisibility.PER_CHANNEL : null;
	}

	/**
	 * Returns the visibility that no configuration and no caller can change.
	 * @param name the attribute's name
	 * @return the visibility, {@code null} if the name is the application's
	 */
	public static @Nullable AttributeVisibility builtIn(String name) {
		SecurityState state = SecurityState.ofName(name);
		return (state != null) ? state.visibility() : null;
	}

	/**
	 * Returns whether a value of a name may be shared, wherever it lies.
	 * @param name the attribute's name
	 * @return {@code false} if a rule says otherwise
	 */
	public boolean mayBeShared(String name) {
		AttributeVisibility ruled = rule(name);
		return ruled == null || ruled == AttributeVisibility.SHARED;
	}

}
