package io.github.mixedsession.load;

import java.util.Objects;
import java.util.Random;

import io.github.mixedsession.Channel;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionStore;

/**
 * A session table of a size, and how long reads of it took. Not safe for concurrent use.
 */
final class SizedTable implements AutoCloseable {

	private final long size;

	private final StoreNode node;

	private final SessionRows rows;

	private final Random random = new Random(7);

	private final Times times = new Times();

	SizedTable(Database database, String url, long size) {
		this.size = size;
		this.node = new StoreNode(database, url, 2, (dataSource) -> dataSource);
		this.rows = new SessionRows(this.node);
		this.rows.insertLiving(0, size);
		this.rows.analyze();
	}

	long size() {
		return this.size;
	}

	Times times() {
		return this.times;
	}

	void read(int count) {
		read(count, new Times());
	}

	/**
	 * Reads and remembers the times.
	 */
	void measure(int count) {
		read(count, this.times);
	}

	private void read(int count, Times into) {
		for (int i = 0; i < count; i++) {
			long number = random();
			long begin = System.nanoTime();
			read(this.node.store(), number);
			into.add(System.nanoTime() - begin);
		}
	}

	private long random() {
		return this.random.nextLong(this.size);
	}

	private static void read(SessionStore store, long number) {
		Objects.requireNonNull(store.find(SessionRows.locator(number), SessionRows.proof(number),
				Partition.visibleTo(SessionView.INSECURE, Channel.INSECURE)), "No such session");
	}

	/**
	 * Returns how the database runs the statement of a read.
	 */
	ReadPlan plan() {
		StatementText text = new StatementText();
		read(this.node.store(text::watch), random());
		return ReadPlan.of(this.node, text.get(), () -> this.rows.parameters(random()), () -> read(100));
	}

	@Override
	public void close() {
		this.node.close();
	}

}
