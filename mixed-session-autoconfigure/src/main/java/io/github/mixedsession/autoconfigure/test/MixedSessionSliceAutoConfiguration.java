package io.github.mixedsession.autoconfigure.test;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

import io.github.mixedsession.autoconfigure.MixedSessionAutoConfiguration;
import io.github.mixedsession.autoconfigure.MixedSessionChannelAutoConfiguration;
import io.github.mixedsession.autoconfigure.MixedSessionProperties;
import io.github.mixedsession.autoconfigure.MixedSessionSecurityAutoConfiguration;
import io.github.mixedsession.channel.ChannelCrossing;
import io.github.mixedsession.channel.ChannelDecision;

/**
 * Auto-configuration for a slice test like {@code @WebMvcTest}, where there is nothing to
 * keep sessions in: the channel rules hold, and sessions are plain ones that cross as
 * they are.
 */
@AutoConfiguration(after = MixedSessionAutoConfiguration.class,
		before = { MixedSessionChannelAutoConfiguration.class, MixedSessionSecurityAutoConfiguration.class })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBooleanProperty(name = "mixed-session.enabled", matchIfMissing = true)
@ConditionalOnMissingBean(ChannelCrossing.class)
@EnableConfigurationProperties(MixedSessionProperties.class)
public final class MixedSessionSliceAutoConfiguration {

	@Bean
	ChannelCrossing mixedSessionPlainCrossing() {
		return new ChannelCrossing() {

			@Override
			public void stay(HttpServletRequest request, HttpServletResponse response, ChannelDecision decision) {
				// a plain session has one id and no side
			}

			@Override
			public boolean leave(HttpServletRequest request, HttpServletResponse response, ChannelDecision decision) {
				return true;
			}

		};
	}

}
