package io.github.mixedsession.e2e;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.session.events.SessionDeletedEvent;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.RetiredIdPresentedEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an application can do about a theft, and what a flood of its signs can't.
 */
@ParameterizedClass
@EnumSource
class TheftReportTests {

	private static final Duration GRACE = Duration.ofSeconds(10);

	private static final String OURS = "io.github.mixedsession";

	private final Server server;

	private final Site site;

	TheftReportTests(Server server) {
		this.server = server;
		this.site = server.startWith(List.of(Guard.class));
	}

	@AfterEach
	void stopSite() {
		this.site.close();
	}

	@Test
	void theftOfASecureIdNamesTheUserWhoseOtherSessionsTheListenerEnds() {
		Browser customer = loggedIn("customer");
		Browser elsewhere = loggedIn("customer");
		Browser admin = loggedIn("admin");
		this.site.events().clear();
		presentRetiredSecureId(customer);
		RetiredIdPresentedEvent event = this.site.events().of(RetiredIdPresentedEvent.class).get(0);
		assertThat(event.getPrincipalName()).isEqualTo("customer");
		assertThat(event.isSessionEnded()).isTrue();
		assertThat(event.toString()).doesNotContain("customer");
		assertThat(this.site.bean(Guard.class).letters).containsExactly("customer");
		assertThat(this.site.bean(Guard.class).deleted).containsExactly("customer", "customer");
		assertThat(elsewhere.https("/session").body()).isEqualTo("user=null\n");
		assertThat(customer.https("/session").body()).isEqualTo("user=null\n");
		assertThat(admin.https("/session").line("user")).isEqualTo("admin");
	}

	@Test
	void theftThatIsOnlyReportedNamesTheUserToo() {
		try (Site reporting = this.server.start("mixed-session.rotation.on-secure-id-reuse=report")) {
			Browser customer = reporting.browser();
			customer.login("customer");
			customer.https("/account/page");
			Browser thief = customer.copy();
			customer.https("/secure/rotate");
			customer.https("/account/page");
			reporting.clock().advance(GRACE);
			thief.jar().remove(Browser.INSECURE_COOKIE);
			thief.https("/session");
			assertThat(reporting.events().of(RetiredIdPresentedEvent.class)).singleElement().satisfies((event) -> {
				assertThat(event.getPrincipalName()).isEqualTo("customer");
				assertThat(event.isSessionEnded()).isFalse();
			});
			assertThat(customer.https("/session").line("user")).isEqualTo("customer");
		}
	}

	@Test
	void sessionThatATheftEndsShowsWhatIsShared() {
		Browser customer = this.site.browser();
		customer.http("/set?name=cart&value=mug");
		customer.login("customer");
		customer.https("/account/page");
		Browser thief = customer.copy();
		customer.https("/secure/rotate");
		customer.https("/account/page");
		this.site.clock().advance(GRACE);
		this.site.events().clear();
		thief.jar().remove(Browser.INSECURE_COOKIE);
		thief.https("/session");
		assertThat(this.site.events().of(SessionDeletedEvent.class)).first()
			.satisfies((event) -> assertThat((String) event.getSession().getAttribute("cart")).isEqualTo("mug"));
	}

	@Test
	void retiredInsecureIdNamesNobody() {
		Browser customer = this.site.browser();
		customer.http("/set?name=cart&value=mug");
		Browser eavesdropper = customer.eavesdropper();
		customer.login("customer");
		customer.https("/account/page");
		this.site.clock().advance(GRACE);
		this.site.events().clear();
		eavesdropper.http("/session");
		eavesdropper.https("/session");
		assertThat(this.site.events().of(RetiredIdPresentedEvent.class)).hasSize(2).allSatisfy((event) -> {
			assertThat(event.getKind()).isEqualTo(IdKind.INSECURE);
			assertThat(event.getPrincipalName()).isNull();
		});
	}

	@Test
	void a49FloodOfSignsFloodsTheLogNeitherWithOneIdNorHidesOthers() {
		Browser one = eavesdropped();
		Browser other = eavesdropped();
		this.site.clock().advance(GRACE);
		this.site.events().clear();
		double before = signs();
		try (LogLines lines = new LogLines(OURS)) {
			for (int i = 0; i < 300; i++) {
				one.get(i % 2 == 0, "/session");
			}
			assertThat(lines.all()).hasSize(1);
			other.http("/session");
			assertThat(lines.all()).hasSize(2);
			this.site.clock().advance(Duration.ofMinutes(1));
			one.http("/session");
			one.http("/session");
			assertThat(lines.all()).hasSize(3).allMatch((line) -> line.contains("after its grace"));
		}
		this.site.sql().awaitEndOfRequests();
		assertThat(this.site.events().of(RetiredIdPresentedEvent.class)).hasSize(303);
		assertThat(signs() - before).isEqualTo(303);
	}

	@Test
	void eachTheftThatEndsASessionIsLogged() {
		try (LogLines lines = new LogLines(OURS)) {
			for (int i = 0; i < 3; i++) {
				presentRetiredSecureId(loggedIn("admin"));
			}
			assertThat(lines.all()).hasSize(3)
				.allMatch((line) -> line.contains("the session was ended") && !line.contains("admin"));
		}
	}

	private double signs() {
		return this.site.bean(MeterRegistry.class)
			.find("mixed.session.retired.ids")
			.counters()
			.stream()
			.mapToDouble(Counter::count)
			.sum();
	}

	/** Somebody who holds an id of a visitor that is retired by now. */
	private Browser eavesdropped() {
		Browser visitor = this.site.browser();
		visitor.http("/set?name=cart&value=mug");
		Browser eavesdropper = visitor.eavesdropper();
		visitor.https("/secure/page");
		visitor.https("/secure/page");
		return eavesdropper;
	}

	private Browser loggedIn(String user) {
		Browser browser = this.site.browser();
		browser.login(user);
		assertThat(browser.https("/account/session").line("user")).isEqualTo(user);
		return browser;
	}

	private void presentRetiredSecureId(Browser browser) {
		Browser thief = this.site.browser();
		thief.jar().plant(Browser.SECURE_COOKIE, browser.secureId(), true);
		browser.https("/secure/rotate");
		browser.https("/account/page");
		this.site.clock().advance(GRACE);
		thief.https("/session");
		this.site.sql().awaitEndOfRequests();
	}

	/** Writes to the user, and ends the rest of their sessions. */
	static class Guard {

		final List<String> letters = new CopyOnWriteArrayList<>();

		final List<@Nullable String> deleted = new CopyOnWriteArrayList<>();

		private final FindByIndexNameSessionRepository<? extends Session> sessions;

		Guard(FindByIndexNameSessionRepository<? extends Session> sessions) {
			this.sessions = sessions;
		}

		@EventListener
		void stolen(RetiredIdPresentedEvent event) {
			String user = event.getPrincipalName();
			if (user != null) {
				this.letters.add(user);
				this.sessions.findByPrincipalName(user).keySet().forEach(this.sessions::deleteById);
			}
		}

		@EventListener
		void deleted(SessionDeletedEvent event) {
			this.deleted
				.add(event.getSession().getAttribute(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME));
		}

		@Bean
		static MeterRegistry meters() {
			return new SimpleMeterRegistry();
		}

	}

}
