package io.github.mixedsession.test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

import javax.sql.DataSource;

import jakarta.servlet.http.Cookie;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.jdbc.JdbcIndexedSessionRepository;
import org.springframework.session.web.http.CookieSerializer.CookieValue;
import org.springframework.session.web.http.DefaultCookieSerializer;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What an application with Spring Session JDBC leaves behind, as it comes out of the box:
 * its tables, its serialisation and its cookie.
 */
public final class SpringSessionApplication {

	/** The name of its cookie. */
	public static final String COOKIE = "SESSION";

	private final TestDatabase database;

	private final DataSource dataSource;

	private final JdbcIndexedSessionRepository repository;

	/**
	 * Creates its tables.
	 */
	public SpringSessionApplication(TestDatabase database, DataSource dataSource) {
		this.database = database;
		this.dataSource = dataSource;
		String platform = (database == TestDatabase.MARIADB) ? "mysql" : database.name().toLowerCase(Locale.ROOT);
		run("org/springframework/session/jdbc/schema-" + platform + ".sql");
		this.repository = new JdbcIndexedSessionRepository(new JdbcTemplate(dataSource),
				new TransactionTemplate(new DataSourceTransactionManager(dataSource)));
	}

	/**
	 * Stores a session of a visitor who logged in.
	 * @return the value of the visitor's cookie
	 */
	public String visit(@Nullable String user, Map<String, ?> attributes) {
		return visit(this.repository, user, attributes, Instant.now());
	}

	/**
	 * Stores a session that was last used at that time.
	 * @return the value of the visitor's cookie
	 */
	public String visit(@Nullable String user, Map<String, ?> attributes, Instant lastAccess) {
		return visit(this.repository, user, attributes, lastAccess);
	}

	private static <S extends Session> String visit(SessionRepository<S> repository, @Nullable String user,
			Map<String, ?> attributes, Instant lastAccess) {
		S session = repository.createSession();
		attributes.forEach(session::setAttribute);
		if (user != null) {
			session.setAttribute("SPRING_SECURITY_CONTEXT", login(user));
		}
		session.setMaxInactiveInterval(Duration.ofMinutes(30));
		session.setLastAccessedTime(lastAccess);
		repository.save(session);
		MockHttpServletResponse response = new MockHttpServletResponse();
		new DefaultCookieSerializer()
			.writeCookieValue(new CookieValue(new MockHttpServletRequest(), response, session.getId()));
		Cookie cookie = response.getCookie(COOKIE);
		if (cookie == null) {
			throw new AssertionError("No cookie");
		}
		return cookie.getValue();
	}

	private static SecurityContextImpl login(String user) {
		UserDetails details = User.withUsername(user).password("").roles("USER").build();
		return new SecurityContextImpl(UsernamePasswordAuthenticationToken.authenticated(details, null,
				AuthorityUtils.createAuthorityList("ROLE_USER")));
	}

	/**
	 * Returns how many sessions are in its table.
	 */
	public int sessions() {
		Integer count = new JdbcTemplate(this.dataSource).queryForObject("SELECT COUNT(*) FROM SPRING_SESSION",
				Integer.class);
		return (count != null) ? count : -1;
	}

	/**
	 * Runs the script that imports its sessions.
	 * @param channel {@code secure} or {@code insecure}
	 */
	public void migrate(String channel) {
		run(script(channel));
	}

	/**
	 * Runs the script's first statement, and no more.
	 * @param channel {@code secure} or {@code insecure}
	 */
	public void beginToMigrate(String channel) throws IOException {
		String text = new ClassPathResource(script(channel)).getContentAsString(StandardCharsets.UTF_8);
		new JdbcTemplate(this.dataSource).execute(text.substring(0, text.indexOf(";\n")));
	}

	private String script(String channel) {
		return "io/github/mixedsession/flyway/import-" + channel + "/" + this.database.name().toLowerCase(Locale.ROOT)
				+ "/R__mixed_session_2_import_" + channel + ".sql";
	}

	private void run(String script) {
		new ResourceDatabasePopulator(new ClassPathResource(script)).execute(this.dataSource);
	}

}
