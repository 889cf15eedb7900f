package io.github.mixedsession.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;

import io.github.mixedsession.test.EveryStore;
import io.github.mixedsession.test.TestStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Eight requests of one visitor at a time, in every store.
 */
class RaceTests {

	private static final int ROUNDS = 200;

	private static final int REQUESTS = 8;

	private static final Log logger = LogFactory.getLog(RaceTests.class);

	private static ExecutorService executor;

	@BeforeAll
	static void startThreads() {
		executor = Executors.newFixedThreadPool(REQUESTS);
	}

	@AfterAll
	static void stopThreads() {
		executor.shutdownNow();
	}

	@ParameterizedTest
	@EveryStore
	void idChangesWhileSevenRequestsRunOnTheOldOne(TestStore store) throws Exception {
		Browser customer = Site.shared(store).browser();
		customer.https("/secure/set?name=cart&value=mug");
		customer.login("customer");
		customer.https("/secure/set?name=card&value=4711");
		Figures figures = new Figures();
		for (int round = 0; round < ROUNDS; round++) {
			Browser before = customer.copy();
			List<Reply> replies = atOnce((i) -> () -> (i == 0) ? customer.https("/secure/rotate") : (i % 2 == 0)
					? customer.https("/secure/set?name=shared" + i + "&value=x") : customer.https("/secure/session"));
			for (int i = 0; i < REQUESTS; i++) {
				figures.errors += (replies.get(i).status() != 200) ? 1 : 0;
				figures.withoutCart += (i % 2 == 1 && !"mug".equals(replies.get(i).line("@cart"))) ? 1 : 0;
			}
			Reply old = before.https("/session");
			figures.oldOpensSecureSide += (!"null".equals(old.line("user")) || old.line("@card") != null) ? 1 : 0;
			Reply now = customer.https("/session");
			boolean lives = "customer".equals(now.line("user")) && "mug".equals(now.line("@cart"))
					&& "4711".equals(now.line("@card"));
			figures.lost += lives ? 0 : 1;
			figures.unchanged += customer.secureId().equals(before.secureId()) ? 1 : 0;
		}
		report("id changes over HTTPS", store, figures);
		assertThat(figures).usingRecursiveComparison().isEqualTo(new Figures());
	}

	@ParameterizedTest
	@EveryStore
	void insecureIdChangesWhileSevenRequestsRunOnTheOldOne(TestStore store) throws Exception {
		Browser visitor = Site.shared(store).browser();
		visitor.http("/set?name=cart&value=mug");
		Figures figures = new Figures();
		for (int round = 0; round < ROUNDS; round++) {
			String before = visitor.insecureId();
			List<Reply> replies = atOnce((i) -> () -> (i == 0) ? visitor.http("/rotate")
					: (i % 2 == 0) ? visitor.http("/set?name=tab" + i + "&value=x") : visitor.http("/session"));
			for (int i = 0; i < REQUESTS; i++) {
				figures.errors += (replies.get(i).status() != 200) ? 1 : 0;
				figures.withoutCart += (i % 2 == 1 && !"mug".equals(replies.get(i).line("@cart"))) ? 1 : 0;
			}
			Reply now = visitor.http("/session");
			figures.lost += "mug".equals(now.line("@cart")) ? 0 : 1;
			figures.unchanged += visitor.insecureId().equals(before) ? 1 : 0;
		}
		report("id changes over HTTP", store, figures);
		assertThat(figures).usingRecursiveComparison().isEqualTo(new Figures());
	}

	@ParameterizedTest
	@EveryStore
	void sessionStepsUpAndDownWhileOthersRun(TestStore store) throws Exception {
		Figures figures = new Figures();
		for (int round = 0; round < ROUNDS / 4; round++) {
			Browser visitor = Site.shared(store).browser();
			visitor.http("/set?name=cart&value=mug");
			List<Reply> replies = new ArrayList<>();
			replies.addAll(atOnce((i) -> () -> visitor.get(i % 2 == 0, "/session")));
			replies.addAll(atOnce((i) -> () -> visitor.get(i % 2 == 0, "/session")));
			replies.add(visitor.http("/session"));
			replies.add(visitor.https("/session"));
			for (Reply reply : replies) {
				figures.errors += (reply.status() != 200) ? 1 : 0;
				figures.withoutCart += "mug".equals(reply.line("@cart")) ? 0 : 1;
			}
			figures.lost += "SECURE".equals(replies.get(replies.size() - 1).line("view")) ? 0 : 1;
		}
		report("crossings at once", store, figures);
		assertThat(figures).usingRecursiveComparison().isEqualTo(new Figures());
	}

	@ParameterizedTest
	@EveryStore
	void eightFirstWritesOfOneAttribute(TestStore store) throws Exception {
		Browser visitor = Site.shared(store).browser();
		visitor.http("/set?name=cart&value=mug");
		Figures figures = new Figures();
		for (int round = 0; round < ROUNDS; round++) {
			String name = "first" + round;
			List<Reply> replies = atOnce((i) -> () -> visitor.http("/set?name=" + name + "&value=" + i));
			figures.errors += (int) replies.stream().filter((reply) -> reply.status() != 200).count();
			if (round % 20 == 0) {
				Reply now = visitor.http("/session");
				figures.lost += (now.line("@" + name) != null) ? 0 : 1;
			}
		}
		report("first writes", store, figures);
		assertThat(figures).usingRecursiveComparison().isEqualTo(new Figures());
	}

	@ParameterizedTest
	@EveryStore
	void noIncrementIsLost(TestStore store) throws Exception {
		Browser visitor = Site.shared(store).browser();
		visitor.http("/set?name=other&value=x");
		Figures figures = new Figures();
		long start = System.nanoTime();
		for (int round = 0; round < ROUNDS; round++) {
			List<Reply> replies = atOnce((i) -> () -> visitor.http("/cart/add"));
			figures.errors += (int) replies.stream().filter((reply) -> reply.status() != 200).count();
		}
		long millis = (System.nanoTime() - start) / 1_000_000;
		String cart = visitor.http("/session").line("@cart");
		figures.lost = ROUNDS * REQUESTS - ((cart != null) ? Integer.parseInt(cart) : 0);
		report("increments of one attribute, " + millis + " ms", store, figures);
		assertThat(figures).usingRecursiveComparison().isEqualTo(new Figures());
	}

	private static List<Reply> atOnce(IntFunction<Callable<Reply>> requests) throws Exception {
		CyclicBarrier barrier = new CyclicBarrier(REQUESTS);
		List<Future<Reply>> futures = new ArrayList<>();
		for (int i = 0; i < REQUESTS; i++) {
			Callable<Reply> request = requests.apply(i);
			futures.add(executor.submit(() -> {
				barrier.await(30, TimeUnit.SECONDS);
				return request.call();
			}));
		}
		List<Reply> replies = new ArrayList<>();
		for (Future<Reply> future : futures) {
			replies.add(future.get(60, TimeUnit.SECONDS));
		}
		return replies;
	}

	private static void report(String race, TestStore store, Figures figures) {
		logger.info("Race: " + race + ", " + store + ": " + figures);
	}

	/**
	 * What went wrong, hence all zero.
	 */
	private static final class Figures {

		private int errors;

		private int withoutCart;

		private int oldOpensSecureSide;

		private int lost;

		private int unchanged;

		@Override
		public String toString() {
			return "errors " + this.errors + ", without cart " + this.withoutCart + ", old id opens secure side "
					+ this.oldOpensSecureSide + ", lost " + this.lost + ", id unchanged " + this.unchanged;
		}

	}

}
