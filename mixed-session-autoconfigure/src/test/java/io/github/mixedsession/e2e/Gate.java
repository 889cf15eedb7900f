package io.github.mixedsession.e2e;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Holds a request in its handler until a test lets it go.
 */
final class Gate {

	private volatile CountDownLatch arrived = new CountDownLatch(1);

	private volatile CountDownLatch released = new CountDownLatch(1);

	void reset() {
		this.arrived = new CountDownLatch(1);
		this.released = new CountDownLatch(1);
	}

	void pass() {
		this.arrived.countDown();
		await(this.released);
	}

	void awaitArrival() {
		await(this.arrived);
	}

	void release() {
		this.released.countDown();
	}

	private static void await(CountDownLatch latch) {
		try {
			if (!latch.await(20, TimeUnit.SECONDS)) {
				throw new IllegalStateException("Nobody came");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
