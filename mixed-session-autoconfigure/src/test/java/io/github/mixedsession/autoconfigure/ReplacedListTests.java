package io.github.mixedsession.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A list replaces that of a source of lower precedence as a whole, as everywhere in
 * Spring Boot, whichever of them is longer or has more in its entries. A misspelt name is
 * refused wherever it stands.
 */
class ReplacedListTests {

	private static final String BASE = """
			mixed-session:
			  include: [/a/**, /b/**]
			  attributes:
			    shared: [cart, wishes]
			  headers:
			    export: {name: X-Shop, attributes: [cart, wishes]}
			  channel:
			    https-base-url: https://shop.example
			    allowed-hosts: [localhost, shop.example]
			    rules:
			    - {paths: [/account/**], requires: secure}
			    - {paths: [/login, /logout], methods: [GET, POST], roles: [ADMIN, USER], requires: secure}
			    - {paths: /orders, requires: secure}
			""";

	private final WebApplicationContextRunner contextRunner = TestApplication.runner();

	@Test
	void shorterListReplacesALongerOne() {
		run(BASE, "mixed-session.channel.rules[0].paths[0]=/till", "mixed-session.channel.rules[0].requires=secure",
				"mixed-session.include[0]=/**", "mixed-session.attributes.shared[0]=cart",
				"mixed-session.headers.export.attributes[0]=cart", "mixed-session.channel.allowed-hosts[0]=localhost")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				MixedSessionProperties properties = context.getBean(MixedSessionProperties.class);
				assertThat(properties.channel().rules()).singleElement().satisfies((rule) -> {
					assertThat(rule.paths()).containsExactly("/till");
					assertThat(rule.methods()).isEmpty();
				});
				assertThat(properties.include()).containsExactly("/**");
				assertThat(properties.attributes().shared()).containsExactly("cart");
				assertThat(properties.headers().exported().attributes()).containsExactly("cart");
				assertThat(properties.channel().allowedHosts()).containsExactly("localhost");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "mixed-session: {channel: {rules: []}}", "mixed-session.channel.rules:",
			"mixed-session.channel.rules: ''" })
	void emptyListReplacesAnother(String profile) {
		runBelow(profile, BASE).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(MixedSessionProperties.class).channel().rules()).isEmpty();
		});
	}

	@Test
	void argumentWithoutAValueEmptiesEveryList() {
		run(BASE, "mixed-session.channel.rules=", "mixed-session.include=", "mixed-session.attributes.shared=",
				"mixed-session.channel.allowed-hosts=")
			.run((context) -> {
				MixedSessionProperties properties = context.getBean(MixedSessionProperties.class);
				assertThat(properties.channel().rules()).isEmpty();
				assertThat(properties.include()).isEmpty();
				assertThat(properties.attributes().shared()).isEmpty();
				assertThat(properties.channel().allowedHosts()).isEmpty();
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "mixed-session.channel.rules[0].pats=/a", "mixed-session.channel.rules[1].pats[0]=/a",
			"mixed-session.channel.rule[0].paths=/a", "mixed-session.channel.rules[2].require=secure" })
	void misspeltNameIsRefusedInEitherSource(String property) {
		String misspelt = property.substring(0, property.indexOf('='));
		String yaml = property.replace("=", ": ");
		String rule = "mixed-session.channel.rules[0].";
		runBelow(yaml, BASE).run((context) -> assertThat(context).hasFailed());
		runBelow(BASE, yaml).run((context) -> assertThat(context).getFailure()
			.rootCause()
			.isInstanceOf(UnboundConfigurationPropertiesException.class)
			.hasMessageContaining(misspelt));
		run(BASE + yaml, rule + "paths[0]=/till", rule + "requires=secure")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(UnboundConfigurationPropertiesException.class,
						(failure) -> assertThat(failure.getUnboundProperties()).singleElement()
							.satisfies((unknown) -> assertThat(unknown.getName()).hasToString(misspelt))));
	}

	@Test
	void entryOfNoOtherSourceIsNotLeftOut() {
		runBelow("other: value", "mixed-session.channel.rules[1].paths: /a")
			.run((context) -> assertThat(context).hasFailed());
	}

	private WebApplicationContextRunner run(String yaml, String... properties) {
		return runBelow(yaml).withPropertyValues(properties);
	}

	/**
	 * Starts with documents, the one of highest precedence first.
	 */
	private WebApplicationContextRunner runBelow(String... documents) {
		return this.contextRunner.withInitializer((context) -> Stream.of(documents)
			.flatMap((yaml) -> load(yaml).stream())
			.forEach((source) -> context.getEnvironment().getPropertySources().addLast(source)));
	}

	private static List<PropertySource<?>> load(String yaml) {
		try {
			return new YamlPropertySourceLoader().load("yaml" + yaml.hashCode(),
					new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
