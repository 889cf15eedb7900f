package io.github.mixedsession.store.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.MisconfigurationException;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.StoredSession;
import io.github.mixedsession.store.contract.TestSessions;
import io.github.mixedsession.test.MutableClock;
import io.github.mixedsession.test.TestRedis;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static io.github.mixedsession.store.contract.TestSessions.ALL;
import static io.github.mixedsession.store.contract.TestSessions.CREATED;
import static io.github.mixedsession.store.contract.TestSessions.attribute;
import static io.github.mixedsession.store.contract.TestSessions.bytes;
import static io.github.mixedsession.store.contract.TestSessions.idle;
import static io.github.mixedsession.store.contract.TestSessions.insecureRow;
import static io.github.mixedsession.store.contract.TestSessions.principal;
import static io.github.mixedsession.store.contract.TestSessions.proof;
import static io.github.mixedsession.store.contract.TestSessions.rotation;
import static io.github.mixedsession.store.contract.TestSessions.secureRow;
import static io.github.mixedsession.store.contract.TestSessions.withIdle;
import static io.github.mixedsession.store.contract.TestSessions.write;
import static io.github.mixedsession.store.contract.TestSessions.writes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the document says that a user of Redis has to be allowed.
 */
class RedisUserTests {

	private final String namespace = TestRedis.newNamespace();

	@Test
	void documentedUserMayDoAllThatTheStoreDoes() throws Exception {
		live(documented().toList());
	}

	@ParameterizedTest
	@ValueSource(strings = { "LIST", "KILL", "PAUSE" })
	void documentedUserMayNotTouchOtherClients(String what) throws Exception {
		withUser(documented().toList(), (connections) -> {
			try (RedisConnection connection = connections.getConnection()) {
				assertThatException().isThrownBy(() -> connection.execute("CLIENT", bytes(what), bytes("1")))
					.havingRootCause()
					.withMessageStartingWith("NOPERM");
			}
		});
	}

	@ParameterizedTest
	@MethodSource("commands")
	void documentedUserMayDoNoMore(String command) throws Exception {
		List<String> others = documented().filter((rule) -> !rule.equals(command)).toList();
		assertThatException().isThrownBy(() -> live(others))
			.isInstanceOfAny(DataAccessException.class, MisconfigurationException.class);
	}

	/** What is in {@code @connection} since Redis 7.0. */
	@Test
	void olderRedisAllowsTheDocumentedUserToWait() throws Exception {
		List<String> rules = Stream.concat(documented(), Stream.of("-wait")).toList();
		withUser(rules,
				(connections) -> assertThatExceptionOfType(MisconfigurationException.class)
					.isThrownBy(() -> waiting(connections).validate())
					.withMessageContaining("'mixed-session.redis.wait-for-replicas' with value '1'")
					.withMessageContaining("+wait"));
		withUser(Stream.concat(documented(), olderRedis()).toList(), (connections) -> {
			waiting(connections).validate();
			try (RedisConnection connection = connections.getConnection()) {
				connection.execute("SELECT", bytes("0"));
				assertThatException().isThrownBy(() -> connection.execute("ASKING"))
					.havingRootCause()
					.withMessageContaining("cluster support disabled");
			}
		});
	}

	private RedisSessionStore waiting(LettuceConnectionFactory connections) {
		return new RedisSessionStore(connections, this.namespace, new MutableClock(), Duration.ZERO, 1,
				Duration.ofSeconds(1));
	}

	/** What it needs beside the others. */
	private static Stream<String> olderRedis() throws IOException {
		String sentence = Files.readString(Path.of("docs/stores.md"))
			.lines()
			.filter((line) -> line.contains("Redis 6.2 needs"))
			.findFirst()
			.orElseThrow();
		return Pattern.compile("`(\\+[a-z]+)`").matcher(sentence).results().map((found) -> found.group(1));
	}

	static Stream<String> commands() throws IOException {
		return documented().filter((rule) -> rule.startsWith("+") && !rule.startsWith("+@"));
	}

