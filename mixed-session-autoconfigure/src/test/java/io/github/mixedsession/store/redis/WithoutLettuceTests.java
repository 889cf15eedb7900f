package io.github.mixedsession.store.redis;

import java.io.File;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisConnectionFactory;

import io.github.mixedsession.MisconfigurationException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application whose client of Redis is another one, in a process that really lacks
 * Lettuce.
 */
class WithoutLettuceTests {

	@Test
	void waitingForReplicasIsRefusedWithTheCure() throws Exception {
		String without = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> !new File(entry).getName().startsWith("lettuce-"))
			.collect(Collectors.joining(File.pathSeparator));
		assertThat(without).isNotEqualTo(System.getProperty("java.class.path"));
		Process process = new ProcessBuilder(
				System.getProperty("java.home") + File.separator + "bin" + File.separator + "java", "-cp", without,
				Application.class.getName())
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		assertThat(output).contains("'mixed-session.redis.wait-for-replicas' with value '1' needs Lettuce");
	}

	static final class Application {

		private Application() {
		}

		public static void main(String[] arguments) {
			RedisConnectionFactory connections = (RedisConnectionFactory) Proxy.newProxyInstance(
					Application.class.getClassLoader(), new Class<?>[] { RedisConnectionFactory.class },
					(proxy, method, values) -> null);
			new RedisSessionStore(connections, "any", InstantSource.system());
			try {
				new RedisSessionStore(connections, "any", InstantSource.system(), Duration.ZERO, 1,
						Duration.ofSeconds(1));
			}
			catch (MisconfigurationException ex) {
				System.out.println(ex.getMessage());
			}
		}

	}

}
