package io.github.mixedsession.test;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Redis is on the class path of all tests: this gives connections to it to those alone
 * that keep their sessions there, or set {@value #PROPERTY} to {@code true}.
 */
public class RedisOnDemand implements AutoConfigurationImportFilter, EnvironmentAware {

	public static final String PROPERTY = "test.redis";

	private Environment environment;

	@Override
	public void setEnvironment(Environment environment) {
		this.environment = environment;
	}

	@Override
	public boolean[] match(String[] classes, AutoConfigurationMetadata metadata) {
		boolean wanted = this.environment.getProperty(PROPERTY, Boolean.class,
				"redis".equals(this.environment.getProperty("mixed-session.store")));
		boolean[] matches = new boolean[classes.length];
		for (int i = 0; i < classes.length; i++) {
			matches[i] = wanted || classes[i] == null
					|| !classes[i].startsWith("org.springframework.boot.data.redis.autoconfigure.");
		}
		return matches;
	}

}
