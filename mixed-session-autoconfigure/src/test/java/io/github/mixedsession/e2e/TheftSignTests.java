package io.github.mixedsession.e2e;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.ApplicationEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.IgnoredIdReason;
import io.github.mixedsession.RefusalReason;
import io.github.mixedsession.RequestRefusedEvent;
import io.github.mixedsession.RetiredIdPresentedEvent;
import io.github.mixedsession.SessionConflictEvent;
import io.github.mixedsession.SessionDetachedEvent;
import io.github.mixedsession.SessionIdIgnoredEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every sign of theft in SECURITY.md: one event, one count, and no usable id in either.
 */
@ParameterizedClass
@EnumSource
class TheftSignTests {

	private static final Duration GRACE = Duration.ofSeconds(10);

	private static final Map<Deployment, Site> SITES = new EnumMap<>(Deployment.class);

	private final Set<String> usableIds = new LinkedHashSet<>();

	private final Server server;

	private final Site site;

	TheftSignTests(Deployment deployment) {
		this.server = deployment.server();
		this.site = SITES.computeIfAbsent(deployment, (key) -> key.startWith(List.of(Meters.class)));
	}

	@AfterAll
	static void stopSites() {
		SITES.values().forEach(Site::close);
		SITES.clear();
	}

	@Test
	void insecureIdAfterItsGrace() {
		Browser visitor = visitor();
		Browser eavesdropper = visitor.eavesdropper();
		visitor.https("/secure/page");
		visitor.https("/secure/page");
		this.site.clock().advance(GRACE);
		RetiredIdPresentedEvent event = sign(RetiredIdPresentedEvent.class, "retired.ids{kind=insecure,session=kept}",
				() -> eavesdropper.http("/session"), visitor);
		assertThat(event.getKind()).isEqualTo(IdKind.INSECURE);
		assertThat(visitor.https("/session").line("view")).isEqualTo("SECURE");
	}

	@Test
	void insecureIdAfterItsGraceBesideAValidSecureOne() {
		Browser visitor = visitor();
		String retired = visitor.insecureId();
		visitor.https("/secure/page");
		visitor.https("/secure/page");
		this.site.clock().advance(GRACE);
		visitor.jar().plant(Browser.INSECURE_COOKIE, retired, false);
		sign(RetiredIdPresentedEvent.class, "retired.ids{kind=insecure,session=kept}", () -> visitor.https("/session"),
				visitor);
		assertThat(visitor.insecureId()).isNotEqualTo(retired);
	}

	@Test
	void secureIdAfterItsGrace() {
		Browser customer = visitor();
		customer.https("/secure/page");
		customer.https("/secure/page");
		Browser thief = this.site.browser();
		thief.jar().plant(Browser.SECURE_COOKIE, customer.secureId(), true);
		customer.login("customer");
		customer.https("/account/page");
		this.site.clock().advance(GRACE);
		RetiredIdPresentedEvent event = sign(RetiredIdPresentedEvent.class, "retired.ids{kind=secure,session=ended}",
				() -> thief.https("/session"), customer);
		assertThat(event.getKind()).isEqualTo(IdKind.SECURE);
		assertThat(customer.https("/session").body()).isEqualTo("user=null\n");
	}

	@Test
	void cookiesOfTwoSessions() {
		Browser customer = visitor();
		customer.login("customer");
		Browser attacker = visitor();
		this.usableIds.addAll(attacker.jar().everSeen());
		customer.jar().plant(Browser.INSECURE_COOKIE, attacker.insecureId(), false);
		sign(SessionConflictEvent.class, "conflicts{}", () -> customer.https("/session"), customer);
	}

	@Test
	void severalCookiesOfOneNameThatAreAllValid() {
		Browser one = steppedUp();
		Browser two = steppedUp();
		this.usableIds.addAll(two.jar().everSeen());
		for (String name : List.of(Browser.SECURE_COOKIE, Browser.INSECURE_COOKIE)) {
			SessionIdIgnoredEvent event = sign(SessionIdIgnoredEvent.class, "ignored.ids{reason=ambiguous}",
					() -> this.site.browser()
						.get(true, "/session", "Cookie: " + name + "=" + one.jar().find(name) + "; " + name + "="
								+ two.jar().find(name)),
					one);
			assertThat(event.getReason()).isEqualTo(IgnoredIdReason.AMBIGUOUS);
			assertThat(event.getKind()).isEqualTo(IdKind.of(name.equals(Browser.SECURE_COOKIE)));
		}
	}

