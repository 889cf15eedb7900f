package io.github.mixedsession.store.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

/**
 * A driver without a database: it answers each query at once with the same rows, and each
 * update with one row.
 */
final class CannedDriver {

	private final Object[][] rows;

	private final Connection connection;

	private final DatabaseMetaData metaData;

	private final PreparedStatement statement;

	/**
	 * Creates a driver.
	 * @param rows the rows, whose values are strings, byte arrays, numbers, booleans and
	 * UUIDs, or {@code null}
	 */
	CannedDriver(@Nullable Object[]... rows) {
		this.rows = rows;
		this.statement = proxy(PreparedStatement.class, (proxy, method, arguments) -> switch (method.getName()) {
			case "executeQuery" -> resultSet();
			case "executeUpdate" -> 1;
			default -> unasked(method);
		});
		this.metaData = proxy(DatabaseMetaData.class, this::metaData);
		this.connection = proxy(Connection.class, (proxy, method, arguments) -> switch (method.getName()) {
			case "prepareStatement" -> this.statement;
			case "getMetaData" -> this.metaData;
			case "getAutoCommit" -> true;
			default -> unasked(method);
		});
	}

	DataSource dataSource() {
		return proxy(DataSource.class, (proxy, method, arguments) -> switch (method.getName()) {
			case "getConnection" -> this.connection;
			case "hashCode" -> System.identityHashCode(proxy);
			case "equals" -> proxy == arguments[0];
			default -> unasked(method);
		});
	}

	private @Nullable Object metaData(Object proxy, Method method, Object[] arguments) {
		return switch (method.getName()) {
			case "getDatabaseProductName" -> JdbcDialect.POSTGRESQL.productName();
			case "getConnection" -> this.connection;
			default -> unasked(method);
		};
	}

	private ResultSet resultSet() {
		return proxy(ResultSet.class, new Cursor(this.rows));
	}

	private static @Nullable Object unasked(Method method) {
		Class<?> type = method.getReturnType();
		if (type == boolean.class) {
			return false;
		}
		return type.isPrimitive() && type != void.class ? 0 : null;
	}

	private static <T> T proxy(Class<T> type, InvocationHandler handler) {
		return type.cast(Proxy.newProxyInstance(CannedDriver.class.getClassLoader(), new Class<?>[] { type }, handler));
	}

	private static final class Cursor implements InvocationHandler {

		private final Object[][] rows;

		private int row = -1;

		private boolean wasNull;

		Cursor(Object[][] rows) {
			this.rows = rows;
		}

		@Override
		public @Nullable Object invoke(Object proxy, Method method, Object[] arguments) {
			return switch (method.getName()) {
				case "next" -> ++this.row < this.rows.length;
				case "wasNull" -> this.wasNull;
				case "getString", "getBytes", "getLong", "getInt", "getBoolean", "getObject" -> value(method, (int) arguments[0]);
				default -> unasked(method);
			};
		}

		private @Nullable Object value(Method method, int column) {
			Object value = this.rows[this.row][column - 1];
			this.wasNull = value == null;
			if (value != null) {
				return value;
			}
			return (method.getReturnType() == long.class) ? (Object) 0L : unasked(method);
		}

	}

}
