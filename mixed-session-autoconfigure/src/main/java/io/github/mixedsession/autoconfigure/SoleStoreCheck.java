package io.github.mixedsession.autoconfigure;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.util.ClassUtils;

import io.github.mixedsession.MisconfigurationException;

/**
 * Refuses to guess where an application that has a database and Redis wants its sessions.
 */
final class SoleStoreCheck {

	private static final String REDIS = "org.springframework.data.redis.connection.RedisConnectionFactory";

	private SoleStoreCheck() {
	}

	static void check(MixedSessionProperties properties, ListableBeanFactory beans) {
		ClassLoader classLoader = SoleStoreCheck.class.getClassLoader();
		if (properties.store() == StoreType.AUTO && ClassUtils.isPresent(REDIS, classLoader)
				&& BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans,
						ClassUtils.resolveClassName(REDIS, classLoader), true, false).length > 0) {
			throw new MisconfigurationException(
					"There are a DataSource and a RedisConnectionFactory, and either could keep the sessions.",
					"Set " + OnStoreCondition.STORE + " to jdbc or to redis.");
		}
	}

}
