package io.github.mixedsession.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.support.GenericConversionService;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.session.MapSessionRepository;
import org.springframework.session.data.redis.RedisSessionRepository;
import org.springframework.session.jdbc.JdbcIndexedSessionRepository;
import org.springframework.transaction.support.TransactionTemplate;

import io.github.mixedsession.test.OldApplication;
import io.github.mixedsession.test.TestDatabase;
import io.github.mixedsession.test.TestRedis;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where else old sessions may be, and how else they may be written.
 */
class TakeOverSourceTests {

	private static final String SECURE = "mixed-session.migration.cookie-channel=secure";

	private static final String NAME = "mixed-session.cookie.insecure-name=SHOP";

	private static void assertTakenOver(Site site, String cookie) {
		site.clock().advance(Duration.between(site.clock().instant(), Instant.now()));
		Browser customer = site.browser();
		customer.jar().plant(OldApplication.COOKIE, cookie, true);
		assertThat(customer.https("/session").line("@cart")).isEqualTo("mug");
		assertThat(customer.http("/session").line("@cart")).isEqualTo("mug");
		assertThat(customer.jar().find(OldApplication.COOKIE)).isNull();
	}

	@Test
	void repositoryOfTheApplication() {
		try (Site site = Site.startWith(List.of(OwnRepository.class), SECURE, NAME,
				"mixed-session.migration.from=legacy")) {
			MapSessionRepository repository = site.bean(Legacy.class).repository();
			assertTakenOver(site, OldApplication.visit(repository, "customer", Map.of("cart", "mug"), Instant.now()));
		}
	}

	@Test
	void tablesOfAnotherNameWrittenByAConversionService() throws IOException {
		DataSource dataSource = TestDatabase.H2.createDataSource();
		String script = new ClassPathResource("org/springframework/session/jdbc/schema-h2.sql")
			.getContentAsString(StandardCharsets.UTF_8)
			.replace("SPRING_SESSION", "LEGACY_SESSION");
		new ResourceDatabasePopulator(new ByteArrayResource(script.getBytes(StandardCharsets.UTF_8)))
			.execute(dataSource);
		JdbcIndexedSessionRepository repository = new JdbcIndexedSessionRepository(new JdbcTemplate(dataSource),
				new TransactionTemplate(new DataSourceTransactionManager(dataSource)));
		repository.setTableName("LEGACY_SESSION");
		repository.setConversionService(new OwnConversion().springSessionConversionService());
		String cookie = OldApplication.visit(repository, null, Map.of("cart", "mug"), Instant.now());
		try (Site site = Site.start(dataSource, List.of(OwnConversion.class), SECURE, NAME,
				"mixed-session.migration.from=jdbc", "spring.session.jdbc.table-name=LEGACY_SESSION")) {
			assertTakenOver(site, cookie);
		}
	}

	@Test
	void keysThatAnotherSerializerWrote() {
		RedisTemplate<String, Object> template = new RedisTemplate<>();
		template.setKeySerializer(RedisSerializer.string());
		template.setHashKeySerializer(RedisSerializer.string());
		template.setDefaultSerializer(RedisSerializer.json());
		template.setConnectionFactory(TestRedis.SINGLE.connections());
		template.afterPropertiesSet();
		RedisSessionRepository repository = new RedisSessionRepository(template);
		String namespace = TestRedis.newNamespace();
		repository.setRedisKeyNamespace(namespace);
		String cookie = OldApplication.visit(repository, null, Map.of("cart", "mug"), Instant.now());
		try (Site site = Site.start(Server.TOMCAT, TestRedis.SINGLE, List.of(OwnSerializer.class), SECURE, NAME,
				"mixed-session.migration.from=redis", "spring.session.data.redis.namespace=" + namespace)) {
			assertTakenOver(site, cookie);
			assertThat(TestRedis.SINGLE.keys(namespace + ":*")).isEmpty();
		}
	}

	/** Shows it to the test, who finds no bean that is no candidate. */
	record Legacy(MapSessionRepository repository) {
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnRepository {

		private final MapSessionRepository repository = new MapSessionRepository(new ConcurrentHashMap<>());

		@Bean(defaultCandidate = false)
		MapSessionRepository legacy() {
			return this.repository;
		}

		@Bean
		Legacy shown() {
			return new Legacy(this.repository);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnConversion {

		@Bean
		ConversionService springSessionConversionService() {
			GenericConversionService conversions = new GenericConversionService();
			conversions.addConverter(Object.class, byte[].class,
					(value) -> ("own:" + value).getBytes(StandardCharsets.UTF_8));
			conversions.addConverter(byte[].class, Object.class,
					(bytes) -> new String(bytes, StandardCharsets.UTF_8).substring("own:".length()));
			return conversions;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnSerializer {

		@Bean
		RedisSerializer<Object> springSessionDefaultRedisSerializer() {
			return RedisSerializer.json();
		}

	}

}
