package io.github.mixedsession.game;

import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;

import javax.sql.DataSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.InMemorySessionStore;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StoredSession;
import io.github.mixedsession.store.jdbc.JdbcSessionStore;
import io.github.mixedsession.store.redis.RedisSessionStore;
import io.github.mixedsession.test.TestDatabase;
import io.github.mixedsession.test.TestRedis;
import io.github.mixedsession.test.TestStore;

/**
 * A store that shows everything, as to somebody who stole the database.
 */
interface Ledger {

	SessionStore sessions();

	List<StoredSession> findAll();

	/**
	 * Returns another one with the same content, for another branch of a search.
	 */
	Ledger copy();

	static Ledger inMemory() {
		return of(new InMemorySessionStore());
	}

	private static Ledger of(InMemorySessionStore store) {
		return new Ledger() {

			@Override
			public SessionStore sessions() {
				return store;
			}

			@Override
			public List<StoredSession> findAll() {
				return store.findAll();
			}

			@Override
			public Ledger copy() {
				return of(store.copy());
			}

		};
	}

	private static Locator locator(Object key) {
		return (key instanceof UUID uuid) ? new Locator(uuid) : Locator.of((byte[]) key);
	}

	/**
	 * A server, which has one content only: each time that it is asked for it is emptied.
	 */
	static Supplier<Ledger> on(TestStore store) {
		return (store instanceof TestRedis redis) ? inRedis(redis) : inDatabase((TestDatabase) store);
	}

	private static Supplier<Ledger> inRedis(TestRedis redis) {
		Ledger ledger = of(redis, TestRedis.newNamespace());
		return () -> {
			redis.clear();
			return ledger;
		};
	}

	private static Ledger of(TestRedis redis, String namespace) {
		SessionStore store = new RedisSessionStore(redis.connections(), namespace, InstantSource.system());
		return new Ledger() {

			@Override
			public SessionStore sessions() {
				return store;
			}

			@Override
			public List<StoredSession> findAll() {
				return redis.keys(namespace + ":{*}:????????-????-????-????-????????????")
					.stream()
					.map((key) -> Objects.requireNonNull(Locator.parse(key.substring(key.lastIndexOf(':') + 1))))
					.map((locator) -> store.find(locator, EnumSet.allOf(Partition.class)))
					.map(Objects::requireNonNull)
					.toList();
			}

			@Override
			public Ledger copy() {
				throw new UnsupportedOperationException("A server can't be copied");
			}

		};
	}

	/**
	 * A database, which has one content only: each time that it is asked for it is
	 * emptied.
	 */
	static Supplier<Ledger> inDatabase(TestDatabase database) {
		DataSource dataSource = database.createDataSourceWithTables();
		JdbcTemplate jdbc = new JdbcTemplate(dataSource);
		Ledger ledger = of(new JdbcSessionStore(dataSource, new JdbcTransactionManager(dataSource), "MIXED_SESSION"),
				jdbc);
		return () -> {
			jdbc.update("DELETE FROM MIXED_SESSION");
			return ledger;
		};
	}

	private static Ledger of(SessionStore store, JdbcTemplate jdbc) {
		return new Ledger() {

			@Override
			public SessionStore sessions() {
				return store;
			}

			@Override
			public List<StoredSession> findAll() {
				return jdbc.query("SELECT LOCATOR FROM MIXED_SESSION", (record, number) -> locator(record.getObject(1)))
					.stream()
					.map((locator) -> store.find(locator, EnumSet.allOf(Partition.class)))
					.map(Objects::requireNonNull)
					.toList();
			}

			@Override
			public Ledger copy() {
				throw new UnsupportedOperationException("A database can't be copied");
			}

		};
	}

}
