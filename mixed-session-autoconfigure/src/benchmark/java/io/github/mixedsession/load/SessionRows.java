package io.github.mixedsession.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import org.springframework.jdbc.core.JdbcTemplate;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.Proof;

/**
 * Fills the tables with numbered sessions of one small attribute. The database makes the
 * rows; their locators grow with their number, as those of real ones do with time, and
 * their ids are hashes of it, so they are spread.
 */
final class SessionRows {

	private static final long BATCH = 100_000;

	/** Of a locator, how many bytes are the time. */
	private static final int TIME_LENGTH = 6;

	private static final long BUFFER_POOL = 2L << 30;

	private final Database database;

	private final JdbcTemplate jdbc;

	SessionRows(StoreNode node) {
		this.database = node.database();
		this.jdbc = node.jdbc();
	}

	/**
	 * Returns the insecure id of a session.
	 */
	static IdHash id(long number) {
		return IdHash.of(hash("id" + number));
	}

	/**
	 * Returns the locator of a session.
	 */
	static Locator locator(long number) {
		return Locator.of(ByteBuffer.allocate(Locator.LENGTH)
			.putLong(number << Short.SIZE)
			.position(TIME_LENGTH)
			.put(hash("key" + number), 0, Locator.LENGTH - TIME_LENGTH)
			.array());
	}

	/**
	 * Returns what a request presents with the insecure id of a session.
	 */
	static Proof proof(long number) {
		return new Proof(IdKind.INSECURE, id(number));
	}

	/**
	 * Returns the parameters of the statement that reads a session.
	 */
	Object[] parameters(long number) {
		return new Object[] { id(number).toBytes(), this.database.key(locator(number)) };
	}

	private static byte[] hash(String text) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Inserts sessions that live for a month.
	 */
	void insertLiving(long from, long to) {
		insert(from, to, Instant.now().plus(30, ChronoUnit.DAYS));
	}

	/**
	 * Inserts sessions that expired in the last year.
	 */
	void insertExpired(long from, long to) {
		insert(from, to, Instant.now().minus(365, ChronoUnit.DAYS));
	}

	/**
	 * Gives MariaDB, which reads past the cache of the operating system, the memory that a
	 * server for so many sessions has. With its usual 128 MB a million takes minutes.
	 */
	private void enlarge() {
		Long size = this.jdbc.queryForObject("SELECT @@innodb_buffer_pool_size", Long.class);
		if (!Long.valueOf(BUFFER_POOL).equals(size)) {
			this.jdbc.execute("SET GLOBAL innodb_buffer_pool_size = " + BUFFER_POOL);
			this.jdbc.execute("SET GLOBAL innodb_log_file_size = " + BUFFER_POOL / 2);
		}
	}

	private void insert(long from, long to, Instant expiry) {
		if (this.database == Database.MARIADB) {
			enlarge();
		}
		for (long first = from; first < to; first += BATCH) {
			String numbers = numbers(first, Math.min(first + BATCH, to) - 1);
			this.jdbc.update("""
					INSERT INTO MIXED_SESSION (LOCATOR, GENERATION, INSECURE_ID, LOGIN_COUNT, RETIRED_IDS,
						INSECURE_ID_EXPOSED, SIDE, CREATED_AT, LAST_ACCESSED_AT, MAX_INACTIVE_SECONDS, EXPIRES_AT)
					SELECT %s, 0, %s, 0, %s, FALSE, 'INSECURE', 0, 0, 1800, ? + %s FROM %s""".formatted(key(), digest("id"),
					nothing(), number(), numbers), expiry.toEpochMilli());
			this.jdbc.update("""
					INSERT INTO MIXED_SESSION_ATTRIBUTE (LOCATOR, ATTRIBUTE_PARTITION, ATTRIBUTE_NAME,
						ATTRIBUTE_VERSION, ATTRIBUTE_VALUE)
					SELECT %s, 'SHARED', 'cart', 1, %s FROM %s""".formatted(key(), digest("id"), numbers));
		}
	}

	/**
	 * Has the database look at what it got, as it does by itself in the long run.
	 */
	void analyze() {
		switch (this.database) {
			case POSTGRESQL -> {
				this.jdbc.execute("VACUUM ANALYZE");
				this.jdbc.execute("CHECKPOINT");
			}
			case MARIADB -> this.jdbc.queryForList("ANALYZE TABLE MIXED_SESSION, MIXED_SESSION_ATTRIBUTE");
			case H2 -> this.jdbc.execute("ANALYZE");
		}
	}

	private String numbers(long first, long last) {
		return switch (this.database) {
			case POSTGRESQL -> "generate_series(%dL, %dL) N".replace("L", "::bigint").formatted(first, last);
			case MARIADB -> "seq_%d_to_%d".formatted(first, last);
			case H2 -> "SYSTEM_RANGE(%d, %d)".formatted(first, last);
		};
	}

	private String number() {
		return switch (this.database) {
			case POSTGRESQL -> "N";
			case MARIADB -> "seq";
			case H2 -> "X";
		};
	}

	private String digest(String prefix) {
		String text = "CONCAT('" + prefix + "', " + number() + ")";
		return switch (this.database) {
			case POSTGRESQL -> "sha256(convert_to(" + text + ", 'UTF8'))";
			case MARIADB -> "UNHEX(SHA2(" + text + ", 256))";
			case H2 -> "HASH('SHA-256', " + text + ")";
		};
	}

	private String key() {
		String digest = digest("key");
		return switch (this.database) {
			case POSTGRESQL -> "(LPAD(TO_HEX(N), 12, '0') || LEFT(ENCODE(" + digest + ", 'hex'), 20))::uuid";
			case MARIADB -> "UNHEX(CONCAT(LPAD(HEX(seq), 12, '0'), LEFT(HEX(" + digest + "), 20)))";
			case H2 -> "CAST(RIGHT(RAWTOHEX(CAST(CAST(X AS BIGINT) AS BINARY(8))), 12) || LEFT(RAWTOHEX(" + digest
					+ "), 20) AS UUID)";
		};
	}

	private String nothing() {
		return switch (this.database) {
			case POSTGRESQL -> "''::bytea";
			case MARIADB -> "''";
			case H2 -> "X''";
		};
	}

}
