package io.github.mixedsession.autoconfigure;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for an application in which everything here is switched off: says so
 * in the log, since that is meant for development, and a wrong profile is easily active.
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBooleanProperty(name = "mixed-session.enabled", havingValue = false)
public final class MixedSessionDisabledAutoConfiguration {

	private static final Log logger = LogFactory.getLog(MixedSessionDisabledAutoConfiguration.class);

	@Bean
	ApplicationListener<ApplicationStartedEvent> mixedSessionDisabledNotice(ApplicationContext context) {
		return (event) -> {
			if (event.getApplicationContext() == context) {
				logger.info("mixed-session.enabled is false: sessions are the server's own, and no channel rule is "
						+ "enforced");
			}
		};
	}

}
