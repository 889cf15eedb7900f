package io.github.mixedsession.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.SessionCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.session.SessionRepository;

import io.github.mixedsession.test.RedisSessionApplication;
import io.github.mixedsession.test.TestRedis;

import static org.assertj.core.api.Assertions.assertThat;

class OldRedisSessionsTests {

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void sessionIsFoundAndDeletedPastATransactionOfTheApplication(boolean indexed) {
		RedisSessionApplication old = new RedisSessionApplication(TestRedis.SINGLE, indexed);
		String id = new String(Base64.getDecoder().decode(old.visit("customer", Map.of("cart", "mug"))),
				StandardCharsets.UTF_8);
		JavaAttributeCodec codec = new JavaAttributeCodec(null, null);
		MockEnvironment environment = new MockEnvironment();
		TestPropertyValues.of(old.properties()).applyTo(environment);
		SessionRepository<?> sessions = OldRedisSessions
			.open(TestRedis.SINGLE.connections(), OldRedisFormat.of(codec), codec, environment)
			.repository();
		inATransaction(() -> {
			assertThat(sessions.findById(id)).isNotNull();
			sessions.deleteById(id);
			assertThat(sessions.findById(id)).isNull();
		});
		assertThat(old.sessions()).isZero();
	}

	private static void inATransaction(Runnable application) {
		new StringRedisTemplate(TestRedis.SINGLE.connections()).execute(new SessionCallback<Object>() {

			@Override
			public <K, V> Object execute(RedisOperations<K, V> operations) throws DataAccessException {
				operations.multi();
				application.run();
				return operations.exec();
			}

		});
	}

}