	/** The rules behind the user's name. */
	private static Stream<String> documented() throws IOException {
		String line = Files.readAllLines(Path.of("docs/stores.md"))
			.stream()
			.map(String::strip)
			.filter((each) -> each.startsWith("ACL SETUSER shop "))
			.findFirst()
			.orElseThrow();
		return Arrays.stream(line.split(" ", -1)).skip(3);
	}

	private void live(List<String> rules) {
		withUser(rules, (connections) -> {
			RedisSessionStore store = new RedisSessionStore(connections, this.namespace, new MutableClock());
			live(store);
			lose(store);
		});
		assertThat(TestRedis.SINGLE.keys(this.namespace + ":*")).isEmpty();
	}

	private void withUser(List<String> rules, Consumer<LettuceConnectionFactory> use) {
		TestRedis redis = TestRedis.SINGLE;
		try (RedisConnection connection = redis.connections().getConnection()) {
			connection.execute("ACL", Stream
				.concat(Stream.of("SETUSER", this.namespace),
						rules.stream()
							.map((rule) -> rule.equals("~mixed-session:*") ? "~" + this.namespace + ":*" : rule))
				.map(TestSessions::bytes)
				.toArray(byte[][]::new));
			connection.scriptingCommands().scriptFlush();
		}
		RedisStandaloneConfiguration server = new RedisStandaloneConfiguration("127.0.0.1", redis.port());
		server.setUsername(this.namespace);
		server.setPassword("secret");
		LettuceConnectionFactory connections = new LettuceConnectionFactory(server);
		connections.afterPropertiesSet();
		connections.start();
		try {
			use.accept(connections);
		}
		finally {
			connections.destroy();
		}
	}

	private static void live(RedisSessionStore store) {
		store.validate();
		SessionRecord record = secureRow("bob");
		store.insert(new StoredSession(record, List.of(attribute("a", Partition.SHARED, "1"))));
		store.insert(new StoredSession(insecureRow(), List.of()));
		assertThat(store.find(record.locator(), proof(record, IdKind.SECURE), ALL)).isNotNull();
		assertThat(store.update(rotation(record))).isTrue();
		SessionRecord current = Objects.requireNonNull(store.find(record.locator(), ALL)).record();
		store.save(principal(current, "eve"));
		store.save(writes(current, write("b", Partition.SECURE, "2"), write("a", Partition.SHARED, null)));
		store.compareAndSet(record.locator(), "c", Partition.SHARED, 0, bytes("3"));
		assertThat(store.hasAttribute(record.locator(), "c", Partition.SHARED)).isTrue();
		assertThat(store.findAttribute(record.locator(), "c", Partition.SHARED)).isNotNull();
		store.save(idle(current, Duration.ZERO));
		assertThat(store.findByPrincipalName("eve")).hasSize(1);
		store.clear(record.locator(), ALL);
		assertThat(store.delete(record.locator())).isTrue();
		List<SessionRecord> expired = store.deleteExpired(CREATED.plus(Duration.ofDays(1)), Duration.ZERO, 10)
			.deleted();
		assertThat(expired).hasSize(1);
		store.told(expired);
		assertThat(store.deleteExpired(CREATED.plus(Duration.ofDays(1)), Duration.ZERO, 10).more()).isFalse();
	}

	/** Somebody deletes a session past the store. */
	private void lose(RedisSessionStore store) {
		SessionRecord endless = withIdle(secureRow("bob"), Duration.ZERO);
		store.insert(new StoredSession(endless, List.of()));
		try (RedisConnection connection = TestRedis.SINGLE.connections().getConnection()) {
			connection.keyCommands().del(new SessionKeys(this.namespace).session(endless.locator()));
		}
		assertThat(store.findByPrincipalName("bob")).isEmpty();
		// its list ends by itself
		try (RedisConnection connection = TestRedis.SINGLE.connections().getConnection()) {
			connection.keyCommands().del(new SessionKeys(this.namespace).user(UserList.of("bob")));
		}
	}

}
