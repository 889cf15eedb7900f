package io.github.mixedsession.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.session.MapSession;
import org.springframework.session.PrincipalNameIndexResolver;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.data.redis.RedisIndexedSessionRepository;
import org.springframework.session.data.redis.RedisSessionRepository;

import io.github.mixedsession.AttributeCodec;
import io.github.mixedsession.MisconfigurationException;
import io.github.mixedsession.attribute.SecurityState;
import io.github.mixedsession.session.SerializedValue;
import io.github.mixedsession.store.redis.IndependentConnections;

/**
 * Opens the keys of Spring Session Redis, as the properties and beans describe them that
 * configured it.
 */
final class OldRedisSessions {

	static final String NAMESPACE = "spring.session.data.redis.namespace";

	static final String REPOSITORY_TYPE = "spring.session.data.redis.repository-type";

	private static final Map<String, String> RENAMED = Map.of("spring.session.redis.namespace", NAMESPACE,
			"spring.session.redis.repository-type", REPOSITORY_TYPE);

	private final OldRedisFormat format;

	private final OldValues values;

	private OldRedisSessions(OldRedisFormat format, AttributeCodec codec) {
		this.format = format;
		this.values = new OldValues(format, codec);
	}

	static OldSessions open(RedisConnectionFactory connections, OldRedisFormat format, AttributeCodec codec,
			Environment environment) {
		ReplicaReads.refuse(connections);
		RENAMED.forEach((before, now) -> refuseRenamed(before, now, environment));
		return new OldRedisSessions(format, codec).open(template(connections, format.values()), environment);
	}

	/**
	 * What nobody reads would have no session moved, or each as if it were of the other
	 * repository.
	 */
	private static void refuseRenamed(String before, String now, Environment environment) {
		String value = environment.getProperty(before);
		if (value != null && environment.getProperty(now) == null) {
			throw new MisconfigurationException(before, value,
					"says where the old sessions are under the name that Spring Boot 3 had for it, and nobody reads it",
					"Rename it to " + now + ".");
		}
	}

	private static RedisTemplate<String, Object> template(RedisConnectionFactory connections,
			RedisSerializer<Object> serializer) {
		RedisTemplate<String, Object> template = new RedisTemplate<>();
		template.setKeySerializer(RedisSerializer.string());
		template.setHashKeySerializer(RedisSerializer.string());
		template.setDefaultSerializer(serializer);
		template.setHashValueSerializer(new UnreadRedisValues(serializer));
		template.setConnectionFactory(new IndependentConnections(connections));
		template.afterPropertiesSet();
		return template;
	}

	private OldSessions open(RedisTemplate<String, Object> template, Environment environment) {
		String namespace = environment.getProperty(NAMESPACE, RedisSessionRepository.DEFAULT_KEY_NAMESPACE);
		String type = environment.getProperty(REPOSITORY_TYPE, "default");
		SessionRepository<?> repository = switch (type) {
			case "default" -> {
				RedisSessionRepository plain = new RedisSessionRepository(template);
				plain.setRedisKeyNamespace(namespace);
				plain.setRedisSessionMapper(this::session);
				yield plain;
			}
			case "indexed" -> {
				RedisIndexedSessionRepository indexed = new RedisIndexedSessionRepository(template);
				indexed.setRedisKeyNamespace(namespace);
				indexed.setRedisSessionMapper(this::session);
				indexed.setDefaultSerializer(this.format.values());
				indexed.setIndexResolver(this::indexes);
				yield indexed;
			}
			default -> throw new MisconfigurationException(REPOSITORY_TYPE, type,
					"is none of Spring Session's repositories", "Write default or indexed.");
		};
		return new OldSessions(repository, this.values.areRead() && this.format.throughFilters());
	}

	/**
	 * Reads a session; one without its clocks is what is left of one that has ended.
	 */
	private @Nullable MapSession session(String id, Map<String, Object> hash) {
		OldRedisFields fields = new OldRedisFields(hash);
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
		fields.forEachAttribute((name, value) -> session.setAttribute(name, this.values.of(value)));
		return session;
	}

	private @Nullable Long number(byte @Nullable [] field) {
		return (field != null) ? this.format.time(field) : null;
	}

	/**
	 * Returns the user under whose name the repository lists a session. Of a user who
	 * can't be read the list ends as Spring Session's do, by itself.
	 */
	private Map<String, String> indexes(Session session) {
		try {
			return new PrincipalNameIndexResolver<>().resolveIndexesFor(principal(session));
		}
		catch (RuntimeException | LinkageError | StackOverflowError ex) {
			return Map.of();
		}
	}

	private MapSession principal(Session session) {
		MapSession principal = new MapSession();
		for (String name : session.getAttributeNames()) {
			if (SecurityState.isPrincipal(name)) {
				Object value = session.getAttribute(name);
				principal.setAttribute(name,
						(value instanceof SerializedValue raw) ? this.format.decode(raw.bytes()) : value);
			}
		}
		return principal;
	}

}
