package io.github.mixedsession.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.lettuce.core.KillArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.SlotHash;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import org.springframework.context.support.GenericApplicationContext;

import io.github.mixedsession.test.Proof;
import io.github.mixedsession.test.RedisCluster;
import io.github.mixedsession.test.RedisNode;
import io.github.mixedsession.test.TestRedis;
import io.github.mixedsession.test.TestStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Something breaks in a Redis cluster with replicas while visitors are on both channels.
 * Nobody gets somebody else's session, nobody an empty one in place of theirs while Redis
 * has it, and an error is 503 without details. What a master had acknowledged and its
 * replica had not got is lost with it; but for what replicas were waited for.
 */
@Tag(Proof.TAG)
@EnabledIfSystemProperty(named = "proof", matches = "long", disabledReason = "It takes minutes: mvn -P proof test")
class RedisFaultTests {

	private static final Duration TIME = Proof.time(Duration.ofMillis(500), Duration.ofSeconds(10));

	/** How long a replica is behind its master when that is killed. */
	private static final Duration LAG = Proof.time(Duration.ofMillis(300), Duration.ofSeconds(1));

	private static final Path FAKETIME = Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1");

	private static final List<String> TABLE = new ArrayList<>(List.of(FaultFigures.HEAD));

	private static final Timer CLOCK = new Timer(true);

	private static RedisCluster cluster;

	private static Site site;

	private static Site waiting;

	@BeforeAll
	static void start() throws IOException {
		cluster = RedisCluster.start(3, 1);
		site = site(0);
		waiting = site(1);
	}

	private static Site site(int replicas) {
		Site started = Site.start(Server.TOMCAT, new Cluster(), List.of(StormController.class),
				Site.withRules("mixed-session.redis.wait-for-replicas=" + replicas, "spring.data.redis.timeout=5s",
						"spring.data.redis.lettuce.cluster.refresh.adaptive=true",
						"spring.data.redis.lettuce.cluster.refresh.period=1s", "logging.level.root=off"));
		CLOCK.scheduleAtFixedRate(new TimerTask() {

			@Override
			public void run() {
				started.clock().advance(Duration.ofMillis(20));
				started.events().clear();
				started.sql().clear();
			}

		}, 20, 20);
		return started;
	}

	@AfterAll
	static void report() {
		CLOCK.cancel();
		site.close();
		waiting.close();
		TABLE.forEach(System.out::println);
	}

	@Test
	void masterIsKilledWhoseReplicaIsBehind() throws Exception {
		assertNothingIsWrong(killMaster("master killed, replica behind", site));
	}

	@Test
	void masterIsKilledWhoseReplicaIsAwaited() throws Exception {
		FaultFigures figures = killMaster("the same, waiting for a replica", waiting);
		assertNothingIsWrong(figures);
		assertThat(figures.lostSessions()).isZero();
	}

	/**
	 * The replica stands still and is cut off, and nothing that the master has to send is
	 * left.
	 */
	private static FaultFigures killMaster(String fault, Site served) throws Exception {
		return during(fault, served, (load) -> {
			RedisNode master = fullest();
			RedisNode replica = cluster.replicaOf(master);
			replica.suspend(true);
			master.ask((commands) -> commands.clientKill(KillArgs.Builder.typeSlave()));
			load.goOn(LAG);
			master.kill();
			replica.suspend(false);
			load.awaitResumption();
			master.restart(Map.of());
			cluster.awaitReplicas();
		});
	}

	@Test
	void slotsMoveWhileRequestsRun() throws Exception {
		for (Site served : List.of(site, waiting)) {
			assertNothingIsLost(during("slots move there and back" + waits(served), served, (load) -> {
				RedisNode from = fullest();
				RedisNode to = cluster.masters().stream().filter((node) -> node != from).findFirst().orElseThrow();
				List<Integer> slots = slotsOf(from);
				slots.forEach((slot) -> cluster.move(slot, from, to));
				load.awaitSuccess();
				slots.forEach((slot) -> cluster.move(slot, to, from));
				load.awaitResumption();
			}));
		}
	}

	/** Those that have sessions. */
	private static List<Integer> slotsOf(RedisNode master) {
		return IntStream.range(0, 256)
			.mapToObj((shard) -> SlotHash.getSlot(HexFormat.of().toHexDigits((byte) shard)))
			.filter((slot) -> master.ask((commands) -> commands.clusterCountKeysInSlot(slot)) > 0)
			.limit(Proof.steps(5, 50))
			.toList();
	}

	private static String waits(Site served) {
		return (served == waiting) ? ", waiting" : "";
	}

