package io.github.mixedsession.e2e;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.data.redis.connection.DataType;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.core.StringRedisTemplate;

import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.session.SessionCleanup;
import io.github.mixedsession.store.RetiredIds;
import io.github.mixedsession.store.SessionRecord;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the thief of a Redis finds, and what it opens.
 */
@ParameterizedClass
@EnumSource(names = ".*_WITH_REDIS", mode = EnumSource.Mode.MATCH_ALL)
class RedisAttackTests {

	private final Site site;

	RedisAttackTests(Deployment deployment) {
		this.site = deployment.shared();
	}

	@BeforeEach
	void forgetTheOthers() {
		this.site.deleteSessions();
	}

	@Test
	void a26StolenRedisHoldsNoUsableIdAndNothingThatIsSecure() {
		Browser customer = customer();
		assertThat(dump()).hasSizeGreaterThan(20)
			.allSatisfy((value) -> StoreAttackTests.assertHoldsNone(value, customer.jar().everSeen()))
			.noneMatch((value) -> text(value).contains("4711"))
			.anyMatch((value) -> text(value).contains("mug"));
	}

	@Test
	void a26WhatRedisHoldsOpensNothing() {
		Browser customer = customer();
		String id = customer.https("/account/session").line("id");
		SessionRecord record = this.site.record(id);
		byte[] locator = record.locator().toBytes();
		byte[] family = Objects.requireNonNull(record.ids().family()).toBytes();
		List<byte[]> known = new ArrayList<>(List.of(locator, family, RetiredIds.pack(record.ids().retired())));
		for (IdHash hash : List.of(record.insecureId(), Objects.requireNonNull(record.secureId()))) {
			known.add(hash.toBytes());
		}
		for (byte[] each : known) {
			byte[] rest = Arrays.copyOf(each, 24);
			String insecure = StoreAttackTests.id(locator, rest);
			String secure = StoreAttackTests.id(locator, family, rest);
			assertThat(this.site.browser()
				.get(true, "/session", "Cookie: SESSION=" + insecure + "; __Host-SESSION=" + secure)
				.body()).isEqualTo("user=null\n");
			assertThat(this.site.browser().get(false, "/session", "Cookie: SESSION=" + insecure).body())
				.isEqualTo("user=null\n");
		}
		assertThat(customer.https("/account/session").line("id")).isEqualTo(id);
	}

	@Test
	void nothingIsLeftOfWhoLeft() {
		Browser customer = customer();
		this.site.browser().http("/set?name=cart&value=mug");
		customer.logout(true);
		this.site.clock().advance(Duration.ofDays(2));
		assertThat(this.site.redisKeys("*")).isNotEmpty();
		this.site.bean(SessionCleanup.class).run();
		this.site.bean(SessionCleanup.class).run();
		assertThat(this.site.redisKeys("*")).isEmpty();
	}

	private Browser customer() {
		Browser customer = this.site.browser();
		customer.http("/set?name=cart&value=mug");
		customer.login("customer");
		customer.https("/secure/set?name=card&value=4711");
		customer.http("/page");
		customer.https("/account/page");
		return customer;
	}

	/** As the thief has it: all keys, and what is in them. */
	private List<byte[]> dump() {
		List<byte[]> dump = new ArrayList<>();
		try (RedisConnection connection = Objects
			.requireNonNull(this.site.bean(StringRedisTemplate.class).getConnectionFactory())
			.getConnection()) {
			for (String name : this.site.redisKeys("*")) {
				byte[] key = name.getBytes(StandardCharsets.UTF_8);
				dump.add(key);
				if (connection.keyCommands().type(key) == DataType.HASH) {
					Objects.requireNonNull(connection.hashCommands().hGetAll(key)).forEach((field, value) -> {
						dump.add(field);
						dump.add(value);
					});
				}
				else {
					dump.addAll(Objects.requireNonNull(connection.zSetCommands().zRange(key, 0, -1)));
				}
			}
		}
		return dump;
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.ISO_8859_1);
	}

}
