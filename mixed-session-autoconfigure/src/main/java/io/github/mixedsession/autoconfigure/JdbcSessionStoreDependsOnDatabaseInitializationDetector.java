package io.github.mixedsession.autoconfigure;

import java.util.Set;

import org.springframework.boot.sql.init.dependency.AbstractBeansOfTypeDependsOnDatabaseInitializationDetector;

import io.github.mixedsession.store.jdbc.JdbcSessionStore;

/**
 * Has the store wait for whatever creates its tables: the schema scripts, Flyway or
 * Liquibase.
 */
class JdbcSessionStoreDependsOnDatabaseInitializationDetector
		extends AbstractBeansOfTypeDependsOnDatabaseInitializationDetector {

	@Override
	protected Set<Class<?>> getDependsOnDatabaseInitializationBeanTypes() {
		return Set.of(JdbcSessionStore.class);
	}

}
