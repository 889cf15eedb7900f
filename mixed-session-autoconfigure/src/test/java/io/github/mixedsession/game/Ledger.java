package io.github.mixedsession.game;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;

import org.springframework.jdbc.core.JdbcTemplate;

import io.github.mixedsession.store.InMemorySessionStore;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StoredSession;

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

	/**
	 * A database, which has one content only.
	 */
	static Ledger of(SessionStore store, JdbcTemplate jdbc) {
		return new Ledger() {

			@Override
			public SessionStore sessions() {
				return store;
			}

			@Override
			public List<StoredSession> findAll() {
				return jdbc.queryForList("SELECT SESSION_KEY FROM MIXED_SESSION", String.class)
					.stream()
					.map((key) -> store.findByKey(key, EnumSet.allOf(Partition.class)))
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