	@Test
	void scriptsAreFlushed() throws Exception {
		assertNothingIsLost(during("scripts are flushed", site,
				(load) -> repeat(load, (master) -> master.ask(RedisCommands::scriptFlush))));
	}

	@Test
	void connectionsAreCut() throws Exception {
		for (Site served : List.of(site, waiting)) {
			assertNothingIsLost(during("connections are cut" + waits(served), served, (load) -> repeat(load,
					(master) -> master.ask((commands) -> commands.clientKill(KillArgs.Builder.typeNormal())))));
		}
	}

	@Test
	void answersAreDelayed() throws Exception {
		assertNothingIsLost(during("answers are delayed by 300 ms", site,
				(load) -> repeat(load, (master) -> master.ask((commands) -> commands.clientPause(300)))));
	}

	@Test
	void memoryIsFull() throws Exception {
		FaultFigures figures = during("memory is full", site, (load) -> {
			masters((master) -> master.ask((commands) -> commands.configSet("maxmemory", "1")));
			load.awaitErrors(10);
			load.goOn(TIME);
			masters((master) -> master.ask((commands) -> commands.configSet("maxmemory", "0")));
			load.awaitResumption();
		});
		assertNothingIsLost(figures);
	}

	@Test
	void clockOfTheServerIsOff() throws Exception {
		assumeTrue(Files.exists(FAKETIME), "libfaketime is needed (Debian: apt-get install libfaketime)");
		for (String offset : List.of("+1h", "-1h")) {
			FaultFigures figures = during("clock of a master off by " + offset, site, (load) -> {
				RedisNode replica = cluster.replicaOf(fullest());
				replica.kill();
				replica.restart(Map.of("LD_PRELOAD", FAKETIME.toString(), "FAKETIME", offset));
				cluster.awaitReplicas();
				takeOver(replica);
				load.goOn(TIME);
				load.awaitResumption();
				takeOver(cluster.replicaOf(replica));
				replica.kill();
				replica.restart(Map.of());
				cluster.awaitReplicas();
			});
			assertNothingIsLost(figures);
		}
	}

	private static void takeOver(RedisNode replica) {
		replica.ask((commands) -> commands.clusterFailover(false));
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> cluster.masters().contains(replica));
	}

	@Test
	void everythingIsDeleted() throws Exception {
		FaultFigures figures = during("FLUSHALL", site, (load) -> {
			masters((master) -> master.ask(RedisCommands::flushall));
			load.awaitResumption();
		});
		assertThat(figures.wrong()).isEmpty();
		// a request whose session ended under it
		assertThat(figures.errors().keySet()).isSubsetOf(409);
		assertThat(figures.lostSessions()).isPositive();
	}

	private static FaultFigures during(String name, Site served, Fault fault) throws Exception {
		cluster.awaitReplicas();
		try (FaultLoad load = new FaultLoad(served)) {
			fault.happen(load);
			TABLE.add(load.finish(name));
			System.out.println(TABLE.get(TABLE.size() - 1));
			return load.figures();
		}
	}

	private static void repeat(FaultLoad load, Consumer<RedisNode> fault) {
		for (int i = 0; i < Proof.steps(3, 50); i++) {
			masters(fault);
			load.goOn(Duration.ofMillis(100));
		}
		load.awaitResumption();
	}

	private static void masters(Consumer<RedisNode> action) {
		cluster.masters().forEach(action);
	}

	private static RedisNode fullest() {
		return cluster.masters()
			.stream()
			.max(Comparator.comparing((node) -> node.ask(RedisCommands::dbsize)))
			.orElseThrow();
	}

	private static void assertNothingIsLost(FaultFigures figures) {
		assertNothingIsWrong(figures);
		assertThat(figures.lostWrites()).isZero();
		assertThat(figures.lostSessions()).isZero();
	}

	private static void assertNothingIsWrong(FaultFigures figures) {
		assertThat(figures.wrong()).isEmpty();
		assertThat(figures.errors().keySet()).isSubsetOf(503);
		assertThat(figures.acknowledgedWrites()).isPositive();
	}

	private interface Fault {

		void happen(FaultLoad load) throws Exception;

	}

	/** Reached as an application does, by Spring Boot's own properties. */
	private static final class Cluster implements TestStore {

		@Override
		public String name() {
			return "REDIS_FAULTS";
		}

		@Override
		public void register(GenericApplicationContext context) {
			// nothing: Spring Boot does
		}

		@Override
		public List<String> properties() {
			return List.of("mixed-session.store=redis", "mixed-session.redis.cleanup-cron=-",
					"mixed-session.redis.namespace=" + TestRedis.newNamespace(),
					"spring.data.redis.repositories.enabled=false",
					"spring.data.redis.cluster.nodes=" + String.join(",", cluster.addresses()));
		}

	}

}
