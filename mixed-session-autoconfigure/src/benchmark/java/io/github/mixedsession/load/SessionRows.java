package io.github.mixedsession.load;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import org.springframework.jdbc.core.JdbcTemplate;

import io.github.mixedsession.store.IdHash;

/**
 * Fills the tables with numbered sessions of one small attribute. The database makes the
 * rows; their keys and ids are hashes of their number, so they are spread as real ones
 * are.
 */
final class SessionRows {

	private static final long BATCH = 100_000;

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
		try {
			return IdHash.of(MessageDigest.getInstance("SHA-256")
				.digest(("id" + number).getBytes(StandardCharsets.UTF_8)));
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
					INSERT INTO MIXED_SESSION (SESSION_KEY, INSECURE_ID, CHANNEL, CREATED_AT, LAST_ACCESSED_AT,
						MAX_INACTIVE_SECONDS, EXPIRES_AT, LOGIN_COUNT, INSECURE_ID_UNCONFIRMED,
						SECURE_ID_UNCONFIRMED)
					SELECT %s, %s, 'INSECURE', 0, 0, 1800, ? + %s, 0, FALSE, FALSE FROM %s""".formatted(key(),
					hash("id"), number(), numbers), expiry.toEpochMilli());
			this.jdbc.update("""
					INSERT INTO MIXED_SESSION_ATTRIBUTE (SESSION_KEY, ATTRIBUTE_PARTITION, ATTRIBUTE_NAME,
						ATTRIBUTE_VERSION, ATTRIBUTE_VALUE)
					SELECT %s, 'SHARED', 'cart', 1, %s FROM %s""".formatted(key(), hash("id"), numbers));
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

	private String hash(String prefix) {
		String text = "CONCAT('" + prefix + "', " + number() + ")";
		return switch (this.database) {
			case POSTGRESQL -> "sha256(convert_to(" + text + ", 'UTF8'))";
			case MARIADB -> "UNHEX(SHA2(" + text + ", 256))";
			case H2 -> "HASH('SHA-256', " + text + ")";
		};
	}

	private String key() {
		String hash = hash("key");
		return switch (this.database) {
			case POSTGRESQL -> "LEFT(encode(" + hash + ", 'hex'), 36)";
			case MARIADB -> "LEFT(HEX(" + hash + "), 36)";
			case H2 -> "LEFT(RAWTOHEX(" + hash + "), 36)";
		};
	}

}
