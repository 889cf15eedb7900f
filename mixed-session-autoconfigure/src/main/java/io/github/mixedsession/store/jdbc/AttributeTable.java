package io.github.mixedsession.store.jdbc;

import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.support.DataAccessUtils;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.util.Assert;

import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionDelta.AttributeWrite;
import io.github.mixedsession.store.StorableText;
import io.github.mixedsession.store.StoredAttribute;

/**
 * The statements on the attribute table. None creates an attribute without a session.
 */
final class AttributeTable {

	/**
	 * That of the primary key: no insertion waits in front of what was locked before. And
	 * removals last: one of what is not there locks, on MariaDB and MySQL, the gap that
	 * all young sessions insert into.
	 */
	private static final Comparator<AttributeWrite> LOCK_ORDER = Comparator
		.comparing((AttributeWrite write) -> write.value() == null)
		.thenComparing((write) -> write.partition().name())
		.thenComparing(AttributeWrite::name);

	private static final String ONE = " WHERE LOCATOR = ? AND ATTRIBUTE_PARTITION = ? AND ATTRIBUTE_NAME = ?";

	private final JdbcOperations jdbc;

	private final JdbcDialect dialect;

	private final String insert;

	private final String insertAll;

	private final String upsert;

	private final String select;

	private final String exists;

	private final String replace;

	private final String update;

	private final String delete;

	AttributeTable(JdbcOperations jdbc, JdbcDialect dialect, TableNames tables) {
		this.jdbc = jdbc;
		this.dialect = dialect;
		this.insert = dialect.insertAttribute(tables);
		this.insertAll = "INSERT INTO " + tables.attribute() + " (LOCATOR, " + StoredAttributeMapper.COLUMNS
				+ ") VALUES (?, ?, ?, ?, ?)";
		this.upsert = dialect.upsert(tables);
		this.select = "SELECT " + StoredAttributeMapper.COLUMNS + " FROM " + tables.attribute();
		this.exists = "SELECT 1 FROM " + tables.attribute() + ONE;
		this.replace = "UPDATE " + tables.attribute()
				+ " SET ATTRIBUTE_VERSION = ATTRIBUTE_VERSION + 1, ATTRIBUTE_VALUE = ?" + ONE;
		this.update = this.replace + " AND ATTRIBUTE_VERSION = ?";
		this.delete = "DELETE FROM " + tables.attribute();
	}

	@Nullable StoredAttribute find(Locator locator, String name, Partition partition) {
		if (!StorableText.isName(name)) {
			return null;
		}
		return DataAccessUtils.singleResult(this.jdbc.query(this.select + ONE,
				Parameters.of(this.dialect.key(locator), partition, name), new StoredAttributeMapper()));
	}

	boolean exists(Locator locator, String name, Partition partition) {
		return StorableText.isName(name) && Boolean.TRUE
			.equals(this.jdbc.query(this.exists, Parameters.of(this.dialect.key(locator), partition, name),
					(ResultSetExtractor<Boolean>) ResultSet::next));
	}

	/**
	 * Inserts the attributes of a session that was inserted in the same transaction. Not
	 * an {@code INSERT ... SELECT}, which MariaDB's bulk protocol refuses.
	 */
	void insertAll(Locator locator, List<StoredAttribute> attributes) {
		if (!attributes.isEmpty()) {
			this.jdbc.batchUpdate(this.insertAll, attributes, attributes.size(),
					(statement, attribute) -> parameters(locator, attribute).setValues(statement));
		}
	}

	private Parameters parameters(Locator locator, StoredAttribute attribute) {
		List<Object> values = new ArrayList<>(List.of(this.dialect.key(locator)));
		values.addAll(values(attribute));
		return Parameters.of(values.toArray());
	}

	/**
	 * Returns the values of {@link StoredAttributeMapper#COLUMNS}.
	 */
	static List<Object> values(StoredAttribute attribute) {
		Assert.isTrue(attribute.version() > 0, () -> "The version of " + attribute + " is not positive");
		return List.of(StorableText.attributeName(attribute.name()), attribute.partition(), attribute.version(),
				attribute.value());
	}

	/**
	 * Writes and removes attributes in an order that all callers share, so that they
	 * can't block each other crosswise.
	 * @return whether a row was found to write or to remove
	 */
	boolean write(Locator locator, List<AttributeWrite> writes) {
		boolean found = false;
		for (AttributeWrite write : writes.stream().sorted(LOCK_ORDER).toList()) {
			found |= write(locator, write);
		}
		return found;
	}

	private boolean write(Locator locator, AttributeWrite write) {
		if (write.value() == null) {
			if (!StorableText.isName(write.name())) {
				return false;
			}
			return this.jdbc.update(this.delete + ONE,
					Parameters.of(this.dialect.key(locator), write.partition(), write.name())) > 0;
		}
		try {
			return this.jdbc.update(this.upsert,
					newAttribute(locator, write.name(), write.partition(), write.value())) > 0;
		}
		catch (DuplicateKeyException ex) {
			// H2's MERGE doesn't see what it had to wait for; the next attempt will
			throw new ConcurrencyFailureException("Another request added the same attribute", ex);
		}
	}

	/**
	 * Writes over an attribute. An insertion locks its session as well, this does not.
	 * @return {@code false} if there is no such attribute
	 */
	boolean replace(Locator locator, AttributeWrite write) {
		return this.jdbc.update(this.replace,
				Parameters.of(Objects.requireNonNull(write.value(), "Only a value replaces another"),
						this.dialect.key(locator), write.partition(), StorableText.attributeName(write.name()))) > 0;
	}

	boolean insertFirst(Locator locator, String name, Partition partition, byte[] value) {
		return this.jdbc.update(this.insert, newAttribute(locator, name, partition, value)) > 0;
	}

	boolean update(Locator locator, String name, Partition partition, long version, byte[] value) {
		return this.jdbc.update(this.update, Parameters.of(value, this.dialect.key(locator), partition,
				StorableText.attributeName(name), version)) > 0;
	}

	boolean delete(Locator locator, String name, Partition partition, long version) {
		return StorableText.isName(name) && this.jdbc.update(this.delete + ONE + " AND ATTRIBUTE_VERSION = ?",
				Parameters.of(this.dialect.key(locator), partition, name, version)) > 0;
	}

	void clear(Locator locator, Set<Partition> partitions) {
		this.jdbc.update(this.delete + " WHERE LOCATOR = ? AND " + isIn("ATTRIBUTE_PARTITION", partitions),
				Parameters.of(this.dialect.key(locator)));
	}

	/**
	 * Returns the condition that keeps what a view may not see inside the database
	 * (invariant 2). The values are names of constants, so they need no parameters.
	 */
	static String isIn(String column, Set<Partition> partitions) {
		if (partitions.isEmpty()) {
			return "1 = 0";
		}
		return partitions.stream()
			.sorted()
			.map((partition) -> "'" + partition.name() + "'")
			.collect(Collectors.joining(", ", column + " IN (", ")"));
	}

	private Parameters newAttribute(Locator locator, String name, Partition partition, byte[] value) {
		// Half of the range: room for all the increments to come
		long version = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE / 2);
		return Parameters.of(partition, StorableText.attributeName(name), version, value, this.dialect.key(locator));
	}

}
