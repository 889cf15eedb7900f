package io.github.mixedsession.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.springframework.util.StringUtils;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

import io.github.mixedsession.http.WireMethod;

/**
 * Refuses rules that could never do what they say, with the cure (invariant 11).
 */
final class PathRuleValidation {

	// What no matched path holds: parsed paths are decoded, and ambiguous ones refused.
	private static final Pattern NEVER_MATCHED = Pattern.compile("//|[%;\\\\#\\s]|\\?[^/]*=|/\\.{1,2}(/|$)");

	private static final Pattern VARIABLES = Pattern.compile("\\{[^/]*}");

	private PathRuleValidation() {
	}

	static List<PathChannelRule> validate(List<PathChannelRule> rules) {
		List<PathChannelRule> valid = new ArrayList<>();
		for (int i = 0; i < rules.size(); i++) {
			PathChannelRule rule = validate(rules.get(i), PathChannelRule.property(i));
			RuleOverlap.refuse(valid, rule, i);
			valid.add(rule);
		}
		return List.copyOf(valid);
	}

	private static PathChannelRule validate(PathChannelRule rule, String property) {
		if (rule.paths().isEmpty()) {
			throw new InvalidChannelRulesException(property + ".paths", "The rule has no paths.",
					"List at least one, '/**' for all.");
		}
		if (rule.requires() == null) {
			throw new InvalidChannelRulesException(property + ".requires", "The rule does not say what it requires.",
					"Use secure, insecure or any.");
		}
		for (int i = 0; i < rule.paths().size(); i++) {
			validatePattern(rule.paths().get(i), property + ".paths[" + i + "]");
		}
		if (!rule.roles().stream().allMatch(StringUtils::hasText)) {
			throw new InvalidChannelRulesException(property + ".roles", "A role is blank.",
					"Name the role or leave it out.");
		}
		Set<String> methods = rule.methods()
			.stream()
			.map((method) -> validMethod(method, property + ".methods"))
			.collect(Collectors.toSet());
		return new PathChannelRule(rule.paths(), methods, rule.roles(), rule.requires());
	}

	private static void validatePattern(String path, String property) {
		if (!path.startsWith("/")) {
			throw new InvalidChannelRulesException(property, "The path '" + path + "' does not start with a slash.",
					"Write the path within the application, without host and context path.");
		}
		if (NEVER_MATCHED.matcher(VARIABLES.matcher(path).replaceAll("x")).find()) {
			throw new InvalidChannelRulesException(property, "The path '" + path + "' can never match.",
					"Write it decoded, without query, path parameters, dot segments, double slashes and spaces.");
		}
		try {
			PathPatternParser.defaultInstance.parse(path);
		}
		catch (PatternParseException ex) {
			throw new InvalidChannelRulesException(property,
					"The path '" + path + "' is not a pattern: " + ex.getMessage() + ".",
					"See Spring's PathPattern for the syntax.");
		}
	}

	private static String validMethod(String method, String property) {
		String name = method.strip().toUpperCase(Locale.ROOT);
		if (!WireMethod.KNOWN.contains(name)) {
			throw new InvalidChannelRulesException(property, "The method '" + method + "' is unknown.",
					"Use one of " + WireMethod.KNOWN.stream().sorted().toList() + ".");
		}
		return name;
	}

}
