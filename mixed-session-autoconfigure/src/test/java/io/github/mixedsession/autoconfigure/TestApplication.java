package io.github.mixedsession.autoconfigure;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

/**
 * An application that relies on auto-configuration alone, all of it and in its own order.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class TestApplication {

	static final String[] PROPERTIES = { "spring.flyway.enabled=false", "spring.liquibase.enabled=false" };

	static WebApplicationContextRunner runner() {
		return new WebApplicationContextRunner().withUserConfiguration(TestApplication.class)
			.withPropertyValues(PROPERTIES);
	}

}
