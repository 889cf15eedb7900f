package io.github.mixedsession.security;

import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import jakarta.servlet.Filter;

import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.util.pattern.PathPattern;

import io.github.mixedsession.Channel;
import io.github.mixedsession.ChannelRequirement;
import io.github.mixedsession.channel.ChannelDecision;
import io.github.mixedsession.channel.ChannelDryRun;
import io.github.mixedsession.channel.ChannelVerdict.Outcome;
import io.github.mixedsession.channel.HypotheticalRequest;

/**
 * Finds the paths of logins that the channel rules leave open to HTTP, or keep there,
 * where nobody can log in (invariant 3). Unlike a page with a password field, none of the
 * former shows what it is for: a link to an identity provider, a button for a passkey.
 * Thread-safe.
 */
public final class LoginPaths {

	/** By the names of the filters, for not every application has their modules. */
	private static final Map<String, String> DEFAULTS = Map.of("OAuth2AuthorizationRequestRedirectFilter",
			"/oauth2/authorization/*", "OAuth2LoginAuthenticationFilter", "/login/oauth2/code/*",
			"Saml2WebSsoAuthenticationRequestFilter", "/saml2/authenticate/*", "Saml2WebSsoAuthenticationFilter",
			"/login/saml2/sso/*", "GenerateOneTimeTokenFilter", "/ott/generate", "OneTimeTokenAuthenticationFilter",
			"/login/ott", "PublicKeyCredentialRequestOptionsFilter", "/webauthn/authenticate/options",
			"PublicKeyCredentialCreationOptionsFilter", "/webauthn/register/options", "WebAuthnRegistrationFilter",
			"/webauthn/register", "WebAuthnAuthenticationFilter", "/login/webauthn");

	private static final int DEPTH = 3;

	private LoginPaths() {
	}

	/**
	 * Finds the paths.
	 * @param chains the chains of the application
	 * @param rules says what becomes of a request
	 * @return patterns, as a channel rule takes them
	 */
	public static Set<String> servedOverHttp(Collection<? extends SecurityFilterChain> chains, ChannelDryRun rules) {
		Set<String> paths = new LinkedHashSet<>();
		for (SecurityFilterChain chain : chains) {
			for (Filter filter : chain.getFilters()) {
				String byDefault = DEFAULTS.get(filter.getClass().getSimpleName());
				if (byDefault != null) {
					Set<String> own = new LinkedHashSet<>();
					findPatterns(filter, DEPTH, own);
					paths.addAll(own.isEmpty() ? Set.of(byDefault) : own);
				}
			}
		}
		paths.removeIf((path) -> !isServedOverHttp(path, rules));
		return paths;
	}

	/**
	 * Finds the paths that forms with a password are sent to, and that HTTPS is not for:
	 * nobody can log in there.
	 * @param chains the chains of the application
	 * @param rules says what becomes of a request
	 * @return the paths, each with what keeps it to HTTP
	 */
	public static Map<String, String> formsKeptToHttp(Collection<? extends SecurityFilterChain> chains,
			ChannelDryRun rules) {
		Map<String, String> paths = new LinkedHashMap<>();
		for (SecurityFilterChain chain : chains) {
			for (Filter filter : chain.getFilters()) {
				if (filter instanceof UsernamePasswordAuthenticationFilter) {
					Set<String> own = new LinkedHashSet<>();
					findPatterns(filter, DEPTH, own);
					for (String path : own) {
						ChannelDecision decision = rules.run(request("POST", path, Channel.SECURE)).decision();
						if (decision != null && decision.requirement() == ChannelRequirement.INSECURE) {
							paths.put(path, decision.reason());
						}
					}
				}
			}
		}
		return paths;
	}

	private static HypotheticalRequest request(String method, String path, Channel channel) {
		return new HypotheticalRequest(method, "", "", path.replace("*", "x"), channel, "localhost", Set.of());
	}

	private static boolean isServedOverHttp(String path, ChannelDryRun rules) {
		return Stream.of("GET", "POST")
			.map((method) -> request(method, path, Channel.INSECURE))
			.anyMatch((request) -> rules.run(request).outcome() == Outcome.SERVE);
	}

	/**
	 * Spring Security tells nobody which paths its filters are for. Looks through their
	 * matchers, and the resolvers that have one; what it can't read keeps its default.
	 */
	private static void findPatterns(Object owner, int depth, Set<String> patterns) {
		ReflectionUtils.doWithFields(owner.getClass(), (field) -> {
			ReflectionUtils.makeAccessible(field);
			Object value = field.get(owner);
			if (value instanceof PathPattern pattern) {
				patterns.add(pattern.getPatternString().replaceAll("\\{[^/]*}", "*"));
			}
			else if (value != null && depth > 0) {
				findPatterns(value, depth - 1, patterns);
			}
		}, (field) -> !Modifier.isStatic(field.getModifiers()) && (PathPattern.class.isAssignableFrom(field.getType())
				|| RequestMatcher.class.isAssignableFrom(field.getType())
				|| field.getType().getSimpleName().endsWith("RequestResolver")));
	}

}
