package io.github.mixedsession.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.JdkSerializationRedisSerializer;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.session.MapSession;
import org.springframework.session.PrincipalNameIndexResolver;
import org.springframework.session.Session;
import org.springframework.session.data.redis.RedisIndexedSessionRepository;
import org.springframework.session.data.redis.RedisSessionRepository;

import io.github.mixedsession.AttributeCodec;
import io.github.mixedsession.MisconfigurationException;
import io.github.mixedsession.attribute.SecurityState;
import io.github.mixedsession.session.SerializedValue;

/**
 * Opens the keys of Spring Session Redis, as the properties and beans describe them that
 * configured it.
 */
final class OldRedisSessions {

	static final String NAMESPACE = "spring.session.data.redis.namespace";

	static final String REPOSITORY_TYPE = "spring.session.data.redis.repository-type";

	private static final String ATTRIBUTE = "sessionAttr:";

	private final RedisSerializer<Object> serializer;

	private final OldValues values;

	private OldRedisSessions(RedisSerializer<Object> serializer, AttributeCodec codec) {
		this.serializer = serializer;
		this.values = new OldValues(new OldRedisFormat(serializer), codec);
	}

	static OldSessions open(RedisConnectionFactory connections, @Nullable RedisSerializer<Object> given,
			AttributeCodec codec, Environment environment, ClassLoader classLoader) {
		RedisSerializer<Object> serializer = (given != null) ? given : new JdkSerializationRedisSerializer(classLoader);
		return new OldRedisSessions(serializer, codec).open(template(connections, serializer), environment);
	}

	private static RedisTemplate<String, Object> template(RedisConnectionFactory connections,
			RedisSerializer<Object> serializer) {
		RedisTemplate<String, Object> template = new RedisTemplate<>();
		template.setKeySerializer(RedisSerializer.string());
		template.setHashKeySerializer(RedisSerializer.string());
		template.setDefaultSerializer(serializer);
		template.setHashValueSerializer(new UnreadRedisValues(serializer));
		template.setConnectionFactory(connections);
		template.afterPropertiesSet();
		return template;
	}

	private OldSessions open(RedisTemplate<String, Object> template, Environment environment) {
		String namespace = environment.getProperty(NAMESPACE, RedisSessionRepository.DEFAULT_KEY_NAMESPACE);
		String type = environment.getProperty(REPOSITORY_TYPE, "default");
		return new OldSessions(switch (type) {
			case "default" -> {
				RedisSessionRepository repository = new RedisSessionRepository(template);
				repository.setRedisKeyNamespace(namespace);
				repository.setRedisSessionMapper(this::session);
				yield repository;
			}
			case "indexed" -> {
				RedisIndexedSessionRepository repository = new RedisIndexedSessionRepository(template);
				repository.setRedisKeyNamespace(namespace);
				repository.setRedisSessionMapper(this::session);
				repository.setDefaultSerializer(this.serializer);
				repository.setIndexResolver(this::indexes);
				yield repository;
			}
			default -> throw new MisconfigurationException(REPOSITORY_TYPE, type,
					"is none of Spring Session's repositories", "Write default or indexed.");
		});
	}

	/**
	 * Reads a session; one without its clocks is what is left of one that has ended.
	 */
	private @Nullable MapSession session(String id, Map<String, Object> fields) {
		Long createdAt = number(fields.get("creationTime"));
		Long accessedAt = number(fields.get("lastAccessedTime"));
		Long idle = number(fields.get("maxInactiveInterval"));
		if (createdAt == null || accessedAt == null || idle == null) {
			return null;
		}
		MapSession session = new MapSession(id);
		session.setCreationTime(Instant.ofEpochMilli(createdAt));
		session.setLastAccessedTime(Instant.ofEpochMilli(accessedAt));
		session.setMaxInactiveInterval(Duration.ofSeconds(idle));
		fields.forEach((name, value) -> {
			byte[] bytes = bytes(value);
			if (name.startsWith(ATTRIBUTE) && bytes.length > 0) {
				session.setAttribute(name.substring(ATTRIBUTE.length()), this.values.of(bytes));
			}
		});
		return session;
	}

	private @Nullable Long number(@Nullable Object field) {
		return (field != null && this.serializer.deserialize(bytes(field)) instanceof Number number)
				? Long.valueOf(number.longValue()) : null;
	}

	private static byte[] bytes(@Nullable Object field) {
		return (field instanceof SerializedValue value) ? value.bytes() : new byte[0];
	}

	/**
	 * Returns the user under whose name the repository lists a session.
	 */
	private Map<String, String> indexes(Session session) {
		MapSession principal = new MapSession();
		for (String name : session.getAttributeNames()) {
			if (SecurityState.isPrincipal(name)) {
				Object value = session.getAttribute(name);
				principal.setAttribute(name,
						(value instanceof SerializedValue raw) ? this.serializer.deserialize(raw.bytes()) : value);
			}
		}
		return new PrincipalNameIndexResolver<>().resolveIndexesFor(principal);
	}

}
