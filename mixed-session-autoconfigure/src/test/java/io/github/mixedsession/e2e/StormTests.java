package io.github.mixedsession.e2e;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.mixedsession.test.Proof;
import io.github.mixedsession.test.EveryDatabase;
import io.github.mixedsession.test.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Thirty-two tabs of one browser rotate, log in, add, change and remove at random: every
 * write that was acknowledged is there at the end, and no request failed. The same storm
 * against stock Spring Session JDBC tells what that is worth.
 */
@Tag(Proof.TAG)
@ExtendWith(OutputCaptureExtension.class)
class StormTests {

	private static final Duration TIME = Proof.time(Duration.ofSeconds(5), Duration.ofMinutes(2));

	private static final int TICK_MILLIS = 20;

	private static final List<String> TABLE = new ArrayList<>(List.of(row("sessions of", "database", "requests",
			"per s", "acknowledged", "lost", "5xx", "logins", "rows", "statuses; more")));

	@AfterAll
	static void report() {
		System.out.println("Storm of " + Storm.CLIENTS + " clients on one session, " + TIME.toSeconds() + " s");
		TABLE.forEach(System.out::println);
	}

	@ParameterizedTest
	@EveryDatabase
	void everyAcknowledgedWriteIsThere(TestDatabase database, CapturedOutput output) throws Exception {
		Map<String, AtomicInteger> failures = new ConcurrentSkipListMap<>();
		try (Site site = start(database, failures)) {
			Timer clock = tick(site);
			try {
				Browser browser = site.browser();
				browser.login("customer");
				long seed = ThreadLocalRandom.current().nextLong(1_000_000);
				StormFigures figures = new Storm(browser, true, TIME, seed).run();
				int counted = counter(browser);
				TABLE.add(row("mixed-session", database, figures, site.sessions(),
						"generation " + generation(site) + ", rotated by logins and handlers "
								+ site.jdbc()
									.queryForObject("SELECT MAX(LOGIN_COUNT) FROM MIXED_SESSION", Integer.class)
								+ ", without user " + figures.withoutUser + ", SQL states " + failures + ", seed "
								+ seed));
				assertThat(figures.details()).as("seed " + seed).isEmpty();
				assertThat(figures.lost).hasValue(0);
				assertThat(figures.errors()).isZero();
				assertThat(counted).isBetween(figures.counted.get(),
						figures.counted.get() + figures.perhapsCounted.get());
				assertThat(site.sessions()).isOne();
				assertThat(browser.https("/secure/storm/show").line("user")).isEqualTo("customer");
				assertThat(counter(browser)).as("over HTTP as before").isEqualTo(counted);
				assertThat(output.toString().toLowerCase(Locale.ROOT)).doesNotContain("deadlock",
						"servlet.service() for");
			}
			finally {
				clock.cancel();
			}
		}
	}

	static Stream<TestDatabase> databasesOfStock() {
		return Proof.isLong() ? TestDatabase.available() : Stream.of(TestDatabase.H2);
	}

	@ParameterizedTest
	@MethodSource("databasesOfStock")
	void stockSpringSessionIsAskedTheSame(TestDatabase database) throws Exception {
		try (StockSite site = new StockSite(database)) {
			Browser browser = site.browser();
			browser.login("customer");
			long seed = ThreadLocalRandom.current().nextLong(1_000_000);
			StormFigures figures = new Storm(browser, false, TIME, seed).run();
			TABLE.add(row("Spring Session", database, figures, site.sessions(),
					"without user " + figures.withoutUser + ", seed " + seed));
			assertThat(figures.requests).hasPositiveValue();
			assertThat(figures.acknowledged).hasPositiveValue();
		}
	}

	private static Site start(TestDatabase database, Map<String, AtomicInteger> failures) {
		return Site
			.start(ProxyDataSourceBuilder.create(database.createDataSource()).afterQuery((execution, queries) -> {
				if (execution.getThrowable() instanceof SQLException ex) {
					failures.computeIfAbsent(String.valueOf(ex.getSQLState()), (state) -> new AtomicInteger())
						.incrementAndGet();
				}
			}).build(), List.of(StormController.class),
					Site.withRules("mixed-session.attributes.default-visibility=shared"));
	}

	/**
	 * Lets the site's clock go on as clocks do, so that graces end, and forgets what
	 * would fill the memory.
	 */
	private static Timer tick(Site site) {
		Timer timer = new Timer(true);
		timer.scheduleAtFixedRate(new TimerTask() {

			@Override
			public void run() {
				site.clock().advance(Duration.ofMillis(TICK_MILLIS));
				site.events().clear();
				site.sql().clear();
			}

		}, TICK_MILLIS, TICK_MILLIS);
		return timer;
	}

	private static int counter(Browser browser) {
		String counter = browser.http("/storm/show").line("@counter");
		return (counter != null) ? Integer.parseInt(counter) : 0;
	}

	private static String generation(Site site) {
		return String.valueOf(site.jdbc().queryForObject("SELECT MAX(GENERATION) FROM MIXED_SESSION", Integer.class));
	}

	private static String row(String sessions, TestDatabase database, StormFigures figures, int rows, String more) {
		return row(sessions, database, figures.requests, figures.requests.get() / TIME.toSeconds(),
				figures.acknowledged, figures.lost, figures.errors(), figures.logins, rows,
				figures.statuses() + "; " + more);
	}

	private static String row(Object... cells) {
		return String.format("%-15s%-12s%10s%8s%14s%8s%6s%8s%6s  %s", cells);
	}

}
