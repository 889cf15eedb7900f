package io.github.mixedsession.shop.journey;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page {@code /wire}, after and during purchases.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WireJourneyTests {

	/** So many of others are remembered at most. */
	private static final int MOST_SESSIONS = 100;

	private static final Map<String, String> DETAILS = Map.of("name", "Ada Lovelace", "address", "12 St James's Square",
			"card", "4242424242424242");

	private @Nullable RunningShop shop;

	private final List<String> insecureIds = new ArrayList<>();

	private final List<String> secureIds = new ArrayList<>();

	private ShopClient visitor;

	@BeforeAll
	void openShop(@TempDir Path directory) {
		this.shop = RunningShop.start(directory, arguments(directory));
	}

	String[] arguments(Path directory) {
		return new String[] { "--spring.datasource.url=jdbc:h2:mem:wire;DB_CLOSE_DELAY=-1" };
	}

	@AfterAll
	void closeShop() {
		if (this.shop != null) {
			this.shop.close();
		}
	}

	@BeforeEach
	void comeIn() throws Exception {
		this.visitor = client();
		this.insecureIds.clear();
		this.secureIds.clear();
	}

	@Test
	void httpColumnHoldsTheInsecureIdsAndTheCartAndNothingOfTheSecureSide() throws Exception {
		String order = buy();
		Document page = open(this.visitor, false);
		String http = text(page, "#wire-http");
		assertThat(http).contains("POST /cart/items", "GET /cart/checkout/complete", "Set-Cookie SESSION=",
				"Stoneware mug", order, "sku mug", "quantity 2");
		assertThat(http).contains(shown(this.insecureIds.get(0)),
				shown(this.insecureIds.get(this.insecureIds.size() - 1)));
		assertThat(page.outerHtml()).doesNotContain(shown(this.insecureIds.get(1)));
		assertThat(page.outerHtml()).doesNotContain("Ada", "St James", "4242", "customer", "demo-only");
		assertThat(this.secureIds).hasSizeGreaterThan(1)
			.allSatisfy((id) -> assertThat(page.outerHtml()).doesNotContain(id));
	}

	@Test
	void httpsColumnHoldsSizesAndOverHttpsForTheVisitorAloneWhatWasInside() throws Exception {
		buy();
		Document http = open(this.visitor, false);
		assertThat(http.select("#wire-https .wire-entry")).hasSizeGreaterThan(2)
			.allSatisfy((entry) -> assertThat(entry.text()).matches("encrypted .* about [\\d,]+ bytes .* bytes"));
		assertThat(http.select(".wire-inside")).isEmpty();

		Document https = open(this.visitor, true);
		assertThat(text(https, "#wire-https")).contains("POST /cart/checkout", "name Ada Lovelace",
				"address 12 St James's Square", "card (there, and not recorded)", "username customer",
				"password (there, and not recorded)");
		assertThat(https.outerHtml()).doesNotContain("4242", "demo-only");
		assertThat(this.secureIds).allSatisfy((id) -> assertThat(https.outerHtml()).doesNotContain(id));
	}

	@Test
	void loginIsNamedOverHttpsAlone() throws Exception {
		buy();
		assertThat(text(open(this.visitor, false), "#wire-turns")).contains("step-up", "step-down")
			.doesNotContain("login");
		assertThat(text(open(this.visitor, true), "#wire-turns")).contains("step-up", "step-down", "login");
	}

	@Test
	void anotherVisitorSeesNothingOfIt() throws Exception {
		String order = buy();
		ShopClient other = client();
		other.post(false, "/cart/items", Map.of("sku", "lamp", "quantity", "1"));
		other.get(false, "/cart/checkout");
		for (boolean secure : new boolean[] { true, false }) {
			String page = open(other, secure).outerHtml();
			assertThat(page).contains("sku").doesNotContain(order, "Stoneware mug", "Ada", "St James");
			assertThat(this.insecureIds).allSatisfy((id) -> assertThat(page).doesNotContain(shown(id)));
		}
		assertThat(open(client(), false).select("#wire-empty")).hasSize(1);
	}

	@Test
	void whoHasTheInsecureIdAloneSeesNoInsideOverHttpsEither() throws Exception {
		buy();
		open(this.visitor, true);
		ShopClient thief = thief();
		assertThat(open(thief, true).outerHtml()).doesNotContain("Ada", "St James", "wire-inside\"");
		assertThat(thief().send(shop(), true, "/wire/live", null).body()).doesNotContain("Ada", "wire-inside");
	}

	@Test
	void whoStealsTheStepUpSeesNothingInsideOfWhatTheVisitorDoesNext() throws Exception {
		add();
		ShopClient thief = thief();
		thief.get(true, "/cart");
		thief.get(true, "/cart/checkout");
		assertThat(thief.cookies()).containsKey("__Host-SESSION");

		this.visitor.get(true, "/products/lamp");
		this.visitor.get(true, "/login");
		this.visitor.post(true, "/login", Map.of("username", "customer", "password", "demo-only"));
		this.visitor.get(true, "/cart/checkout");
		this.visitor.post(true, "/cart/checkout", Map.of("name", "Ada Lovelace", "address", "12 St James's Square",
				"card", "4242424242424242", "action", "review"));
		assertThat(this.visitor.body()).contains("Ada Lovelace");

		assertThat(open(thief, true).outerHtml()).doesNotContain("Ada", "St James", "username customer",
				"/products/lamp");
		assertThat(text(open(this.visitor, true), "#wire-https")).contains("name Ada Lovelace");
	}

	@Test
	void nobodyLearnsAnIdThatCameAfterTheirs() throws Exception {
		buy();
		add();
		// the first look ends the tour, and so writes what is shared
		open(this.visitor, false);
		Document page = open(this.visitor, false);
		String newest = Objects.requireNonNull(this.visitor.cookies().get("SESSION"));
		ShopClient late = client();
		late.keep(Map.of("SESSION", this.insecureIds.get(this.insecureIds.size() - 2)));
		assertThat(page.outerHtml()).contains(shown(newest));
		assertThat(late.send(shop(), false, "/wire/live", null).statusCode()).isEqualTo(404);
		assertThat(late.send(shop(), false, "/wire", null).body()).doesNotContain(shown(newest));
	}

	@Test
	void pageIsThereRightAfterTheFirstCrossing() throws Exception {
		add();
		visit(true, "/cart/checkout");
		assertThat(open(this.visitor, true).select("#wire-http")).hasSize(1);
		assertThat(this.visitor.send(shop(), true, "/wire/live", null).statusCode()).isEqualTo(200);
	}

	@Test
	void replacedIdReadsNothingWhileItStillOpensTheSession() throws Exception {
		add();
		ShopClient thief = thief();
		visit(true, "/cart/checkout");
		visit(false, "/products/lamp");
		assertThat(open(this.visitor, false).outerHtml()).contains("/products/lamp");
		for (boolean secure : new boolean[] { false, true }) {
			assertThat(open(thief, secure).outerHtml()).doesNotContain("/products/lamp");
		}
	}

	@Test
	void replacedIdReadsNothingThoughWhatItsSessionDidWasForgotten() throws Exception {
		add();
		ShopClient thief = thief();
		visit(true, "/cart/checkout");
		for (int i = 0; i < MOST_SESSIONS; i++) {
			client().post(false, "/cart/items", Map.of("sku", "lamp", "quantity", "1"));
		}
		thief.send(shop(), false, "/cart", null);
		visit(false, "/products/lamp");
		assertThat(thief.send(shop(), false, "/wire/live", null).statusCode()).isEqualTo(404);
		assertThat(thief.send(shop(), true, "/wire/live", null).statusCode()).isEqualTo(404);
	}

	@Test
	void whatKeepsThePageUpToDateTurnsNoId() throws Exception {
		buy();
		this.visitor.get(true, "/cart");
		Map<String, String> before = this.visitor.cookies();
		for (boolean secure : new boolean[] { false, true }) {
			assertThat(this.visitor.send(shop(), secure, "/wire/live", null).body()).contains("data-side=\"SECURE\"",
					"POST /cart/items");
		}
		assertThat(this.visitor.cookies()).isEqualTo(before);
		assertThat(text(open(this.visitor, true), "#wire-live")).doesNotContain("/wire");
	}

	@Test
	void imagesAndStylesAreCounted() throws Exception {
		add();
		this.visitor.send(shop(), false, "/images/mug.svg", null);
		this.visitor.send(shop(), false, "/style.css", null);
		assertThat(text(open(this.visitor, false), "#wire-http"))
			.contains("then 2 images and styles, each with the same cookie");
	}

	@Test
	void secureCookieThatABrowserSendsToLocalhostOverHttpIsNotShown() throws Exception {
		buy();
		String secure = Objects.requireNonNull(this.visitor.cookies().get("__Host-SESSION"));
		ShopClient trusting = client();
		trusting.keep(this.visitor.cookies());
		trusting.sendSecureCookiesOverHttp();
		trusting.send(shop(), false, "/cart", null);
		Document page = open(this.visitor, false);
		assertThat(text(page, "#wire-http")).contains("__Host-SESSION (withheld:");
		assertThat(page.outerHtml()).doesNotContain(secure);
	}

	@Test
	void replayShowsTheCartOverHttpAndNoAccountOverHttps() throws Exception {
		buy();
		add();
		open(this.visitor, false);
		replay(Map.of());
		Document page = open(this.visitor, false);
		List<Element> answers = page.select(".wire-answers > li");
		assertThat(answers).hasSize(3);
		assertThat(answers.get(0).text()).contains("HTTP GET /cart", "200", "Stoneware mug");
		assertThat(answers.get(1).text()).contains("HTTPS GET /cart", "200", "Stoneware mug",
				"A session of the attacker’s own");
		assertThat(answers.get(2).text()).contains("HTTPS GET /account", "302", "/login", "Nobody is logged in")
			.doesNotContain("customer");
		assertThat(text(page, "#wire-http")).contains("The attacker sent this, not you.");
		assertThat(this.visitor.get(true, "/account")).isEmpty();
		assertThat(this.visitor.body()).contains("Hello, Charlie");
	}

	@Test
	void replayOfASessionWithoutASecureSideStaysOnHttpUnlessItIsToTakeOver() throws Exception {
		add();
		Document before = open(this.visitor, false);
		assertThat(before.select("#wire-take-over")).hasSize(takesOver() ? 1 : 0);
		replay(Map.of());
		assertThat(open(this.visitor, false).select(".wire-answers > li")).hasSize(takesOver() ? 1 : 3);
		if (takesOver()) {
			replay(Map.of("takeOver", "true"));
			Document after = open(this.visitor, false);
			assertThat(after.select(".wire-answers > li")).hasSize(3);
			assertThat(text(after, "#wire-replayed")).contains("the attacker began its secure side");
		}
		assertThat(this.visitor.get(true, "/cart")).isEmpty();
		assertThat(this.visitor.body()).contains("Stoneware mug");
	}

	@Test
	void strangerCausesNoError() throws Exception {
		assertThat(client().send(shop(), true, "/wire/own", null).statusCode()).isEqualTo(404);
		assertThat(client().send(shop(), false, "/wire/live", Map.of("a", "b")).statusCode()).isEqualTo(405);
	}

	@Test
	void whoHasAnOlderIdDoesNotHaveANewerOneReplayed() throws Exception {
		add();
		ShopClient thief = thief();
		visit(true, "/cart/checkout");
		visit(false, "/cart");
		this.insecureIds.clear();
		String page = thief.send(shop(), false, "/cart", null).body();
		String token = ShopClient.findCsrf(page);
		assertThat(thief.send(shop(), false, "/wire/replay", (token != null) ? Map.of("_csrf", token) : Map.of())
			.headers()
			.firstValue("Location")
			.orElse("")).doesNotContain("#replay");
	}

	@Test
	void replayNeedsAToken() throws Exception {
		add();
		assertThat(this.visitor.send(shop(), false, "/wire/replay", Map.of()).statusCode()).isEqualTo(403);
	}

	@Test
	void logoutForgetsIt() throws Exception {
		String order = buy();
		this.visitor.get(true, "/account");
		Map<String, String> cookies = this.visitor.cookies();
		this.visitor.post(true, "/logout", Map.of());
		for (boolean secure : new boolean[] { false, true }) {
			ShopClient later = client();
			later.keep(cookies);
			assertThat(later.send(shop(), secure, "/wire", null).body()).doesNotContain(order, "Ada",
					"POST /cart/items");
		}
	}

	/** Buys something while logged in, and takes down the ids. */
	private String buy() throws Exception {
		add();
		visit(true, "/cart/checkout");
		visit(true, "/login");
		this.visitor.post(true, "/login", Map.of("username", "customer", "password", "demo-only"));
		noteIds();
		visit(true, "/cart/checkout");
		this.visitor.post(true, "/cart/checkout", DETAILS);
		noteIds();
		return this.visitor.body().replaceAll("(?s).*id=\"order-number\"[^>]*>([^<]+)<.*", "$1");
	}

	private void add() throws Exception {
		this.visitor.post(false, "/cart/items", Map.of("sku", "mug", "quantity", "2"));
		noteIds();
	}

	private void visit(boolean secure, String path) throws Exception {
		this.visitor.get(secure, path);
		noteIds();
	}

	private void noteIds() {
		note("SESSION", this.insecureIds);
		note("__Host-SESSION", this.secureIds);
	}

	private void note(String name, List<String> ids) {
		String id = this.visitor.cookies().get(name);
		if (id != null && !ids.contains(id)) {
			ids.add(id);
		}
	}

	private void replay(Map<String, String> fields) throws IOException, InterruptedException {
		Map<String, String> form = new HashMap<>(fields);
		String page = this.visitor.send(shop(), false, "/wire", null).body();
		form.put("_csrf", Objects.requireNonNull(ShopClient.findCsrf(page)));
		assertThat(
				this.visitor.send(shop(), false, "/wire/replay", form).headers().firstValue("Location").orElseThrow())
			.endsWith("/wire#replay");
	}

	/** Somebody who has read the last insecure id. */
	private ShopClient thief() throws Exception {
		ShopClient thief = client();
		thief.keep(Map.of("SESSION", Objects.requireNonNull(this.visitor.cookies().get("SESSION"))));
		return thief;
	}

	private Document open(ShopClient client, boolean secure) throws IOException, InterruptedException {
		return Jsoup.parse(client.send(shop(), secure, "/wire", null).body());
	}

	private static String text(Document page, String selector) {
		return page.select(selector).text();
	}

	/** What the page shows of an id. */
	String shown(String id) {
		return id;
	}

	/** Whether a sniffed id takes the secure side of a session that has none yet. */
	boolean takesOver() {
		return true;
	}

	private ShopClient client() throws Exception {
		return new ShopClient(List.of(shop()));
	}

	RunningShop shop() {
		return Objects.requireNonNull(this.shop);
	}

}
