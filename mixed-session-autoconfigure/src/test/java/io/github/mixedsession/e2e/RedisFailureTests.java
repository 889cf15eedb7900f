package io.github.mixedsession.e2e;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.StringRedisTemplate;

import io.github.mixedsession.e2e.FaultyRedis.Fault;
import io.github.mixedsession.e2e.StoreFailureTests.Visit;
import io.github.mixedsession.test.Proof;
import io.github.mixedsession.test.TestRedis;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Redis fails at every step of a request, in every way: the request is answered 503 that
 * says nothing else, and nothing that was there before is lost by it.
 */
@Tag(Proof.TAG)
class RedisFailureTests {

	private static final int MORE_THAN_ANY_REQUEST_HAS = 60;

	/** The step of a logout at which the list of the user has the session no longer. */
	private static final int UNLISTED = 3;

	/** Which are enough in every build. */
	private static final Set<Visit> SOME = Set.of(Visit.READ, Visit.WRITE, Visit.SECURE_WRITE);

	private static final Map<Server, FaultyRedis> REDIS = new EnumMap<>(Server.class);

	private static final Map<Server, Site> SITES = new EnumMap<>(Server.class);

	@BeforeAll
	static void startSites() {
		for (Server server : Server.values()) {
			FaultyRedis redis = new FaultyRedis(TestRedis.SINGLE.port());
			REDIS.put(server, redis);
			SITES.put(server, Site.start(server, redis.port(),
					Site.withRules("logging.level.root=off", "spring.data.redis.timeout=1s")));
		}
		loadScripts(SITES.get(Server.TOMCAT));
	}

	/** One that Redis does not know is called twice, and that would be two steps. */
	private static void loadScripts(Site site) {
		for (Visit visit : Visit.values()) {
			Browser browser = visit.prepare(site.browser(), site);
			visit.make(browser, visit.form(browser));
		}
	}

	@AfterAll
	static void stopSites() throws IOException {
		SITES.values().forEach(Site::close);
		for (FaultyRedis redis : REDIS.values()) {
			redis.close();
		}
	}

	@ParameterizedTest
	@MethodSource("everything")
	void redisFailureAtAnyStepAnswers503AndLosesNothing(Server server, Fault fault, Visit visit) {
		FaultyRedis redis = REDIS.get(server);
		Site site = SITES.get(server);
		Browser browser = site.browser();
		boolean failed = true;
		for (int step = 1; failed; step++) {
			assertThat(step).isLessThan(MORE_THAN_ANY_REQUEST_HAS);
			browser = visit.prepare(browser, site);
			String form = visit.form(browser);
			site.sql().awaitEndOfRequests();
			redis.failAt(step, fault);
			Reply reply = visit.make(browser, form);
			site.sql().awaitEndOfRequests();
			failed = redis.repair();
			// the session has ended, and what is left of it is on its user's list alone
			boolean done = visit == Visit.LOGOUT && step == UNLISTED;
			if (failed && done) {
				assertThat(reply.status()).as("step %d of %s", step, visit).isEqualTo(302);
			}
			else if (failed && fault != Fault.CUT) {
				assertThat(reply.status()).as("step %d of %s", step, visit).isEqualTo(503);
				assertThat(redis.triedAfterFailure()).as("tried after step %d of %s", step, visit).isZero();
			}
			else if (!failed) {
				assertThat(reply.status()).as("after the last step of %s", visit).isLessThan(400);
				assertThat(step).as("%s uses the store", visit).isGreaterThan(1);
			}
			assertThat(reply.body()).doesNotContain(FaultyRedis.DETAIL, "Exception", "\tat ", "EVALSHA", "redis",
					"OOM");
			awaitConnection(site);
			visit.check(browser, reply.status() == 503);
		}
	}

	/** The client tries again and again, and waits longer each time. */
	private static void awaitConnection(Site site) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.ignoreExceptionsInstanceOf(DataAccessException.class)
			.until(() -> site.bean(StringRedisTemplate.class).hasKey("nothing"), (found) -> !found);
	}

	static Stream<Arguments> everything() {
		return Stream.of(Server.values())
			.flatMap((server) -> Stream.of(Fault.values())
				.filter((fault) -> isOn(server, fault))
				.flatMap((fault) -> Stream.of(Visit.values())
					.filter((visit) -> Proof.isLong() || isInEveryBuild(fault, visit))
					.map((visit) -> Arguments.of(server, fault, visit))));
	}

	/** What takes long is on one server. */
	private static boolean isOn(Server server, Fault fault) {
		return switch (fault) {
			case DOWN, LOST_ANSWER -> server == Server.TOMCAT;
			case HANGING, CUT -> server == Server.JETTY;
			case OUT_OF_MEMORY -> Proof.isLong() || server == Server.TOMCAT;
			default -> Proof.isLong() || server == Server.JETTY;
		};
	}

	private static boolean isInEveryBuild(Fault fault, Visit visit) {
		return switch (fault) {
			case OUT_OF_MEMORY, READ_ONLY -> true;
			case LOADING, UNAUTHENTICATED, CUT -> SOME.contains(visit);
			// a client waits until it knows
			case HANGING, DOWN, LOST_ANSWER -> visit == Visit.SECURE_WRITE;
		};
	}

}
