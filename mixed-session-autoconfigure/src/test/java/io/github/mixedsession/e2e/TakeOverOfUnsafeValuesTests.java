package io.github.mixedsession.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import javax.sql.DataSource;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.serializer.RedisSerializer;

import io.github.mixedsession.AttributeCodec;
import io.github.mixedsession.SessionTakenOverEvent;
import io.github.mixedsession.test.RedisSessionApplication;
import io.github.mixedsession.test.SpringSessionApplication;
import io.github.mixedsession.test.TestDatabase;
import io.github.mixedsession.test.TestRedis;

import static io.github.mixedsession.test.OldApplication.COOKIE;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What can't be read of an old session is left behind, and what nobody allowed is not
 * read.
 */
class TakeOverOfUnsafeValuesTests {

	private static final String NAME = "mixed-session.cookie.insecure-name=SHOP";

	private static final String CONTEXT = "SPRING_SECURITY_CONTEXT";

	private static final String FILTER = "mixed-session.serialization-filter=maxdepth=20;java.base/*;"
			+ "org.springframework.security.**;!*";

	@BeforeEach
	void forget() {
		Gadget.COUNT.set(0);
	}

	@ParameterizedTest
	@CsvSource({ "false, insecure", "false, secure", "true, insecure", "true, secure" })
	void securityContextThatCantBeReadIsLeftBehind(boolean indexed, String channel) throws Exception {
		RedisSessionApplication old = new RedisSessionApplication(TestRedis.SINGLE, indexed);
		String cookie = old.visit("customer", Map.of("cart", "mug"));
		byte[] gone = new String(serialized(new Gadget()), StandardCharsets.ISO_8859_1).replace("Gadget", "Gidget")
			.getBytes(StandardCharsets.ISO_8859_1);
		write(old, cookie, "sessionAttr:" + CONTEXT, gone);
		try (Site site = start(List.of(), channel, old.properties())) {
			boolean secure = channel.equals("secure");
			Browser customer = customer(site, cookie, secure);
			Reply reply = secure ? customer.https("/session") : customer.http("/session");
			assertThat(reply.status()).isEqualTo(200);
			assertThat(reply.line("@cart")).isEqualTo("mug");
			assertThat(reply.line("user")).isNotEqualTo("customer");
			assertThat(site.events().of(SessionTakenOverEvent.class)).hasSize(1);
		}
	}

