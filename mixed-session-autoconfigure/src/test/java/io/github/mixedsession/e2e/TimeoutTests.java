package io.github.mixedsession.e2e;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.RetiredIdPresentedEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long the secure side and replaced ids live, to the millisecond, with the defaults
 * and with other values.
 */
@ParameterizedClass
@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TOMCAT_WITH_REDIS")
class TimeoutTests {

	private static final String NOTHING = "user=null\n";

	private static final Duration MOMENT = Duration.ofMillis(1);

	private static final Map<Deployment, Map<Values, Site>> SITES = new EnumMap<>(Deployment.class);

	private final Deployment deployment;

	TimeoutTests(Deployment deployment) {
		this.deployment = deployment;
	}

	@AfterAll
	static void stopSites() {
		SITES.values().forEach((sites) -> sites.values().forEach(Site::close));
		SITES.clear();
	}

	@ParameterizedTest
	@EnumSource
	void secureSideEndsAfterItsIdleTimeAndTheSharedSideLivesOn(Values values) {
		Site site = values.site(this.deployment);
		Browser customer = customer(site);
		site.clock().advance(values.idle().minus(MOMENT));
		assertSecureSide(customer);
		site.clock().advance(values.idle());
		assertSharedSideAlone(customer);
		assertThat(customer.login("customer").status()).isEqualTo(302);
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
		assertThat(customer.https("/account/session").body()).contains("@cart=mug").doesNotContain("@card");
	}

	@ParameterizedTest
	@EnumSource
	void onlyTheSecureIdOverHttpsKeepsTheSecureSideAlive(Values values) {
		Site site = values.site(this.deployment);
		Browser customer = customer(site);
		Browser eavesdropper = customer.eavesdropper();
		for (int i = 0; i < 3; i++) {
			site.clock().advance(values.idle().dividedBy(3));
			customer.copy().http("/session");
			assertThat(eavesdropper.copy().http("/session").line("@cart")).isEqualTo("mug");
			assertThat(eavesdropper.copy().https("/session").line("@cart")).isEqualTo("mug");
		}
		site.clock().advance(Duration.ofMillis(2));
		assertSharedSideAlone(customer);
	}

	@ParameterizedTest
	@EnumSource
	void everyRequestWithTheSecureIdKeepsTheSecureSideAlive(Values values) {
		Site site = values.site(this.deployment);
		Browser customer = customer(site);
		site.clock().advance(values.secureIdle.minus(MOMENT));
		assertThat(customer.https("/page").status()).isEqualTo(200);
		site.clock().advance(values.tolerance.dividedBy(2));
		customer.https("/page");
		site.clock().advance(values.secureIdle.minus(MOMENT));
		assertSecureSide(customer);
	}

	@ParameterizedTest
	@EnumSource
	void secureSideEndsAtItsGreatestAgeHoweverBusy(Values values) {
		Site site = values.site(this.deployment);
		Browser customer = customer(site);
		live(site, customer, values.secureAbsolute.minus(MOMENT));
		assertSecureSide(customer);
		site.clock().advance(MOMENT);
		assertSharedSideAlone(customer);
	}

	@ParameterizedTest
	@EnumSource
	void greatestAgeCountsFromTheLogin(Values values) {
		Site site = values.site(this.deployment);
		Browser customer = site.browser();
		customer.http("/set?name=cart&value=mug");
		customer.https("/secure/set?name=card&value=4711");
		customer.https("/secure/page");
		live(site, customer, values.secureAbsolute.dividedBy(2));
		customer.login("customer");
		live(site, customer, values.secureAbsolute.minus(MOMENT));
		assertSecureSide(customer);
		site.clock().advance(MOMENT);
		assertSharedSideAlone(customer);
	}

	@ParameterizedTest
	@EnumSource
	void replacedInsecureIdLivesForTheGraceOnceItsSuccessorWasPresented(Values values) {
		Site site = values.site(this.deployment);
		Browser customer = customer(site);
		Browser before = customer.eavesdropper();
		customer.https("/secure/rotate");
		site.clock().advance(values.secureIdle.minus(MOMENT));
		assertThat(before.copy().http("/session").line("@cart")).as("its successor was not presented").isEqualTo("mug");
		site.events().clear();
		customer.https("/secure/page");
		if (!values.grace.isZero()) {
			site.clock().advance(values.grace.minus(MOMENT));
			assertThat(before.copy().http("/session").line("@cart")).isEqualTo("mug");
			assertThat(site.events().of(RetiredIdPresentedEvent.class)).isEmpty();
			site.clock().advance(MOMENT);
		}
		assertThat(before.copy().http("/session").body()).isEqualTo(NOTHING);
		assertThat(before.copy().https("/session").body()).isEqualTo(NOTHING);
		assertThat(site.events().of(RetiredIdPresentedEvent.class)).hasSize(2)
			.allMatch((event) -> event.getKind() == IdKind.INSECURE && !event.isSessionEnded());
		assertSecureSide(customer);
	}