	@Test
	void moreCookiesOfOneNameThanAreLookedUp() {
		Browser visitor = steppedUp();
		StringBuilder cookies = new StringBuilder("Cookie: __Host-SESSION=" + visitor.secureId());
		for (int i = 0; i < 4; i++) {
			cookies.append("; __Host-SESSION=").append("%096d".formatted(i));
		}
		sign(SessionIdIgnoredEvent.class, "ignored.ids{reason=ambiguous}",
				() -> this.site.browser().get(true, "/session", cookies.toString()), visitor);
	}

	@Test
	void oneValidCookieAmongSeveralIsNoSign() {
		Browser visitor = steppedUp();
		noSign(() -> this.site.browser()
			.get(true, "/session",
					"Cookie: __Host-SESSION=" + visitor.secureId() + "; __Host-SESSION=" + "0".repeat(96)));
	}

	@Test
	void secureCookieOverHttp() {
		Browser visitor = steppedUp();
		visitor.http("/page");
		for (String path : List.of("/session", "/page", SiteApplication.STATIC_RESOURCE, "/forward", "/async")) {
			SessionIdIgnoredEvent event = sign(SessionIdIgnoredEvent.class, "ignored.ids{reason=over-http}",
					() -> this.site.browser().get(false, path, "Cookie: __Host-SESSION=" + visitor.secureId()),
					visitor);
			assertThat(event.getReason()).isEqualTo(IgnoredIdReason.OVER_HTTP);
			assertThat(event.getKind()).isEqualTo(IdKind.SECURE);
		}
	}

	@Test
	void insecureIdOfASessionWithASecureSideOverHttps() {
		Browser customer = visitor();
		customer.login("customer");
		Browser eavesdropper = customer.eavesdropper();
		SessionDetachedEvent event = sign(SessionDetachedEvent.class, "detachments{}",
				() -> eavesdropper.https("/set?name=x&value=y"), customer);
		assertThat(event.getOriginalId()).isEqualTo(customer.https("/session").line("id"));
		assertThat(event.getSession().getId()).isNotEqualTo(event.getOriginalId());
	}

	@Test
	void lostStepUpRaceIsToldWhenTheLoserWrites() {
		Browser victim = visitor();
		Browser eavesdropper = victim.eavesdropper();
		eavesdropper.https("/secure/page");
		this.usableIds.addAll(eavesdropper.jar().everSeen());
		noSign(() -> victim.https("/secure/session"));
		sign(SessionDetachedEvent.class, "detachments{}", () -> victim.https("/secure/set?name=card&value=4711"),
				victim);
	}

	@Test
	void lostStepUpRaceIsToldWhenTheLoserOnlyReads() {
		Browser victim = visitor();
		Browser eavesdropper = victim.eavesdropper();
		eavesdropper.https("/secure/page");
		eavesdropper.https("/secure/page");
		this.usableIds.addAll(eavesdropper.jar().everSeen());
		this.site.clock().advance(GRACE);
		sign(RetiredIdPresentedEvent.class, "retired.ids{kind=insecure,session=kept}",
				() -> victim.https("/secure/session"), victim);
	}

	@Test
	void requestsThatAreRefused() {
		Browser customer = visitor();
		String token = customer.csrf(false);
		customer.login("customer");
		assertThat(refusal("wrong-channel",
				() -> customer.post(false, "/login", "username=customer&password=demo-only&_csrf=" + token), customer))
			.isEqualTo(RefusalReason.WRONG_CHANNEL);
		assertThat(refusal("secure-attribute",
				() -> customer.http("/set-as?name=SPRING_SECURITY_CONTEXT&value=x&visibility=SHARED"), customer))
			.isEqualTo(RefusalReason.SECURE_ATTRIBUTE);
		assertThat(refusal("untrusted-host", () -> customer.get(false, "/secure/page", "Host: evil.example"), customer))
			.isEqualTo(RefusalReason.UNTRUSTED_HOST);
		// Jetty refuses such paths before anybody else sees them
		if (this.server == Server.TOMCAT) {
			assertThat(refusal("ambiguous-path", () -> customer.http("/secure//page;SESSION=" + customer.insecureId()),
					customer))
				.isEqualTo(RefusalReason.AMBIGUOUS_PATH);
		}
	}

