package io.github.mixedsession.autoconfigure;

import javax.sql.DataSource;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.session.SessionRepository;

import io.github.mixedsession.MixedSessionDataSource;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.jdbc.JdbcSessionStore;
import io.github.mixedsession.store.jdbc.MissingSessionTableException;

/**
 * Auto-configuration for the store of sessions in a relational database.
 */
@AutoConfiguration(before = MixedSessionAutoConfiguration.class, after = DataSourceAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBooleanProperty(name = "mixed-session.enabled", matchIfMissing = true)
@ConditionalOnClass(JdbcTransactionManager.class)
@Conditional(OnStoreCondition.Jdbc.class)
@ConditionalOnBean(DataSource.class)
@ConditionalOnMissingBean({ SessionStore.class, SessionRepository.class })
@EnableConfigurationProperties(MixedSessionProperties.class)
@Import(DatabaseInitializationDependencyConfigurer.class)
public final class MixedSessionJdbcAutoConfiguration {

	@Bean
	SessionDataSource mixedSessionDataSource(@MixedSessionDataSource ObjectProvider<DataSource> marked,
			ObjectProvider<DataSource> all, MixedSessionProperties properties, ListableBeanFactory beans) {
		OnStoreCondition.requireChosen(properties.store() != StoreType.REDIS, properties.store());
		SoleStoreCheck.check(properties, beans);
		return SessionDataSource.choose(marked, all);
	}

	@Bean
	@ConditionalOnMissingBean
	MixedSessionSchemaInitializer mixedSessionSchemaInitializer(SessionDataSource source,
			MixedSessionProperties properties) {
		// Refuses a database or a table name before any script has to do with it.
		JdbcSessionStore store = createStore(source, properties);
		return new MixedSessionSchemaInitializer(source.dataSource(), properties.jdbc(), store.getPlatform());
	}

	@Bean
	JdbcSessionStore mixedSessionStore(SessionDataSource source, MixedSessionProperties properties,
			ObjectProvider<MixedSessionSchemaInitializer> initializer) {
		JdbcSessionStore store = createStore(source, properties);
		try {
			store.validate();
		}
		catch (MissingSessionTableException ex) {
			initializer.ifUnique(MixedSessionSchemaInitializer::initializeStrictly);
			store.validate();
		}
		return store;
	}

	private static JdbcSessionStore createStore(SessionDataSource source, MixedSessionProperties properties) {
		return new JdbcSessionStore(source.dataSource(), new JdbcTransactionManager(source.dataSource()),
				properties.jdbc().tableName());
	}

}
