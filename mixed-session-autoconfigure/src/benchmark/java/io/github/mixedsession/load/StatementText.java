package io.github.mixedsession.load;

import java.util.List;
import java.util.Objects;

import javax.sql.DataSource;

import net.ttddyy.dsproxy.ExecutionInfo;
import net.ttddyy.dsproxy.QueryInfo;
import net.ttddyy.dsproxy.listener.QueryExecutionListener;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the text of the last statement. Thread-safe.
 */
final class StatementText implements QueryExecutionListener {

	private volatile @Nullable String text;

	DataSource watch(DataSource dataSource) {
		return ProxyDataSourceBuilder.create(dataSource).listener(this).build();
	}

	String get() {
		return Objects.requireNonNull(this.text, "No statement ran");
	}

	@Override
	public void beforeQuery(ExecutionInfo execution, List<QueryInfo> queries) {
		// what counts is what ran
	}

	@Override
	public void afterQuery(ExecutionInfo execution, List<QueryInfo> queries) {
		this.text = queries.get(0).getQuery();
	}

}
