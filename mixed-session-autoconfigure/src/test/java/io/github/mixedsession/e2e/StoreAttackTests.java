package io.github.mixedsession.e2e;

import io.github.mixedsession.id.Locator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.DefaultTyping;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

import org.springframework.boot.session.actuate.endpoint.SessionsEndpoint;
import org.springframework.context.annotation.Bean;
import org.springframework.core.convert.support.GenericConversionService;
import org.springframework.core.serializer.support.SerializingConverter;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the thief of the database finds, what its reader learns, and what logs and errors
 * say.
 */
@ParameterizedClass
@EnumSource
class StoreAttackTests {

	private final Server server;

	private final Site site;

	StoreAttackTests(Server server) {
		this.server = server;
		this.site = server.shared();
	}

	@Test
	void a25LookUpIsByHash() {
		Browser customer = everything();
		this.site.sql().during(() -> {
			customer.http("/session");
			customer.https("/session");
		});
		List<Object> parameters = this.site.sql().parameters();
		assertThat(parameters).anySatisfy((parameter) -> assertThat(parameter).isInstanceOf(byte[].class)
			.asInstanceOf(InstanceOfAssertFactories.BYTE_ARRAY)
			.hasSize(32));
		for (Object parameter : parameters) {
			assertHoldsNone(bytes(parameter), customer.jar().everSeen());
		}
	}

	@Test
	void a26StolenDatabaseHoldsNoUsableId() {
		Browser customer = everything();
		assertThat(dump()).isNotEmpty().allSatisfy((cell) -> assertHoldsNone(cell, customer.jar().everSeen()));
	}

	@Test
	void a26SavedRequestHoldsNoUsableId() {
		try (Site unsealed = this.server.startWith(List.of(), "mixed-session.attributes.seal=false")) {
			Browser visitor = unsealed.browser();
			visitor.http("/set?name=cart&value=mug");
			visitor.https("/secure/page");
			visitor.https("/secure/page");
			assertThat(visitor.https("/account/page").status()).isEqualTo(302);
			assertThat(dump(unsealed)).anySatisfy((cell) -> assertThat(new String(cell, StandardCharsets.ISO_8859_1))
				.contains("DefaultSavedRequest"));
			assertThat(dump(unsealed)).allSatisfy((cell) -> assertHoldsNone(cell, visitor.jar().everSeen()));
		}
	}

	@Test
	void a36HandlersSeeNoUsableId() {
		Browser customer = everything();
		Set<String> ids = customer.jar().everSeen();
		for (boolean tls : new boolean[] { false, true }) {
			Reply alone = customer.get(tls, "/echo");
			assertThat(ids).noneMatch((id) -> alone.body().contains(id));
			assertThat(alone.body()).doesNotContainIgnoringCase("cookie");
			Reply among = customer.get(tls, "/echo", "Cookie: a=b; SESSION=" + customer.insecureId()
					+ "; __Host-SESSION=" + customer.secureId() + "; c=\"d\"");
			assertThat(ids).noneMatch((id) -> among.body().contains(id));
			assertThat(among.body()).containsIgnoringCase("cookie=[a=b; c=\"d\"]")
				.contains("cookie:a=b")
				.contains("cookie:c=");
		}
	}

	@Test
	void a26WhatTheDatabaseHoldsOpensNothing() {
		Browser customer = everything();
		String before = customer.https("/account/session").line("id");
		for (Map<String, Object> row : this.site.jdbc().queryForList("SELECT * FROM MIXED_SESSION")) {
			byte[] locator = new Locator((UUID) row.get("LOCATOR")).toBytes();
			byte[] family = (row.get("FAMILY") != null) ? bytes(row.get("FAMILY")) : new byte[32];
			for (String column : List.of("LOCATOR", "INSECURE_ID", "SECURE_ID", "FAMILY", "RETIRED_IDS")) {
				byte[] rest = Arrays.copyOf(bytes(row.get(column)), 24);
				String insecure = id(locator, rest);
				String secure = id(locator, family, rest);
				assertThat(this.site.browser()
					.get(true, "/session", "Cookie: SESSION=" + insecure + "; __Host-SESSION=" + secure)
					.body()).isEqualTo("user=null\n");
				assertThat(this.site.browser().get(false, "/session", "Cookie: SESSION=" + insecure).body())
					.isEqualTo("user=null\n");
			}
		}
		assertThat(customer.https("/account/session").line("id")).isEqualTo(before);
	}

	@Test
	void a35HostileValueIsNotDeserialisedWhereJsonWithAnAllowListIsConfigured() throws Exception {
		try (Site json = this.server.startWithoutRules(List.of(JsonAttributes.class))) {
			Browser visitor = json.browser();
			visitor.http("/set?name=cart&value=mug");
			visitor.http("/cart/add?name=count");
			assertThat(visitor.http("/session").line("@cart")).isEqualTo("mug");
			assertThat(visitor.http("/session").line("@count")).isEqualTo("1");
			byte[] hostile = new SerializingConverter().convert(new Hostile());
			for (byte[] value : List.of(hostile,
					"[\"%s\",{}]".formatted(Hostile.class.getName()).getBytes(StandardCharsets.UTF_8))) {
				json.jdbc().update("UPDATE MIXED_SESSION_ATTRIBUTE SET ATTRIBUTE_VALUE = ?", value);
				Reply reply = visitor.http("/session");
				assertThat(reply.status()).isEqualTo(200);
				assertThat(reply.line("@cart")).isNull();
				assertThat(Hostile.BORN).isFalse();
			}
		}
	}

