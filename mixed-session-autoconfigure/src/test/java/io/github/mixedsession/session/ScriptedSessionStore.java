package io.github.mixedsession.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessResourceFailureException;

import io.github.mixedsession.Channel;
import io.github.mixedsession.store.ExpiredSessions;
import io.github.mixedsession.store.IdHash;
import io.github.mixedsession.store.InMemorySessionStore;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.RetiredId;
import io.github.mixedsession.store.Rotation;
import io.github.mixedsession.store.SessionDelta;
import io.github.mixedsession.store.SessionRow;
import io.github.mixedsession.store.StoredSession;

/**
 * A store that lets other requests run in between, that can be down, and that counts.
 */
final class ScriptedSessionStore extends InMemorySessionStore {

	private final Deque<Runnable> beforeRotations = new ArrayDeque<>();

	private final Deque<Runnable> beforeFindsByKey = new ArrayDeque<>();

	private final Deque<Runnable> beforeCompareAndSets = new ArrayDeque<>();

	private final Deque<Runnable> duringWrites = new ArrayDeque<>();

	private boolean down;

	int lookups;

	int writes;

	int inserts;

	void beforeNextRotation(Runnable action) {
		this.beforeRotations.add(action);
	}

	void beforeNextFindByKey(Runnable action) {
		this.beforeFindsByKey.add(action);
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
	public synchronized @Nullable StoredSession findById(Channel kind, IdHash id, Set<Partition> partitions) {
		reach();
		this.lookups++;
		return super.findById(kind, id, partitions);
	}

	@Override
	public synchronized @Nullable StoredSession findByKey(String key, Set<Partition> partitions) {
		reach();
		runNext(this.beforeFindsByKey);
		return super.findByKey(key, partitions);
	}

	@Override
	public synchronized @Nullable RetiredId findRetired(IdHash id) {
		reach();
		return super.findRetired(id);
	}

	@Override
	public synchronized void insert(StoredSession session) {
		reach();
		this.inserts++;
		super.insert(session);
		runNext(this.duringWrites);
	}

	@Override
	public synchronized boolean rotate(Rotation rotation) {
		reach();
		runNext(this.beforeRotations);
		return super.rotate(rotation);
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
	public synchronized boolean compareAndSet(String key, String name, Partition partition, long expectedVersion,
			byte @Nullable [] value) {
		reach();
		runNext(this.beforeCompareAndSets);
		return super.compareAndSet(key, name, partition, expectedVersion, value);
	}

	@Override
	public synchronized boolean delete(String key) {
		reach();
		return super.delete(key);
	}

	@Override
	public synchronized ExpiredSessions deleteExpired(Instant now, Duration tolerance, int limit) {
		reach();
		return super.deleteExpired(now, tolerance, limit);
	}

}
