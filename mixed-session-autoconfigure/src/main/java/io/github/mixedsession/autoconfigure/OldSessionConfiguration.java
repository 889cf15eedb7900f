package io.github.mixedsession.autoconfigure;

import javax.sql.DataSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.session.data.redis.RedisSessionRepository;
import org.springframework.session.data.redis.config.annotation.SpringSessionRedisConnectionFactory;
import org.springframework.session.jdbc.JdbcIndexedSessionRepository;
import org.springframework.session.jdbc.config.annotation.SpringSessionDataSource;
import org.springframework.util.Assert;

import io.github.mixedsession.AttributeCodec;

/**
 * Opens the store of Spring Session whose sessions are moved at their first use, if it is
 * one of Spring Session's own.
 */
@Configuration(proxyBeanMethods = false)
class OldSessionConfiguration {

	private static ClassLoader classLoader(ResourceLoader resources) {
		ClassLoader loader = resources.getClassLoader();
		Assert.state(loader != null, "An application has a class loader");
		return loader;
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(JdbcIndexedSessionRepository.class)
	@ConditionalOnProperty(name = MigrationSource.FROM, havingValue = MigrationSource.JDBC)
	static class Jdbc {

		@Bean
		OldSessions mixedSessionOldSessions(@SpringSessionDataSource ObjectProvider<DataSource> marked,
				ObjectProvider<DataSource> all,
				@Qualifier("springSessionConversionService") ObjectProvider<ConversionService> conversionService,
				AttributeCodec codec, Environment environment, ResourceLoader resources) {
			DataSource source = MigrationSource.choose(marked, all, "a DataSource", "@SpringSessionDataSource");
			return OldJdbcSessions.open(source, conversionService.getIfAvailable(), codec, environment,
					classLoader(resources));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RedisSessionRepository.class)
	@ConditionalOnProperty(name = MigrationSource.FROM, havingValue = MigrationSource.REDIS)
	static class Redis {

		@Bean
		OldSessions mixedSessionOldSessions(
				@SpringSessionRedisConnectionFactory ObjectProvider<RedisConnectionFactory> marked,
				ObjectProvider<RedisConnectionFactory> all,
				@Qualifier("springSessionDefaultRedisSerializer") ObjectProvider<RedisSerializer<Object>> serializer,
				AttributeCodec codec, Environment environment, ResourceLoader resources) {
			RedisConnectionFactory source = MigrationSource.choose(marked, all, "a RedisConnectionFactory",
					"@SpringSessionRedisConnectionFactory");
			return OldRedisSessions.open(source, serializer.getIfAvailable(), codec, environment,
					classLoader(resources));
		}

	}

}
