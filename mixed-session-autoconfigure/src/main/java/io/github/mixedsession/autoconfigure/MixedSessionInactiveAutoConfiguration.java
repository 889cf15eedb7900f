package io.github.mixedsession.autoconfigure;

import java.util.Arrays;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.session.SessionRepository;
import org.springframework.util.StringUtils;

import io.github.mixedsession.MisconfigurationException;
import io.github.mixedsession.session.MixedSessionRepository;

/**
 * Auto-configuration for an application that has a {@link SessionRepository} of its own,
 * to which everything here gives way. Refuses to start if it counts on channel rules all
 * the same, or on the HTTP connector that nothing would guard then.
 */
@AutoConfiguration(after = MixedSessionAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBooleanProperty(name = "mixed-session.enabled", matchIfMissing = true)
@ConditionalOnBean(SessionRepository.class)
@ConditionalOnMissingBean(MixedSessionRepository.class)
public final class MixedSessionInactiveAutoConfiguration {

	@Bean
	static BeanFactoryPostProcessor mixedSessionInactiveCheck(Environment environment) {
		return (beanFactory) -> {
			if (StringUtils.hasText(environment.getProperty(MigrationSource.FROM))) {
				throw new MisconfigurationException(
						"The application has a SessionRepository of its own "
								+ Arrays.toString(beanFactory.getBeanNamesForType(SessionRepository.class, true, false))
								+ ", to which mixed-session gives way: " + MigrationSource.FROM
								+ " is set, and no session would be moved.",
						"Declare the one that the sessions come from with @Bean(defaultCandidate = false).");
			}
			if (countsOnChannelRules(Binder.get(environment))) {
				throw new MisconfigurationException("The application has a SessionRepository of its own "
						+ Arrays.toString(beanFactory.getBeanNamesForType(SessionRepository.class, true, false))
						+ ", to which mixed-session gives way: mixed-session.channel or mixed-session.http-port is "
						+ "set, and no channel rule would be enforced.",
						"Remove that bean (or the annotation that brings it, like @EnableJdbcHttpSession), or set "
								+ "mixed-session.enabled to false.");
			}
		};
	}

	private static boolean countsOnChannelRules(Binder binder) {
		return binder.bind("mixed-session.channel", Bindable.mapOf(String.class, Object.class)).isBound()
				|| binder.bind("mixed-session.http-port", Integer.class).isBound();
	}

}
