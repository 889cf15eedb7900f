package io.github.mixedsession.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.SessionCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.session.SessionRepository;

import io.github.mixedsession.test.ForgetfulLine;
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
		SessionRepository<?> sessions = sessions(TestRedis.SINGLE.connections(), old);
		inATransaction(() -> {
			assertThat(sessions.findById(id)).isNotNull();
			sessions.deleteById(id);
			assertThat(sessions.findById(id)).isNull();
		});
		assertThat(old.sessions()).isZero();
	}

	/**
	 * Lettuce asks again, and goes on with the second answer where the first ended.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void answerThatIsCutIsNoSession(boolean indexed) throws Exception {
		RedisSessionApplication old = new RedisSessionApplication(TestRedis.SINGLE, indexed);
		String id = new String(Base64.getDecoder().decode(old.visit("customer", Map.of("cart", "mug", "a", "b"))),
				StandardCharsets.UTF_8);
		Set<String> whole = sessions(TestRedis.SINGLE.connections(), old).findById(id).getAttributeNames();
		int failures = 0;
		try (ForgetfulLine line = new ForgetfulLine(TestRedis.SINGLE.port())) {
			LettuceConnectionFactory connections = line.connect();
			SessionRepository<?> sessions = sessions(connections, old);
			boolean cut = true;
			for (int lines = 0; cut; lines++) {
				line.forgetAnswerAfter(lines, () -> {
				});
				try {
					assertThat(sessions.findById(id).getAttributeNames()).isEqualTo(whole);
				}
				catch (DataAccessException ex) {
					failures++;
				}
				cut = line.hasForgotten();
				assertThat(old.sessions()).isOne();
			}
			connections.destroy();
		}
		assertThat(failures).isPositive();
	}

	private static SessionRepository<?> sessions(RedisConnectionFactory connections, RedisSessionApplication old) {
		JavaAttributeCodec codec = new JavaAttributeCodec(null, null);
		MockEnvironment environment = new MockEnvironment();
		TestPropertyValues.of(old.properties()).applyTo(environment);
		return OldRedisSessions.open(connections, OldRedisFormat.of(codec), codec, environment).repository();
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
