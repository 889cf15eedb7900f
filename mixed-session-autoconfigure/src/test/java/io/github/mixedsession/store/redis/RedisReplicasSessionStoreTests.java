package io.github.mixedsession.store.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StoredSession;
import io.github.mixedsession.store.contract.SessionStoreContractTests;
import io.github.mixedsession.test.MutableClock;
import io.github.mixedsession.test.RedisNode;
import io.github.mixedsession.test.TestRedis;
import io.lettuce.core.KillArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.SlotHash;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnection;

import static io.github.mixedsession.store.contract.TestSessions.ALL;
import static io.github.mixedsession.store.contract.TestSessions.CREATED;
import static io.github.mixedsession.store.contract.TestSessions.access;
import static io.github.mixedsession.store.contract.TestSessions.attribute;
import static io.github.mixedsession.store.contract.TestSessions.bytes;
import static io.github.mixedsession.store.contract.TestSessions.login;
import static io.github.mixedsession.store.contract.TestSessions.principal;
import static io.github.mixedsession.store.contract.TestSessions.rotation;
import static io.github.mixedsession.store.contract.TestSessions.secureRow;
import static io.github.mixedsession.store.contract.TestSessions.write;
import static io.github.mixedsession.store.contract.TestSessions.writes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * On a cluster with replicas, and waiting for them.
 */
class RedisReplicasSessionStoreTests extends SessionStoreContractTests {

	private static final TestRedis REDIS = TestRedis.REPLICAS;

	/** What makes a session, changes its ids, logs a user in or ends it. */
	private static final Map<String, Consumer<Session>> AWAITED = Map.of("insert",
			(session) -> session.store.insert(session.other), "rotation",
			(session) -> session.store.update(rotation(session.record)), "login",
			(session) -> session.store.update(login(session.record)), "user",
			(session) -> session.store.save(principal(session.record, "eve")), "logout",
			(session) -> session.store.delete(session.record.locator()), "logout over HTTP",
			(session) -> session.store.clear(session.record.locator(), Set.of(Partition.SHARED)));

	private final MutableClock clock = new MutableClock();

	private String namespace = "";

	@Override
	protected SessionStore createStore() {
		this.namespace = TestRedis.newNamespace();
		return store(1, Duration.ofSeconds(20));
	}

	private SessionStore store(int replicas, Duration timeout) {
		return new RedisSessionStore(REDIS.connections(), this.namespace, this.clock, Duration.ZERO, replicas, timeout);
	}

	private Session session(SessionStore node) {
		SessionRecord record = insert(secureRow("bob"), attribute("a", Partition.SHARED, "1"));
		return new Session(node, record, new StoredSession(secureRow(null), List.of()));
	}

	@Test
	void whatAnAnswerReliesOnIsAwaited() {
		AWAITED.forEach((name, call) -> {
			Session session = session(this.store);
			assertThat(sent(() -> call.accept(session))).as(name).contains("WAIT");
		});
	}

	@Test
	void nothingElseIs() {
		SessionRecord record = session(this.store).record();
		assertThat(sent(() -> {
			this.store.find(record.locator(), ALL);
			this.store.save(writes(record, write("a", Partition.SHARED, "2")));
			this.store.save(access(record, CREATED.plusSeconds(1), true));
			this.store.compareAndSet(record.locator(), "c", Partition.SHARED, 0, bytes("1"));
		})).doesNotContain("WAIT");
	}

	@Test
	void accessIsAwaitedThatListsTheSessionAgain() {
		SessionRecord record = session(this.store).record();
		this.clock.advance(Duration.ofDays(1).plusSeconds(1));
		assertThat(sent(() -> this.store.save(access(record, this.clock.instant(), true)))).contains("WAIT");
		assertThat(sent(() -> this.store.save(access(record, this.clock.instant(), true)))).doesNotContain("WAIT");
	}

	@Test
	void replicaHasWhatWasAwaited() {
		for (int i = 0; i < 50; i++) {
			SessionRecord record = session(this.store).record();
			this.store.delete(record.locator());
		}
		for (RedisNode replica : REDIS.cluster().replicas()) {
			List<String> keys = replica.ask((commands) -> commands.keys(this.namespace + ":{*"));
			assertThat(keys).isEmpty();
		}
	}

