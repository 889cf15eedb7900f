package io.github.mixedsession.channel;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Finds rules that an earlier rule leaves nothing to decide.
 */
final class RuleOverlap {

	private RuleOverlap() {
	}

	static void refuse(List<PathChannelRule> earlierRules, PathChannelRule rule, int index) {
		Set<String> seen = new HashSet<>();
		for (int i = 0; i < rule.paths().size(); i++) {
			String path = rule.paths().get(i);
			String property = PathChannelRule.property(index) + ".paths[" + i + "]";
			if (!seen.add(path)) {
				throw new InvalidChannelRulesException(property, "The path '" + path + "' is listed twice.",
						"Remove one of them.");
			}
			for (int j = 0; j < earlierRules.size(); j++) {
				refuse(earlierRules.get(j), PathChannelRule.property(j), rule, path, property);
			}
		}
	}

	private static void refuse(PathChannelRule earlier, String earlierProperty, PathChannelRule rule, String path,
			String property) {
		if (!covers(earlier.methods(), rule.methods()) || !covers(earlier.roles(), rule.roles())) {
			return;
		}
		boolean contradiction = earlier.requires() != rule.requires();
		for (String earlierPath : earlier.paths()) {
			if (earlierPath.equals(path) && !contradiction) {
				throw new InvalidChannelRulesException(property,
						"The path '" + path + "' already has this requirement from " + earlierProperty + ".",
						"Remove one of them.");
			}
			if (contradiction && covers(earlierPath, path)) {
				throw new InvalidChannelRulesException(property,
						"The rule is never asked about '" + path + "', because " + earlierProperty + " decides '"
								+ earlierPath + "' first and requires " + earlier.requires() + " instead of "
								+ rule.requires() + ".",
						"The first match wins: move the more specific rule up, or remove one of them.");
			}
		}
	}

	private static boolean covers(Set<String> earlier, Set<String> later) {
		return earlier.isEmpty() || (!later.isEmpty() && earlier.containsAll(later));
	}

	private static boolean covers(String earlier, String later) {
		PathPattern pattern = PathPatternParser.defaultInstance.parse(earlier);
		boolean laterIsOnePath = !PathPatternParser.defaultInstance.parse(later).hasPatternSyntax();
		boolean earlierIsTree = earlier.endsWith("/**") && earlier.matches("[^*?{]*/\\*\\*");
		return earlier.equals(later)
				|| ((laterIsOnePath || earlierIsTree) && pattern.matches(PathContainer.parsePath(later)));
	}

}
