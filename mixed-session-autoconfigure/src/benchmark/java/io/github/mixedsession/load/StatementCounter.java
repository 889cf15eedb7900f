package io.github.mixedsession.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

import javax.sql.DataSource;

import io.lettuce.core.event.command.CommandListener;
import io.lettuce.core.event.command.CommandStartedEvent;
import net.ttddyy.dsproxy.ExecutionInfo;
import net.ttddyy.dsproxy.QueryInfo;
import net.ttddyy.dsproxy.listener.MethodExecutionContext;
import net.ttddyy.dsproxy.listener.MethodExecutionListener;
import net.ttddyy.dsproxy.listener.QueryExecutionListener;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Counts statements, or commands to Redis, and transactions while it is switched on, and costs nothing while it
 * isn't. Thread-safe.
 */
final class StatementCounter implements QueryExecutionListener, MethodExecutionListener {

	private final LongAdder statements = new LongAdder();

	private final LongAdder transactions = new LongAdder();

	private volatile boolean on;

	void turn(boolean on) {
		this.on = on;
	}

	long statements() {
		return this.statements.sum();
	}

	long transactions() {
		return this.transactions.sum();
	}

	DataSource watch(DataSource dataSource) {
		DataSource counting = ProxyDataSourceBuilder.create(dataSource).listener(this).methodListener(this).build();
		return new DelegatingDataSource(dataSource) {

			@Override
			public Connection getConnection() throws SQLException {
				return (StatementCounter.this.on ? counting : dataSource).getConnection();
			}

		};
	}

	/** Its client is told before there is a connection. */
	void watch(LettuceConnectionFactory redis) {
		redis.start();
		redis.getRequiredNativeClient().addListener(new CommandListener() {

			@Override
			public void commandStarted(CommandStartedEvent event) {
				if (StatementCounter.this.on) {
					StatementCounter.this.statements.increment();
				}
			}

		});
	}

	@Override
	public void beforeQuery(ExecutionInfo execution, List<QueryInfo> queries) {
		// what counts is what ran
	}

	@Override
	public void afterQuery(ExecutionInfo execution, List<QueryInfo> queries) {
		this.statements.add(queries.size());
	}

	@Override
	public void beforeMethod(MethodExecutionContext context) {
		// what counts is what ran
	}

	@Override
	public void afterMethod(MethodExecutionContext context) {
		if (context.getMethod().getName().equals("commit")) {
			this.transactions.increment();
		}
	}

}
