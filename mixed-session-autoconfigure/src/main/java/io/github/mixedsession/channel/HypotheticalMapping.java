package io.github.mixedsession.channel;

import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.MappingMatch;

/**
 * How a {@link HypotheticalRequest} finds its servlet.
 *
 * @param match by a prefix of its path, or by default
 */
record HypotheticalMapping(MappingMatch match) implements HttpServletMapping {

	static HypotheticalMapping of(String servletPath) {
		return new HypotheticalMapping(servletPath.isEmpty() ? MappingMatch.DEFAULT : MappingMatch.PATH);
	}

	@Override
	public MappingMatch getMappingMatch() {
		return this.match;
	}

	@Override
	public String getMatchValue() {
		return "";
	}

	@Override
	public String getPattern() {
		return "";
	}

	@Override
	public String getServletName() {
		return "";
	}

}
