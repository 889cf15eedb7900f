package io.github.mixedsession.e2e;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;

import io.github.mixedsession.test.OldApplication;
import io.github.mixedsession.test.RedisSessionApplication;
import io.github.mixedsession.test.SpringSessionApplication;
import io.github.mixedsession.test.TestDatabase;
import io.github.mixedsession.test.TestRedis;

/**
 * How the sessions of an application with Spring Session come to the site: all by the
 * import's script, or each at its first use.
 */
final class Migration {

	private final OldApplication old;

	private final Consumer<String> script;

	private final ApplicationContextInitializer<GenericApplicationContext> beans;

	private final List<String> properties;

	private final ToIntFunction<Site> stored;

	private Migration(OldApplication old, Consumer<String> script,
			ApplicationContextInitializer<GenericApplicationContext> beans, List<String> properties,
			ToIntFunction<Site> stored) {
		this.old = old;
		this.script = script;
		this.beans = beans;
		this.properties = properties;
		this.stored = stored;
	}

	/**
	 * From and to one database.
	 */
	static Migration byScript(TestDatabase database) {
		DataSource dataSource = database.createDataSourceWithTables();
		SpringSessionApplication old = new SpringSessionApplication(database, dataSource);
		return new Migration(old, old::migrate, database(dataSource), List.of(), Site::sessions);
	}

	/**
	 * From and to one database, at their first use.
	 */
	static Migration inside(TestDatabase database) {
		DataSource dataSource = database.createDataSourceWithTables();
		return new Migration(new SpringSessionApplication(database, dataSource), (channel) -> {
		}, database(dataSource), List.of("mixed-session.migration.from=jdbc"), Site::sessions);
	}

	/**
	 * From a database to Redis, at their first use.
	 */
	static Migration between(TestDatabase database, TestRedis redis) {
		DataSource dataSource = database.createDataSource();
		return toRedis(redis, new SpringSessionApplication(database, dataSource), "jdbc", (context) -> {
			database(dataSource).initialize(context);
			redis.register(context);
		});
	}

	/**
	 * From and to one Redis, at their first use.
	 */
	static Migration inside(TestRedis redis, boolean indexed) {
		RedisSessionApplication old = new RedisSessionApplication(redis, indexed);
		return toRedis(redis, old, "redis", (context) -> {
			context.registerBean(SqlLog.class, SqlLog::new);
			redis.register(context);
		}, old.properties());
	}

	private static Migration toRedis(TestRedis redis, OldApplication old, String from,
			ApplicationContextInitializer<GenericApplicationContext> beans, String... ofOld) {
		String namespace = TestRedis.newNamespace();
		List<String> properties = new ArrayList<>(
				List.of("mixed-session.store=redis", "mixed-session.redis.namespace=" + namespace,
						"mixed-session.redis.cleanup-cron=-", "mixed-session.migration.from=" + from));
		properties.addAll(List.of(ofOld));
		return new Migration(old, (channel) -> {
		}, beans, properties, (site) -> redis.keys(namespace + ":*").size());
	}

	private static ApplicationContextInitializer<GenericApplicationContext> database(DataSource dataSource) {
		SqlLog sql = new SqlLog();
		return (context) -> {
			context.registerBean(SqlLog.class, () -> sql);
			context.registerBean(DataSource.class, () -> sql.listenTo(dataSource));
		};
	}

	OldApplication old() {
		return this.old;
	}

	String visit(@Nullable String user, Map<String, ?> attributes) {
		return this.old.visit(user, attributes);
	}

	String visit(@Nullable String user, Map<String, ?> attributes, Instant lastAccess) {
		return this.old.visit(user, attributes, lastAccess);
	}

	/**
	 * Runs the script, if there is one.
	 */
	void bring(String channel) {
		this.script.accept(channel);
	}

	Site start(String... more) {
		return Site.start(Server.TOMCAT, List.of(), this.beans,
				Stream.concat(this.properties.stream(), Stream.of(more)).toArray(String[]::new));
	}

	/**
	 * Returns a number that grows as sessions are stored.
	 */
	int stored(Site site) {
		return this.stored.applyAsInt(site);
	}

}
