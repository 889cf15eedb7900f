package io.github.mixedsession.load;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.session.PrincipalNameIndexResolver;

import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.attribute.AttributeVisibilities;
import io.github.mixedsession.attribute.ConversionServiceAttributeCodec;
import io.github.mixedsession.attribute.Encryption;
import io.github.mixedsession.attribute.Sealing;
import io.github.mixedsession.session.PolicyContext;
import io.github.mixedsession.session.SessionCleanup;
import io.github.mixedsession.session.SessionCodecs;
import io.github.mixedsession.session.SessionPolicy;
import io.github.mixedsession.session.SessionSettings;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.jdbc.JdbcSessionStore;

/**
 * What a node has of the session: a store with a pool of its own. Thread-safe.
 */
final class StoreNode implements AutoCloseable {

	private final Database database;

	private final HikariDataSource pool;

	private final JdbcSessionStore store;

	/**
	 * Opens a pool, and creates the tables if there are none.
	 */
	StoreNode(Database database, String url, int connections, UnaryOperator<DataSource> watched) {
		this.database = database;
		this.pool = new HikariDataSource();
		this.pool.setJdbcUrl(url);
		this.pool.setMaximumPoolSize(connections);
		new ResourceDatabasePopulator(new ClassPathResource(
				"io/github/mixedsession/store/jdbc/schema-" + database.name().toLowerCase(Locale.ROOT) + ".sql"))
			.execute(this.pool);
		this.store = store(watched);
	}

	Database database() {
		return this.database;
	}

	SessionStore store() {
		return this.store;
	}

	/**
	 * Returns another store on the same pool.
	 */
	JdbcSessionStore store(UnaryOperator<DataSource> watched) {
		DataSource dataSource = watched.apply(this.pool);
		return new JdbcSessionStore(dataSource, new DataSourceTransactionManager(dataSource),
				JdbcSessionStore.DEFAULT_TABLE_NAME);
	}

	JdbcTemplate jdbc() {
		return new JdbcTemplate(this.pool);
	}

	/**
	 * Returns the cleanup of a node, for which a session expires to the second.
	 */
	static SessionCleanup cleanup(SessionStore store) {
		SessionSettings settings = new SessionSettings(Duration.ofMinutes(30), Duration.ofMinutes(15),
				Duration.ofHours(8), Duration.ofSeconds(10), true, Duration.ZERO, false);
		PolicyContext context = new PolicyContext(store,
				new SessionCodecs(ConversionServiceAttributeCodec.javaSerialization(null), Sealing.REQUIRED,
						Encryption.none()),
				new AttributeVisibilities(AttributeVisibility.SHARED, List.of(), List.of(), List.of()), settings,
				new PrincipalNameIndexResolver<>(), Clock.systemUTC(), (event) -> {
				});
		return new SessionCleanup(context, new SessionPolicy(context));
	}

	@Override
	public void close() {
		this.pool.close();
	}

}
