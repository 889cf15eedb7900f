package io.github.mixedsession.store.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.data.redis.serializer.RedisSerializer;

import io.github.mixedsession.id.Locator;

/**
 * The scripts that the store calls, for reading too: what only reads may be sent to a
 * replica, which is behind.
 */
final class RedisScripts {

	static final RedisScript<List<?>> FIND = listOf("find");

	static final RedisScript<Long> INSERT = of("insert", Long.class);

	static final RedisScript<Long> UPDATE = of("update", Long.class);

	static final RedisScript<List<?>> SAVE = listOf("save");

	static final RedisScript<byte[]> FIND_ATTRIBUTE = of("find-attribute", byte[].class);

	static final RedisScript<Long> HAS_ATTRIBUTE = of("has-attribute", Long.class);

	static final RedisScript<Long> COMPARE_AND_SET = of("compare-and-set", Long.class);

	static final RedisScript<byte[]> DELETE = of("delete", byte[].class);

	static final RedisScript<Long> CLEAR = of("clear", Long.class);

	static final RedisScript<List<?>> EXPIRE = listOf("expire");

	static final RedisScript<List<?>> UNTOLD = listOf("untold");

	static final RedisScript<Long> TOLD = of("told", Long.class);

	static final RedisScript<Long> LIST = of("list", Long.class);

	static final RedisScript<Long> LISTED = of("listed", Long.class);

	static final RedisScript<Long> UNLIST = of("unlist", Long.class);

	static final RedisScript<List<?>> RANGE = listOf("range");

	/** Two seconds, each wait twice as long as the one before. */
	private static final int ATTEMPTS = 11;

	private final RedisTemplate<byte[], byte[]> redis = new RedisTemplate<>();

	private final @Nullable ReplicatedScripts replicated;

	RedisScripts(RedisConnectionFactory connectionFactory, @Nullable ReplicatedScripts replicated) {
		this.replicated = replicated;
		this.redis.setConnectionFactory(new IndependentConnections(connectionFactory));
		this.redis.setDefaultSerializer(RedisSerializer.byteArray());
		this.redis.setExposeConnection(true);
		this.redis.afterPropertiesSet();
	}

	/**
	 * Checks that replicas can be waited for, if that is asked for.
	 * @throws io.github.mixedsession.MisconfigurationException if they can't
	 */
	void validate() {
		if (this.replicated != null) {
			this.replicated.validate();
		}
	}

	@SuppressWarnings("unchecked")
	private static RedisScript<List<?>> listOf(String name) {
		return (RedisScript<List<?>>) (RedisScript<?>) of(name, List.class);
	}

	/**
	 * Reads a script once: Spring would look at each call whether the file has changed.
	 */
	private static <T> RedisScript<T> of(String name, Class<T> resultType) {
		try {
			Resource script = new ClassPathResource(name + ".lua", RedisScripts.class);
			return RedisScript.of(script.getContentAsString(StandardCharsets.UTF_8), resultType);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Runs a script.
	 * @param keys those of the script, all in one slot
	 */
	<T> @Nullable T call(RedisScript<T> script, List<byte[]> keys, Arguments arguments) {
		return untilKeysHaveMoved(() -> this.redis.execute(script, keys, arguments.toArray()));
	}

	/**
	 * Runs a script that writes what an answer is going to rely on, and returns once as
	 * many replicas have it as is asked for.
	 * @param keys those of the script, all in one slot
	 */
	<T> @Nullable T callAndWait(RedisScript<T> script, List<byte[]> keys, Arguments arguments) {
		ReplicatedScripts waiting = this.replicated;
		return (waiting != null) ? untilKeysHaveMoved(() -> waiting.call(script, keys, arguments))
				: call(script, keys, arguments);
	}

	/**
	 * Runs a script that answers a list.
	 * @param keys those of the script, all in one slot
	 * @return the values behind its head, or {@code null} if that is 0
	 */
	@Nullable List<?> ask(RedisScript<List<?>> script, List<byte[]> keys, Arguments arguments) {
		return ListAnswer.values(call(script, keys, arguments));
	}

	/**
	 * Runs a script that answers a list, and that writes what an answer is going to rely
	 * on, as {@link #callAndWait} does.
	 * @param keys those of the script, all in one slot
	 * @return the values behind its head, or {@code null} if that is 0
	 */
	@Nullable List<?> askAndWait(RedisScript<List<?>> script, List<byte[]> keys, Arguments arguments) {
		return ListAnswer.values(callAndWait(script, keys, arguments));
	}

	/**
	 * Tries again what a node of a cluster refused since some of the keys, of those that
	 * there are, lie on the node that their slot moves to.
	 */
	private static <T> @Nullable T untilKeysHaveMoved(Supplier<@Nullable T> call) {
		for (int attempt = 1;; attempt++) {
			try {
				return call.get();
			}
			catch (DataAccessException ex) {
				String message = ex.getMostSpecificCause().getMessage();
				if (attempt == ATTEMPTS || message == null || !message.startsWith("TRYAGAIN")) {
					throw ex;
				}
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1L << attempt));
			}
		}
	}

	/**
	 * Returns the sessions of a sorted set with scores in a range.
	 * @param limit how many at most, or -1
	 */
	List<Locator> range(byte[] set, String lowest, String highest, int limit) {
		List<?> range = ask(RANGE, List.of(set), new Arguments().add(lowest).add(highest).add(limit));
		List<?> members = (range != null) ? (List<?>) range.get(0) : List.of();
		return members.stream().map((member) -> Locator.of((byte[]) member)).toList();
	}

}
