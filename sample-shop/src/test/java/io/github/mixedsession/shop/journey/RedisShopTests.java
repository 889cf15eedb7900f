package io.github.mixedsession.shop.journey;

import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * The profile {@code redis}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RedisShopTests {

	@Test
	void purchaseLosesNothingAndTheAccountShowsWhatRedisHolds(@TempDir Path directory) throws Exception {
		int port = freePort();
		RedisServer redis = RedisServer.newRedisServer()
			.port(port)
			.setting("bind 127.0.0.1")
			.setting("save \"\"")
			.build();
		redis.start();
		try (RunningShop first = start(directory, port); RunningShop second = start(directory, port)) {
			String account = Purchase.make(first, second);
			assertThat(account).contains("What the database has of this session", "data-attribute=\"orderNumber\"",
					"data-attribute=\"SPRING_SECURITY_CONTEXT\"");
			assertThat(account.replaceAll("(?s).*data-attribute=\"SPRING_SECURITY_CONTEXT\"", ""))
				.doesNotContain("SecurityContextImpl");
			Set<String> keys = first.bean(StringRedisTemplate.class).keys("mixed-session:*");
			assertThat(keys).anyMatch((key) -> key.endsWith(":SECURE")).anyMatch((key) -> key.contains(":user:"));
			assertThat(first.bean(JdbcClient.class)
				.sql("select count(*) from information_schema.tables where table_name like 'MIXED%'")
				.query(Long.class)
				.single()).isZero();
		}
		finally {
			redis.stop();
		}
	}

	@Test
	void startWithoutRedisSaysInAFewLinesWhatToDo(@TempDir Path directory, CapturedOutput output) throws Exception {
		int port = freePort();
		assertThatException().isThrownBy(() -> start(directory, port).close());
		assertThat(output).contains("APPLICATION FAILED TO START", "can't reach the Redis", "127.0.0.1:" + port,
				"Start it, or say with spring.data.redis.host and spring.data.redis.port");
		assertThat(output).doesNotContain("\tat ", "appears to have started a thread");
	}

	private static RunningShop start(Path directory, int port) {
		return RunningShop.start(directory, "--spring.profiles.active=redis", "--spring.data.redis.host=127.0.0.1",
				"--spring.data.redis.port=" + port, "--spring.datasource.url=jdbc:h2:mem:redis;DB_CLOSE_DELAY=-1");
	}

	private static int freePort() throws Exception {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

}
