package io.github.mixedsession.channel;

import java.util.List;
import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.MappingMatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.web.MockHttpServletMapping;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.util.ServletRequestPathUtils;

import io.github.mixedsession.ChannelRequirement;
import io.github.mixedsession.ChannelRule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.fail;

/**
 * Tests for {@link ChannelRules}.
 */
class ChannelRulesTests {

	private static final RoleLookup NO_ROLES = (request, roles) -> false;

	private static final RoleLookup NOT_ASKED = (request, roles) -> fail("asked for roles");

	@ParameterizedTest
	@CsvSource(textBlock = """
			/cart/checkout/complete,   INSECURE
			/cart/checkout,            SECURE
			/cart/checkout/,           SECURE
			/cart/checkout/pay,        SECURE
			/cart/checkout/complete/,  SECURE
			/cart/checkout/Complete,   SECURE
			/cart/checkout/complete/x, SECURE
			/CART/Checkout/pay,        SECURE
			/account,                  SECURE
			/login,                    SECURE
			/cart,                     ANY
			/cart/checkouts,           ANY
			/,                         ANY
			""")
	void firstMatchingRuleWins(String path, ChannelRequirement requirement) {
		ChannelRules rules = rules(new PathChannelRule(ChannelRequirement.INSECURE, "/cart/checkout/complete"),
				new PathChannelRule(ChannelRequirement.SECURE, "/cart/checkout/**", "/account/**", "/login"));
		assertThat(rules.decide(get(path), NOT_ASKED).requirement()).isEqualTo(requirement);
	}

