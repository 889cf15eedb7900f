package io.github.mixedsession.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.session.SessionRepository;

import io.github.mixedsession.MisconfigurationException;
import io.github.mixedsession.session.MixedSessionRepository;

/**
 * Finds the repository whose sessions are moved at their first use, and asks it for one,
 * so that a store that can't be read fails the start and not the visitors.
 */
final class MigrationSource {

	static final String FROM = "mixed-session.migration.from";

	static final String JDBC = "jdbc";

	static final String REDIS = "redis";

	private static final Map<String, String> MODULES = Map.of(JDBC, "spring-session-jdbc", REDIS,
			"spring-session-data-redis");

	private MigrationSource() {
	}

	/**
	 * Returns the repository that the property names.
	 * @param from what it says
	 * @param opened Spring Session's own, if it says so and its module is there
	 * @param beans where others are found
	 */
	static SessionRepository<?> find(String from, @Nullable OldSessions opened, ListableBeanFactory beans) {
		SessionRepository<?> repository = (opened != null) ? opened.repository() : bean(from, beans);
		try {
			repository.findById(UUID.randomUUID().toString());
		}
		catch (RuntimeException ex) {
			throw new MisconfigurationException(
					"The sessions that " + FROM + " (" + from + ") is to move can't be read: "
							+ NestedExceptionUtils.getMostSpecificCause(ex) + ".",
					"Start where they can be read, and say where they are as the old application did ("
							+ OldJdbcSessions.TABLE_NAME + ", " + OldRedisSessions.NAMESPACE + ", "
							+ OldRedisSessions.REPOSITORY_TYPE + "), or remove mixed-session.migration.from.",
					ex);
		}
		return repository;
	}

	private static SessionRepository<?> bean(String from, ListableBeanFactory beans) {
		String module = MODULES.get(from);
		if (module != null) {
			throw new MisconfigurationException(FROM, from, "needs Spring Session's own repository",
					"Add the dependency org.springframework.session:" + module + " as long as sessions are moved.");
		}
		try {
			SessionRepository<?> repository = beans.getBean(from, SessionRepository.class);
			if (!(repository instanceof MixedSessionRepository)) {
				return repository;
			}
		}
		catch (NoSuchBeanDefinitionException ex) {
			throw unknown(from, beans, ex);
		}
		throw unknown(from, beans, null);
	}

	private static MisconfigurationException unknown(String from, ListableBeanFactory beans,
			@Nullable Exception cause) {
		List<String> others = List.of(beans.getBeanNamesForType(SessionRepository.class))
			.stream()
			.filter((name) -> beans.getType(name) != MixedSessionRepository.class)
			.toList();
		return new MisconfigurationException(
				"The property '" + FROM + "' with value '" + from + "' is neither jdbc nor redis nor the name of a "
						+ "SessionRepository of the application"
						+ (others.isEmpty() ? "." : ": there is " + others + "."),
				"Write one of these. A SessionRepository of the application's own has to be declared with "
						+ "@Bean(defaultCandidate = false), or it would be taken for the one that keeps the sessions.",
				cause);
	}

	/**
	 * Returns the bean that Spring Session would have taken.
	 */
	static <T> T choose(ObjectProvider<T> marked, ObjectProvider<T> all, String what, String mark) {
		T unique = marked.getIfAvailable(all::getIfUnique);
		if (unique == null) {
			throw new MisconfigurationException(
					"The property '" + FROM + "' needs " + what + ": there is none, or there are several.",
					"Define it as the old application did; of several, mark the one with the old sessions with " + mark
							+ ".");
		}
		return unique;
	}

}
