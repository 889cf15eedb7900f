package io.github.mixedsession.autoconfigure.actuate;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.web.SecurityFilterChain;

import io.github.mixedsession.ChannelRequirement;
import io.github.mixedsession.ChannelRule;
import io.github.mixedsession.autoconfigure.MixedSessionAutoConfiguration;
import io.github.mixedsession.autoconfigure.MixedSessionChannelAutoConfiguration;
import io.github.mixedsession.autoconfigure.MixedSessionSecurityAutoConfiguration;
import io.github.mixedsession.autoconfigure.actuate.MixedSessionDescriptor.RuleDescriptor;
import io.github.mixedsession.autoconfigure.observation.MixedSessionObservationAutoConfiguration;
import io.github.mixedsession.channel.ChannelRules;
import io.github.mixedsession.http.ConnectorPorts;
import io.github.mixedsession.id.RandomBytes;
import io.github.mixedsession.store.InMemorySessionStore;
import io.github.mixedsession.store.SessionStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MixedSessionEndpointAutoConfiguration} and
 * {@link MixedSessionEndpoint}.
 */
class MixedSessionEndpointAutoConfigurationTests {

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MixedSessionAutoConfiguration.class, SessionAutoConfiguration.class,
				MixedSessionChannelAutoConfiguration.class, MixedSessionEndpointAutoConfiguration.class))
		.withBean(SessionStore.class, InMemorySessionStore::new)
		.withBean(ConnectorPorts.class, Ports::new)
		.withPropertyValues("mixed-session.jdbc.cleanup-cron=-",
				"management.endpoints.web.exposure.include=mixedsession",
				"mixed-session.channel.rules[0].paths=/account/**", "mixed-session.channel.rules[0].methods=GET",
				"mixed-session.channel.rules[0].roles=ADMIN", "mixed-session.channel.rules[0].requires=secure");

	@Test
	void endpointIsThereWhenExposed() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(MixedSessionEndpoint.class));
	}

	@Test
	void endpointIsNotThereWhenNotExposed() {
		this.contextRunner.withPropertyValues("management.endpoints.web.exposure.include=health")
			.run((context) -> assertThat(context).doesNotHaveBean(MixedSessionEndpoint.class));
	}

	@Test
	void endpointIsNotThereWhenAccessIsNone() {
		this.contextRunner.withPropertyValues("management.endpoint.mixedsession.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(MixedSessionEndpoint.class));
	}

	@Test
	void endpointIsNotThereWithoutActuator() {
		new WebApplicationContextRunner().withUserConfiguration(OwnAutoConfigurations.class)
			.withBean(SessionStore.class, InMemorySessionStore::new)
			.withBean(ConnectorPorts.class, Ports::new)
			.withPropertyValues("mixed-session.jdbc.cleanup-cron=-")
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate", "io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(ChannelRules.class)
				.doesNotHaveBean("mixedSessionEndpoint")
				.doesNotHaveBean("mixedSessionMetrics"));
	}

	@Test
	void endpointIsNotThereWhenMixedSessionIsOff() {
		this.contextRunner.withPropertyValues("mixed-session.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MixedSessionEndpoint.class));
	}

	@Test
	void configurationIsTheEffectiveOne() {
		this.contextRunner
			.withPropertyValues("spring.session.timeout=10m", "mixed-session.cookie.insecure-name=VISIT",
					"mixed-session.cookie.hide-from-application=false", "server.servlet.session.cookie.max-age=7d",
					"mixed-session.include=/shop/**", "mixed-session.exclude=/shop/img/**",
					"mixed-session.channel.stay-secure=true", "mixed-session.channel.allowed-hosts=shop.example",
					"mixed-session.channel.http-base-url=http://shop.example", "mixed-session.attributes.secure=card.*",
					"mixed-session.attributes.shared=cart", "mixed-session.rotation.on-secure-id-reuse=report")
			.run((context) -> {
				MixedSessionDescriptor shown = context.getBean(MixedSessionEndpoint.class).configuration();
				assertThat(shown.cookie()).isEqualTo(new MixedSessionDescriptor.CookieDescriptor("VISIT",
						"__Host-VISIT", Duration.ofDays(7), false, false));
				assertThat(shown.include()).containsExactly("/shop/**");
				assertThat(shown.exclude()).containsExactly("/shop/img/**");
				assertThat(shown.timeout()).isEqualTo(new MixedSessionDescriptor.TimeoutDescriptor(
						Duration.ofMinutes(10), Duration.ofMinutes(15), Duration.ofHours(12)));
				assertThat(shown.rotation())
					.isEqualTo(new MixedSessionDescriptor.RotationDescriptor(Duration.ofSeconds(10), "report"));
				assertThat(shown.writeInterval()).isEqualTo(Duration.ofSeconds(60));
				assertThat(shown.store()).isEqualTo(InMemorySessionStore.class.getName());
				assertThat(shown.attributes()).isEqualTo(new MixedSessionDescriptor.AttributesDescriptor("secure",
						List.of("cart"), List.of("card.*"), List.of(), true));
				assertThat(shown.encryption().keys()).isFalse();
				assertThat(shown.channel().staySecure()).isTrue();
				assertThat(shown.channel().httpPort()).isEqualTo(8080);
				assertThat(shown.channel().httpsPort()).isNull();
				assertThat(shown.channel().httpBaseUrl()).isEqualTo("http://shop.example");
				assertThat(shown.channel().httpsBaseUrl()).isNull();
				assertThat(shown.channel().allowedHosts()).containsExactly("shop.example");
			});
	}

	@Test
	void whatIsEncryptedIsShownAndNoKey() {
		String key = Base64.getEncoder().encodeToString(RandomBytes.of(64));
		this.contextRunner
			.withPropertyValues("mixed-session.encryption.keys=" + key, "mixed-session.attributes.seal=false",
					"mixed-session.cookie.ledger=true")
			.run((context) -> {
				MixedSessionDescriptor shown = context.getBean(MixedSessionEndpoint.class).configuration();
				assertThat(shown.encryption().keys()).isTrue();
				assertThat(shown.attributes().seal()).isFalse();
				assertThat(shown.cookie().ledger()).isFalse();
				assertThat(shown.toString()).doesNotContain(key);
			});
	}

	@Test
	void cookiesAreShownWithTheirLedger() {
		for (boolean ledger : List.of(true, false)) {
			new WebApplicationContextRunner().withUserConfiguration(WholeApplication.class)
				.withPropertyValues("spring.flyway.enabled=false", "spring.liquibase.enabled=false",
						"management.endpoints.web.exposure.include=mixedsession", "mixed-session.store=cookie",
						"mixed-session.cookie.ledger=" + ledger,
						"mixed-session.encryption.keys=" + Base64.getEncoder().encodeToString(RandomBytes.of(64)))
				.run((context) -> {
					MixedSessionDescriptor shown = context.getBean(MixedSessionEndpoint.class).configuration();
					assertThat(shown.cookie().ledger()).isEqualTo(ledger);
					assertThat(shown.encryption().keys()).isTrue();
					assertThat(shown.attributes().seal()).isFalse();
				});
		}
	}

	@Test
	void rulesAreInOrder() {
		this.contextRunner.withBean(ChannelRule.class, OwnRule::new).run((context) -> {
			List<RuleDescriptor> rules = context.getBean(MixedSessionEndpoint.class).configuration().channel().rules();
			assertThat(rules).containsExactly(
					new RuleDescriptor(OwnRule.class.getName(), null, List.of(), Set.of(), Set.of()),
					new RuleDescriptor("mixed-session.channel.rules[0]", "secure", List.of("/account/**"),
							Set.of("GET"), Set.of("ADMIN")),
					new RuleDescriptor("mixed-session.channel.default-requirement", "any", List.of(), Set.of(),
							Set.of()));
		});
	}

	@Test
	void strictTransportSecurityIsOffWithoutSpringSecurity() {
		this.contextRunner.withPropertyValues("mixed-session.channel.default-requirement=secure")
			.run((context) -> assertThat(isStrictTransportSecurity(context.getBean(MixedSessionEndpoint.class)))
				.isFalse());
	}

	@Test
	void strictTransportSecurityIsOnWhereEverythingIsSecure() {
		WebApplicationContextRunner withSecurity = this.contextRunner
			.withConfiguration(AutoConfigurations.of(MixedSessionSecurityAutoConfiguration.class,
					SecurityAutoConfiguration.class, ServletWebSecurityAutoConfiguration.class));
		withSecurity.withPropertyValues("mixed-session.channel.default-requirement=secure").run((context) -> {
			assertThat(context).hasSingleBean(SecurityFilterChain.class);
			assertThat(isStrictTransportSecurity(context.getBean(MixedSessionEndpoint.class))).isTrue();
		});
		withSecurity.run((context) -> assertThat(isStrictTransportSecurity(context.getBean(MixedSessionEndpoint.class)))
			.isFalse());
	}

	private static boolean isStrictTransportSecurity(MixedSessionEndpoint endpoint) {
		return endpoint.configuration().channel().strictTransportSecurity();
	}

	@Test
	void decisionUsesAnAllowedHostUnlessOneIsGiven() {
		this.contextRunner
			.withPropertyValues("mixed-session.channel.allowed-hosts=shop.example,other.example",
					"mixed-session.channel.default-requirement=insecure")
			.run((context) -> {
				MixedSessionEndpoint endpoint = context.getBean(MixedSessionEndpoint.class);
				assertThat(endpoint.decision("decision", "/", null, "https", null, null))
					.isEqualTo(new DecisionDescriptor("insecure", "mixed-session.channel.default-requirement",
							"redirect", 302, "http://shop.example:8080/", null));
				assertThat(endpoint.decision("decision", "/", "get", "HTTPS", null, "other.example").location())
					.isEqualTo("http://other.example:8080/");
				assertThat(endpoint.decision("decision", "/", null, "https", null, "evil.example"))
					.satisfies((decision) -> assertThat(decision.status()).isEqualTo(400))
					.satisfies((decision) -> assertThat(decision.outcome()).isEqualTo("refuse"));
			});
	}

	@Test
	void decisionCountsRoles() {
		this.contextRunner.run((context) -> {
			MixedSessionEndpoint endpoint = context.getBean(MixedSessionEndpoint.class);
			assertThat(endpoint.decision("decision", "/account/x", null, "https", "USER, ADMIN", null).decidedBy())
				.isEqualTo("mixed-session.channel.rules[0]");
			assertThat(endpoint.decision("decision", "/account/x", null, "https", "USER", null).decidedBy())
				.isEqualTo("mixed-session.channel.default-requirement");
		});
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			account,     ,     http, ,      path
			'',          ,     http, ,      path
			/a?b=c,      ,     http, ,      path
			/a#b,        ,     http, ,      path
			/,           NOPE, http, ,      method
			/,           '',   http, ,      method
			/,           ,     ftp,  ,      channel
			/,           ,     '',   ,      channel
			/,           ,     http, ' ',   roles
			""")
	void decisionRefusesNonsense(String path, String method, String channel, String roles, String parameter) {
		this.contextRunner.run((context) -> assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> context.getBean(MixedSessionEndpoint.class)
				.decision("decision", path, method, channel, roles, null))
			.withMessageContaining("'" + parameter + "'"));
	}

	@Test
	void decisionRefusesControlCharactersAndEndlessText() {
		this.contextRunner.run((context) -> {
			MixedSessionEndpoint endpoint = context.getBean(MixedSessionEndpoint.class);
			for (String text : List.of("/\n", "/" + "x".repeat(3000))) {
				assertThatExceptionOfType(InvalidEndpointRequestException.class)
					.isThrownBy(() -> endpoint.decision("decision", text, null, null, null, null));
				assertThatExceptionOfType(InvalidEndpointRequestException.class)
					.isThrownBy(() -> endpoint.decision("decision", "/", null, null, null, text));
			}
			assertThat(endpoint.decision("something", "/", null, null, null, null)).isNull();
		});
	}

	/**
	 * Has them read as from an imports file, without loading what may be absent.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ MixedSessionAutoConfiguration.class, SessionAutoConfiguration.class,
			MixedSessionChannelAutoConfiguration.class, MixedSessionEndpointAutoConfiguration.class,
			MixedSessionObservationAutoConfiguration.class })
	static class OwnAutoConfigurations {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class WholeApplication {

	}

	static final class OwnRule implements ChannelRule {

		@Override
		public ChannelRequirement requirementFor(HttpServletRequest request) {
			return null;
		}

	}

	private record Ports() implements ConnectorPorts {

		@Override
		public int httpPort() {
			return 8080;
		}

		@Override
		public int httpsPort() {
			return UNKNOWN;
		}

	}

}
