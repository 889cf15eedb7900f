package io.github.mixedsession.channel;

import java.util.ArrayList;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import io.github.mixedsession.ChannelRequirement;
import io.github.mixedsession.ChannelRule;
import io.github.mixedsession.http.PathSpellings;
import io.github.mixedsession.http.RecentPaths;
import io.github.mixedsession.http.WireMethod;

/**
 * Decides what a request requires: what was learned, the {@link ChannelRule} beans, then
 * the configured rules, then the default requirement. The first rule that matches wins.
 * Immutable, and thread-safe as far as the given {@link ChannelRule}s are.
 * <p>
 * <strong>Security guarantees.</strong> A configured rule is matched on the path that
 * Spring MVC dispatches on; one that requires HTTPS can't be avoided with another
 * spelling of the path or the method (see {@link PathChannelRule}). Not guaranteed: that
 * two paths under which an application serves the same content both have a rule. Paths
 * that parsers disagree on have to be refused before: {@link ChannelEnforcementFilter}
 * does.
 * <p>
 * Internal: an application has {@link ChannelRule}s, and properties.
 */
public final class ChannelRules {

	private final List<LearnedRule> learned;

	private final List<ChannelRule> beans;

	private final List<PathRuleMatcher> matchers;

	private final ChannelDecision byDefault;

	private final RecentPaths<PathSpellings> paths = new RecentPaths<>(PathSpellings::of);

	/**
	 * Create rules.
	 * @param beans the rules in code, in their order
	 * @param rules the configured rules, in their order
	 * @param defaultRequirement what a request requires that no rule matches
	 * @throws InvalidChannelRulesException if a rule can't be understood, or an earlier
	 * rule contradicts it
	 */
	public ChannelRules(List<? extends ChannelRule> beans, List<PathChannelRule> rules,
			ChannelRequirement defaultRequirement) {
		this(List.of(), beans, rules, defaultRequirement);
	}

	/**
	 * Create rules.
	 * @param learned what requires HTTPS whatever the others say
	 * @param beans the rules in code, in their order
	 * @param rules the configured rules, in their order
	 * @param defaultRequirement what a request requires that no rule matches
	 * @throws InvalidChannelRulesException if a rule can't be understood, or an earlier
	 * rule contradicts it
	 */
	public ChannelRules(List<? extends LearnedRule> learned, List<? extends ChannelRule> beans,
			List<PathChannelRule> rules, ChannelRequirement defaultRequirement) {
		List<PathChannelRule> valid = PathRuleValidation.validate(rules);
		List<PathRuleMatcher> matchers = new ArrayList<>();
		for (int i = 0; i < valid.size(); i++) {
			matchers.add(new PathRuleMatcher(valid.get(i), PathChannelRule.property(i)));
		}
		this.learned = List.copyOf(learned);
		this.beans = List.copyOf(beans);
		this.matchers = List.copyOf(matchers);
		this.byDefault = new ChannelDecision(defaultRequirement, "mixed-session.channel.default-requirement", false);
	}

	/**
	 * Decides, asking for the user's roles if it depends on them.
	 * @param request the request
	 * @param roles the roles of the user
	 * @return the decision
	 */
	public ChannelDecision decide(HttpServletRequest request, RoleLookup roles) {
		ChannelDecision decision = decideByCode(request);
		if (decision != null) {
			return decision;
		}
		return this.matchers.isEmpty() ? this.byDefault : decideByRule(request, roles);
	}

	private ChannelDecision decideByRule(HttpServletRequest request, RoleLookup roles) {
		PathSpellings path = this.paths.of(request);
		WireMethod method = WireMethod.of(request);
		for (PathRuleMatcher matcher : this.matchers) {
			if (matcher.matches(path, method)
					&& (!matcher.dependsOnRoles() || roles.hasAnyRole(request, matcher.rule().roles()))) {
				return matcher.decision();
			}
		}
		return this.byDefault;
	}

	private @Nullable ChannelDecision decideByCode(HttpServletRequest request) {
		for (LearnedRule rule : this.learned) {
			ChannelDecision decision = rule.decide(request);
			if (decision != null) {
				return decision;
			}
		}
		for (ChannelRule bean : this.beans) {
			ChannelRequirement requirement = bean.requirementFor(request);
			if (requirement != null) {
				return new ChannelDecision(requirement, bean.getClass().getName(), true);
			}
		}
		return null;
	}

	/**
	 * Describes the rules in the order in which they are asked, the default last.
	 * @return the descriptions
	 */
	public List<ChannelRuleDescription> describe() {
		List<ChannelRuleDescription> descriptions = new ArrayList<>();
		this.learned.forEach((rule) -> descriptions.addAll(rule.describe()));
		this.beans.forEach((bean) -> descriptions.add(new ChannelRuleDescription(bean.getClass().getName(), null)));
		this.matchers.forEach((matcher) -> descriptions.add(matcher.describe()));
		descriptions.add(new ChannelRuleDescription(this.byDefault.reason(), this.byDefault.requirement()));
		return List.copyOf(descriptions);
	}

	/**
	 * Answers whether any request may be served over HTTP, so that HSTS would lock
	 * visitors out of it.
	 * @return {@code false} if everything requires HTTPS
	 */
	public boolean mayBeInsecure() {
		return describe().stream().anyMatch((rule) -> rule.requires() != ChannelRequirement.SECURE);
	}

}
