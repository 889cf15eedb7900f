package io.github.mixedsession.autoconfigure;

import java.util.Collection;
import java.util.List;

import javax.sql.DataSource;

import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;

import io.github.mixedsession.MisconfigurationException;
import io.github.mixedsession.MixedSessionDataSource;

/**
 * Where the sessions are kept. Not a data source itself, so that it is never taken for
 * one of the application's.
 *
 * @param dataSource the one that is marked with {@link MixedSessionDataSource}, or else
 * the application's only or primary one
 */
record SessionDataSource(DataSource dataSource) {

	static SessionDataSource choose(ObjectProvider<DataSource> marked, ObjectProvider<DataSource> all) {
		try {
			return new SessionDataSource(marked.getIfAvailable(all::getObject));
		}
		catch (NoUniqueBeanDefinitionException ex) {
			Collection<String> names = ex.getBeanNamesFound();
			throw new MisconfigurationException(
					"There are several DataSources, and none or more than one of them is to keep the sessions: "
							+ ((names != null) ? names : List.of()) + ".",
					"Mark one of them with @MixedSessionDataSource, or make one of them @Primary.", ex);
		}
	}

}
