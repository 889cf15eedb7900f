package io.github.mixedsession.load;

import java.util.List;
import java.util.Locale;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.ClassPathResource;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.session.data.redis.config.annotation.web.http.EnableRedisHttpSession;
import org.springframework.session.data.redis.config.annotation.web.http.EnableRedisIndexedHttpSession;

/**
 * The application, one JVM for each side.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = { FlywayAutoConfiguration.class, LiquibaseAutoConfiguration.class,
		MetricsAutoConfiguration.class, ObservationAutoConfiguration.class })
@Import({ LoadController.class, MeterController.class })
class LoadApplication {

	/** What the line on standard output begins with that names the port. */
	static final String PORT = "load.port=";

	public static void main(String[] args) {
		WebServerApplicationContext context = (WebServerApplicationContext) SpringApplication.run(LoadApplication.class,
				args);
		System.out.println(PORT + context.getWebServer().getPort());
	}

	static SecurityContext user() {
		UserDetails user = User.withUsername("customer").password("").roles("CUSTOMER").build();
		return new SecurityContextImpl(UsernamePasswordAuthenticationToken.authenticated(user, null,
				AuthorityUtils.createAuthorityList("ROLE_CUSTOMER")));
	}

	@Bean
	static StatementCounter statementCounter() {
		return new StatementCounter();
	}

	@Bean
	static BeanPostProcessor counting(ObjectProvider<StatementCounter> counter) {
		return new BeanPostProcessor() {

			@Override
			public Object postProcessAfterInitialization(Object bean, String name) {
				if (bean instanceof LettuceConnectionFactory redis) {
					counter.getObject().watch(redis);
				}
				return (bean instanceof DataSource dataSource) ? counter.getObject().watch(dataSource) : bean;
			}

		};
	}

	@Bean
	SecurityFilterChain security(HttpSecurity http, ObjectProvider<SecurityContextRepository> repository)
			throws Exception {
		http.authorizeHttpRequests(
				(requests) -> requests.requestMatchers("/account/**").authenticated().anyRequest().permitAll());
		// a token costs every side the same
		http.csrf((csrf) -> csrf.ignoringRequestMatchers("/rotate"));
		repository.ifAvailable((custom) -> http.securityContext((context) -> context.securityContextRepository(custom)));
		return http.build();
	}

	@Bean
	UserDetailsService users() {
		return new InMemoryUserDetailsManager(List.of());
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "load.tables", havingValue = false)
	Attributes sessionAttributes() {
		return new SessionAttributes();
	}

	@Bean
	@ConditionalOnBooleanProperty("load.tables")
	HandWrittenAttributes handWrittenAttributes(DataSource dataSource) throws Exception {
		String product = dataSource.unwrap(HikariDataSource.class).getJdbcUrl().split(":")[1];
		new ResourceDatabasePopulator(new ClassPathResource(
				"io/github/mixedsession/store/jdbc/schema-" + product.toLowerCase(Locale.ROOT) + ".sql"))
			.execute(dataSource);
		return new HandWrittenAttributes(dataSource, Database.valueOf(product.toUpperCase(Locale.ROOT)));
	}

	/** What Boot sets up for Redis where it is on the class path. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = "load.redis", havingValue = "plain")
	@EnableRedisHttpSession
	static class RedisSessions {

	}

	/** The same, with {@code spring.session.data.redis.repository-type: indexed}. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = "load.redis", havingValue = "indexed")
	@EnableRedisIndexedHttpSession
	static class IndexedRedisSessions {

	}

}
