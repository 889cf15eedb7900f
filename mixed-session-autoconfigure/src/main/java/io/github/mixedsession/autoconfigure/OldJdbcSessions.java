package io.github.mixedsession.autoconfigure;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.core.convert.support.GenericConversionService;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementSetter;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.session.jdbc.JdbcIndexedSessionRepository;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import io.github.mixedsession.AttributeCodec;

/**
 * Opens the tables of Spring Session JDBC, as the properties and beans describe them that
 * configured it.
 */
final class OldJdbcSessions {

	static final String TABLE_NAME = "spring.session.jdbc.table-name";

	private OldJdbcSessions() {
	}

	static OldSessions open(DataSource dataSource, AttributeCodec format, AttributeCodec codec,
			Environment environment) {
		TransactionTemplate transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
		transactions.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		JdbcIndexedSessionRepository repository = new JdbcIndexedSessionRepository(new SilentTemplate(dataSource),
				transactions);
		repository.setTableName(environment.getProperty(TABLE_NAME, JdbcIndexedSessionRepository.DEFAULT_TABLE_NAME));
		OldValues values = new OldValues(format, codec);
		GenericConversionService asTheyAre = new GenericConversionService();
		asTheyAre.addConverter(byte[].class, Object.class, values::of);
		repository.setConversionService(asTheyAre);
		return new OldSessions(repository, values.areRead() && format instanceof JavaAttributeCodec);
	}

	/** Spring logs parameters that it sets, at TRACE, and an old id is one. */
	private static final class SilentTemplate extends JdbcTemplate {

		SilentTemplate(DataSource dataSource) {
			super(dataSource);
		}

		@Override
		public int update(String sql, @Nullable Object @Nullable ... args) {
			return update(sql, (PreparedStatementSetter) (statement) -> {
				for (int i = 0; args != null && i < args.length; i++) {
					statement.setObject(i + 1, args[i]);
				}
			});
		}

	}

}
