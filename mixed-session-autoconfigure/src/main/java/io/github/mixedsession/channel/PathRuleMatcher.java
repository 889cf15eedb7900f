package io.github.mixedsession.channel;

import org.springframework.http.server.PathContainer;
import org.springframework.util.StringUtils;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

import io.github.mixedsession.ChannelRequirement;
import io.github.mixedsession.http.PathSpellings;
import io.github.mixedsession.http.WireMethod;

/**
 * A configured rule, ready to match. A rule that requires HTTPS errs on the safe side,
 * see {@link PathChannelRule}.
 */
final class PathRuleMatcher {

	private static final PathPatternParser IGNORING_CASE = parserIgnoringCase();

	private final PathChannelRule rule;

	private final String property;

	/** Arrays: each request goes through them, without an iterator for each rule. */
	private final PathPattern[] exact;

	private final PathPattern[] alike;

	private final ChannelDecision decision;

	PathRuleMatcher(PathChannelRule rule, String property) {
		this.rule = rule;
		this.property = property;
		this.decision = new ChannelDecision(rule.requires(), property, true);
		this.exact = rule.paths().stream().map(PathPatternParser.defaultInstance::parse).toArray(PathPattern[]::new);
		this.alike = (rule.requires() != ChannelRequirement.SECURE) ? new PathPattern[0]
				: rule.paths()
					.stream()
					.map(PathRuleMatcher::withoutTrailingSlash)
					.map(IGNORING_CASE::parse)
					.toArray(PathPattern[]::new);
	}

	PathChannelRule rule() {
		return this.rule;
	}

	boolean dependsOnRoles() {
		return !this.rule.roles().isEmpty();
	}

	boolean matches(PathSpellings path, WireMethod method) {
		if (this.rule.requires() != ChannelRequirement.SECURE) {
			return method.isCertainlyOneOf(this.rule.methods()) && matchesExactly(path);
		}
		return method.isPossiblyOneOf(this.rule.methods()) && (matchesExactly(path) || matchesAlike(path));
	}

	private boolean matchesExactly(PathSpellings path) {
		return matches(this.exact, path.exact());
	}

	private boolean matchesAlike(PathSpellings path) {
		for (int i = 0; i < path.alike().size(); i++) {
			if (matches(this.alike, path.alike().get(i))) {
				return true;
			}
		}
		return false;
	}

	private static boolean matches(PathPattern[] patterns, PathContainer path) {
		for (PathPattern pattern : patterns) {
			if (pattern.matches(path)) {
				return true;
			}
		}
		return false;
	}

	ChannelDecision decision() {
		return this.decision;
	}

	ChannelRuleDescription describe() {
		return new ChannelRuleDescription(this.property, this.rule.requires(), this.rule.paths(), this.rule.methods(),
				this.rule.roles());
	}

	private static String withoutTrailingSlash(String pattern) {
		return (pattern.length() > 1) ? StringUtils.trimTrailingCharacter(pattern, '/') : pattern;
	}

	private static PathPatternParser parserIgnoringCase() {
		PathPatternParser parser = new PathPatternParser();
		parser.setCaseSensitive(false);
		return parser;
	}

}
