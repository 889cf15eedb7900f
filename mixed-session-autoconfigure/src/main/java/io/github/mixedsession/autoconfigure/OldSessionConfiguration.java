package io.github.mixedsession.autoconfigure;

import java.io.ObjectInputFilter;

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

import io.github.mixedsession.AttributeCodec;

/**
 * Opens the store of Spring Session whose sessions are moved at their first use, if it is
 * one of Spring Session's own.
 */
@Configuration(proxyBeanMethods = false)
class OldSessionConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(JdbcIndexedSessionRepository.class)
	@ConditionalOnProperty(name = MigrationSource.FROM, havingValue = MigrationSource.JDBC)
	static class Jdbc {

		@Bean
		OldSessions mixedSessionOldSessions(@SpringSessionDataSource ObjectProvider<DataSource> marked,
				ObjectProvider<DataSource> all,
				@Qualifier("springSessionConversionService") ObjectProvider<ConversionService> conversionService,
				AttributeCodec codec, MixedSessionProperties properties, ObjectProvider<ObjectInputFilter> filters,
				Environment environment, ResourceLoader resources) {
			DataSource source = MigrationSource.choose(marked, all, "a DataSource", "@SpringSessionDataSource");
			AttributeCodec format = AttributeCodecFactory.create(conversionService.getIfAvailable(), properties,
					filters.orderedStream().toList(), resources.getClassLoader());
			return OldJdbcSessions.open(source, format, codec, environment);
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
				AttributeCodec codec, MixedSessionProperties properties, ObjectProvider<ObjectInputFilter> filters,
				Environment environment, ResourceLoader resources) {
			RedisConnectionFactory source = MigrationSource.choose(marked, all, "a RedisConnectionFactory",
					"@SpringSessionRedisConnectionFactory");
			RedisSerializer<Object> given = serializer.getIfAvailable();
			OldRedisFormat format = (given != null) ? OldRedisFormat.of(given) : OldRedisFormat.of(AttributeCodecFactory
				.javaSerialization(properties, filters.orderedStream().toList(), resources.getClassLoader()));
			return OldRedisSessions.open(source, format, codec, environment);
		}

	}

}
