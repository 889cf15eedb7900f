package io.github.mixedsession.e2e;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A backend in another process, behind a handler that forwards to it: what it sees of the
 * session, what it can change, and what the client gets to know of that.
 */
@ExtendWith(OutputCaptureExtension.class)
class BackendHeaderTests {

	private static final String[] PROPERTIES = { "mixed-session.headers.export.name=X-Shop-Session",
			"mixed-session.headers.export.attributes=cart,card,tab,theme",
			"mixed-session.headers.import.name=X-Shop-Update",
			"mixed-session.headers.import.attributes=cart,card,tab,theme", "mixed-session.exclude=/bare/**",
			"mixed-session.attributes.shared=cart,theme" };

	private static LegacyBackend backend;

	private static Site site;

	@BeforeAll
	static void startBackendAndSite() {
		backend = LegacyBackend.start();
		site = start(PROPERTIES);
	}

	@AfterAll
	static void closeSiteAndBackend() {
		site.close();
		backend.close();
	}

	private static Site start(String... properties) {
		String[] all = new String[properties.length + 3];
		System.arraycopy(properties, 0, all, 0, properties.length);
		all[properties.length] = "test.backend-port=" + backend.port();
		all[properties.length + 1] = "logging.level.io.github.mixedsession.header=warn";
		all[properties.length + 2] = "mixed-session.attributes.seal=false";
		return Site.startWith(List.of(LegacyProxy.class), all);
	}

	private static String update(String path, String form) {
		return path + "?X-Shop-Update=" + URLEncoder.encode(form, StandardCharsets.UTF_8);
	}

	private static void assertClientSeesNoHeaderOf(Reply reply) {
		assertThat(reply.headers()).extracting((header) -> header.getKey().replaceAll("[^a-z]", ""))
			.doesNotContain("xshopupdate", "xshopsession");
	}

	@Test
	void backendIsAnotherProcess() {
		assertThat(backend.processId()).isNotEqualTo(ProcessHandle.current().pid());
		assertThat(site.browser().http("/legacy/orders").line("path")).isEqualTo("/legacy/orders");
	}

	@Test
	void backendChangesListedAttributesAndSeesThem() {
		Browser visitor = site.browser();
		Reply first = visitor.http(update("/legacy", "cart=2+mugs+%26+a+t%C3%A9&theme=dark"));
		assertThat(first.status()).isEqualTo(200);
		assertThat(first.setCookieNames()).containsExactly("SESSION");
		assertThat(first.line("x-shop-session")).isNull();
		assertClientSeesNoHeaderOf(first);
		assertThat(visitor.http("/session").line("@cart")).isEqualTo("2 mugs & a t\u00e9");
		Reply second = visitor.http(update("/legacy", "theme=&cart=mug"));
		assertThat(second.line("x-shop-session")).isEqualTo("cart=2%20mugs%20%26%20a%20t%C3%A9&theme=dark");
		assertThat(visitor.http("/legacy").line("x-shop-session")).isEqualTo("cart=mug");
		assertThat(visitor.http("/session").line("@theme")).isNull();
	}

	@Test
	void attributesSurviveTheStepUp() {
		Browser visitor = site.browser();
		visitor.http(update("/legacy", "cart=mug"));
		assertThat(visitor.https("/secure/legacy").line("x-shop-session")).isEqualTo("cart=mug");
	}

	@Test
	void visitorWithoutSessionGetsNoneAndCostsNothing() {
		Browser visitor = site.browser();
		assertThat(site.sql().during(() -> {
			Reply reply = visitor.http(update("/legacy", "cart=&theme="));
			assertThat(reply.line("x-shop-session")).isNull();
			assertThat(reply.setCookies()).isEmpty();
			assertThat(String.valueOf(reply.header("Cache-Control"))).doesNotContain("private");
		})).isEmpty();
	}

