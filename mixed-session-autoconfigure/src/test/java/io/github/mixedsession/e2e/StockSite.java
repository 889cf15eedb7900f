package io.github.mixedsession.e2e;

import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;

import io.github.mixedsession.test.SpringSessionApplication;
import io.github.mixedsession.test.TestCertificate;
import io.github.mixedsession.test.TestDatabase;

/**
 * The same site with Spring Session JDBC as it comes out of the box, on HTTPS alone.
 */
final class StockSite implements Entrance, AutoCloseable {

	private final DataSource dataSource;

	private final SpringSessionApplication tables;

	private final ConfigurableApplicationContext context;

	StockSite(TestDatabase database) {
		this.dataSource = database.createDataSource();
		this.tables = new SpringSessionApplication(database, this.dataSource);
		ApplicationContextInitializer<GenericApplicationContext> beans = (context) -> context
			.registerBean(DataSource.class, () -> this.dataSource);
		this.context = new SpringApplicationBuilder(StockApplication.class).initializers(beans)
			.run("--spring.autoconfigure.exclude=" + Server.TOMCAT.excluded(), "--server.port=0",
					"--server.ssl.key-store=" + TestCertificate.location(),
					"--server.ssl.key-store-password=" + TestCertificate.PASSWORD, "--mixed-session.enabled=false",
					"--spring.session.jdbc.initialize-schema=never", "--spring.main.banner-mode=off",
					"--spring.main.register-shutdown-hook=false", "--logging.level.root=off");
	}

	@Override
	public int port(boolean tls) {
		return this.context.getEnvironment().getProperty("local.server.port", Integer.class, -1);
	}

	DataSource dataSource() {
		return this.dataSource;
	}

	int sessions() {
		return this.tables.sessions();
	}

	@Override
	public void close() {
		this.context.close();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = { FlywayAutoConfiguration.class, LiquibaseAutoConfiguration.class })
	@Import({ SessionController.class, StormController.class, SiteApplication.Security.class })
	static class StockApplication {

		@Bean
		Gate gate() {
			return new Gate();
		}

		@Bean
		AtomicInteger executions() {
			return new AtomicInteger();
		}

	}

}
