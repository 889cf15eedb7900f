package io.github.mixedsession.store.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.ExpiredSessions;
import io.github.mixedsession.store.IdUpdate;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.Proof;
import io.github.mixedsession.store.SessionDelta;
import io.github.mixedsession.store.SessionDelta.AttributeWrite;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StoredAttribute;
import io.github.mixedsession.store.StoredSession;

/**
 * Keeps sessions in a relational database: H2, PostgreSQL, MariaDB or MySQL, recognised
 * by itself. Safe for concurrent use by many threads and nodes.
 * <p>
 * Statements run apart from the application's transaction, so its rollback takes no
 * session data along, and so a request that has a transaction open needs a second
 * connection while its session is read or written: give the pool more connections than
 * there are transactions at a time. Whether connections commit by themselves is asked
 * once: all that the data source gives have to be alike.
 * <p>
 * A user's name that no column can hold (of more than 200 characters, with a NUL) is kept
 * and found by its SHA-256; in a session that was read by its locator it is that digest.
 * <p>
 * <strong>Security guarantees.</strong> What a view may not see does not leave the
 * database, ids are kept as hashes alone, and no statement outside {@link #insert} and
 * {@link #update} writes them. Not guaranteed: that values and users' names are secret.
 * They are kept as they come, and what is to be encrypted comes so.
 */
public final class JdbcSessionStore implements SessionStore {

	/** The name of the session table that the schema scripts create. */
	public static final String DEFAULT_TABLE_NAME = "MIXED_SESSION";

	private final JdbcTemplate jdbc;

	private final JdbcDialect dialect;

	private final TableNames tables;

	private final StoreTransactions transactions;

	private final SessionTable sessions;

	private final AttributeTable attributes;

	/**
	 * Create a store. Asks the database for its product name.
	 * @param dataSource where the tables are
	 * @param transactionManager the transaction manager of that data source
	 * @param tableName the name of the session table, {@code [schema.]name}; that of the
	 * attributes has the same with {@code _ATTRIBUTE} appended
	 * @throws UnsupportedDatabaseException if the database is none of those above
	 */
	public JdbcSessionStore(DataSource dataSource, PlatformTransactionManager transactionManager, String tableName) {
		this.tables = TableNames.of(tableName);
		this.dialect = JdbcDialect.of(dataSource);
		this.jdbc = new JdbcTemplate(dataSource);
		this.transactions = new StoreTransactions(dataSource, transactionManager, this.dialect.strictestIsolation());
		this.sessions = new SessionTable(this.jdbc, this.dialect, this.tables);
		this.attributes = new AttributeTable(this.jdbc, this.dialect, this.tables);
	}

	/**
	 * Checks that the tables are there with all of their columns, and that names are
	 * compared exactly. To be called once when the application starts, after its
	 * migrations.
	 * @throws MissingSessionTableException if a table or a column is missing
	 * @throws io.github.mixedsession.MisconfigurationException if the database takes
	 * different names for the same
	 */
	public void validate() {
		new TableValidation(this.jdbc, this.dialect, this.tables).run();
	}

	/**
	 * Returns what stands for the database in the name of its scripts.
	 * @return {@code h2}, {@code postgresql}, {@code mariadb} or {@code mysql}
	 */
	public String getPlatform() {
		return this.dialect.platform();
	}

	@Override
	public @Nullable StoredSession find(Locator locator, Set<Partition> partitions) {
		return this.transactions.read(() -> this.sessions.find(locator, null, partitions));
	}

	@Override
	public @Nullable StoredSession find(Locator locator, Proof proof, Set<Partition> partitions) {
		return this.transactions.read(() -> this.sessions.find(locator, proof, partitions));
	}

	@Override
	public String storedPrincipalName(String principalName) {
		return ColumnLimits.principalName(principalName);
	}

	@Override
	public List<SessionRecord> findByPrincipalName(String principalName) {
		return this.transactions.read(() -> this.sessions.findByPrincipalName(principalName));
	}

	@Override
	public void insert(StoredSession session) {
		if (!writeOnce(() -> this.sessions.insertAtOnce(session))) {
			write(() -> {
				this.sessions.insert(session.record());
				this.attributes.insertAll(session.record().locator(), session.attributes());
				return true;
			});
		}
	}

	@Override
	public boolean update(IdUpdate update) {
		if (!update.restartsSecureSide()) {
			return writeOnce(() -> this.sessions.update(update));
		}
		return write(() -> {
			boolean won = this.sessions.update(update);
			if (won) {
				this.attributes.clear(update.expected().locator(), EnumSet.of(Partition.SECURE));
			}
			return won;
		});
	}

