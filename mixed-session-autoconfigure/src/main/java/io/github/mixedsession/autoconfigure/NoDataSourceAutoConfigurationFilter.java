package io.github.mixedsession.autoconfigure;

import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Keeps Spring Boot from asking for a data source where nobody wants one: the starter
 * brings JDBC, and with the sessions in cookies an application may have no database. Says
 * nothing as soon as the application has a driver or a data source of any kind.
 */
final class NoDataSourceAutoConfigurationFilter
		implements AutoConfigurationImportFilter, EnvironmentAware, BeanClassLoaderAware {

	private static final String DATA_SOURCE = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration";

	private static final Set<String> PROPERTIES = Set.of("spring.datasource.url", "spring.datasource.jndi-name",
			"spring.datasource.driver-class-name", "spring.datasource.type");

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
		return properties == null || OnJdbcStoreCondition.storeType(properties) != StoreType.COOKIE
				|| PROPERTIES.stream().anyMatch(properties::containsProperty) || drivers().anyMatch(this::isPresent);
	}

	private boolean isPresent(String name) {
		return ClassUtils.isPresent(name, this.classLoader);
	}

	private Stream<String> drivers() {
		String known = "org.springframework.boot.jdbc.DatabaseDriver";
		return isPresent(known) ? Drivers.names() : Stream.empty();
	}

	/**
	 * Is there with Spring Boot's JDBC alone.
	 */
	private static final class Drivers {

		private Drivers() {
		}

		private static Stream<String> names() {
			return Arrays.stream(DatabaseDriver.values())
				.map(DatabaseDriver::getDriverClassName)
				.filter(Objects::nonNull);
		}

	}

}
