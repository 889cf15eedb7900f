package io.github.mixedsession.load;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;

import javax.sql.DataSource;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.context.DeferredSecurityContext;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.HttpRequestResponseHolder;
import org.springframework.security.web.context.SecurityContextRepository;

import io.github.mixedsession.id.Locator;

/**
 * The limit: what somebody would write by hand who needs no session management, with one
 * {@code SELECT} of the same rows over plain JDBC, and one {@code UPDATE}.
 */
final class HandWrittenAttributes implements Attributes, SecurityContextRepository {

	private static final String COOKIE = "ID";

	private static final String SEPARATOR = "_";

	private static final String SECURITY_CONTEXT = "SPRING_SECURITY_CONTEXT";

	private static final String SELECT = """
			SELECT S.LOCATOR, S.GENERATION, S.INSECURE_ID, S.SECURE_ID, S.FAMILY, S.LOGIN_COUNT, S.RETIRED_IDS,
				S.SIDE, S.CREATED_AT, S.LAST_ACCESSED_AT, S.MAX_INACTIVE_SECONDS, S.EXPIRES_AT, S.SECURE_SINCE,
				S.SECURE_LAST_ACCESSED_AT, S.PRINCIPAL_NAME, S.CLIENT_ADDRESS,
				ATTRIBUTE_NAME, ATTRIBUTE_PARTITION, ATTRIBUTE_VERSION, ATTRIBUTE_VALUE
			FROM MIXED_SESSION S LEFT JOIN MIXED_SESSION_ATTRIBUTE A ON A.LOCATOR = S.LOCATOR
				AND A.ATTRIBUTE_PARTITION IN ('SECURE', 'SHARED') AND S.INSECURE_ID IN (?)
			WHERE S.LOCATOR = ?""";

	private static final String UPDATE = """
			UPDATE MIXED_SESSION_ATTRIBUTE SET ATTRIBUTE_VERSION = ATTRIBUTE_VERSION + 1, ATTRIBUTE_VALUE = ?
			WHERE LOCATOR = ? AND ATTRIBUTE_PARTITION = 'SHARED' AND ATTRIBUTE_NAME = ?""";

	private static final String INSERT = """
			INSERT INTO MIXED_SESSION (LOCATOR, GENERATION, INSECURE_ID, LOGIN_COUNT, RETIRED_IDS, INSECURE_ID_EXPOSED,
				SIDE, CREATED_AT, LAST_ACCESSED_AT, MAX_INACTIVE_SECONDS, EXPIRES_AT)
			VALUES (?, 0, ?, 0, ?, FALSE, 'INSECURE', ?, ?, 1800, ?)""";

	private static final String INSERT_ATTRIBUTE = """
			INSERT INTO MIXED_SESSION_ATTRIBUTE
				(LOCATOR, ATTRIBUTE_PARTITION, ATTRIBUTE_NAME, ATTRIBUTE_VERSION, ATTRIBUTE_VALUE)
			VALUES (?, 'SHARED', ?, 1, ?)""";

	private final DataSource dataSource;

	private final Database database;

	HandWrittenAttributes(DataSource dataSource, Database database) {
		this.dataSource = dataSource;
		this.database = database;
	}

	@Override
	public void begin(HttpServletRequest request, HttpServletResponse response, boolean login) {
		Locator locator = Locator.generate(Instant.now());
		String id = locator + SEPARATOR + UUID.randomUUID();
		try (Connection connection = this.dataSource.getConnection()) {
			connection.setAutoCommit(false);
			insert(connection, id, this.database.key(locator), login);
			connection.commit();
			connection.setAutoCommit(true);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		response.addCookie(new Cookie(COOKIE, id));
	}

	private static void insert(Connection connection, String id, Object key, boolean login) throws SQLException {
		long now = System.currentTimeMillis();
		try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
			insert.setObject(1, key);
			insert.setBytes(2, hash(id));
			insert.setBytes(3, new byte[0]);
			insert.setLong(4, now);
			insert.setLong(5, now);
			insert.setLong(6, now + 1_800_000);
			insert.executeUpdate();
		}
		try (PreparedStatement insert = connection.prepareStatement(INSERT_ATTRIBUTE)) {
			for (int i = 0; i < LoadController.ATTRIBUTES; i++) {
				add(insert, key, LoadController.name(i), LoadController.value(i));
			}
			if (login) {
				add(insert, key, SECURITY_CONTEXT, LoadApplication.user());
			}
			insert.executeBatch();
		}
	}