	@Override
	public boolean save(SessionDelta delta) {
		boolean one = delta.writes().size() + (SessionUpdates.of(delta).isEmpty() ? 0 : 1) == 1
				&& delta.writes().stream().noneMatch(AttributeWrite::guarded);
		return unlessGone(delta.locator(),
				one ? () -> replace(delta) || writeOnce(() -> saveNow(delta)) : () -> write(() -> saveNow(delta)));
	}

	/**
	 * Not with other statements in one transaction: on MariaDB, an attribute that is not
	 * there would leave a lock behind, in the way of other sessions' insertions.
	 */
	private boolean replace(SessionDelta delta) {
		return delta.writes().size() == 1 && delta.writes().get(0).replaces()
				&& writeOnce(() -> this.attributes.replace(delta.locator(), delta.writes().get(0)));
	}

	private boolean saveNow(SessionDelta delta) {
		List<AttributeWrite> writes = delta.writes();
		boolean guarded = writes.stream().anyMatch(AttributeWrite::guarded);
		boolean present = false;
		// One write needs no lock. Several do: they and a deletion of the session would
		// otherwise take their locks in opposite orders.
		if (guarded || writes.size() > 1) {
			Integer loginCount = this.sessions.lock(delta.locator());
			if (loginCount == null) {
				return false;
			}
			present = true;
			if (loginCount != delta.loginCount()) {
				writes = writes.stream().filter((write) -> !write.guarded()).toList();
			}
		}
		present |= this.sessions.update(delta);
		return this.attributes.write(delta.locator(), writes) || present || this.sessions.exists(delta.locator());
	}

	@Override
	public @Nullable StoredAttribute findAttribute(Locator locator, String name, Partition partition) {
		return this.transactions.read(() -> this.attributes.find(locator, name, partition));
	}

	@Override
	public boolean hasAttribute(Locator locator, String name, Partition partition) {
		return this.transactions.read(() -> this.attributes.exists(locator, name, partition));
	}

	@Override
	public boolean compareAndSet(Locator locator, String name, Partition partition, long expectedVersion,
			byte @Nullable [] value) {
		try {
			if (expectedVersion == 0 && value == null) {
				return write(() -> this.sessions.lock(locator) != null
						&& this.attributes.find(locator, name, partition) == null);
			}
			return unlessGone(locator, () -> writeOnce(() -> {
				if (value == null) {
					return this.attributes.delete(locator, name, partition, expectedVersion);
				}
				return (expectedVersion != 0) ? this.attributes.update(locator, name, partition, expectedVersion, value)
						: this.attributes.insertFirst(locator, name, partition, value);
			}));
		}
		catch (DuplicateKeyException ex) {
			return false;
		}
	}

	@Override
	public boolean delete(Locator locator) {
		return writeOnce(() -> this.sessions.delete(locator));
	}

	@Override
	public boolean deleteUnlessSecure(Locator locator) {
		return writeOnce(() -> this.sessions.deleteUnlessSecure(locator));
	}

	@Override
	public boolean deleteIfEmpty(Locator locator, IdKind kind, int loginCount) {
		// The lock first: whoever is adding an attribute has shared it
		return write(
				() -> this.sessions.lock(locator) != null && this.sessions.deleteIfEmpty(locator, kind, loginCount));
	}

	@Override
	public boolean deleteIfUnchanged(Locator locator, long generation) {
		return writeOnce(() -> this.sessions.deleteIfUnchanged(locator, generation));
	}

	@Override
	public void clear(Locator locator, Set<Partition> partitions) {
		// The lock first: whoever writes several attributes has taken it
		write(() -> {
			if (this.sessions.lock(locator) != null) {
				this.attributes.clear(locator, partitions);
			}
			return true;
		});
	}

	@Override
	public ExpiredSessions deleteExpired(Instant now, Duration tolerance, int limit) {
		return this.transactions.write(() -> this.sessions.deleteExpired(now.minus(tolerance), limit));
	}

	private boolean writeOnce(BooleanSupplier action) {
		return this.transactions.writeOnce(action::getAsBoolean);
	}

	private boolean write(BooleanSupplier action) {
		return this.transactions.write(action::getAsBoolean);
	}

	/**
	 * Answers {@code false} if the action failed because somebody deleted the session
	 * under it, which shows as a broken foreign key.
	 */
	private boolean unlessGone(Locator locator, BooleanSupplier action) {
		try {
			return action.getAsBoolean();
		}
		catch (DataIntegrityViolationException ex) {
			if (this.transactions.read(() -> this.sessions.exists(locator))) {
				throw ex;
			}
			return false;
		}
	}

}
