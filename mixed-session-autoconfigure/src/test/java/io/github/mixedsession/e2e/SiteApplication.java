package io.github.mixedsession.e2e;

import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.mixedsession.test.MutableClock;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpSessionListener;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration;
import org.springframework.boot.session.jdbc.autoconfigure.JdbcSessionAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * A small site with a cart, forms and a login.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = { FlywayAutoConfiguration.class, LiquibaseAutoConfiguration.class,
		JdbcSessionAutoConfiguration.class })
@Import({ SessionController.class, DispatchController.class, SiteApplication.Security.class })
class SiteApplication implements WebMvcConfigurer {

	/** Something that is served as it is. */
	static final String STATIC_RESOURCE = "/static/schema-h2.sql";

	@Bean
	MutableClock clock() {
		return new MutableClock();
	}

	@Bean
	EventLog eventLog() {
		return new EventLog();
	}

	/** Waits for the end of sessions, which not every store tells of. */
	@Bean
	@ConditionalOnExpression("'${mixed-session.store:auto}' != 'cookie'")
	HttpSessionListener listener(EventLog log) {
		return log.listener();
	}

	@Bean
	Gate gate() {
		return new Gate();
	}

	/** How often a handler that changes something has run. */
	@Bean
	AtomicInteger executions() {
		return new AtomicInteger();
	}

	@Bean
	FilterRegistrationBean<SqlLog> sqlLogFilter(SqlLog sql) {
		FilterRegistrationBean<SqlLog> registration = new FilterRegistrationBean<>(sql);
		registration.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
		registration.setAsyncSupported(true);
		return registration;
	}

	@Override
	public void addResourceHandlers(ResourceHandlerRegistry registry) {
		registry.addResourceHandler("/static/**").addResourceLocations("classpath:io/github/mixedsession/store/jdbc/");
	}

	/** What nobody configured otherwise. */
	static class Security {

		@Bean
		PasswordEncoder passwordEncoder() {
			return new BCryptPasswordEncoder(4);
		}

		@Bean
		UserDetailsService users(PasswordEncoder encoder) {
			return new InMemoryUserDetailsManager(
					List.of(User.withUsername("customer").password(encoder.encode("demo-only")).roles("USER").build(),
							User.withUsername("admin").password(encoder.encode("demo-only")).roles("ADMIN").build()));
		}

		@Bean
		@ConditionalOnMissingBean
		SecurityFilterChain chain(HttpSecurity http) {
			return http
				.authorizeHttpRequests(
						(requests) -> requests.requestMatchers("/account/**").authenticated().anyRequest().permitAll())
				.csrf((csrf) -> csrf.ignoringRequestMatchers("/open/**"))
				.formLogin(Customizer.withDefaults())
				.build();
		}

	}

}
