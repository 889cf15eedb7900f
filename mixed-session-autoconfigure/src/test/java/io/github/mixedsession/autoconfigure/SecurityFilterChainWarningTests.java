package io.github.mixedsession.autoconfigure;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Chains that start, and with which visitors can't log in.
 */
@ExtendWith(OutputCaptureExtension.class)
class SecurityFilterChainWarningTests {

	private static final String RULE = "mixed-session.channel.rules[0].";

	private final WebApplicationContextRunner contextRunner = TestApplication.runner()
		.withPropertyValues("mixed-session.channel.http-base-url=http://shop.example",
				"mixed-session.channel.https-base-url=https://shop.example");

	/** Other tests start applications that log less. */
	@BeforeEach
	void logWarnings() {
		LoggingSystem.get(getClass().getClassLoader()).setLogLevel("io.github.mixedsession", LogLevel.WARN);
	}

	@Test
	void formThatARuleKeepsToHttpIsNamed(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(FormLogin.class)
			.withPropertyValues(RULE + "paths=/sign*", RULE + "requires=insecure")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce("WARN")
			.contains(
					"Nobody can log in with the form that is sent to /signin: mixed-session.channel.rules[0] requires "
							+ "HTTP",
					"{paths: [\"/signin\"], requires: secure}");
	}

	@Test
	void formThatTheDefaultKeepsToHttpIsNamed(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(FormLogin.class)
			.withPropertyValues("mixed-session.channel.default-requirement=insecure")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce("WARN")
			.contains("sent to /signin: mixed-session.channel.default-requirement requires HTTP");
	}

	@Test
	void nothingIsSaidOfFormsOverHttps(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(FormLogin.class).run((context) -> assertThat(context).hasNotFailed());
		this.contextRunner.withUserConfiguration(FormLogin.class)
			.withPropertyValues("mixed-session.channel.default-requirement=insecure", RULE + "paths=/signin",
					RULE + "methods=POST", RULE + "requires=secure")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void rememberMeCookieThatHttpMaySendIsNamed(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(RememberMe.class).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce("WARN")
			.contains("the remember-me cookie 'remember-me' over HTTP",
					"rememberMe().rememberMeCookieName(\"__Host-remember-me\")");
	}

	@Test
	void nothingIsSaidOfARememberMeCookieOfHttps(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(PrefixedRememberMe.class)
			.run((context) -> assertThat(context).hasNotFailed());
		this.contextRunner.withUserConfiguration(RememberMe.class)
			.withPropertyValues("mixed-session.channel.default-requirement=secure")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("WARN");
	}

	@Configuration(proxyBeanMethods = false)
	static class RememberMe {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http
				.rememberMe(
						(rememberMe) -> rememberMe.key("secret").userDetailsService(new InMemoryUserDetailsManager()))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrefixedRememberMe {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http
				.rememberMe((rememberMe) -> rememberMe.key("secret")
					.userDetailsService(new InMemoryUserDetailsManager())
					.rememberMeCookieName("__Secure-remember-me"))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FormLogin {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.formLogin((login) -> login.loginPage("/sign-in").loginProcessingUrl("/signin")).build();
		}

	}

}
