package io.github.mixedsession.e2e;

import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

import org.springframework.context.annotation.Bean;
import org.springframework.core.convert.support.GenericConversionService;
import org.springframework.core.serializer.support.DeserializingConverter;
import org.springframework.core.serializer.support.SerializingConverter;
import org.springframework.security.jackson.SecurityJacksonModules;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

import io.github.mixedsession.UnreadableAttributeEvent;
import io.github.mixedsession.test.DamagedValue;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A release has other classes than the one before, or somebody damaged a value in the
 * database: that value is absent, and nothing else. What is sealed is a test of its own:
 * there any damage breaks the seal.
 */
class UnreadableAttributeTests {

	private static final String CONTEXT = "SPRING_SECURITY_CONTEXT";

	private static final Map<List<Object>, Site> SITES = new ConcurrentHashMap<>();

	@AfterAll
	static void stopSites() {
		SITES.values().forEach(Site::close);
	}

	private static Site site(Server server, DamagedValue damage) {
		boolean json = damage == DamagedValue.JSON_TYPE;
		Site site = SITES.computeIfAbsent(List.of(server, json),
				(key) -> server.startWith(json ? List.of(Flashes.class, JsonAttributes.class) : List.of(Flashes.class),
						"mixed-session.attributes.seal=false"));
		site.clock().advance(Duration.ofMinutes(2));
		site.jdbc().update("DELETE FROM MIXED_SESSION");
		site.events().clear();
		return site;
	}

	@ParameterizedTest
	@MethodSource("everything")
	void a45UnreadableAttributeIsAbsentAndTakesNothingElseWithIt(Server server, DamagedValue damage) {
		Site site = site(server, damage);
		Browser visitor = visitor(site);
		damage(site, damage, "cart");
		damage(site, damage, "card");
		try (LogLines log = new LogLines("io.github.mixedsession.session")) {
			Reply secure = visitor.https("/secure/session");
			assertThat(secure.status()).isEqualTo(200);
			assertThat(secure.line("@sharedNote")).isEqualTo("kept");
			assertThat(secure.line("@cart")).isIn(null, "null");
			assertThat(visitor.https("/secure/get?name=card").body()).isEqualTo("null");
			List<UnreadableAttributeEvent> events = site.events().of(UnreadableAttributeEvent.class);
			assertThat(events).extracting(UnreadableAttributeEvent::getAttributeName)
				.containsExactlyInAnyOrder("cart", "card", "card");
			assertThat(events).allSatisfy((event) -> {
				assertThat(event.getCause()).isEqualTo(damage.cause());
				assertThat(event.getSessionId()).isEqualTo(secure.line("id"));
			});
			assertThat(log.all()).hasSize(2).allSatisfy((line) -> assertThat(line).contains(damage.cause()));
		}
		visitor.follow(true, "/insecure/page");
		Reply insecure = visitor.http("/session");
		assertThat(insecure.status()).isEqualTo(200);
		assertThat(insecure.line("@sharedNote")).isEqualTo("kept");
		assertThat(insecure.body()).doesNotContain("@cart", "\tat ");
	}

	@ParameterizedTest
	@MethodSource("everything")
	void unreadableAttributeIsReplacedRemovedAndUpdatedByTheNextWrite(Server server, DamagedValue damage) {
		Site site = site(server, damage);
		for (boolean tls : new boolean[] { false, true }) {
			Browser visitor = new Browser(site);
			String path = tls ? "/secure" : "";
			String name = tls ? "card" : "cart";
			visitor.get(tls, path + "/set?name=other&value=kept");
			visitor.get(tls, path + "/set?name=" + name + "&value=mug");
			damage(site, damage, name);
			assertThat(visitor.get(tls, path + "/set?name=" + name + "&value=cup").status()).isEqualTo(200);
			assertThat(visitor.get(tls, path + "/get?name=" + name).body()).isEqualTo("cup");
			damage(site, damage, name);
			assertThat(visitor.get(tls, path + "/cart/add?name=" + name).body()).isEqualTo("1");
			assertThat(visitor.get(tls, path + "/cart/add?name=" + name).body()).isEqualTo("2");
			damage(site, damage, name);
			assertThat(visitor.get(tls, path + "/remove?name=" + name).status()).isEqualTo(200);
			assertThat(bytes(site, name)).isNull();
			assertThat(visitor.get(tls, path + "/get?name=other").body()).isEqualTo("kept");
		}
	}

	@ParameterizedTest
	@MethodSource("everything")
	void unreadableContextIsLoggedOut(Server server, DamagedValue damage) {
		Site site = site(server, damage);
		Browser customer = visitor(site);
		customer.login("customer");
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
		damage(site, damage, CONTEXT);
		Reply reply = customer.https("/secure/session");
		assertThat(reply.status()).isEqualTo(200);
		assertThat(reply.line("user")).isEqualTo("null");
		assertThat(reply.line("@card")).isEqualTo("4711");
		assertThat(customer.https("/account/session").status()).isEqualTo(302);
		assertThat(customer.login("customer").status()).isEqualTo(302);
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
		damage(site, damage, CONTEXT);
		int sessions = site.sessions();
		assertThat(customer.logout(true).status()).isEqualTo(302);
		assertThat(site.sessions()).isEqualTo(sessions - 1);
		assertThat(customer.https("/secure/session").body()).isEqualTo("user=null\n");
	}

