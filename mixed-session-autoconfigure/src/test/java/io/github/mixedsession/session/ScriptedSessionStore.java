package io.github.mixedsession.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessResourceFailureException;

import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.ExpiredSessions;
import io.github.mixedsession.store.IdUpdate;
import io.github.mixedsession.store.InMemorySessionStore;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.Proof;
import io.github.mixedsession.store.SessionDelta;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.StoredSession;

/**
 * A store that lets other requests run in between, that can be down, and that counts.
 */
final class ScriptedSessionStore extends InMemorySessionStore {

	private final Deque<Runnable> beforeRotations = new ArrayDeque<>();

	private final Deque<Runnable> beforeFinds = new ArrayDeque<>();

	private final Deque<Runnable> beforeManagedFinds = new ArrayDeque<>();

	private final Deque<Runnable> beforeCompareAndSets = new ArrayDeque<>();

	private final Deque<Runnable> duringWrites = new ArrayDeque<>();

	private boolean down;

	int lookups;

	int managedLookups;

	int writes;

	int inserts;

	int idUpdates;

	void beforeNextRotation(Runnable action) {
		this.beforeRotations.add(action);
	}

	void beforeNextFind(Runnable action) {
		this.beforeFinds.add(action);
	}

	/**
	 * Of a retired id: the first look-up tells what it is, the second one what it opens.
	 */
	void beforeSecondFind(Runnable action) {
		this.beforeFinds.add(() -> {
		});
		this.beforeFinds.add(action);
	}

	void beforeNextManagedFind(Runnable action) {
		this.beforeManagedFinds.add(action);
	}

	void beforeNextCompareAndSet(Runnable action) {
		this.beforeCompareAndSets.add(action);
	}

	/** Runs after the next insert or save has been given what to write. */
	void duringNextWrite(Runnable action) {
		this.duringWrites.add(action);
	}

	void goDown() {
		this.down = true;
	}

	void comeUp() {
		this.down = false;
	}

	private void reach() {
		if (this.down) {
			throw new DataAccessResourceFailureException("The store is down");
		}
	}

	private static void runNext(Deque<Runnable> actions) {
		Runnable action = actions.poll();
		if (action != null) {
			action.run();
		}
	}

	@Override
	public synchronized @Nullable StoredSession find(Locator locator, Proof proof, Set<Partition> partitions) {
		reach();
		this.lookups++;
		runNext(this.beforeFinds);
		return super.find(locator, proof, partitions);
	}

	@Override
	public synchronized @Nullable StoredSession find(Locator locator, Set<Partition> partitions) {
		reach();
		this.managedLookups++;
		runNext(this.beforeManagedFinds);
		return super.find(locator, partitions);
	}

	@Override
	public synchronized void insert(StoredSession session) {
		reach();
		this.inserts++;
		super.insert(session);
		runNext(this.duringWrites);
	}

	@Override
	public synchronized boolean update(IdUpdate update) {
		reach();
		runNext(this.beforeRotations);
		this.idUpdates++;
		return super.update(update);
	}

	@Override
	public synchronized boolean save(SessionDelta delta) {
		reach();
		this.writes++;
		boolean saved = super.save(delta);
		runNext(this.duringWrites);
		return saved;
	}

	@Override
	public synchronized boolean compareAndSet(Locator locator, String name, Partition partition, long expectedVersion,
			byte @Nullable [] value) {
		reach();
		runNext(this.beforeCompareAndSets);
		return super.compareAndSet(locator, name, partition, expectedVersion, value);
	}

	@Override
	public synchronized boolean delete(Locator locator) {
		reach();
		return super.delete(locator);
	}

	@Override
	public synchronized ExpiredSessions deleteExpired(Instant now, Duration tolerance, int limit) {
		reach();
		return super.deleteExpired(now, tolerance, limit);
	}

}
