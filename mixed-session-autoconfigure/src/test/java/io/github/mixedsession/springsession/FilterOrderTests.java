package io.github.mixedsession.springsession;

import io.github.mixedsession.autoconfigure.MixedSessionAutoConfiguration;
import io.github.mixedsession.store.InMemorySessionStore;
import io.github.mixedsession.store.SessionStore;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.AbstractFilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.session.web.http.SessionRepositoryFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Our filter binds the request that Spring Session's filter asks about, so it comes
 * first, wherever an application puts that one.
 */
class FilterOrderTests {

	private static final String OURS = "mixedSessionRequestFilter";

	private static final String SPRING_SESSIONS = "sessionRepositoryFilterRegistration";

	private final WebApplicationContextRunner application = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MixedSessionAutoConfiguration.class, SessionAutoConfiguration.class))
		.withBean(SessionStore.class, InMemorySessionStore::new);

	@Test
	void sessionFiltersComeFirstByDefaultAndOursBeforeSpringSessions() {
		this.application.run((context) -> {
			assertThat(orderOf(context, SPRING_SESSIONS)).isEqualTo(SessionRepositoryFilter.DEFAULT_ORDER);
			assertThat(orderOf(context, OURS)).isEqualTo(SessionRepositoryFilter.DEFAULT_ORDER - 1);
		});
	}

	@Test
	void oursFollowsTheConfiguredOrder() {
		this.application.withPropertyValues("spring.session.servlet.filter-order=123").run((context) -> {
			assertThat(orderOf(context, SPRING_SESSIONS)).isEqualTo(123);
			assertThat(orderOf(context, OURS)).isEqualTo(122);
		});
	}

	private static int orderOf(ApplicationContext context, String registration) {
		return context.getBean(registration, AbstractFilterRegistrationBean.class).getOrder();
	}

}