	@ParameterizedTest
	@EnumSource
	void replacedSecureIdLivesForTheGraceAndIsLaterASignOfTheft(Values values) {
		Site site = values.site(this.deployment);
		Browser visitor = site.browser();
		visitor.http("/set?name=cart&value=mug");
		visitor.https("/secure/set?name=card&value=4711");
		visitor.https("/secure/page");
		Browser before = site.browser();
		before.jar().plant(Browser.SECURE_COOKIE, visitor.secureId(), true);
		assertThat(visitor.follow(true, "/insecure/page").status()).isEqualTo(200);
		site.clock().advance(values.secureIdle.minus(MOMENT));
		assertThat(before.copy().https("/session").line("@card")).as("its successor was not presented")
			.isEqualTo("4711");
		site.events().clear();
		visitor.https("/secure/page");
		if (!values.grace.isZero()) {
			site.clock().advance(values.grace.minus(MOMENT));
			assertThat(before.copy().https("/session").line("@card")).isEqualTo("4711");
			assertThat(site.events().of(RetiredIdPresentedEvent.class)).isEmpty();
			site.clock().advance(MOMENT);
		}
		assertThat(before.https("/session").body()).isEqualTo(NOTHING);
		assertThat(site.events().of(RetiredIdPresentedEvent.class)).singleElement()
			.matches((event) -> event.getKind() == IdKind.SECURE && event.isSessionEnded() == values.endSession);
		if (values.endSession) {
			assertThat(visitor.copy().https("/session").body()).isEqualTo(NOTHING);
			assertThat(visitor.copy().http("/session").body()).isEqualTo(NOTHING);
		}
		else {
			assertThat(visitor.https("/session").line("@card")).isEqualTo("4711");
		}
	}

	/**
	 * Lets time pass with as many requests over HTTPS as it takes.
	 */
	private static void live(Site site, Browser browser, Duration time) {
		Duration left = time;
		for (Duration step = Duration.ofSeconds(110); left.compareTo(step) > 0; left = left.minus(step)) {
			site.clock().advance(step);
			assertThat(browser.https("/session").line("@card")).isEqualTo("4711");
		}
		site.clock().advance(left);
	}

	private static Browser customer(Site site) {
		Browser customer = site.browser();
		customer.http("/set?name=cart&value=mug");
		customer.login("customer");
		customer.https("/secure/set?name=card&value=4711");
		return customer;
	}

	private static void assertSecureSide(Browser customer) {
		Reply reply = customer.https("/account/session");
		assertThat(reply.line("user")).isEqualTo("customer");
		assertThat(reply.line("@card")).isEqualTo("4711");
		assertThat(reply.line("@cart")).isEqualTo("mug");
	}

	private static void assertSharedSideAlone(Browser customer) {
		assertThat(customer.copy().http("/session").line("@cart")).isEqualTo("mug");
		Reply reply = customer.https("/session");
		assertThat(reply.line("user")).isEqualTo("null");
		assertThat(reply.line("@card")).isNull();
		assertThat(reply.line("@cart")).isEqualTo("mug");
		assertThat(customer.https("/account/page").status()).isEqualTo(302);
		assertThat(customer.http("/session").line("@cart")).isEqualTo("mug");
	}

	/** What a site can be told about times. */
	enum Values {

		DEFAULTS(Duration.ofMinutes(15), Duration.ofSeconds(60), Duration.ofHours(12), Duration.ofSeconds(10), true),

		OTHERS(Duration.ofMinutes(2), Duration.ZERO, Duration.ofMinutes(5), Duration.ofSeconds(3), false),

		NO_GRACE(Duration.ofMinutes(3), Duration.ofSeconds(30), Duration.ofMinutes(9), Duration.ZERO, true);

		private final Duration secureIdle;

		private final Duration tolerance;

		private final Duration secureAbsolute;

		private final Duration grace;

		private final boolean endSession;

		Values(Duration secureIdle, Duration tolerance, Duration secureAbsolute, Duration grace, boolean endSession) {
			this.secureIdle = secureIdle;
			this.tolerance = tolerance;
			this.secureAbsolute = secureAbsolute;
			this.grace = grace;
			this.endSession = endSession;
		}

		/** An access is recorded that much later at most, and nobody expires early. */
		Duration idle() {
			return this.secureIdle.plus(this.tolerance);
		}

		Site site(Deployment deployment) {
			return SITES.computeIfAbsent(deployment, (key) -> new EnumMap<>(Values.class))
				.computeIfAbsent(this, (key) -> deployment.startWith(List.of(), properties()));
		}

		private String[] properties() {
			return (this == DEFAULTS) ? new String[0]
					: Stream
						.of("timeout.secure-idle=" + this.secureIdle, "timeout.secure-absolute=" + this.secureAbsolute,
								"rotation.grace=" + this.grace, "write-interval=" + this.tolerance,
								"rotation.on-secure-id-reuse=" + (this.endSession ? "end-session" : "report"))
						.map((property) -> "mixed-session." + property)
						.toArray(String[]::new);
		}

	}

}
