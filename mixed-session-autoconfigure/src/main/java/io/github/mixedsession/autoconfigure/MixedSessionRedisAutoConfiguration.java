package io.github.mixedsession.autoconfigure;

import java.time.Clock;
import java.util.Collection;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.session.SessionRepository;

import io.github.mixedsession.MisconfigurationException;
import io.github.mixedsession.MixedSessionRedis;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.redis.RedisSessionStore;

/**
 * Auto-configuration for the store of sessions in Redis or Valkey.
 */
@AutoConfiguration(before = MixedSessionAutoConfiguration.class,
		after = { DataRedisAutoConfiguration.class, MixedSessionJdbcAutoConfiguration.class })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBooleanProperty(name = "mixed-session.enabled", matchIfMissing = true)
@ConditionalOnClass(RedisConnectionFactory.class)
@Conditional(OnStoreCondition.Redis.class)
@ConditionalOnBean(RedisConnectionFactory.class)
@ConditionalOnMissingBean({ SessionStore.class, SessionRepository.class })
@EnableConfigurationProperties(MixedSessionProperties.class)
public final class MixedSessionRedisAutoConfiguration {

	private static final Log logger = LogFactory.getLog(MixedSessionRedisAutoConfiguration.class);

	@Bean
	RedisSessionStore mixedSessionStore(@MixedSessionRedis ObjectProvider<RedisConnectionFactory> marked,
			ObjectProvider<RedisConnectionFactory> all, MixedSessionProperties properties,
			ObjectProvider<Clock> clock) {
		OnStoreCondition.requireChosen(properties.store() != StoreType.JDBC, properties.store());
		MixedSessionRedisProperties redis = properties.redis();
		RedisSessionStore store = new RedisSessionStore(choose(marked, all), redis.namespace(),
				clock.getIfUnique(Clock::systemUTC), properties.writeInterval(), redis.waitForReplicas(),
				redis.waitTimeout());
		store.validate();
		return store;
	}

	@Bean
	CleanupSchedule mixedSessionRedisCleanupSchedule(MixedSessionProperties properties) {
		CleanupSchedule schedule = new CleanupSchedule("mixed-session.redis.cleanup-cron",
				properties.redis().cleanupCron());
		if (properties.store() != StoreType.COOKIE && schedule.pauses()) {
			logger.warn(schedule.property() + " (" + schedule.cron()
					+ ") pauses for more than an hour. Redis deletes a "
					+ "session two hours after it expired, and no SessionExpiredEvent tells of one that no run has seen. "
					+ "Have it run each hour at least, or set it to '-' if nobody listens.");
		}
		return schedule;
	}

	private static RedisConnectionFactory choose(ObjectProvider<RedisConnectionFactory> marked,
			ObjectProvider<RedisConnectionFactory> all) {
		try {
			return marked.getIfAvailable(all::getObject);
		}
		catch (NoUniqueBeanDefinitionException ex) {
			Collection<String> names = ex.getBeanNamesFound();
			throw new MisconfigurationException(
					"There are several RedisConnectionFactories, and none or more than one of them is to keep the sessions: "
							+ ((names != null) ? names : List.of()) + ".",
					"Mark one of them with @MixedSessionRedis, or make one of them @Primary.", ex);
		}
	}

}
