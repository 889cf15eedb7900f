package io.github.mixedsession.e2e;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.JdbcTemplate;

import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StoredSession;
import io.github.mixedsession.test.MutableClock;
import io.github.mixedsession.test.TestCertificate;
import io.github.mixedsession.test.TestDatabase;
import io.github.mixedsession.test.TestRedis;
import io.github.mixedsession.test.TestStore;

/**
 * The site, on two connectors and one database.
 */
final class Site implements Entrance, AutoCloseable {

	private static final Map<List<Object>, Site> SHARED = new ConcurrentHashMap<>();

	private static final String[] DEFAULTS = { "server.port=0", "mixed-session.http-port=0",
			"server.ssl.key-store=" + TestCertificate.location(),
			"server.ssl.key-store-password=" + TestCertificate.PASSWORD, "mixed-session.jdbc.initialize-schema=always",
			"mixed-session.jdbc.cleanup-cron=-", "mixed-session.attributes.shared=cart,shared*",
			"mixed-session.attributes.secure=card,payment.*", "mixed-session.attributes.per-channel=tab",
			"spring.main.banner-mode=off", "spring.main.register-shutdown-hook=false", "logging.level.root=error",
			"logging.level.io.github.mixedsession.e2e=info" };

	private static final String[] RULES = { "mixed-session.channel.rules[0].paths=/insecure/**",
			"mixed-session.channel.rules[0].requires=insecure",
			"mixed-session.channel.rules[1].paths=/secure/**,/account/**,/login",
			"mixed-session.channel.rules[1].requires=secure" };

	private final ConfigurableApplicationContext context;

	private final int httpPort;

	private final int httpsPort;

	private Site(ConfigurableApplicationContext context) {
		this.context = context;
		this.httpPort = port("local.mixed-session.http.port");
		this.httpsPort = port("local.mixed-session.https.port");
	}

	private int port(String property) {
		return this.context.getEnvironment().getProperty(property, Integer.class, -1);
	}

	/**
	 * Returns the site with its usual rules, Tomcat and in-memory H2, which all tests
	 * share.
	 */
	static Site shared() {
		return shared(TestDatabase.H2);
	}

	static Site shared(TestStore store) {
		return shared(Server.TOMCAT, store);
	}

	static Site shared(Server server, TestStore store) {
		return SHARED.computeIfAbsent(List.of(server, store), (key) -> start(server, store, List.of(), RULES));
	}

	/**
	 * Starts a site with the usual rules on Tomcat.
	 */
	static Site start(String... properties) {
		return Server.TOMCAT.start(properties);
	}

	static Site startWith(List<Class<?>> configurations, String... properties) {
		return Server.TOMCAT.startWith(configurations, properties);
	}

	/**
	 * Starts a site with none but the given rules on Tomcat.
	 */
	static Site startWithoutRules(List<Class<?>> configurations, String... properties) {
		return Server.TOMCAT.startWithoutRules(configurations, properties);
	}

	static Site start(DataSource dataSource, List<Class<?>> configurations, String... properties) {
		return start(Server.TOMCAT, dataSource, configurations, properties);
	}

	static String[] withRules(String... properties) {
		return Stream.of(RULES, properties).flatMap(Stream::of).toArray(String[]::new);
	}

	static Site start(Server server, DataSource dataSource, List<Class<?>> configurations, String... properties) {
		SqlLog sql = new SqlLog();
		return start(server, configurations, (context) -> {
			context.registerBean(SqlLog.class, () -> sql);
			context.registerBean(DataSource.class, () -> sql.listenTo(dataSource));
		}, properties);
	}

	static Site start(Server server, TestStore store, List<Class<?>> configurations, String... properties) {
		if (store instanceof TestDatabase database) {
			return start(server, database.createDataSource(), configurations, properties);
		}
		return start(server, configurations, (context) -> {
			context.registerBean(SqlLog.class, SqlLog::new);
			store.register(context);
		}, Stream.concat(store.properties().stream(), Stream.of(properties)).toArray(String[]::new));
	}