	@ParameterizedTest
	@CsvSource({ "false, creationTime", "false, lastAccessedTime", "false, maxInactiveInterval", "true, creationTime",
			"true, lastAccessedTime", "true, maxInactiveInterval" })
	void sessionWhoseTimesAreNoNumbersStaysWhereItIs(boolean indexed, String field) throws Exception {
		RedisSessionApplication old = new RedisSessionApplication(TestRedis.SINGLE, indexed);
		String cookie = old.visit("customer", Map.of("cart", "mug"));
		long before = Instant.now().toEpochMilli();
		write(old, cookie, field, serialized(new Gadget()));
		try (Site site = start(List.of(), "secure", old.properties())) {
			Browser customer = customer(site, cookie, true);
			assertThat(customer.https("/session").status()).isEqualTo(503);
			write(old, cookie, field, serialized(field.equals("maxInactiveInterval") ? 1800 : before));
			assertThat(customer.https("/session").line("@cart")).isEqualTo("mug");
		}
		assertThat(Gadget.COUNT).hasValue(0);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void filterIsAskedForWhatTheIndexIsOf(boolean indexed) throws Exception {
		RedisSessionApplication old = new RedisSessionApplication(TestRedis.SINGLE, indexed);
		String cookie = old.visit("customer", Map.of("cart", "mug"));
		write(old, cookie, "sessionAttr:" + CONTEXT, serialized(new Gadget()));
		try (Site site = start(List.of(), "secure", with(old.properties(), FILTER))) {
			assertThat(customer(site, cookie, true).https("/session").line("@cart")).isEqualTo("mug");
		}
		assertThat(Gadget.COUNT).hasValue(0);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void filterIsAskedForWhatAnotherCodecWritesAnew(boolean indexed) throws Exception {
		RedisSessionApplication old = new RedisSessionApplication(TestRedis.SINGLE, indexed);
		String cookie = old.visit(null, Map.of("cart", "mug"));
		write(old, cookie, "sessionAttr:gadget", serialized(new Gadget()));
		try (Site site = start(List.of(JsonCodec.class), "secure", with(old.properties(), FILTER))) {
			assertThat(customer(site, cookie, true).https("/session").line("@cart")).isEqualTo("mug");
		}
		assertThat(Gadget.COUNT).hasValue(0);
	}

	@Test
	void filterIsAskedForWhatAnotherCodecWritesAnewOfADatabase() {
		DataSource dataSource = TestDatabase.H2.createDataSourceWithTables();
		SpringSessionApplication old = new SpringSessionApplication(TestDatabase.H2, dataSource);
		String cookie = old.visit(null, Map.of("cart", "mug", "gadget", new Gadget()));
		try (Site site = Site.start(dataSource, List.of(JsonCodec.class), "mixed-session.migration.from=jdbc",
				"mixed-session.migration.cookie-channel=secure", NAME, FILTER)) {
			assertThat(customer(site, cookie, true).https("/session").line("@cart")).isEqualTo("mug");
		}
		assertThat(Gadget.COUNT).hasValue(0);
	}

	private static Site start(List<Class<?>> configurations, String channel, String... properties) {
		return Site.start(Server.TOMCAT, TestRedis.SINGLE, configurations, with(properties, NAME,
				"mixed-session.migration.from=redis", "mixed-session.migration.cookie-channel=" + channel));
	}

	private static String[] with(String[] properties, String... more) {
		return Stream.concat(Stream.of(properties), Stream.of(more)).toArray(String[]::new);
	}

	private static Browser customer(Site site, String cookie, boolean secure) {
		site.clock().advance(Duration.between(site.clock().instant(), Instant.now()));
		Browser customer = site.browser();
		customer.jar().plant(COOKIE, cookie, secure);
		return customer;
	}

	private static void write(RedisSessionApplication old, String cookie, String field, byte[] value) {
		String namespace = old.properties()[0].substring("spring.session.data.redis.namespace=".length());
		String id = new String(Base64.getDecoder().decode(cookie), StandardCharsets.UTF_8);
		try (RedisConnection connection = TestRedis.SINGLE.connections().getConnection()) {
			byte[] key = (namespace + ":sessions:" + id).getBytes(StandardCharsets.UTF_8);
			assertThat(connection.keyCommands().exists(key)).isTrue();
			connection.hashCommands().hSet(key, field.getBytes(StandardCharsets.UTF_8), value);
		}
	}

	private static byte[] serialized(Object value) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ObjectOutputStream objects = new ObjectOutputStream(bytes)) {
			objects.writeObject(value);
		}
		return bytes.toByteArray();
	}

	/** Runs as it is read. */
	static final class Gadget implements Serializable {

		static final AtomicInteger COUNT = new AtomicInteger();

		@Serial
		private static final long serialVersionUID = 1L;

		@Serial
		private void readObject(ObjectInputStream stream) throws IOException, ClassNotFoundException {
			stream.defaultReadObject();
			COUNT.incrementAndGet();
		}

	}

	/** Reads nothing that the old application wrote. */
	@Configuration(proxyBeanMethods = false)
	static class JsonCodec {

		@Bean
		AttributeCodec codec() {
			RedisSerializer<Object> json = RedisSerializer.json();
			return new AttributeCodec() {

				@Override
				public byte[] encode(Object value) {
					return json.serialize(value);
				}

				@Override
				public Object decode(byte[] bytes) {
					return Objects.requireNonNull(json.deserialize(bytes));
				}

			};
		}

	}

}
