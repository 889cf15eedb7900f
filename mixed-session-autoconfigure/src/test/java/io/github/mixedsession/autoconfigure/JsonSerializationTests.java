package io.github.mixedsession.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import javax.sql.DataSource;

import jakarta.servlet.http.Cookie;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.support.GenericConversionService;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.jackson.SecurityJacksonModules;
import org.springframework.security.web.csrf.DefaultCsrfToken;

import io.github.mixedsession.AttributeCodec;
import io.github.mixedsession.MixedSessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Sessions as JSON, the way that the documentation shows it.
 */
class JsonSerializationTests {

	private final WebApplicationContextRunner contextRunner = TestApplication.runner()
		.withUserConfiguration(PermissiveSecurityConfiguration.class, SessionJsonConfiguration.class)
		.withPropertyValues("mixed-session.attributes.seal=false");

	@Test
	void sessionSurvivesAsJson() {
		Cart cart = new Cart(new ArrayList<>(List.of(new Item("mug", 2))), Instant.parse("2026-01-01T00:00:00Z"));
		SecurityContext login = new SecurityContextImpl(UsernamePasswordAuthenticationToken.authenticated(
				User.withUsername("customer").password("{noop}x").roles("USER").build(), null,
				AuthorityUtils.createAuthorityList("ROLE_USER")));
		this.contextRunner.run((context) -> {
			assertThat(context).hasNotFailed();
			MockHttpServletResponse first = FilteredRequest.get(context, "https://shop.test/", (request) -> {
				request.getSession().setAttribute("cart", cart);
				request.getSession().setAttribute("visits", 3L);
				request.getSession().setAttribute("SPRING_SECURITY_CONTEXT", login);
			});
			Map<String, Object> found = new HashMap<>();
			FilteredRequest.get(context, "https://shop.test/", (request) -> {
				for (String name : List.of("cart", "visits", "SPRING_SECURITY_CONTEXT")) {
					found.put(name, request.getSession().getAttribute(name));
				}
			}, first.getCookies());
			assertThat(found).containsEntry("cart", cart)
				.containsEntry("visits", 3L)
				.containsEntry("SPRING_SECURITY_CONTEXT", login);
			assertThat(new JdbcTemplate(context.getBean(DataSource.class))
				.queryForList("SELECT ATTRIBUTE_VALUE FROM MIXED_SESSION_ATTRIBUTE", byte[].class))
				.allSatisfy((value) -> assertThat(new String(value, StandardCharsets.UTF_8)).matches("(?s)[{\\[].*"));
		});
	}

	@Test
	void csrfTokenSurvivesAsJson() {
		this.contextRunner.run((context) -> {
			AttributeCodec codec = context.getBean(AttributeCodec.class);
			DefaultCsrfToken token = new DefaultCsrfToken("X-CSRF-TOKEN", "_csrf", "value");
			assertThat(codec.decode(codec.encode(token))).usingRecursiveComparison().isEqualTo(token);
		});
	}

	@Test
	void typeThatIsNotAllowedIsNotCreated() {
		this.contextRunner.run((context) -> {
			AttributeCodec codec = context.getBean(AttributeCodec.class);
			byte[] planted = "{\"@class\":\"javax.swing.JFrame\"}".getBytes(StandardCharsets.UTF_8);
			assertThatException().isThrownBy(() -> codec.decode(planted))
				.havingRootCause()
				.withMessageContaining("javax.swing.JFrame");
		});
	}

	@Test
	void valuesOfOtherRequestsAreChangedAsJsonToo() {
		this.contextRunner.run((context) -> {
			AtomicReference<Object> result = new AtomicReference<>();
			MockHttpServletResponse first = FilteredRequest.get(context, "http://shop.test/",
					(request) -> MixedSessions.of(request).setAttribute("count", 1));
			Cookie[] cookies = first.getCookies();
			FilteredRequest.get(context, "http://shop.test/", (request) -> result.set(MixedSessions.of(request)
				.<Integer>updateAttribute("count", (count) -> (count != null) ? count + 1 : 1)), cookies);
			assertThat(result.get()).isEqualTo(2);
		});
	}

	/** A value of the application. */
	record Cart(List<Item> items, Instant changedAt) {
	}

	/** A line in a cart. */
	record Item(String sku, int quantity) {
	}

	@Configuration(proxyBeanMethods = false)
	static class SessionJsonConfiguration {

		@Bean
		GenericConversionService springSessionConversionService() {
			BasicPolymorphicTypeValidator.Builder allowed = BasicPolymorphicTypeValidator.builder()
				.allowIfSubType(Number.class)
				.allowIfSubType("java.time.")
				.allowIfSubType(Cart.class)
				.allowIfSubType(Item.class);
			List<JacksonModule> modules = SecurityJacksonModules.getModules(getClass().getClassLoader(), allowed);
			ObjectMapper mapper = JsonMapper.builder().addModules(modules).build();
			GenericConversionService conversionService = new GenericConversionService();
			conversionService.addConverter(Object.class, byte[].class,
					(value) -> mapper.writerFor(Object.class).writeValueAsBytes(value));
			conversionService.addConverter(byte[].class, Object.class, (json) -> mapper.readValue(json, Object.class));
			return conversionService;
		}

	}

}
