package io.github.mixedsession.shop.fault;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import io.github.mixedsession.shop.journey.RunningShop;
import io.github.mixedsession.shop.journey.ShopNode;
import org.h2.store.fs.FilePath;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Something breaks while visitors shop on both channels. Nobody gets somebody else's cart
 * or an empty one, nobody is logged out, no write that was acknowledged is lost, an error
 * is 503 without details, and service resumes by itself.
 */
@Tag("proof")
class FaultTests {

	private static final boolean LONG = "long".equals(System.getProperty("proof"));

	private static final Duration DURATION = LONG ? Duration.ofSeconds(10) : Duration.ofMillis(500);

	private static final int POOL_SIZE = 5;

	private static final JumpingClock CLOCK = new JumpingClock();

	@TempDir
	static Path directory;

	private static MortalDatabase database;

	private static DatabaseLine line;

	private static RunningShop shop;

	@BeforeAll
	static void open() throws IOException {
		System.out.println("| fault                            | requests | errors       | disconnected | acknowledged "
				+ "| lost | resumed in | wrong");
		database = new MortalDatabase(directory.resolve("postgresql"));
		line = new DatabaseLine(database::port);
		shop = RunningShop.start(directory, (context) -> context.registerBean(Clock.class, () -> CLOCK),
				arguments(line.url()));
	}

	private static String[] arguments(String url) {
		return new String[] { "--spring.datasource.url=" + url, "--spring.sql.init.mode=always",
				"--mixed-session.jdbc.initialize-schema=always",
				"--spring.datasource.hikari.maximum-pool-size=" + POOL_SIZE,
				"--spring.datasource.hikari.connection-timeout=1000",
				"--spring.datasource.hikari.validation-timeout=500", "--spring.session.timeout=24h",
				"--mixed-session.timeout.secure-idle=24h", "--mixed-session.timeout.secure-absolute=48h",
				"--spring.datasource.hikari.exception-override-class-name=" + ClosedDatabases.class.getName(),
				"--logging.level.root=off" };
	}

	@AfterAll
	static void close() throws IOException {
		shop.close();
		line.close();
		database.close();
	}

	@Test
	void databaseIsKilledAndComesBack() throws Exception {
		try (Load load = load()) {
			database.kill();
			load.awaitErrors();
			database.restart();
			load.awaitResumption();
			load.finish("database is killed");
			assertThat(load.figures().errors()).containsOnlyKeys(503);
		}
	}

	@Test
	void connectionsAreCutInTheMiddleOfAStatement() throws Exception {
		try (Load load = load()) {
			line.cutOneOf(20);
			load.awaitErrors();
			line.repair();
			load.awaitResumption();
			load.finish("connections are cut");
			assertThat(load.figures().errors()).containsOnlyKeys(503);
		}
		finally {
			line.repair();
		}
	}

	@Test
	void answersOfTheDatabaseAreDelayed() throws Exception {
		try (Load load = load()) {
			line.delay(Duration.ofMillis(LONG ? 50 : 20));
			load.awaitSuccess();
			line.repair();
			load.awaitResumption();
			load.finish("answers are delayed");
		}
		finally {
			line.repair();
		}
	}

	@Test
	void databaseHangs() throws Exception {
		try (Load load = load()) {
			line.silence();
			load.awaitErrors();
			line.repair();
			load.awaitResumption();
			load.finish("database hangs");
			assertThat(load.figures().errors()).containsOnlyKeys(503);
		}
		finally {
			line.repair();
		}
	}

	@Test
	void poolIsExhausted() throws Exception {
		List<Connection> taken = new ArrayList<>();
		try (Load load = load()) {
			DataSource pool = shop.bean(DataSource.class);
			for (int i = 0; i < POOL_SIZE; i++) {
				taken.add(pool.getConnection());
			}
			load.awaitErrors();
			for (Connection connection : taken) {
				connection.close();
			}
			load.awaitResumption();
			load.finish("pool is exhausted");
			assertThat(load.figures().errors()).containsOnlyKeys(503);
		}
		finally {
			for (Connection connection : taken) {
				connection.close();
			}
		}
	}

	@Test
	void nodeIsKilledInTheMiddleOfWrites() throws Exception {
		try (ShopProcess node = ShopProcess.start(directory, arguments(line.url()));
				Load load = new Load(List.<ShopNode>of(shop, node), DURATION)) {
			node.kill();
			load.awaitErrors();
			load.leave(node);
			load.awaitResumption();
			load.finish("node is killed");
			assertThat(load.figures().disconnections()).isPositive();
			assertThat(load.figures().errors()).isEmpty();
		}
	}

	@Test
	void clockJumps() throws Exception {
		try (Load load = load()) {
			for (int hours : new int[] { 3, -6, 3 }) {
				CLOCK.jump(Duration.ofHours(hours));
				load.awaitSuccess();
			}
			load.awaitResumption();
			load.finish("clock jumps");
			assertThat(load.figures().errors()).isEmpty();
		}
	}

	@Test
	void diskIsFull() throws Exception {
		FilePath.register(new FullDisk());
		try (RunningShop onDisk = RunningShop.start(directory,
				arguments("jdbc:h2:" + FullDisk.SCHEME + ":" + directory.resolve("shop") + ";WRITE_DELAY=0"));
				Load load = new Load(List.of(onDisk), DURATION)) {
			FullDisk.full(true);
			load.awaitErrors();
			FullDisk.full(false);
			load.awaitResumption();
			load.finish("disk of H2 is full");
			assertThat(load.figures().errors()).containsOnlyKeys(503);
		}
		finally {
			FullDisk.full(false);
		}
	}

	private static Load load() throws Exception {
		return new Load(List.of(shop), DURATION);
	}

}
