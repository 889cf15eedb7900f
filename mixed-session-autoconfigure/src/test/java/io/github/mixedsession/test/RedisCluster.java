package io.github.mixedsession.test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.lettuce.core.MigrateArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import org.awaitility.Awaitility;

/**
 * Masters that share the slots, and their replicas.
 */
public final class RedisCluster {

	private static final int SLOTS = 16384;

	private final List<RedisNode> nodes;

	private final int replicas;

	private RedisCluster(List<RedisNode> nodes, int replicas) {
		this.nodes = List.copyOf(nodes);
		this.replicas = replicas;
	}

	/**
	 * Starts a cluster, which ends with the JVM.
	 * @param masters how many there are
	 * @param replicas how many replicas each master has
	 * @param settings further lines of each server's configuration
	 */
	public static RedisCluster start(int masters, int replicas, String... settings) throws IOException {
		List<RedisNode> nodes = new ArrayList<>();
		String[] all = Stream.concat(Stream.of("cluster-enabled yes", "cluster-node-timeout 2000"), Stream.of(settings))
			.toArray(String[]::new);
		for (int i = 0; i < masters * (1 + replicas); i++) {
			nodes.add(RedisNode.start(all));
		}
		RedisCluster cluster = new RedisCluster(nodes, replicas);
		cluster.join(masters);
		return cluster;
	}

	private void join(int masters) {
		List<RedisClient> clients = this.nodes.stream()
			.map((node) -> RedisClient.create(RedisURI.create("127.0.0.1", node.port())))
			.toList();
		List<RedisCommands<String, String>> nodes = clients.stream().map((client) -> client.connect().sync()).toList();
		for (int i = 0; i < nodes.size(); i++) {
			nodes.get(0).clusterMeet("127.0.0.1", this.nodes.get(i).port());
		}
		for (int i = 0; i < masters; i++) {
			nodes.get(i).clusterAddSlots(IntStream.range(i * SLOTS / masters, (i + 1) * SLOTS / masters).toArray());
		}
		List<String> ids = nodes.stream().limit(masters).map(RedisCommands::clusterMyId).toList();
		for (int i = masters; i < nodes.size(); i++) {
			RedisCommands<String, String> replica = nodes.get(i);
			String master = ids.get(i % masters);
			await(() -> replica.clusterNodes().contains(master));
			replica.clusterReplicate(master);
		}
		await(() -> nodes.stream()
			.allMatch((node) -> node.clusterInfo().contains("cluster_state:ok")
					&& node.clusterInfo().contains("cluster_known_nodes:" + nodes.size())));
		awaitReplicas();
		// every node knows by now whose replica each is
		await(() -> nodes.stream()
			.allMatch((node) -> node.clusterNodes()
				.lines()
				.filter((line) -> line.contains("slave"))
				.count() == nodes.size() - masters));
		clients.forEach(RedisClient::shutdown);
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(condition);
	}

	/**
	 * Returns those that are masters now.
	 */
	public List<RedisNode> masters() {
		return this.nodes.stream().filter((node) -> isMaster(node)).toList();
	}

	/**
	 * Returns those that are replicas now.
	 */
	public List<RedisNode> replicas() {
		return this.nodes.stream().filter((node) -> !isMaster(node)).toList();
	}

	private static boolean isMaster(RedisNode node) {
		return node.ask((commands) -> commands.info("replication")).contains("role:master");
	}

	/**
	 * Returns the first replica of a master.
	 */
	public RedisNode replicaOf(RedisNode master) {
		return replicas().stream()
			.filter((node) -> node.ask((commands) -> commands.info("replication"))
				.contains("master_port:" + master.port() + "\r"))
			.findFirst()
			.orElseThrow();
	}

	/**
	 * Waits until every master has its replicas, and every node knows that all is well.
	 */
	public void awaitReplicas() {
		await(() -> this.nodes.stream()
			.allMatch((node) -> node.ask((commands) -> commands.clusterInfo().contains("cluster_state:ok")
					&& isComplete(commands.info("replication")))));
	}

	private boolean isComplete(String replication) {
		return replication.contains("role:master") ? replication.contains("connected_slaves:" + this.replicas)
				: replication.contains("master_link_status:up");
	}

	/**
	 * Moves a slot with its keys, as {@code redis-cli --cluster reshard} does.
	 */
	public void move(int slot, RedisNode from, RedisNode to) {
		beginMove(slot, from, to);
		moveKeys(slot, from, to);
		endMove(slot, from, to);
	}

	/**
	 * Has a node ask another one for what it has not got any more.
	 */
	public void beginMove(int slot, RedisNode from, RedisNode to) {
		String source = from.ask(RedisCommands::clusterMyId);
		String target = to.ask(RedisCommands::clusterMyId);
		to.ask((commands) -> commands.clusterSetSlotImporting(slot, source));
		from.ask((commands) -> commands.clusterSetSlotMigrating(slot, target));
	}

	/**
	 * Moves the keys of a slot that is about to move.
	 */
	public void moveKeys(int slot, RedisNode from, RedisNode to) {
		from.ask((commands) -> {
			for (List<String> keys = commands.clusterGetKeysInSlot(slot, 2); !keys.isEmpty(); keys = commands
				.clusterGetKeysInSlot(slot, 2)) {
				commands.migrate("127.0.0.1", to.port(), 0, 5000, MigrateArgs.Builder.keys(keys));
			}
			return null;
		});
	}

	/**
	 * Has a slot belong where its keys are.
	 */
	public void endMove(int slot, RedisNode from, RedisNode to) {
		String target = to.ask(RedisCommands::clusterMyId);
		to.ask((commands) -> commands.clusterSetSlotNode(slot, target));
		from.ask((commands) -> commands.clusterSetSlotNode(slot, target));
	}

	/**
	 * Returns where all nodes are, as {@code host:port}.
	 */
	public List<String> addresses() {
		return this.nodes.stream().map((node) -> "127.0.0.1:" + node.port()).toList();
	}

}