	private static void add(PreparedStatement insert, Object key, String name, Object value) throws SQLException {
		insert.setObject(1, key);
		insert.setString(2, name);
		insert.setBytes(3, serialized(value));
		insert.addBatch();
	}

	@Override
	public String get(HttpServletRequest request, String name) {
		return (String) Objects.requireNonNull(row(request).get(name), "No such attribute");
	}

	@Override
	public void set(HttpServletRequest request, String name, String value) {
		// before it takes a connection for itself
		Row row = row(request);
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement update = connection.prepareStatement(UPDATE)) {
			update.setBytes(1, serialized(value));
			update.setObject(2, row.key);
			update.setString(3, name);
			update.executeUpdate();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Row row(HttpServletRequest request) {
		Row row = (Row) request.getAttribute(COOKIE);
		if (row == null) {
			row = read(request);
			request.setAttribute(COOKIE, row);
		}
		return row;
	}

	private Row read(HttpServletRequest request) {
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement select = connection.prepareStatement(SELECT)) {
			String id = id(request);
			Object key = this.database.key(
					Objects.requireNonNull(Locator.parse(id.substring(0, id.indexOf(SEPARATOR))), "No session"));
			select.setBytes(1, hash(id));
			select.setObject(2, key);
			try (ResultSet resultSet = select.executeQuery()) {
				return Row.of(key, resultSet);
			}
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String id(HttpServletRequest request) {
		for (Cookie cookie : Objects.requireNonNull(request.getCookies(), "No cookie")) {
			if (cookie.getName().equals(COOKIE)) {
				return cookie.getValue();
			}
		}
		throw new IllegalStateException("No cookie");
	}

	private static byte[] hash(String id) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.US_ASCII));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static byte[] serialized(Object value) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
		try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
			out.writeObject(value);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		return bytes.toByteArray();
	}

	@Override
	public DeferredSecurityContext loadDeferredContext(HttpServletRequest request) {
		return new DeferredContext(() -> context(request));
	}

	private SecurityContext context(HttpServletRequest request) {
		Object context = (request.getCookies() != null) ? row(request).get(SECURITY_CONTEXT) : null;
		return (context != null) ? (SecurityContext) context : SecurityContextHolder.createEmptyContext();
	}

	@Override
	@Deprecated
	public SecurityContext loadContext(HttpRequestResponseHolder holder) {
		return context(holder.getRequest());
	}

	@Override
	public void saveContext(SecurityContext context, HttpServletRequest request, HttpServletResponse response) {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean containsContext(HttpServletRequest request) {
		return request.getCookies() != null;
	}

	private static final class Row {

		private final Object key;

		private final Map<String, byte[]> values = new HashMap<>();

		private Row(Object key) {
			this.key = key;
		}

		static Row of(Object key, ResultSet resultSet) throws SQLException {
			if (!resultSet.next()) {
				throw new IllegalStateException("No session");
			}
			Row row = new Row(key);
			do {
				row.values.put(resultSet.getString(17), resultSet.getBytes(20));
			}
			while (resultSet.next());
			return row;
		}

		@Nullable Object get(String name) {
			byte[] value = this.values.get(name);
			if (value == null) {
				return null;
			}
			try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(value))) {
				return in.readObject();
			}
			catch (IOException | ClassNotFoundException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	private static final class DeferredContext implements DeferredSecurityContext {

		private final Supplier<SecurityContext> supplier;

		private @Nullable SecurityContext context;

		DeferredContext(Supplier<SecurityContext> supplier) {
			this.supplier = supplier;
		}

		@Override
		public SecurityContext get() {
			if (this.context == null) {
				this.context = this.supplier.get();
			}
			return this.context;
		}

		@Override
		public boolean isGenerated() {
			return get().getAuthentication() == null;
		}

	}

}