	@Test
	void a36NoLogEventErrorOrAdministrationHoldsAUsableId() {
		this.site.events().clear();
		Set<String> ids = new HashSet<>();
		List<Reply> replies = new ArrayList<>();
		List<String> lines = traced(() -> {
			Browser customer = everything();
			replies.add(customer.https("/secure/failing"));
			replies.add(customer.https("/nowhere"));
			replies.add(customer.http("/set?name=card&value=x"));
			ids.addAll(customer.jar().everSeen());
		});
		assertThat(ids).hasSizeGreaterThan(6);
		assertThat(lines).hasSizeGreaterThan(500).allSatisfy((line) -> assertThat(ids).noneMatch(line::contains));
		for (Reply reply : replies) {
			assertThat(ids).noneMatch((id) -> reply.body().contains(id));
		}
		assertThat(this.site.events().all()).isNotEmpty()
			.allSatisfy((event) -> assertThat(ids).noneMatch((id) -> event.toString().contains(id)));
		assertHoldsNone(sessionsOf("customer").getBytes(StandardCharsets.UTF_8), ids);
	}

	/** What is logged meanwhile by this project and what is around it, from TRACE on. */
	static List<String> traced(Runnable action) {
		List<Logger> loggers = new ArrayList<>();
		for (String name : List.of("io.github.mixedsession", "org.springframework", "net.ttddyy", "com.zaxxer",
				"jakarta")) {
			loggers.add((Logger) LoggerFactory.getLogger(name));
		}
		ListAppender<ILoggingEvent> appender = new ListAppender<>();
		appender.start();
		loggers.forEach((logger) -> {
			logger.addAppender(appender);
			logger.setAdditive(false);
			logger.setLevel(Level.TRACE);
		});
		try {
			action.run();
			return List.copyOf(appender.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
		}
		finally {
			loggers.forEach((logger) -> {
				logger.detachAppender(appender);
				logger.setAdditive(true);
				logger.setLevel(null);
			});
		}
	}

	@SuppressWarnings("unchecked")
	private <S extends Session> String sessionsOf(String user) {
		FindByIndexNameSessionRepository<S> repository = this.site.bean(FindByIndexNameSessionRepository.class);
		SessionsEndpoint endpoint = new SessionsEndpoint(repository, repository);
		StringBuilder text = new StringBuilder();
		endpoint.sessionsForUsername(user)
			.getSessions()
			.forEach((session) -> text.append(session.getId()).append(session.getAttributeNames()));
		assertThat(text).isNotEmpty();
		return text.toString();
	}

	/**
	 * A session that has seen every transition, a login and attributes of every kind.
	 */
	private Browser everything() {
		Browser customer = this.site.browser();
		customer.http("/set?name=cart&value=mug");
		customer.https("/secure/set?name=card&value=4711");
		customer.https("/secure/set?name=tab&value=one");
		customer.follow(true, "/insecure/page");
		customer.login("customer");
		customer.https("/account/page");
		customer.http("/page");
		customer.https("/account/page");
		return customer;
	}

	private List<byte[]> dump() {
		return dump(this.site);
	}

	/** As the thief has it. */
	static List<byte[]> dump(Site site) {
		List<byte[]> cells = new ArrayList<>();
		for (String table : List.of("MIXED_SESSION", "MIXED_SESSION_ATTRIBUTE")) {
			for (Map<String, Object> row : site.jdbc().queryForList("SELECT * FROM " + table)) {
				row.values().forEach((cell) -> cells.add(bytes(cell)));
			}
		}
		return cells;
	}

	static String id(byte[]... parts) {
		ByteArrayOutputStream id = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			id.writeBytes(part);
		}
		return Base64.getUrlEncoder().withoutPadding().encodeToString(id.toByteArray());
	}

	private static byte[] bytes(@Nullable Object cell) {
		return (cell instanceof byte[] bytes) ? bytes : String.valueOf(cell).getBytes(StandardCharsets.UTF_8);
	}

	static void assertHoldsNone(byte[] bytes, Set<String> ids) {
		String text = new String(bytes, StandardCharsets.ISO_8859_1);
		for (String id : ids) {
			assertThat(text).doesNotContain(id);
			assertThat(text).doesNotContain(new String(Base64.getUrlDecoder().decode(id), StandardCharsets.ISO_8859_1));
		}
	}

	/** JSON, and no other types than a site needs. */
	static class JsonAttributes {

		@Bean
		GenericConversionService springSessionConversionService() {
			JsonMapper mapper = JsonMapper.builder()
				.activateDefaultTyping(BasicPolymorphicTypeValidator.builder()
					.allowIfSubType("java.lang.")
					.allowIfSubType("java.util.")
					.build(), DefaultTyping.NON_FINAL)
				.build();
			GenericConversionService conversions = new GenericConversionService();
			conversions.addConverter(Object.class, byte[].class, mapper::writeValueAsBytes);
			conversions.addConverter(byte[].class, Object.class, (bytes) -> mapper.readValue(bytes, Object.class));
			return conversions;
		}

	}

	/** Tells when it was made from bytes. */
	static final class Hostile implements Serializable {

		private static final long serialVersionUID = 1L;

		private static final AtomicBoolean BORN = new AtomicBoolean();

		private void readObject(ObjectInputStream input) throws IOException, ClassNotFoundException {
			input.defaultReadObject();
			BORN.set(true);
		}

	}

}
