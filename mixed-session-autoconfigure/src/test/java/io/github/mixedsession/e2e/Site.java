package io.github.mixedsession.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import javax.sql.DataSource;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import io.github.mixedsession.test.TestDatabase;

/**
 * The site, on two connectors and one database.
 */
final class Site implements AutoCloseable {

	private static final Map<TestDatabase, Site> SHARED = new ConcurrentHashMap<>();

	private static final String[] DEFAULTS = { "server.port=0", "mixed-session.http-port=0",
			"server.ssl.key-store=" + SiteCertificate.location(),
			"server.ssl.key-store-password=" + SiteCertificate.PASSWORD, "mixed-session.jdbc.initialize-schema=always",
			"mixed-session.jdbc.cleanup-cron=-", "mixed-session.attributes.secure=card,payment.*",
			"mixed-session.attributes.per-channel=tab", "spring.main.banner-mode=off",
			"spring.main.register-shutdown-hook=false", "logging.level.root=error",
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
	 * Returns the site with its usual rules and in-memory H2, which all tests share.
	 */
	static Site shared() {
		return shared(TestDatabase.H2);
	}

	static Site shared(TestDatabase database) {
		return SHARED.computeIfAbsent(database, (key) -> start(key.createDataSource(), List.of(), RULES));
	}

	/**
	 * Starts a site with the usual rules.
	 */
	static Site start(String... properties) {
		return startWith(List.of(), properties);
	}

	static Site startWith(List<Class<?>> configurations, String... properties) {
		List<String> all = new ArrayList<>(List.of(RULES));
		all.addAll(List.of(properties));
		return start(TestDatabase.H2.createDataSource(), configurations, all.toArray(String[]::new));
	}

	/**
	 * Starts a site with none but the given rules.
	 */
	static Site startWithoutRules(List<Class<?>> configurations, String... properties) {
		return start(TestDatabase.H2.createDataSource(), configurations, properties);
	}

	static Site start(DataSource dataSource, List<Class<?>> configurations, String... properties) {
		List<Class<?>> sources = new ArrayList<>(configurations);
		sources.add(SiteApplication.class);
		List<String> arguments = new ArrayList<>();
		for (String property : DEFAULTS) {
			arguments.add("--" + property);
		}
		for (String property : properties) {
			arguments.add("--" + property);
		}
		SqlLog sql = new SqlLog();
		ApplicationContextInitializer<GenericApplicationContext> beans = (context) -> {
			context.registerBean(SqlLog.class, () -> sql);
			context.registerBean(DataSource.class, () -> sql.listenTo(dataSource));
		};
		return new Site(new SpringApplicationBuilder(sources.toArray(Class<?>[]::new)).initializers(beans)
			.run(arguments.toArray(String[]::new)));
	}

	int port(boolean tls) {
		return tls ? this.httpsPort : this.httpPort;
	}

	Reply exchange(boolean tls, String request) {
		return Wire.exchange(tls, port(tls), request);
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

	Browser browser() {
		return new Browser(this);
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
		Integer count = jdbc().queryForObject("SELECT COUNT(*) FROM MIXED_SESSION", Integer.class);
		return (count != null) ? count : -1;
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	@Override
	public void close() {
		this.context.close();
	}

}