	@Test
	void tooFewReplicasAreAnErrorAfterTheWrite() {
		SessionStore demanding = store(2, Duration.ofMillis(50));
		AWAITED.forEach((name, call) -> {
			Session session = session(demanding);
			assertThatExceptionOfType(DataAccessException.class).as(name)
				.isThrownBy(() -> call.accept(session))
				.withMessageContaining("1 of its replicas")
				.withMessageContaining("mixed-session.redis.wait-for-replicas");
		});
		SessionRecord record = session(demanding).record();
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> demanding.delete(record.locator()));
		assertThat(this.store.find(record.locator(), ALL)).isNull();
	}

	/**
	 * Lettuce asks for WAIT again over the next connection, where it is about nothing.
	 */
	@Test
	void connectionThatIsCutAcknowledgesNothing() throws Exception {
		SessionStore demanding = store(2, Duration.ofSeconds(5));
		SessionRecord record = insert(secureRow("bob"));
		CompletableFuture<Void> cut = CompletableFuture.runAsync(() -> Awaitility.await()
			.until(() -> REDIS.cluster().masters().stream().anyMatch((master) -> master.ask(this::killWhoWaits))));
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> demanding.update(rotation(record)))
			.withMessageContaining("cut before");
		cut.get(1, TimeUnit.MINUTES);
	}

	private boolean killWhoWaits(RedisCommands<String, String> master) {
		List<String> waiting = master.clientList().lines().filter((line) -> line.contains(" flags=b ")).toList();
		waiting.forEach((line) -> master
			.clientKill(KillArgs.Builder.id(Long.parseLong(line.substring("id=".length(), line.indexOf(' '))))));
		return !waiting.isEmpty();
	}

	@Test
	void scriptsThatTheServerForgotAreSentAgain() {
		try (RedisConnection connection = REDIS.connections().getConnection()) {
			connection.scriptingCommands().scriptFlush();
		}
		SessionRecord record = session(this.store).record();
		assertThat(this.store.update(rotation(record))).isTrue();
		assertThat(this.store.delete(record.locator())).isTrue();
		assertThat(this.store.delete(record.locator())).isFalse();
	}

	/**
	 * A master that has not got the keys any more says who is to be asked, then that the
	 * slot has moved, and while some of the keys are here and some there, to try again.
	 */
	@Test
	void slotThatMovesIsFollowed() throws Exception {
		SessionRecord record = session(this.store).record();
		SessionKeys keys = new SessionKeys(this.namespace);
		int slot = SlotHash.getSlot(keys.session(record.locator()));
		RedisNode from = REDIS.cluster()
			.masters()
			.stream()
			.filter((master) -> master.ask((commands) -> commands.clusterCountKeysInSlot(slot)) > 0)
			.findFirst()
			.orElseThrow();
		RedisNode to = REDIS.cluster().masters().stream().filter((master) -> master != from).findFirst().orElseThrow();
		REDIS.cluster().beginMove(slot, from, to);
		REDIS.cluster().moveKeys(slot, from, to);
		Long there = ReplicatedScripts.of(REDIS.connections(), 1, Duration.ofSeconds(20))
			.call(RedisScripts.HAS_ATTRIBUTE, List.of(keys.partition(record.locator(), Partition.SHARED)),
					new Arguments().add("a"));
		assertThat(there).isOne();
		assertThat(errors(from, "ASK")).isPositive();
		REDIS.cluster().endMove(slot, from, to);
		assertThat(this.store.update(rotation(record))).isTrue();
		assertThat(errors(from, "MOVED")).isPositive();
		REDIS.cluster().beginMove(slot, to, from);
		CompletableFuture<Boolean> deleted = CompletableFuture.supplyAsync(() -> this.store.delete(record.locator()));
		Awaitility.await().until(() -> errors(from, "TRYAGAIN") + errors(to, "TRYAGAIN") > 0);
		REDIS.cluster().moveKeys(slot, to, from);
		REDIS.cluster().endMove(slot, to, from);
		assertThat(deleted.get(1, TimeUnit.MINUTES)).isTrue();
	}

	private static int errors(RedisNode node, String error) {
		Matcher count = Pattern.compile("errorstat_" + error + ":count=(\\d+)")
			.matcher(node.ask((commands) -> commands.info("errorstats")));
		return count.find() ? Integer.parseInt(count.group(1)) : 0;
	}

	private static List<String> sent(Runnable action) {
		List<String> sent = Collections.synchronizedList(new ArrayList<>());
		REDIS.listen(sent::add, action);
		return sent;
	}

	private record Session(SessionStore store, SessionRecord record, StoredSession other) {
	}

}
