package io.github.mixedsession.load;

import java.util.Objects;
import java.util.Random;

import io.github.mixedsession.Channel;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionStore;

/**
 * A session table of a size, and how long reads of it took, of any session and of those
 * that began last. Not safe for concurrent use.
 */
final class SizedTable implements AutoCloseable {

	/** How many count as young. */
	static final long YOUNG = 10_000;

	private final long size;

	private final StoreNode node;

	private final SessionRows rows;

	private final Random random = new Random(7);

	private final Times any = new Times();

	private final Times young = new Times();

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

	Times any() {
		return this.any;
	}

	Times young() {
		return this.young;
	}

	void read(int count) {
		read(count, this.size, new Times());
	}

	/**
	 * Reads and remembers the times. What other reads drove out of the caches comes back
	 * first.
	 */
	void measure(int count) {
		for (boolean young : new boolean[] { false, true }) {
			long among = young ? Math.min(YOUNG, this.size) : this.size;
			read(count / 4, among, new Times());
			read(count, among, young ? this.young : this.any);
		}
	}

	private void read(int count, long among, Times into) {
		for (int i = 0; i < count; i++) {
			long number = this.size - 1 - this.random.nextLong(among);
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
