package io.github.mixedsession.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Many visitors at a time, with {@code spring.threads.virtual.enabled} on and off.
 */
@ParameterizedClass
@CsvSource({ "TOMCAT, false", "TOMCAT, true", "JETTY, false", "JETTY, true" })
class VirtualThreadTests {

	private static final int VISITORS = 24;

	private static Site site;

	private final boolean virtual;

	@BeforeParameterizedClassInvocation
	static void start(Server server, boolean virtual) {
		assumeTrue(!virtual || JRE.currentJre().compareTo(JRE.JAVA_21) >= 0, "Virtual threads came with Java 21");
		site = server.startWith(List.of(ThreadController.class), "spring.threads.virtual.enabled=" + virtual);
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		if (site != null) {
			site.close();
			site = null;
		}
	}

	VirtualThreadTests(Server server, boolean virtual) {
		assertThat(server).isNotNull();
		this.virtual = virtual;
	}

	@Test
	void handlersAndWhatTheyDeferRunOnTheThreadsThatWereAskedFor() {
		for (String path : List.of("/thread", "/deferred-thread")) {
			assertThat(site.browser().http(path).body().contains("VirtualThread[")).as(path).isEqualTo(this.virtual);
			assertThat(site.browser().https(path).body().contains("VirtualThread[")).as(path).isEqualTo(this.virtual);
		}
	}

	@Test
	void everyVisitorKeepsTheirOwnSession() throws Exception {
		List<String> journeys = atOnce(IntStream.range(0, VISITORS).<Callable<String>>mapToObj((i) -> () -> {
			Browser visitor = site.browser();
			visitor.http("/set?name=cart&value=mug" + i);
			Reply stepUp = visitor.follow(false, "/secure/session");
			visitor.login((i % 2 == 0) ? "customer" : "admin");
			visitor.https("/secure/set?name=card&value=4711-" + i);
			Reply async = visitor.http("/async");
			Reply insecure = visitor.http("/session");
			Reply secure = visitor.https("/account/session");
			return String.join(" ", stepUp.line("view"), stepUp.line("@cart"), async.body(), insecure.line("user"),
					insecure.line("@cart"), insecure.line("@card"), insecure.line("@async"), secure.line("user"),
					secure.line("@cart"), secure.line("@card"));
		}).toList());
		for (int i = 0; i < VISITORS; i++) {
			assertThat(journeys.get(i)).isEqualTo("SECURE mug%d async null mug%d null seen %s mug%d 4711-%d", i, i,
					(i % 2 == 0) ? "customer" : "admin", i, i);
		}
	}

	@Test
	void requestsOfOneVisitorLoseNothing() throws Exception {
		Browser visitor = site.browser();
		visitor.http("/cart/add");
		List<Reply> replies = atOnce(IntStream.range(0, VISITORS)
			.<Callable<Reply>>mapToObj(
					(i) -> () -> visitor.get(i % 2 == 0, (i % 2 == 0) ? "/secure/cart/add" : "/cart/add"))
			.toList());
		assertThat(replies).extracting(Reply::status).containsOnly(200);
		assertThat(visitor.http("/session").line("@cart")).isEqualTo(String.valueOf(VISITORS + 1));
		assertThat(visitor.https("/session").line("@cart")).isEqualTo(String.valueOf(VISITORS + 1));
	}

	private static <T> List<T> atOnce(List<Callable<T>> tasks) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(tasks.size());
		try {
			CyclicBarrier barrier = new CyclicBarrier(tasks.size());
			List<Future<T>> futures = new ArrayList<>();
			for (Callable<T> task : tasks) {
				futures.add(executor.submit(() -> {
					barrier.await(30, TimeUnit.SECONDS);
					return task.call();
				}));
			}
			List<T> results = new ArrayList<>();
			for (Future<T> future : futures) {
				results.add(future.get(60, TimeUnit.SECONDS));
			}
			return results;
		}
		finally {
			executor.shutdownNow();
		}
	}

	/** Says what it runs on. */
	@RestController
	static class ThreadController {

		@GetMapping("/thread")
		String thread() {
			return Thread.currentThread().toString();
		}

		@GetMapping("/deferred-thread")
		Callable<String> deferred() {
			return () -> Thread.currentThread().toString();
		}

	}

}
