package io.github.mixedsession.autoconfigure;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.support.GenericConversionService;
import org.springframework.core.env.Environment;
import org.springframework.core.serializer.support.DeserializingConverter;
import org.springframework.core.serializer.support.SerializingConverter;
import org.springframework.jdbc.core.JdbcTemplate;
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

	static OldSessions open(DataSource dataSource, @Nullable ConversionService conversionService, AttributeCodec codec,
			Environment environment, ClassLoader classLoader) {
		TransactionTemplate transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
		transactions.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		JdbcIndexedSessionRepository repository = new JdbcIndexedSessionRepository(new JdbcTemplate(dataSource),
				transactions);
		repository.setTableName(environment.getProperty(TABLE_NAME, JdbcIndexedSessionRepository.DEFAULT_TABLE_NAME));
		OldValues values = new OldValues(
				(conversionService != null) ? new Converted(conversionService) : new Converted(classLoader), codec);
		GenericConversionService asTheyAre = new GenericConversionService();
		asTheyAre.addConverter(byte[].class, Object.class, values::of);
		repository.setConversionService(asTheyAre);
		return new OldSessions(repository);
	}

	/**
	 * What a conversion service makes of a value.
	 */
	private record Converted(ConversionService service) implements OldValues.Format {

		private static final TypeDescriptor BYTES = TypeDescriptor.valueOf(byte[].class);

		private static final TypeDescriptor OBJECT = TypeDescriptor.valueOf(Object.class);

		private Converted(ClassLoader classLoader) {
			this(javaSerialization(classLoader));
		}

		private static ConversionService javaSerialization(ClassLoader classLoader) {
			GenericConversionService service = new GenericConversionService();
			service.addConverter(Object.class, byte[].class, new SerializingConverter());
			service.addConverter(byte[].class, Object.class, new DeserializingConverter(classLoader));
			return service;
		}

		@Override
		public byte[] write(Object value) {
			return (byte[]) converted(value, OBJECT, BYTES);
		}

		@Override
		public Object read(byte[] bytes) {
			return converted(bytes, BYTES, OBJECT);
		}

		private Object converted(Object value, TypeDescriptor from, TypeDescriptor to) {
			Object converted = this.service.convert(value, from, to);
			if (converted == null) {
				throw new IllegalArgumentException("Converted to nothing");
			}
			return converted;
		}

	}

}
