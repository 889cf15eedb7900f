package io.github.mixedsession.test;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.session.SessionRepository;
import org.springframework.session.data.redis.RedisIndexedSessionRepository;
import org.springframework.session.data.redis.RedisSessionRepository;

/**
 * What an application with Spring Session Redis leaves behind, as it comes out of the
 * box: its keys, its serialisation and its cookie.
 */
public final class RedisSessionApplication implements OldApplication {

	private final TestRedis redis;

	private final String namespace = TestRedis.newNamespace();

	private final boolean indexed;

	private final SessionRepository<?> repository;

	/**
	 * Create an application with a namespace of its own.
	 * @param indexed whether it finds sessions by their user
	 */
	public RedisSessionApplication(TestRedis redis, boolean indexed) {
		this.redis = redis;
		this.indexed = indexed;
		RedisTemplate<String, Object> template = new RedisTemplate<>();
		template.setKeySerializer(RedisSerializer.string());
		template.setHashKeySerializer(RedisSerializer.string());
		template.setConnectionFactory(redis.connections());
		template.afterPropertiesSet();
		if (indexed) {
			RedisIndexedSessionRepository found = new RedisIndexedSessionRepository(template);
			found.setRedisKeyNamespace(this.namespace);
			this.repository = found;
		}
		else {
			RedisSessionRepository plain = new RedisSessionRepository(template);
			plain.setRedisKeyNamespace(this.namespace);
			this.repository = plain;
		}
	}

	/**
	 * Returns the properties that configured it.
	 */
	public String[] properties() {
		return new String[] { "spring.session.data.redis.namespace=" + this.namespace,
				"spring.session.data.redis.repository-type=" + (this.indexed ? "indexed" : "default") };
	}

	@Override
	public String visit(@Nullable String user, Map<String, ?> attributes, Instant lastAccess) {
		return OldApplication.visit(this.repository, user, attributes, lastAccess);
	}

	/**
	 * Returns how many of its sessions could be opened: what the indexed repository
	 * deletes stays behind for five minutes, as expired.
	 */
	@Override
	public int sessions() {
		String prefix = this.namespace + ":sessions:";
		return (int) this.redis.keys(prefix + "*")
			.stream()
			.map((key) -> key.substring(prefix.length()))
			.filter((id) -> !id.startsWith("expires:") && this.repository.findById(id) != null)
			.count();
	}

	/**
	 * Returns the users under whose names it lists sessions.
	 */
	public int listedUsers() {
		return this.redis.keys(this.namespace + ":index:*").size();
	}

}