	@ParameterizedTest
	@MethodSource("everything")
	void unreadableFlashMapIsNoMessageAndTheNextOneIs(Server server, DamagedValue damage) {
		Site site = site(server, damage);
		for (boolean tls : new boolean[] { false, true }) {
			Browser visitor = new Browser(site);
			visitor.get(tls, "/flash");
			damage(site, damage, "org.springframework.web.servlet.support.SessionFlashMapManager.FLASH_MAPS");
			Reply without = visitor.get(tls, "/message");
			assertThat(without.status()).isEqualTo(200);
			assertThat(without.body()).isEqualTo("null");
			assertThat(visitor.get(tls, "/flash").status()).isEqualTo(302);
			assertThat(visitor.get(tls, "/message").body()).isEqualTo("hello");
		}
	}

	@ParameterizedTest
	@MethodSource("everything")
	void unreadableSharedValueBreaksNoPageOfWhoGetsACopy(Server server, DamagedValue damage) {
		Site site = site(server, damage);
		Browser visitor = visitor(site);
		visitor.follow(true, "/insecure/page");
		damage(site, damage, "cart");
		Browser copy = visitor.eavesdropper();
		Reply reply = copy.https("/secure/session");
		assertThat(reply.status()).isEqualTo(200);
		assertThat(reply.line("@sharedNote")).isEqualTo("kept");
		assertThat(reply.line("@cart")).isIn(null, "null");
		assertThat(copy.https("/secure/set?name=cart&value=cup").status()).isEqualTo(200);
		assertThat(copy.https("/secure/get?name=cart").body()).isEqualTo("cup");
		assertThat(site.events().of(UnreadableAttributeEvent.class)).isNotEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void a45ValueThatTheFilterRejectsIsAbsentAndNoneOfItsCodeRuns(Server server) {
		String filter = "java.base/*;org.springframework.security.**;!*";
		try (Site site = server.startWith(List.of(), "mixed-session.serialization-filter=" + filter)) {
			Browser customer = visitor(site);
			customer.login("customer");
			byte[] hostile = new SerializingConverter().convert(new Hostile());
			site.jdbc()
				.update("UPDATE MIXED_SESSION_ATTRIBUTE SET ATTRIBUTE_VALUE = ? WHERE ATTRIBUTE_NAME = 'cart'",
						hostile);
			assertThat(customer.https("/secure/get?name=cart").body()).isEqualTo("null");
			assertThat(Hostile.BORN).isFalse();
			assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
			assertThat(customer.https("/secure/get?name=card").body()).isEqualTo("4711");
			assertThat(site.events().of(UnreadableAttributeEvent.class)).extracting(UnreadableAttributeEvent::getCause)
				.contains("java.io.InvalidClassException");
			new DeserializingConverter(getClass().getClassLoader()).convert(hostile);
			assertThat(Hostile.BORN).isTrue();
		}
		finally {
			Hostile.BORN.set(false);
		}
	}

	static Stream<Arguments> everything() {
		List<Arguments> all = new ArrayList<>();
		for (Server server : Server.values()) {
			for (DamagedValue damage : DamagedValue.values()) {
				all.add(Arguments.of(server, damage));
			}
		}
		return all.stream();
	}

	private static Browser visitor(Site site) {
		Browser visitor = new Browser(site);
		visitor.http("/set?name=cart&value=mug");
		visitor.http("/set?name=sharedNote&value=kept");
		visitor.https("/secure/set?name=card&value=4711");
		return visitor;
	}

	/** Damages what was stored last. */
	private static void damage(Site site, DamagedValue damage, String name) {
		byte[] stored = bytes(site, name);
		assertThat(stored).as(name).isNotNull();
		assertThat(site.jdbc()
			.update("UPDATE MIXED_SESSION_ATTRIBUTE SET ATTRIBUTE_VALUE = ? WHERE ATTRIBUTE_NAME = ?",
					damage.bytes(stored), name))
			.isPositive();
	}

	private static byte @Nullable [] bytes(Site site, String name) {
		return site.jdbc()
			.queryForList("SELECT ATTRIBUTE_VALUE FROM MIXED_SESSION_ATTRIBUTE WHERE ATTRIBUTE_NAME = ?", byte[].class,
					name)
			.stream()
			.findFirst()
			.orElse(null);
	}

	/** Tells when it was made from bytes. */
	static final class Hostile implements Serializable {

		@Serial
		private static final long serialVersionUID = 1;

		private static final AtomicBoolean BORN = new AtomicBoolean();

		@Serial
		private void readObject(ObjectInputStream input) {
			BORN.set(true);
		}

	}

	@Controller
	static class Flashes {

		@GetMapping("/flash")
		String flash(RedirectAttributes attributes) {
			attributes.addFlashAttribute("message", "hello");
			return "redirect:/message";
		}

		@GetMapping("/message")
		@ResponseBody
		String message(Model model) {
			return String.valueOf(model.getAttribute("message"));
		}

	}

	/** JSON, as the documentation shows it. */
	static class JsonAttributes {

		@Bean
		GenericConversionService springSessionConversionService() {
			BasicPolymorphicTypeValidator.Builder allowed = BasicPolymorphicTypeValidator.builder()
				.allowIfSubType("java.lang.")
				.allowIfSubType("java.util.")
				.allowIfSubType("org.springframework.web.servlet.");
			ObjectMapper mapper = JsonMapper.builder()
				.addModules(SecurityJacksonModules.getModules(getClass().getClassLoader(), allowed))
				.build();
			GenericConversionService conversions = new GenericConversionService();
			conversions.addConverter(Object.class, byte[].class,
					(value) -> mapper.writerFor(Object.class).writeValueAsBytes(value));
			conversions.addConverter(byte[].class, Object.class, (json) -> mapper.readValue(json, Object.class));
			return conversions;
		}

	}

}
