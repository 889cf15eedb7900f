package io.github.mixedsession.autoconfigure;

import java.util.concurrent.ConcurrentHashMap;

import jakarta.servlet.Filter;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.session.MapSessionRepository;
import org.springframework.session.config.annotation.web.http.EnableSpringHttpSession;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.WebApplicationContext;

import io.github.mixedsession.MixedSession;
import io.github.mixedsession.autoconfigure.connector.MixedSessionConnectorAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A controller that asks for a {@link MixedSession} works where there is none.
 */
class PlainSessionApplicationTests {

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DispatcherServletAutoConfiguration.class,
				WebMvcAutoConfiguration.class, SessionAutoConfiguration.class, MixedSessionAutoConfiguration.class,
				MixedSessionJdbcAutoConfiguration.class, MixedSessionChannelAutoConfiguration.class,
				MixedSessionConnectorAutoConfiguration.class, MixedSessionInactiveAutoConfiguration.class,
				MixedSessionWebMvcAutoConfiguration.class))
		.withUserConfiguration(CartController.class);

	@Test
	void controllerGetsTheContainersSessionWhereMixedSessionIsOff() {
		this.contextRunner.withPropertyValues("mixed-session.enabled=false")
			.run((context) -> assertThat(mvc(context).get().uri("/cart").sessionAttr("cart", 2)).hasStatusOk()
				.bodyText()
				.isEqualTo("3"));
	}

	@Test
	void controllerGetsTheSessionOfTheApplicationsOwnRepository() {
		this.contextRunner.withUserConfiguration(OwnSessions.class).run((context) -> {
			MockMvcTester mvc = mvc(context);
			MvcTestResult first = mvc.get().uri("/cart").exchange();
			assertThat(first).hasStatusOk().bodyText().isEqualTo("1");
			assertThat(first).headers().containsHeader(HttpHeaders.SET_COOKIE);
			assertThat(mvc.get().uri("/cart").cookie(first.getResponse().getCookies())).bodyText().isEqualTo("2");
		});
	}

	private static MockMvcTester mvc(WebApplicationContext context) {
		return MockMvcTester.from(context,
				(builder) -> builder.addFilters(context.getBeansOfType(Filter.class).values().toArray(Filter[]::new))
					.build());
	}

	@RestController
	static class CartController {

		@GetMapping("/cart")
		String add(MixedSession session) {
			return String.valueOf(session.<Integer>updateAttribute("cart", (count) -> (count != null) ? count + 1 : 1));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableSpringHttpSession
	static class OwnSessions {

		@Bean
		MapSessionRepository sessionRepository() {
			return new MapSessionRepository(new ConcurrentHashMap<>());
		}

	}

}
