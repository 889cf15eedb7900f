package io.github.mixedsession.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Visitors who all go on at once until they are told to stop.
 */
final class FaultLoad implements AutoCloseable {

	private static final int VISITORS = 12;

	private final FaultFigures figures = new FaultFigures();

	private final List<FaultVisitor> visitors;

	private final ExecutorService threads = Executors.newFixedThreadPool(VISITORS);

	private final List<Future<?>> running = new ArrayList<>();

	private volatile boolean stopped;

	private long millisToResume;

	/**
	 * Lets visitors in, one after the other, and then has them go on.
	 */
	FaultLoad(Site site) {
		this.visitors = IntStream.range(0, VISITORS).mapToObj((i) -> new FaultVisitor(site, i, this.figures)).toList();
		assertThat(this.visitors).allMatch(FaultVisitor::enter);
		this.visitors.forEach((visitor) -> this.running.add(this.threads.submit(() -> {
			while (!this.stopped) {
				visitor.step();
			}
		})));
		awaitSuccess();
	}

	FaultFigures figures() {
		return this.figures;
	}

	/**
	 * Waits until there were so many errors more.
	 */
	void awaitErrors(int count) {
		int before = errors();
		await().until(() -> errors() >= before + count);
	}

	private int errors() {
		return this.figures.errors().values().stream().mapToInt(Integer::intValue).sum();
	}

	/**
	 * Lets time pass.
	 */
	void goOn(Duration time) {
		await().pollDelay(time).until(() -> true);
	}

	/**
	 * Waits until every visitor has had an answer that began after this.
	 */
	void awaitSuccess() {
		long now = System.nanoTime();
		await().until(() -> this.visitors.stream().allMatch((visitor) -> visitor.lastSuccess() - now > 0));
	}

	/**
	 * Waits until every visitor is served again, and takes the time.
	 */
	void awaitResumption() {
		long now = System.nanoTime();
		awaitSuccess();
		this.millisToResume = (System.nanoTime() - now) / 1_000_000;
		awaitSuccess();
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(20));
	}

	/**
	 * Stops the visitors, and has each look once more.
	 */
	String finish(String fault) throws Exception {
		this.stopped = true;
		for (Future<?> future : this.running) {
			future.get();
		}
		for (FaultVisitor visitor : this.visitors) {
			assertThat(visitor.read(false)).isTrue();
			assertThat(visitor.read(true)).isTrue();
			assertThat(visitor.account()).isTrue();
		}
		return this.figures.row(fault, this.millisToResume);
	}

	@Override
	public void close() {
		this.stopped = true;
		this.threads.shutdown();
	}

}
