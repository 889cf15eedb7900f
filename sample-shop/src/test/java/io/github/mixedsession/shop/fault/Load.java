package io.github.mixedsession.shop.fault;

import java.io.IOException;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.github.mixedsession.shop.journey.ShopNode;
import io.github.mixedsession.shop.journey.TrustAll;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Visitors who shop all at once, on any of some nodes, until they are told to stop.
 */
final class Load implements AutoCloseable {

	private static final int VISITORS = 8;

	private final Figures figures = new Figures();

	private final List<Visitor> visitors = new ArrayList<>();

	private final ExecutorService threads = Executors.newFixedThreadPool(VISITORS);

	private final List<Future<?>> running = new ArrayList<>();

	private final Duration duration;

	private final List<ShopNode> nodes;

	private volatile boolean stopped;

	private long millisToResume;

	/**
	 * Lets visitors in, one after the other, and then has them shop.
	 * @param nodes where they shop
	 * @param duration how long a fault lasts
	 */
	Load(List<? extends ShopNode> nodes, Duration duration)
			throws GeneralSecurityException, IOException, InterruptedException {
		this.duration = duration;
		this.nodes = new CopyOnWriteArrayList<>(nodes);
		for (int i = 0; i < VISITORS; i++) {
			HttpClient client = HttpClient.newBuilder()
				.version(HttpClient.Version.HTTP_1_1)
				.sslContext(TrustAll.context())
				.build();
			Visitor visitor = new Visitor(client, this.nodes, i, this.figures);
			visitor.enter();
			this.visitors.add(visitor);
		}
		this.visitors.forEach((visitor) -> this.running.add(this.threads.submit(() -> shop(visitor))));
		awaitSuccess();
	}

	private Void shop(Visitor visitor) throws InterruptedException {
		while (!this.stopped) {
			visitor.step();
		}
		return null;
	}

	/**
	 * Waits as long as a fault lasts, and until every visitor has met with errors.
	 */
	void awaitErrors() {
		List<Integer> before = this.visitors.stream().map(Visitor::errors).toList();
		await().pollDelay(this.duration).until(() -> {
			for (int i = 0; i < VISITORS; i++) {
				if (this.visitors.get(i).errors() <= before.get(i)) {
					return false;
				}
			}
			return true;
		});
	}

	/**
	 * Waits as long as a fault lasts, and until every visitor has had an answer since.
	 */
	void awaitSuccess() {
		long now = System.nanoTime();
		await().pollDelay(this.duration).until(() -> hasSuccessSince(now));
	}

	/**
	 * Sends nobody to a node any more, as a load balancer does that has noticed.
	 */
	void leave(ShopNode node) {
		this.nodes.remove(node);
	}

	/**
	 * Waits until every visitor is served again.
	 */
	void awaitResumption() {
		long now = System.nanoTime();
		await().until(() -> hasSuccessSince(now));
		this.millisToResume = (System.nanoTime() - now) / 1_000_000;
		awaitSuccess();
	}

	private boolean hasSuccessSince(long instant) {
		return this.visitors.stream().allMatch((visitor) -> visitor.lastSuccess() - instant > 0);
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(20));
	}

	Figures figures() {
		return this.figures;
	}

	/**
	 * Stops the visitors, has each look at the cart and the account once more, and prints
	 * what they have seen.
	 */
	void finish(String fault) throws Exception {
		this.stopped = true;
		for (Future<?> future : this.running) {
			future.get();
		}
		for (Visitor visitor : this.visitors) {
			assertThat(visitor.read(false)).isTrue();
			assertThat(visitor.read(true)).isTrue();
			assertThat(!visitor.isCustomer() || visitor.account()).isTrue();
		}
		Figures seen = this.figures;
		System.out.println(String.format(Locale.ROOT, "| %-32s | %8d | %-12s | %12d | %12d | %4d | %6d ms | %s", fault,
				seen.requests(), seen.errors(), seen.disconnections(), seen.acknowledgedWrites(), seen.lostWrites(),
				this.millisToResume, seen.wrong()));
		assertThat(seen.wrong()).isEmpty();
		assertThat(seen.lostWrites()).isZero();
		assertThat(seen.acknowledgedWrites()).isPositive();
	}

	@Override
	public void close() {
		this.stopped = true;
		this.threads.shutdownNow();
	}

}
