package io.github.mixedsession.channel;

import java.util.Collections;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.mixedsession.ChannelRequirement;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link PathRuleValidation} and {@link RuleOverlap}.
 */
class PathRuleValidationTests {

	private static final PathChannelRule VALID = new PathChannelRule(ChannelRequirement.ANY, "/valid");

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "account", "http://shop.test/account", "/a//b", "/a/./b", "/a/..", "/caf%C3%A9",
			"/account;x=y", "/account?x=y", "/account#x", "/a b", " /account", "/account\n", "/a\\b", "/{", "/{a}/{a}",
			"/a/{b", "/a/{*b}/c/{*d}" })
	void pathThatCanNeverMatchIsRefusedAndNamed(String path) {
		assertInvalid("mixed-session.channel.rules[1].paths[1]", VALID,
				new PathChannelRule(ChannelRequirement.SECURE, "/x", path));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/**", "/account/**", "/a?c", "/a*b", "/{id:\\d+}", "/a/{*rest}", "/caf\u00e9", "/a/",
			"/.well-known/**", "/**/edit" })
	void validPathPatternIsAccepted(String path) {
		assertThatNoException().isThrownBy(() -> validate(new PathChannelRule(ChannelRequirement.SECURE, path)));
	}

	@Test
	void ruleWithoutPathsIsRefused() {
		assertInvalid("mixed-session.channel.rules[1].paths", VALID, new PathChannelRule(ChannelRequirement.SECURE));
	}

	@Test
	void ruleWithoutARequirementIsRefused() {
		assertInvalid("mixed-session.channel.rules[0].requires",
				new PathChannelRule(List.of("/x"), Set.of(), Set.of(), null));
	}

	@Test
	void unknownMethodIsRefused() {
		assertInvalid("mixed-session.channel.rules[0].methods", rule(Set.of("GETT"), Set.of(), ChannelRequirement.ANY));
	}

	@Test
	void blankRoleIsRefused() {
		assertInvalid("mixed-session.channel.rules[0].roles", rule(Set.of(), Set.of(" "), ChannelRequirement.ANY));
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			/account,     /account
			/**,          /account
			/**,          /account/**
			/account/**,  /account
			/account/**,  /account/{id}
			/account/**,  /account/*/edit
			/account/*,   /account/x
			/a?c,         /abc
			""")
	void pathThatAnEarlierRuleAlwaysDecidesOtherwiseIsRefused(String earlier, String later) {
		assertInvalid("mixed-session.channel.rules[2].paths[0]", VALID,
				new PathChannelRule(ChannelRequirement.INSECURE, earlier),
				new PathChannelRule(ChannelRequirement.SECURE, later));
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			/account,    /account/**
			/account/*,  /account/**
			/account/*,  /account/*/x
			/account/x,  /account/*
			/account,    /Account
			/*/b/**,     /a/**
			""")
	void pathOfWhichAnEarlierRuleLeavesSomethingIsAccepted(String earlier, String later) {
		assertThatNoException().isThrownBy(() -> validate(new PathChannelRule(ChannelRequirement.INSECURE, earlier),
				new PathChannelRule(ChannelRequirement.SECURE, later)));
	}

	@Test
	void ruleIsAcceptedOnlyIfMethodsOrRolesLeaveItSomething() {
		PathChannelRule all = rule(Set.of(), Set.of(), ChannelRequirement.SECURE);
		PathChannelRule get = rule(Set.of("GET"), Set.of(), ChannelRequirement.INSECURE);
		PathChannelRule post = rule(Set.of("POST"), Set.of(), ChannelRequirement.SECURE);
		PathChannelRule admin = rule(Set.of(), Set.of("ADMIN"), ChannelRequirement.INSECURE);
		assertThatNoException().isThrownBy(() -> validate(get, all));
		assertThatNoException().isThrownBy(() -> validate(get, post));
		assertThatNoException().isThrownBy(() -> validate(admin, all));
		assertInvalid("mixed-session.channel.rules[1].paths[0]", all, get);
		assertInvalid("mixed-session.channel.rules[1].paths[0]", all, admin);
		assertInvalid("mixed-session.channel.rules[1].paths[0]", get,
				rule(Set.of("get"), Set.of("ADMIN"), ChannelRequirement.SECURE));
	}

	@Test
	void duplicatePathIsRefused() {
		assertInvalid("mixed-session.channel.rules[1].paths[0]", VALID, VALID);
		assertInvalid("mixed-session.channel.rules[0].paths[1]",
				new PathChannelRule(ChannelRequirement.SECURE, "/x", "/x"));
	}

	@Test
	void redundantPathWithoutContradictionIsAccepted() {
		assertThatNoException().isThrownBy(() -> validate(
				new PathChannelRule(ChannelRequirement.SECURE, "/account/**", "/account", "/account/x")));
	}

	private static PathChannelRule rule(Set<String> methods, Set<String> roles, ChannelRequirement requires) {
		return new PathChannelRule(Collections.singletonList("/x"), methods, roles, requires);
	}

	private static void validate(PathChannelRule... rules) {
		new ChannelRules(List.of(), List.of(rules), ChannelRequirement.ANY);
	}

	private static void assertInvalid(String property, PathChannelRule... rules) {
		assertThatExceptionOfType(InvalidChannelRulesException.class).isThrownBy(() -> validate(rules))
			.withMessageStartingWith(property + ": ")
			.satisfies((ex) -> assertThatNoException()
				.isThrownBy(() -> org.springframework.util.Assert.hasText(ex.getCure(), "cure")));
	}

}