	/**
	 * Starts a site on the Redis at a port, to which Spring Boot connects it.
	 */
	static Site start(Server server, int redisPort, String... properties) {
		return start(server, List.of(), (context) -> context.registerBean(SqlLog.class, SqlLog::new),
				Stream
					.concat(TestRedis.SINGLE.properties().stream(),
							Stream.concat(Stream.of("spring.data.redis.host=127.0.0.1",
									"spring.data.redis.port=" + redisPort), Stream.of(properties)))
					.toArray(String[]::new));
	}

	static Site start(Server server, List<Class<?>> configurations,
			ApplicationContextInitializer<GenericApplicationContext> beans, String... properties) {
		List<Class<?>> sources = new ArrayList<>(configurations);
		sources.add(SiteApplication.class);
		// The last value wins: a list of arguments would have both.
		Map<String, String> arguments = new LinkedHashMap<>();
		Stream
			.of(Stream.of("spring.autoconfigure.exclude=" + server.excluded()), Stream.of(DEFAULTS),
					Stream.of(properties))
			.flatMap((all) -> all)
			.forEach((property) -> arguments.put(property.substring(0, property.indexOf('=')), "--" + property));
		return new Site(new SpringApplicationBuilder(sources.toArray(Class<?>[]::new)).initializers(beans)
			.run(arguments.values().toArray(String[]::new)));
	}

	@Override
	public int port(boolean tls) {
		return tls ? this.httpsPort : this.httpPort;
	}

	int managementPort() {
		return port("local.management.port");
	}

	/**
	 * Sends a request line and headers; adds the host unless there is one.
	 */
	Reply raw(boolean tls, String requestLine, String... headers) {
		StringBuilder request = new StringBuilder(requestLine).append("\r\n");
		if (List.of(headers).stream().noneMatch((header) -> header.startsWith("Host:"))) {
			request.append("Host: localhost:").append(port(tls)).append("\r\n");
		}
		List.of(headers).forEach((header) -> request.append(header).append("\r\n"));
		return exchange(tls, request.append("\r\n").toString());
	}

	MutableClock clock() {
		return bean(MutableClock.class);
	}

	SqlLog sql() {
		return bean(SqlLog.class);
	}

	EventLog events() {
		return bean(EventLog.class);
	}

	Gate gate() {
		return bean(Gate.class);
	}

	JdbcTemplate jdbc() {
		return new JdbcTemplate(bean(DataSource.class));
	}

	int sessions() {
		if (redisNamespace() != null) {
			return redisKeys("*:????????-????-????-????-????????????").size();
		}
		Integer count = jdbc().queryForObject("SELECT COUNT(*) FROM MIXED_SESSION", Integer.class);
		return (count != null) ? count : -1;
	}

	void deleteSessions() {
		if (redisNamespace() != null) {
			bean(StringRedisTemplate.class).delete(redisKeys("*"));
		}
		else {
			jdbc().update("DELETE FROM MIXED_SESSION");
		}
	}

	/**
	 * Returns the keys that the sessions have in the one Redis server.
	 */
	Set<String> redisKeys(String pattern) {
		return TestRedis.SINGLE.keys(redisNamespace() + ":" + pattern);
	}

	private @Nullable String redisNamespace() {
		return this.context.getEnvironment().getProperty("mixed-session.redis.namespace");
	}

	/**
	 * Returns what the store has of a session.
	 * @param id what its {@code getId()} is
	 */
	SessionRecord record(@Nullable String id) {
		StoredSession session = bean(SessionStore.class).find(Locator.parse(String.valueOf(id)),
				EnumSet.allOf(Partition.class));
		return Objects.requireNonNull(session).record();
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	@Override
	public void close() {
		this.context.close();
	}

}
