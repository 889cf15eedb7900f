package io.github.mixedsession.e2e;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import net.ttddyy.dsproxy.ExecutionInfo;
import net.ttddyy.dsproxy.QueryInfo;
import net.ttddyy.dsproxy.listener.MethodExecutionContext;
import net.ttddyy.dsproxy.listener.MethodExecutionListener;
import net.ttddyy.dsproxy.listener.QueryExecutionListener;
import net.ttddyy.dsproxy.proxy.ParameterSetOperation;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;

import static org.awaitility.Awaitility.await;

/**
 * Writes down what the site asks its database. Knows as a filter when it has finished
 * with a request, which can be after the client has the response.
 */
final class SqlLog implements QueryExecutionListener, MethodExecutionListener, Filter {

	private final List<String> statements = Collections.synchronizedList(new ArrayList<>());

	private final List<Object> parameters = Collections.synchronizedList(new ArrayList<>());

	private final List<String> transactions = Collections.synchronizedList(new ArrayList<>());

	private final AtomicInteger requests = new AtomicInteger();

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		this.requests.incrementAndGet();
		try {
			chain.doFilter(request, response);
		}
		finally {
			this.requests.decrementAndGet();
		}
	}

	/**
	 * Waits until no request is in the filter chain.
	 */
	void awaitEndOfRequests() {
		await().pollInSameThread()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.until(() -> this.requests.get() == 0);
	}

	DataSource listenTo(DataSource dataSource) {
		return ProxyDataSourceBuilder.create(dataSource).listener(this).methodListener(this).build();
	}

	/**
	 * Returns the statements that ran while the action did.
	 */
	List<String> during(Runnable action) {
		awaitEndOfRequests();
		clear();
		action.run();
		awaitEndOfRequests();
		return List.copyOf(this.statements);
	}

	void clear() {
		this.statements.clear();
		this.parameters.clear();
		this.transactions.clear();
	}

	/**
	 * Returns the parameters that were bound since {@link #during} began.
	 */
	List<Object> parameters() {
		return List.copyOf(this.parameters);
	}

	/**
	 * Returns the calls that began or ended a transaction since {@link #during} began.
	 */
	List<String> transactions() {
		return List.copyOf(this.transactions);
	}

	@Override
	public void beforeQuery(ExecutionInfo execution, List<QueryInfo> queries) {
		// what counts is what ran
	}

	@Override
	public void afterQuery(ExecutionInfo execution, List<QueryInfo> queries) {
		for (QueryInfo query : queries) {
			for (List<ParameterSetOperation> operations : query.getParametersList()) {
				operations.forEach((operation) -> this.parameters.add(operation.getArgs()[1]));
			}
			this.statements.add(query.getQuery());
		}
	}

	@Override
	public void beforeMethod(MethodExecutionContext context) {
		// what counts is what ran
	}

	@Override
	public void afterMethod(MethodExecutionContext context) {
		String name = context.getMethod().getName();
		boolean begins = name.equals("setAutoCommit") && Boolean.FALSE.equals(context.getMethodArgs()[0]);
		if (begins || name.equals("commit") || name.equals("rollback")) {
			this.transactions.add(name);
		}
	}

}
