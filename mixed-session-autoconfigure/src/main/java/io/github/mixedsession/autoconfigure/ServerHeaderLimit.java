package io.github.mixedsession.autoconfigure;

import jakarta.servlet.ServletContext;

import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

import io.github.mixedsession.channel.HeaderLimit;

/**
 * Finds out how long the headers of a response may be on the server that this runs on.
 */
final class ServerHeaderLimit {

	private ServerHeaderLimit() {
	}

	/**
	 * Returns the limit that Spring Boot sets, as far as it sets one: a server that is
	 * not embedded doesn't ask it.
	 */
	static HeaderLimit of(ServletContext servletContext, Environment environment) {
		String server = String.valueOf(servletContext.getServerInfo());
		if (server.contains("Tomcat")) {
			return limit("server.tomcat.max-http-response-header-size", DataSize.ofKilobytes(8), environment);
		}
		if (server.contains("jetty")) {
			return limit("server.jetty.max-http-response-header-size", DataSize.ofKilobytes(16), environment);
		}
		return HeaderLimit.DEFAULT;
	}

	private static HeaderLimit limit(String property, DataSize byDefault, Environment environment) {
		DataSize size = environment.getProperty(property, DataSize.class, byDefault);
		return new HeaderLimit((int) Math.min(Integer.MAX_VALUE, size.toBytes()), property);
	}

}
