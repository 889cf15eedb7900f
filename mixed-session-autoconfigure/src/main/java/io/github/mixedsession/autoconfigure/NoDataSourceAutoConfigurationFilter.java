package io.github.mixedsession.autoconfigure;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.boot.jdbc.EmbeddedDatabaseConnection;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Keeps Spring Boot from asking for a data source where nobody wants one: the starter
 * brings JDBC, and with the sessions in cookies an application may have no database. Says
 * nothing where there is one to be had: as soon as a property of
 * {@code spring.datasource} is set, with an embedded database, and with a driver where
 * Docker Compose or Testcontainers may tell of a database. Nor with a ledger, which needs
 * one.
 */
final class NoDataSourceAutoConfigurationFilter
		implements AutoConfigurationImportFilter, EnvironmentAware, BeanClassLoaderAware {

	/** They load where Spring Boot's support for Testcontainers, or Compose, is there. */
	static final List<String> SERVICE_CONNECTIONS = List.of(
			"org.springframework.boot.jdbc.testcontainers.JdbcContainerConnectionDetailsFactory",
			"org.springframework.boot.jdbc.docker.compose.PostgresJdbcDockerComposeConnectionDetailsFactory");

	private static final String DATA_SOURCE = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration";

	private static final String REDIS = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration";

	private @Nullable Environment environment;

	private @Nullable ClassLoader classLoader;

	@Override
	public void setEnvironment(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void setBeanClassLoader(ClassLoader classLoader) {
		this.classLoader = classLoader;
	}

	@Override
	public boolean[] match(@Nullable String[] autoConfigurationClasses,
			AutoConfigurationMetadata autoConfigurationMetadata) {
		boolean[] matches = new boolean[autoConfigurationClasses.length];
		for (int i = 0; i < matches.length; i++) {
			matches[i] = !DATA_SOURCE.equals(autoConfigurationClasses[i]) || isWanted();
		}
		return matches;
	}

	private boolean isWanted() {
		Environment properties = this.environment;
		return properties == null || isAskedFor(properties) || isConfigured(properties)
				|| (isPresent("org.springframework.boot.jdbc.DatabaseDriver") && isThereWithoutConfiguration());
	}

	private boolean isAskedFor(Environment properties) {
		return OnStoreCondition.matches(StoreType.JDBC, properties)
				&& !(isPresent(REDIS) && OnStoreCondition.matches(StoreType.REDIS, properties));
	}

	private static boolean isConfigured(Environment properties) {
		return Binder.get(properties).bind("spring.datasource", Bindable.mapOf(String.class, Object.class)).isBound();
	}

	private boolean isThereWithoutConfiguration() {
		return Databases.isEmbedded(this.classLoader)
				|| (SERVICE_CONNECTIONS.stream().anyMatch(this::isPresent) && Databases.hasDriver(this.classLoader));
	}

	private boolean isPresent(String name) {
		return ClassUtils.isPresent(name, this.classLoader);
	}

	/**
	 * Is there with Spring Boot's JDBC alone.
	 */
	private static final class Databases {

		private Databases() {
		}

		private static boolean isEmbedded(@Nullable ClassLoader classLoader) {
			return EmbeddedDatabaseConnection.get(classLoader) != EmbeddedDatabaseConnection.NONE;
		}

		private static boolean hasDriver(@Nullable ClassLoader classLoader) {
			return Arrays.stream(DatabaseDriver.values())
				.map(DatabaseDriver::getDriverClassName)
				.filter(Objects::nonNull)
				.anyMatch((name) -> ClassUtils.isPresent(name, classLoader));
		}

	}

}
