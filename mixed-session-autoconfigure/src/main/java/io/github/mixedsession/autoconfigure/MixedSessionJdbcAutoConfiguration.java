package io.github.mixedsession.autoconfigure;

import javax.sql.DataSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.sql.autoconfigure.init.OnDatabaseInitializationCondition;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.session.SessionRepository;

import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.jdbc.JdbcSessionStore;
import io.github.mixedsession.store.jdbc.MixedSessionDataSource;

/**
 * Auto-configuration for the store of sessions in a relational database.
 */
@AutoConfiguration(before = MixedSessionAutoConfiguration.class, after = DataSourceAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBooleanProperty(name = "mixed-session.enabled", matchIfMissing = true)
@ConditionalOnBean(DataSource.class)
@ConditionalOnMissingBean({ SessionStore.class, SessionRepository.class })
@EnableConfigurationProperties(MixedSessionJdbcProperties.class)
@Import(DatabaseInitializationDependencyConfigurer.class)
public final class MixedSessionJdbcAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	@Conditional(OnSchemaInitializationCondition.class)
	MixedSessionSchemaInitializer mixedSessionSchemaInitializer(
			@MixedSessionDataSource ObjectProvider<DataSource> sessionDataSource, ObjectProvider<DataSource> dataSource,
			MixedSessionJdbcProperties properties) {
		return new MixedSessionSchemaInitializer(sessionDataSource.getIfAvailable(dataSource::getObject), properties);
	}

	@Bean
	JdbcSessionStore mixedSessionStore(@MixedSessionDataSource ObjectProvider<DataSource> sessionDataSource,
			ObjectProvider<DataSource> dataSource, MixedSessionJdbcProperties properties) {
		DataSource source = sessionDataSource.getIfAvailable(dataSource::getObject);
		JdbcSessionStore store = new JdbcSessionStore(source, new JdbcTransactionManager(source),
				properties.getTableName());
		store.validate();
		return store;
	}

	static class OnSchemaInitializationCondition extends OnDatabaseInitializationCondition {

		OnSchemaInitializationCondition() {
			super("Mixed Session", "mixed-session.jdbc.initialize-schema");
		}

	}

}