	@Test
	void attributesThatAreNotListedStayHere() {
		Browser visitor = site.browser();
		visitor.http("/set?name=note&value=private");
		assertThat(visitor.http("/legacy").body()).doesNotContain("private").doesNotContain("x-shop-session");
	}

	@Test
	void backendThatRepeatsItselfCausesNoWrite() {
		Browser visitor = site.browser();
		visitor.http(update("/legacy", "cart=mug"));
		assertThat(site.sql().during(() -> visitor.http(update("/legacy", "cart=mug"))))
			.allMatch((statement) -> statement.startsWith("SELECT"))
			.hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "X-Shop-Session", "x-shop-session", "X_Shop_Session", "X-SHOP_SESSION", "X.Shop.Session",
			"X-Shop-Update", "x_shop_update" })
	void copiesOfTheClientAreStripped(String name) {
		String forged = name + ": cart=forged&card=forged";
		Browser visitor = site.browser();
		visitor.http("/set?name=cart&value=mug");
		for (boolean tls : new boolean[] { false, true }) {
			for (String path : List.of("/legacy", "/bare", "/legacy-async", "/legacy-callable", "/echo")) {
				assertThat(site.browser().get(tls, path, forged, "X-Other: kept").body()).as(path)
					.contains("kept")
					.doesNotContain("forged");
				assertThat(visitor.get(tls, path, forged, forged).body()).as(path).doesNotContain("forged");
			}
		}
		assertThat(visitor.get(true, "/secure/legacy", forged).line("x-shop-session")).isEqualTo("cart=mug");
	}

	@Test
	void copiesOfTheClientAreStrippedWithoutTheOtherDirectionAndWithoutAnySession() {
		try (Site importing = start("mixed-session.headers.import.name=X-Shop-Update",
				"mixed-session.headers.import.attributes=cart");
				Site off = start("mixed-session.headers.export.name=X-Shop-Session",
						"mixed-session.headers.export.attributes=cart", "mixed-session.enabled=false")) {
			assertThat(importing.browser().get(false, "/legacy", "X_Shop_Update: cart=forged").body())
				.doesNotContain("forged");
			int port = off.bean(Environment.class).getRequiredProperty("local.server.port", Integer.class);
			assertThat(Wire
				.exchange(true, port, "GET /legacy HTTP/1.1\r\nHost: localhost\r\nX-Shop_Session: cart=forged\r\n\r\n")
				.body()).contains("path=").doesNotContain("forged");
		}
	}

	@Test
	void copiesOfTheClientAreNotSavedWithARequestNorReplayed() {
		Browser visitor = site.browser();
		visitor.https(update("/secure/legacy", "cart=mug"));
		assertThat(visitor.get(true, "/account/legacy", "X-Shop-Session: cart=forged", "X-Other: kept").status())
			.isEqualTo(302);
		List<byte[]> saved = site.jdbc()
			.queryForList("SELECT ATTRIBUTE_VALUE FROM MIXED_SESSION_ATTRIBUTE WHERE ATTRIBUTE_NAME = ?", byte[].class,
					"SPRING_SECURITY_SAVED_REQUEST");
		assertThat(saved).isNotEmpty()
			.allSatisfy((value) -> assertThat(new String(value, StandardCharsets.ISO_8859_1)).doesNotContain("forged"));
		visitor.https("/secure/set?name=cart&value=pot");
		String continued = visitor.login("customer").header("Location");
		assertThat(continued).contains("/account/legacy");
		Reply replayed = visitor.https(continued.substring(continued.indexOf("/account")));
		assertThat(replayed.line("x-other")).isEqualTo("kept");
		assertThat(replayed.line("x-shop-session")).isEqualTo("cart=pot");
	}

	@Test
	void secureAttributesAreShownOverHttpsAlone() {
		Browser visitor = site.browser();
		visitor.http("/set?name=cart&value=mug");
		Reply set = visitor.https(update("/secure/legacy", "card=4711&theme=dark"));
		assertClientSeesNoHeaderOf(set);
		assertThat(visitor.https("/secure/legacy").line("x-shop-session")).isEqualTo("cart=mug&card=4711&theme=dark");
		Reply http = visitor.http("/legacy");
		assertThat(http.line("x-shop-session")).isEqualTo("cart=mug&theme=dark");
		assertThat(visitor.eavesdropper().http("/legacy").body()).doesNotContain("4711");
		assertThat(visitor.eavesdropper().https("/legacy").body()).doesNotContain("4711");
	}

	@Test
	void secureAttributesAreNeitherSetNorRemovedOverHttp(CapturedOutput output) {
		Browser visitor = site.browser();
		visitor.https(update("/secure/legacy", "card=4711&cart=mug"));
		site.clock().advance(Duration.ofSeconds(61));
		for (String form : List.of("cart=two&card=forged", "cart=two&card=", "card=forged")) {
			Reply reply = visitor.http(update("/legacy", form));
			assertThat(reply.status()).isEqualTo(200);
			assertThat(reply.line("path")).isEqualTo("/legacy");
			assertClientSeesNoHeaderOf(reply);
		}
		assertThat(output).containsOnlyOnce("An update of the session in the response header 'X-Shop-Update' was "
				+ "ignored: it names an attribute of the secure side, and came over HTTP.");
		assertThat(output.getAll()).doesNotContain("forged");
		assertThat(visitor.http("/session").line("@cart")).isEqualTo("mug");
		assertThat(visitor.https("/secure/session").line("@card")).isEqualTo("4711");
		Browser stranger = site.browser();
		assertThat(stranger.http(update("/legacy", "card=forged")).setCookies()).isEmpty();
	}

	@Test
	void eavesdropperOverHttpsNeverReachesTheSecureSide() {
		Browser visitor = site.browser();
		visitor.https(update("/secure/legacy", "card=4711"));
		visitor.http("/legacy");
		Browser eavesdropper = visitor.eavesdropper();
		assertThat(eavesdropper.https(update("/secure/legacy", "card=theirs")).status()).isEqualTo(200);
		assertThat(visitor.https("/secure/session").line("@card")).isEqualTo("4711");
	}

	@Test
	void updateWithAnIdThatALoginRetiredIsIgnoredAsAWhole() {
		Browser visitor = site.browser();
		visitor.https(update("/secure/legacy", "cart=mug"));
		Browser before = visitor.copy();
		visitor.login("customer");
		Reply reply = before.https(update("/secure/legacy", "cart=two&card=forged"));
		assertThat(reply.line("x-shop-session")).isEqualTo("cart=mug");
		assertClientSeesNoHeaderOf(reply);
		Reply session = visitor.https("/secure/session");
		assertThat(session.line("@cart")).isEqualTo("mug");
		assertThat(session.line("@card")).isNull();
	}

	@Test
	void eachChannelHasItsOwnPerChannelAttribute() {
		Browser visitor = site.browser();
		visitor.http(update("/legacy", "tab=left"));
		visitor.https(update("/secure/legacy", "tab=right"));
		assertThat(visitor.https("/secure/legacy").line("x-shop-session")).isEqualTo("tab=right");
		assertThat(visitor.http("/legacy").line("x-shop-session")).isEqualTo("tab=left");
		visitor.http(update("/legacy", "tab="));
		assertThat(visitor.http("/legacy").line("x-shop-session")).isNull();
		assertThat(visitor.https("/secure/legacy").line("x-shop-session")).isEqualTo("tab=right");
	}

	@ParameterizedTest
	@ValueSource(strings = { "cart=two&note=1", "cart=two&cart=three", "cart=two&", "cart=two&theme", "=two&cart=two",
			"cart=two&theme=%4", "cart=two&theme=%zz", "cart=two&theme=%C3", "cart=two&theme=%00", "cart=two, theme=1",
			"cart=two&theme=a=b", "cart=two&SPRING_SECURITY_CONTEXT=admin", "cart=two&theme=\u00e9" })
	void updateThatIsNotWellFormedIsIgnoredAsAWhole(String form, CapturedOutput output) {
		Browser visitor = site.browser();
		visitor.http(update("/legacy", "cart=mug"));
		site.clock().advance(Duration.ofSeconds(61));
		Reply reply = visitor.http(update("/legacy", form));
		assertThat(reply.status()).isEqualTo(200);
		assertThat(reply.line("x-shop-session")).isEqualTo("cart=mug");
		assertClientSeesNoHeaderOf(reply);
		assertThat(output).contains("'X-Shop-Update' was ignored").doesNotContain(form);
		assertThat(visitor.http("/legacy").line("x-shop-session")).isEqualTo("cart=mug");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/legacy-error", "/legacy-redirect", "/legacy-reset", "/legacy-set", "/legacy-async",
			"/legacy-callable" })
	void clientSeesNoHeaderHoweverTheHandlerAnswers(String path) {
		Browser visitor = site.browser();
		assertClientSeesNoHeaderOf(visitor.http(update(path, "note=1")));
		Reply reply = visitor
			.http(update(path, "cart=mug") + "&X-Shop-Session=card%3D1&X_Shop_Update=cart%3Dno&X-Other=kept");
		assertClientSeesNoHeaderOf(reply);
		if (!path.equals("/legacy-reset")) {
			assertThat(reply.header("X-Other")).isEqualTo("kept");
		}
		assertThat(visitor.http("/legacy").line("x-shop-session")).as("cookies %s", reply.setCookies())
			.isEqualTo("cart=mug");
	}

	@Test
	void updateAfterTheResponseIsCommittedIsIgnored(CapturedOutput output) {
		Browser visitor = site.browser();
		site.clock().advance(Duration.ofSeconds(61));
		assertThat(visitor.http(update("/legacy-late", "cart=mug")).status()).isEqualTo(200);
		assertThat(output).contains("was ignored: the response was committed before");
	}

	@Test
	void updateOnAPathWithoutSessionsIsIgnored(CapturedOutput output) {
		Browser visitor = site.browser();
		site.clock().advance(Duration.ofSeconds(61));
		assertThat(site.sql().during(() -> {
			Reply reply = visitor.http(update("/bare/page", "cart=mug"));
			assertThat(reply.status()).isEqualTo(200);
			assertThat(reply.setCookies()).isEmpty();
			assertClientSeesNoHeaderOf(reply);
		})).isEmpty();
		assertThat(output).contains("was ignored: mixed-session.include and mixed-session.exclude leave the path");
	}

	@Test
	void headerThatWouldBeTooLongIsLeftOut(CapturedOutput output) {
		Browser visitor = site.browser();
		visitor.http("/set?name=theme&value=dark");
		String value = "x".repeat(4000);
		visitor.http("/set?name=cart&value=" + value);
		assertThat(visitor.http("/legacy").line("x-shop-session")).hasSize(4000 + "cart=&theme=dark".length());
		visitor.http("/set?name=cart&value=" + value + "%26".repeat(100));
		site.clock().advance(Duration.ofSeconds(61));
		assertThat(visitor.http("/legacy").line("x-shop-session")).isNull();
		assertThat(output).contains("The request header 'X-Shop-Session' was left out").doesNotContain("xxxx");
	}

	@Test
	void staySecureSessionIsNotShownToABackendOverHttp() {
		String[] properties = java.util.Arrays.copyOf(PROPERTIES, PROPERTIES.length + 1);
		properties[PROPERTIES.length] = "mixed-session.channel.stay-secure=true";
		try (Site staying = start(properties)) {
			Browser visitor = staying.browser();
			visitor.https(update("/secure/legacy", "cart=mug"));
			Reply reply = visitor.http("/legacy");
			assertThat(reply.status()).isEqualTo(302);
			assertThat(reply.header("Location")).startsWith("https://");
		}
	}

}
