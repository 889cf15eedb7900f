package io.github.mixedsession.load;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

import javax.sql.DataSource;

import net.ttddyy.dsproxy.ExecutionInfo;
import net.ttddyy.dsproxy.QueryInfo;
import net.ttddyy.dsproxy.listener.QueryExecutionListener;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;

/**
 * Counts the statements that failed, those that the store runs again included.
 * Thread-safe.
 */
final class FailureCounter implements QueryExecutionListener {

	private final Map<String, Integer> failures = new ConcurrentSkipListMap<>();

	DataSource watch(DataSource dataSource) {
		return ProxyDataSourceBuilder.create(dataSource).listener(this).build();
	}

	/**
	 * Returns how often each SQL state and error code came.
	 */
	Map<String, Integer> failures() {
		return this.failures;
	}

	@Override
	public void beforeQuery(ExecutionInfo execution, List<QueryInfo> queries) {
		// what counts is what ran
	}

	@Override
	public void afterQuery(ExecutionInfo execution, List<QueryInfo> queries) {
		if (execution.getThrowable() instanceof SQLException ex) {
			this.failures.merge(ex.getSQLState() + "/" + ex.getErrorCode(), 1, Integer::sum);
		}
	}

}
