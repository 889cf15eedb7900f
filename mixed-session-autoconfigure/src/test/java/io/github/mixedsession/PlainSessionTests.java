package io.github.mixedsession;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockServletContext;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.context.support.GenericWebApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The container's session in the clothes of a {@link MixedSession}.
 */
class PlainSessionTests {

	private final MockServletContext servletContext = new MockServletContext();

	private final MockHttpServletRequest request = new MockHttpServletRequest(this.servletContext);

	PlainSessionTests() {
		GenericWebApplicationContext application = new GenericWebApplicationContext(this.servletContext);
		application.refresh();
		this.servletContext.setAttribute(WebApplicationContext.ROOT_WEB_APPLICATION_CONTEXT_ATTRIBUTE, application);
	}

	@Test
	void attributesAreThoseOfTheHttpSession() {
		MixedSession session = MixedSessions.of(this.request);
		session.setAttribute("cart", 1);
		session.setAttribute("theme", "dark", AttributeVisibility.PER_CHANNEL);
		assertThat(this.request.getSession().getAttribute("cart")).isEqualTo(1);
		assertThat(session.getAttributeNames()).containsExactly("cart", "theme");
		assertThat(session.getVisibility("theme")).isEqualTo(AttributeVisibility.SHARED);
		session.setAttribute("cart", null);
		session.removeAttribute("theme");
		assertThat(session.getAttributeNames()).isEmpty();
		assertThat(MixedSessions.find(this.request)).isNotNull();
		assertThat(MixedSessions.isUsed(this.request)).isTrue();
	}

	@Test
	void thereIsNoneUntilItIsAskedFor() {
		assertThat(MixedSessions.find(this.request)).isNull();
		assertThat(MixedSessions.isUsed(this.request)).isFalse();
		assertThat(this.request.getSession(false)).isNull();
	}

	@Test
	void channelAndViewAreThoseOfTheRequest() {
		MixedSession session = MixedSessions.of(this.request);
		assertThat(session.getSide()).isEqualTo(SessionSide.INSECURE);
		assertThat(session.getView()).isEqualTo(SessionView.INSECURE);
		assertThat(session.hasSecureSide()).isFalse();
		this.request.setSecure(true);
		assertThat(session.getSide()).isEqualTo(SessionSide.SECURE);
		assertThat(session.getView()).isEqualTo(SessionView.SECURE);
		assertThat(session.hasSecureSide()).isTrue();
	}

	@Test
	void secureAttributeIsRefusedOverHttp() {
		MixedSession session = MixedSessions.of(this.request);
		assertThatExceptionOfType(SecureAttributeException.class)
			.isThrownBy(() -> session.setAttribute("pin", "1234", AttributeVisibility.SECURE));
		assertThat(session.getAttributeNames()).isEmpty();
		this.request.setSecure(true);
		session.setAttribute("pin", "1234", AttributeVisibility.SECURE);
		assertThat(session.<String>getAttribute("pin")).isEqualTo("1234");
	}

	@Test
	void updatesAreNotLost() throws Exception {
		MixedSession session = MixedSessions.of(this.request);
		int threads = 8;
		int rounds = 500;
		CountDownLatch done = new CountDownLatch(threads);
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			for (int i = 0; i < threads; i++) {
				executor.execute(() -> {
					for (int j = 0; j < rounds; j++) {
						session.updateAttribute("cart", (Integer count) -> (count != null) ? count + 1 : 1);
					}
					done.countDown();
				});
			}
			assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(session.<Integer>getAttribute("cart")).isEqualTo(threads * rounds);
	}

	@Test
	void idAndTimesAreThoseOfTheHttpSession() {
		MixedSession session = MixedSessions.of(this.request);
		String before = session.getId();
		assertThat(session.changeSessionId()).isEqualTo(this.request.getSession().getId()).isNotEqualTo(before);
		session.setMaxInactiveInterval(Duration.ofMinutes(5));
		assertThat(this.request.getSession().getMaxInactiveInterval()).isEqualTo(300);
		assertThat(session.getMaxInactiveInterval()).isEqualTo(Duration.ofMinutes(5));
		assertThat(session.getCreationTime().toEpochMilli()).isEqualTo(this.request.getSession().getCreationTime());
		assertThat(session.getLastAccessedTime().toEpochMilli())
			.isEqualTo(this.request.getSession().getLastAccessedTime());
		assertThat(session.isExpired()).isFalse();
		assertThat(session.getClientAddress()).isNull();
	}

	@Test
	void whatItCanNotDoItSays() {
		MixedSession session = MixedSessions.of(this.request);
		session.setSavingEnabled(true);
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> session.setSavingEnabled(false));
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> session.setLastAccessedTime(Instant.now()));
	}

	@Test
	void requestOutsideAnApplicationGetsNone() {
		assertThatIllegalStateException().isThrownBy(() -> MixedSessions.of(new MockHttpServletRequest()))
			.withMessageContaining("spring.session.servlet.filter-dispatcher-types")
			.withMessageContaining("@AutoConfigureMockMvc");
	}

}