	@Test
	void decisionNamesThePropertyItComesFrom() {
		ChannelRules rules = rules(new PathChannelRule(ChannelRequirement.INSECURE, "/news"),
				new PathChannelRule(ChannelRequirement.SECURE, "/account"));
		assertThat(rules.decide(get("/account"), NOT_ASKED))
			.isEqualTo(new ChannelDecision(ChannelRequirement.SECURE, "mixed-session.channel.rules[1]", true));
		assertThat(rules.decide(get("/other"), NOT_ASKED))
			.isEqualTo(new ChannelDecision(ChannelRequirement.ANY, "mixed-session.channel.default-requirement", false));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/account", "/account/", "/Account", "/ACCOUNT/", "/%61ccount", "/%41ccount",
			"/account;x=y", "/account;jsessionid=1", "/account;x=y/", "/ACCOUNT;x" })
	void secureRuleMatchesOtherSpellingsOfItsPath(String path) {
		ChannelRules rules = rules(new PathChannelRule(ChannelRequirement.SECURE, "/account"));
		assertThat(rules.decide(get(path), NOT_ASKED).requirement()).isEqualTo(ChannelRequirement.SECURE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/news/", "/News", "/NEWS" })
	void insecureRuleIsStrictAboutCaseAndTrailingSlash(String path) {
		ChannelRules rules = new ChannelRules(List.of(),
				List.of(new PathChannelRule(ChannelRequirement.INSECURE, "/news")), ChannelRequirement.SECURE);
		assertThat(rules.decide(get(path), NOT_ASKED).requirement()).isEqualTo(ChannelRequirement.SECURE);
		assertThat(rules.decide(get("/news;x=y"), NOT_ASKED).requirement()).isEqualTo(ChannelRequirement.INSECURE);
	}

	@Test
	void secureRuleEndingInASlashMatchesWithoutItToo() {
		ChannelRules rules = rules(new PathChannelRule(ChannelRequirement.SECURE, "/account/"));
		assertThat(rules.decide(get("/account"), NOT_ASKED).requirement()).isEqualTo(ChannelRequirement.SECURE);
		assertThat(rules.decide(get("/account/"), NOT_ASKED).requirement()).isEqualTo(ChannelRequirement.SECURE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/account.json", "/account.html", "/accounts", "/x/account", "/account/x" })
	void secureRuleDoesNotMatchAnotherPath(String path) {
		ChannelRules rules = rules(new PathChannelRule(ChannelRequirement.SECURE, "/account"));
		assertThat(rules.decide(get(path), NOT_ASKED).requirement()).isEqualTo(ChannelRequirement.ANY);
	}

	@Test
	void rulesMatchWithinTheContextPath() {
		ChannelRules rules = rules(new PathChannelRule(ChannelRequirement.SECURE, "/account", "/"));
		assertThat(rules.decide(within("/shop", "/shop/account"), NOT_ASKED).requirement())
			.isEqualTo(ChannelRequirement.SECURE);
		assertThat(rules.decide(within("/shop", "/shop"), NOT_ASKED).requirement())
			.isEqualTo(ChannelRequirement.SECURE);
		assertThat(rules.decide(within("/shop", "/shop/shop/account"), NOT_ASKED).requirement())
			.isEqualTo(ChannelRequirement.ANY);
	}

	@Test
	void rulesMatchWithServletPrefixAndSecureOnesAlsoWithout() {
		MockHttpServletRequest request = within("/shop", "/shop/api/account");
		request.setServletPath("/api");
		request.setHttpServletMapping(new MockHttpServletMapping("account", "/api/*", "api", MappingMatch.PATH));
		assertThat(decide(request, new PathChannelRule(ChannelRequirement.SECURE, "/api/account")))
			.isEqualTo(ChannelRequirement.SECURE);
		assertThat(decide(request, new PathChannelRule(ChannelRequirement.SECURE, "/account")))
			.isEqualTo(ChannelRequirement.SECURE);
		assertThat(decide(request, new PathChannelRule(ChannelRequirement.INSECURE, "/api/account")))
			.isEqualTo(ChannelRequirement.INSECURE);
		assertThat(decide(request, new PathChannelRule(ChannelRequirement.INSECURE, "/account")))
			.isEqualTo(ChannelRequirement.ANY);
	}

	@Test
	void requestIsParsedWhenAnotherPathIsCached() {
		MockHttpServletRequest request = get("/account");
		ServletRequestPathUtils.parseAndCache(get("/news"));
		request.setAttribute(ServletRequestPathUtils.PATH_ATTRIBUTE, ServletRequestPathUtils.parse(get("/news")));
		assertThat(decide(request, new PathChannelRule(ChannelRequirement.SECURE, "/account")))
			.isEqualTo(ChannelRequirement.SECURE);
		assertThat(ServletRequestPathUtils.getParsedRequestPath(request).value()).isEqualTo("/news");
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			GET,      SECURE
			HEAD,     SECURE
			POST,     SECURE
			PROPFIND, SECURE
			get,      SECURE
			FOO,      SECURE
			PUT,      ANY
			OPTIONS,  ANY
			TRACE,    ANY
			""")
	void secureRuleWithMethodsMatchesUnknownOnesToo(String method, ChannelRequirement requirement) {
		ChannelRules rules = rules(
				new PathChannelRule(List.of("/account"), Set.of("get", "POST"), Set.of(), ChannelRequirement.SECURE));
		assertThat(rules.decide(request(method, "/account"), NOT_ASKED).requirement()).isEqualTo(requirement);
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			GET,      INSECURE
			HEAD,     INSECURE
			POST,     SECURE
			FOO,      SECURE
			get,      SECURE
			""")
	void insecureRuleWithMethodsDoesNotMatchUnknownOnes(String method, ChannelRequirement requirement) {
		ChannelRules rules = new ChannelRules(List.of(),
				List.of(new PathChannelRule(List.of("/x"), Set.of("GET"), Set.of(), ChannelRequirement.INSECURE)),
				ChannelRequirement.SECURE);
		assertThat(rules.decide(request(method, "/x"), NOT_ASKED).requirement()).isEqualTo(requirement);
	}

	@Test
	void secureRuleMatchesTheMethodOrItsOverride() {
		PathChannelRule delete = new PathChannelRule(List.of("/x"), Set.of("DELETE"), Set.of(),
				ChannelRequirement.SECURE);
		PathChannelRule post = new PathChannelRule(List.of("/x"), Set.of("POST"), Set.of(), ChannelRequirement.SECURE);
		MockHttpServletRequest byQuery = request("POST", "/x");
		byQuery.setQueryString("_method=delete");
		MockHttpServletRequest byHeader = request("POST", "/x");
		byHeader.addHeader("X-HTTP-Method-Override", "DELETE");
		HttpServletRequest byWrapper = new HttpServletRequestWrapper(request("POST", "/x")) {

			@Override
			public String getMethod() {
				return "DELETE";
			}

		};
		for (HttpServletRequest request : List.of(byQuery, byHeader, byWrapper)) {
			assertThat(decide(request, delete)).isEqualTo(ChannelRequirement.SECURE);
			assertThat(decide(request, post)).isEqualTo(ChannelRequirement.SECURE);
		}
		assertThat(decide(request("POST", "/x"), delete)).isEqualTo(ChannelRequirement.ANY);
	}

	@Test
	void insecureRuleHasToMatchTheMethodAndItsOverride() {
		MockHttpServletRequest request = request("POST", "/x");
		request.setQueryString("_method=DELETE");
		assertThat(decide(request,
				new PathChannelRule(List.of("/x"), Set.of("POST"), Set.of(), ChannelRequirement.INSECURE)))
			.isEqualTo(ChannelRequirement.ANY);
		assertThat(decide(request,
				new PathChannelRule(List.of("/x"), Set.of("POST", "DELETE"), Set.of(), ChannelRequirement.INSECURE)))
			.isEqualTo(ChannelRequirement.INSECURE);
	}

	@Test
	void ruleWithRolesMatchesOnlyThoseWhoHaveThem() {
		ChannelRules rules = rules(
				new PathChannelRule(List.of("/reports"), Set.of(), Set.of("ADMIN"), ChannelRequirement.SECURE),
				new PathChannelRule(ChannelRequirement.INSECURE, "/reports"));
		assertThat(rules.decide(get("/reports"), NO_ROLES).requirement()).isEqualTo(ChannelRequirement.INSECURE);
		MockHttpServletRequest admin = get("/reports");
		admin.addUserRole("ADMIN");
		assertThat(rules.decide(admin, RoleLookup.ofRequest()).requirement()).isEqualTo(ChannelRequirement.SECURE);
	}

	@Test
	void rolesAreNotAskedForWhenTheFirstMatchHasNone() {
		ChannelRules rules = rules(new PathChannelRule(ChannelRequirement.INSECURE, "/reports/public"),
				new PathChannelRule(List.of("/reports/**"), Set.of(), Set.of("ADMIN"), ChannelRequirement.SECURE));
		assertThat(rules.decide(get("/reports/public"), NOT_ASKED).requirement())
			.isEqualTo(ChannelRequirement.INSECURE);
		assertThat(rules.decide(get("/other"), NOT_ASKED).requirement()).isEqualTo(ChannelRequirement.ANY);
	}

	@Test
	void firstOpinionOfABeanWinsOverConfiguredRules() {
		ChannelRule silent = (request) -> null;
		ChannelRule secure = (request) -> ChannelRequirement.SECURE;
		ChannelRule insecure = (request) -> ChannelRequirement.INSECURE;
		ChannelRules rules = new ChannelRules(List.of(silent, secure, insecure),
				List.of(new PathChannelRule(ChannelRequirement.ANY, "/**")), ChannelRequirement.ANY);
		assertThat(rules.decide(get("/x"), NOT_ASKED).requirement()).isEqualTo(ChannelRequirement.SECURE);
		assertThat(rules.decide(get("/x"), NOT_ASKED).byRule()).isTrue();
	}

	@Test
	void decisionFailsWhenABeanFails() {
		ChannelRule failing = (request) -> {
			throw new IllegalStateException("no answer");
		};
		ChannelRules rules = new ChannelRules(List.of(failing), List.of(), ChannelRequirement.ANY);
		assertThatIllegalStateException().isThrownBy(() -> rules.decide(get("/x"), NOT_ASKED));
	}

	@Test
	void mayBeInsecureIsFalseOnlyIfEverythingIsSecure() {
		List<PathChannelRule> secure = List.of(new PathChannelRule(ChannelRequirement.SECURE, "/account"));
		List<PathChannelRule> mixed = List.of(new PathChannelRule(ChannelRequirement.ANY, "/news"));
		ChannelRule bean = (request) -> null;
		assertThat(new ChannelRules(List.of(), secure, ChannelRequirement.SECURE).mayBeInsecure()).isFalse();
		assertThat(new ChannelRules(List.of(), secure, ChannelRequirement.ANY).mayBeInsecure()).isTrue();
		assertThat(new ChannelRules(List.of(), mixed, ChannelRequirement.SECURE).mayBeInsecure()).isTrue();
		assertThat(new ChannelRules(List.of(bean), secure, ChannelRequirement.SECURE).mayBeInsecure()).isTrue();
	}

	private static ChannelRequirement decide(HttpServletRequest request, PathChannelRule rule) {
		return rules(rule).decide(request, NOT_ASKED).requirement();
	}

	private static ChannelRules rules(PathChannelRule... rules) {
		return new ChannelRules(List.of(), List.of(rules), ChannelRequirement.ANY);
	}

	private static MockHttpServletRequest get(String path) {
		return request("GET", path);
	}

	private static MockHttpServletRequest request(String method, String path) {
		return new MockHttpServletRequest(method, path);
	}

	private static MockHttpServletRequest within(String contextPath, String path) {
		MockHttpServletRequest request = get(path);
		request.setContextPath(contextPath);
		return request;
	}

}
