package io.github.mixedsession.e2e;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.Objects;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A database that fails at a step: a connection that is asked for, a statement or a
 * commit.
 */
final class FaultyDataSource extends DelegatingDataSource {

	/** What no client may read. */
	static final String DETAIL = "FATAL: role \"shop_rw\" on db-7.internal";

	/**
	 * How it fails.
	 */
	enum Fault {

		/** One step fails, and the next ones don't. */
		BLIP,

		/** Nothing works from that step on. */
		DOWN,

		/** The step is taken, but its answer is lost, and nothing works after it. */
		LOST_ANSWER

	}

	private @Nullable Fault fault;

	private int step;

	private int steps;

	FaultyDataSource(DataSource target) {
		super(target);
	}

	/**
	 * Fails at a step from now on.
	 */
	synchronized void failAt(int newStep, Fault newFault) {
		this.steps = 0;
		this.step = newStep;
		this.fault = newFault;
	}

	/**
	 * Works again.
	 * @return whether it had failed
	 */
	synchronized boolean repair() {
		this.fault = null;
		return this.steps >= this.step;
	}

	/**
	 * Returns how many steps were tried after the one that failed.
	 */
	synchronized int triedAfterFailure() {
		return this.steps - this.step;
	}

	@Override
	public Connection getConnection() throws SQLException {
		before(true);
		Connection connection = super.getConnection();
		try {
			after();
		}
		catch (SQLException ex) {
			connection.close();
			throw ex;
		}
		return proxy(connection, Connection.class);
	}

	private <T> T proxy(T target, Class<T> type) {
		return type.cast(Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { type },
				(proxy, method, arguments) -> invoke(target, method, arguments)));
	}

	private @Nullable Object invoke(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
		boolean counts = method.getName().startsWith("execute") || method.getName().equals("commit");
		if (!method.getName().equals("close")) {
			before(counts);
		}
		Object result;
		try {
			result = method.invoke(target, arguments);
		}
		catch (InvocationTargetException ex) {
			throw Objects.requireNonNull(ex.getCause());
		}
		if (counts) {
			after();
		}
		return (result instanceof PreparedStatement statement) ? proxy(statement, PreparedStatement.class) : result;
	}

	private synchronized void before(boolean counts) throws SQLException {
		if (this.fault == null) {
			return;
		}
		this.steps += counts ? 1 : 0;
		boolean fails = switch (this.fault) {
			case BLIP -> counts && this.steps == this.step;
			case DOWN -> this.steps >= this.step;
			case LOST_ANSWER -> this.steps > this.step;
		};
		if (fails) {
			throw failure();
		}
	}

	private synchronized void after() throws SQLException {
		if (this.fault == Fault.LOST_ANSWER && this.steps >= this.step) {
			throw failure();
		}
	}

	private static SQLException failure() {
		return new SQLNonTransientConnectionException(DETAIL, "08006");
	}

}