	private RefusalReason refusal(String reason, Runnable request, Browser browser) {
		return sign(RequestRefusedEvent.class, "refusals{reason=" + reason + "}", request, browser).getReason();
	}

	@Test
	void valuesThatNoIdLooksLikeAreNoSign() {
		for (boolean tls : new boolean[] { false, true }) {
			noSign(() -> this.site.browser().get(tls, "/session", "Cookie: SESSION=x; SESSION=y"));
			noSign(() -> this.site.browser().get(tls, "/session", "Cookie: SESSION=" + "0".repeat(54)));
		}
	}

	/**
	 * Expects one event, one more in one counter, and no id in either.
	 */
	private <E extends ApplicationEvent> E sign(Class<E> type, String meter, Runnable request, Browser browser) {
		this.site.events().clear();
		Map<String, Double> before = signs();
		request.run();
		this.site.sql().awaitEndOfRequests();
		Map<String, Double> expected = new TreeMap<>(before);
		expected.merge(meter, 1.0, Double::sum);
		assertThat(signs()).isEqualTo(expected);
		List<E> events = this.site.events().of(type);
		assertThat(events).hasSize(1);
		this.usableIds.addAll(browser.jar().everSeen());
		assertThat(this.usableIds).hasSizeGreaterThan(1);
		assertHoldsNone(String.valueOf(events.get(0)));
		getters(events.get(0)).forEach(TheftSignTests.this::assertHoldsNone);
		this.site.bean(MeterRegistry.class)
			.getMeters()
			.forEach((counter) -> assertHoldsNone(counter.getId().toString()));
		return events.get(0);
	}

	private void noSign(Runnable request) {
		Map<String, Double> before = signs();
		request.run();
		this.site.sql().awaitEndOfRequests();
		assertThat(signs()).isEqualTo(before);
	}

	private void assertHoldsNone(String text) {
		assertThat(this.usableIds).noneMatch(text::contains);
	}

	private static List<String> getters(Object event) {
		return Arrays.stream(event.getClass().getDeclaredMethods())
			.filter((method) -> method.getParameterCount() == 0)
			.map((method) -> invoke(method, event))
			.toList();
	}

	private static String invoke(Method method, Object event) {
		try {
			return String.valueOf(method.invoke(event));
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Map<String, Double> signs() {
		Map<String, Double> counts = new TreeMap<>();
		for (String name : List.of("retired.ids", "conflicts", "detachments", "ignored.ids", "refusals")) {
			for (Counter counter : this.site.bean(MeterRegistry.class).find("mixed.session." + name).counters()) {
				counts.put(name + counter.getId()
					.getTags()
					.stream()
					.map((tag) -> tag.getKey() + "=" + tag.getValue())
					.collect(Collectors.joining(",", "{", "}")), counter.count());
			}
		}
		return counts;
	}

	private Browser visitor() {
		Browser visitor = this.site.browser();
		visitor.http("/set?name=cart&value=mug");
		return visitor;
	}

	private Browser steppedUp() {
		Browser visitor = visitor();
		visitor.https("/secure/page");
		visitor.https("/secure/page");
		return visitor;
	}

	/**
	 * Keeps the meters, and lets paths through that Spring Security's firewall would
	 * refuse before anybody else sees them.
	 */
	static class Meters {

		@Bean
		HttpFirewall firewall() {
			StrictHttpFirewall firewall = new StrictHttpFirewall();
			firewall.setAllowUrlEncodedDoubleSlash(true);
			firewall.setAllowSemicolon(true);
			return firewall;
		}

		@Bean
		MeterRegistry meters() {
			return new SimpleMeterRegistry();
		}

	}

}
