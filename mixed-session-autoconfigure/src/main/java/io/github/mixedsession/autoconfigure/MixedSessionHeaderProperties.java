package io.github.mixedsession.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * The {@code mixed-session.headers} properties: what backends behind the application see
 * and change of a session.
 *
 * @param imported What backends change.
 * @param exported What backends see.
 */
public record MixedSessionHeaderProperties(@DefaultValue @Name("import") Import imported,
		@DefaultValue @Name("export") Export exported) {

	/**
	 * What backends change.
	 *
	 * @param name Name of the response header by which backends change session
	 * attributes. None by default.
	 * @param attributes Exact names of the session attributes that backends may change.
	 */
	public record Import(@Nullable String name, @DefaultValue List<String> attributes) {
	}

	/**
	 * What backends see.
	 *
	 * @param name Name of the request header that shows session attributes to backends.
	 * None by default.
	 * @param attributes Exact names of the session attributes that backends may see.
	 */
	public record Export(@Nullable String name, @DefaultValue List<String> attributes) {
	}

}
