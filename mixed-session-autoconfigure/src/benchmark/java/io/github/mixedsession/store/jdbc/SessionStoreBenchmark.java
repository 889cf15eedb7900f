package io.github.mixedsession.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.session.PrincipalNameIndexResolver;

import io.github.mixedsession.AttributeCodec;
import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.attribute.AttributeVisibilities;
import io.github.mixedsession.attribute.ConversionServiceAttributeCodec;
import io.github.mixedsession.attribute.Encryption;
import io.github.mixedsession.attribute.Sealing;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.SessionCredential;
import io.github.mixedsession.session.MixedSessionRepository;
import io.github.mixedsession.session.PolicyContext;
import io.github.mixedsession.session.SessionCodecs;
import io.github.mixedsession.session.SessionPolicy;
import io.github.mixedsession.session.SessionSettings;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.Proof;
import io.github.mixedsession.store.SessionDelta.AttributeWrite;
import io.github.mixedsession.store.SessionDelta;
import io.github.mixedsession.store.StoredSession;

/**
 * What a session of five attributes costs without a database. The canned driver's own
 * share is {@code plainLoad} and {@code plainSave}, the same calls by hand.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SessionStoreBenchmark {

	private static final int ATTRIBUTES = 5;

	private static final Locator LOCATOR = new Locator(UUID.fromString("0190163d-8694-739b-aea5-966c26f8ad91"));

	private static final Set<Partition> PARTITIONS = Set.of(Partition.SHARED, Partition.SECURE);

	private final SessionCredential credential = SessionCredential.insecure(LOCATOR);

	private final IdHash id = this.credential.hash();

	private final Proof proof = new Proof(IdKind.INSECURE, this.id);

	private final AttributeCodec codec = ConversionServiceAttributeCodec.javaSerialization(null);

	private final byte[] value = this.codec.encode("%0100d".formatted(1));

	private final DataSource dataSource = new CannedDriver(rows()).dataSource();

	private final JdbcSessionStore store = new JdbcSessionStore(this.dataSource,
			new DataSourceTransactionManager(this.dataSource), JdbcSessionStore.DEFAULT_TABLE_NAME);

	private final MixedSessionRepository repository = new MixedSessionRepository(
			new SessionPolicy(new PolicyContext(this.store, new SessionCodecs(this.codec, Sealing.REQUIRED, Encryption.none()),
					new AttributeVisibilities(AttributeVisibility.SHARED, List.of(), List.of(), List.of()),
					new SessionSettings(Duration.ofMinutes(30), Duration.ofMinutes(15), Duration.ofHours(8),
							Duration.ofSeconds(10), true, Duration.ofMinutes(1), false),
					new PrincipalNameIndexResolver<>(), Clock.systemUTC(), (event) -> {
					})));

	private final SessionDelta delta = new SessionDelta(LOCATOR, null, null, null, null, null, 0,
			List.of(AttributeWrite.replacing("attribute0", Partition.SHARED, this.value)));

	private @Nullable Object[][] rows() {
		long now = System.currentTimeMillis();
		@Nullable Object[][] rows = new Object[ATTRIBUTES][];
		for (int i = 0; i < ATTRIBUTES; i++) {
			rows[i] = new Object[] { LOCATOR.uuid(), 0L, this.id.toBytes(), null, null, 0, new byte[0], false, "INSECURE",
					now, now, 864_000L, now + 864_000_000L, null, null, null, "192.0.2.1", null, null, null,
					"attribute" + i, "SHARED", 1L, this.value };
		}
		return rows;
	}

	@Benchmark
	public @Nullable StoredSession load() {
		return this.store.find(LOCATOR, this.proof, PARTITIONS);
	}

	@Benchmark
	public @Nullable Object loadAndReadOne() {
		return Objects.requireNonNull(this.repository.findById(LOCATOR.toString())).getAttribute("attribute0");
	}

	@Benchmark
	public boolean saveOne() {
		return this.store.save(this.delta);
	}

	@Benchmark
	public void plainLoad(Blackhole blackhole) throws SQLException {
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement select = connection.prepareStatement("SELECT")) {
			select.setBytes(1, this.id.toBytes());
			select.setObject(2, LOCATOR.uuid());
			try (ResultSet row = select.executeQuery()) {
				for (int i = 0; row.next(); i++) {
					if (i == 0) {
						readSession(row, blackhole);
					}
					blackhole.consume(row.getString(17));
					blackhole.consume(row.getString(18));
					blackhole.consume(row.getLong(19));
					blackhole.consume(row.getBytes(20));
				}
			}
		}
	}

	private static void readSession(ResultSet row, Blackhole blackhole) throws SQLException {
		blackhole.consume(row.getObject(1, UUID.class));
		for (int column : new int[] { 8, 15, 16 }) {
			blackhole.consume(row.getString(column));
		}
		for (int column : new int[] { 3, 4, 5, 7 }) {
			blackhole.consume(row.getBytes(column));
		}
		for (int column : new int[] { 2, 9, 10, 11, 13, 14 }) {
			blackhole.consume(row.getLong(column));
		}
		blackhole.consume(row.getInt(6));
	}

	@Benchmark
	public int plainSave() throws SQLException {
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement upsert = connection.prepareStatement("INSERT")) {
			upsert.setString(1, "SHARED");
			upsert.setString(2, "attribute0");
			upsert.setLong(3, 1);
			upsert.setBytes(4, this.value);
			upsert.setObject(5, LOCATOR.uuid());
			return upsert.executeUpdate();
		}
	}

}
