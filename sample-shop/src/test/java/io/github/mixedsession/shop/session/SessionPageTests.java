package io.github.mixedsession.shop.session;

import io.github.mixedsession.shop.MockVisitor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Looks at the session over either channel, with the cookies that a browser has there.
 */
@SpringBootTest
@AutoConfigureMockMvc
class SessionPageTests {

	private static final String HIDDEN = "id=\"hidden-count\">";

	@Autowired
	private MockMvcTester mvc;

	@Autowired
	private JdbcClient jdbc;

	private MockVisitor visitor;

	@BeforeEach
	void comeIn() {
		this.visitor = new MockVisitor(this.mvc);
	}

	@Test
	void httpIsToldHowMuchIsHiddenAndNeverWhat() throws Exception {
		this.visitor.addMug();
		assertThat(page(false)).contains("1 × Stoneware mug", "Nothing that you did so far is on the secure side");
		enterDetails();
		assertThat(page(true)).contains("Street 1", "•••• 4321", "HTTPS</span> alone sees this");
		// name, address, card, the cart that was shown, and the key to the page "Wire"
		assertThat(page(false)).contains(HIDDEN + "5<", "1 × Stoneware mug", "/session/over-https")
			.doesNotContain("Street 1", "4321", "checkout.", "Delivery address", "alone sees this");
	}

	@Test
	void whatTheSampleNotesIsNamedApart() throws Exception {
		this.visitor.addMug();
		assertThat(page(false)).contains("data-attribute=\"cart\"", "what this sample notes", "Step of the tour")
			.doesNotContain("data-attribute=\"tour\"");
		enterDetails();
		assertThat(page(true)).contains("data-attribute=\"checkout.name\"", "title=\"wire.reader\"", "title=\"tour\"")
			.doesNotContain("data-attribute=\"wire.reader\"", "data-attribute=\"tour\"");
	}

	@Test
	void numberIsWrittenOverHttpsAlone() throws Exception {
		this.visitor.addMug();
		enterDetails();
		page(false);
		this.visitor.loseSecureCookie();
		assertThat(page(false)).contains(HIDDEN + "5<");
	}

	@Test
	void lookWithASniffedIdOverHttpsStoresNothing() throws Exception {
		this.visitor.addMug();
		enterDetails();
		page(false);
		this.visitor.loseSecureCookie();
		int rows = rows();
		assertThat(page(true)).contains("1 × Stoneware mug").doesNotContain("Street 1", "checkout.");
		assertThat(rows()).isEqualTo(rows);
	}

	@Test
	void linksLeadToTheOtherChannelAndToTheSamePage() {
		assertThat(this.mvc.get().uri("/session/over-https")).redirectedUrl()
			.isEqualTo("https://localhost/session/over-https");
		assertThat(this.mvc.get().uri("/session/over-https").secure(true)).redirectedUrl().isEqualTo("/session");
		assertThat(this.mvc.get().uri("/session/over-http").secure(true)).redirectedUrl()
			.isEqualTo("http://localhost/session/over-http");
		assertThat(this.mvc.get().uri("/session/over-http")).redirectedUrl().isEqualTo("/session");
	}

	@Test
	void nobodyReadsAClassOrAnEnumOrATimestamp() throws Exception {
		this.visitor.addMug();
		enterDetails();
		this.visitor.login();
		assertThat(page(true)).contains("logged in as customer")
			.doesNotContain("UsernamePassword", "CartItem", "ArrayList", "SecurityContextImpl", "Optional[")
			.doesNotContainPattern(">[^<]*\\b(SECURE|INSECURE|SHARED|PER_CHANNEL|STEP_UP|ARRIVAL|RULE)\\b")
			.doesNotContainPattern(">[^<]*\\d{4}-\\d{2}-\\d{2}");
	}

	private void enterDetails() throws Exception {
		this.visitor.get(true, "/cart/checkout");
		this.visitor.submitDetails("review");
		this.visitor.get(true, "/cart/checkout");
	}

	private String page(boolean secure) throws Exception {
		return this.visitor.get(secure, "/session");
	}

	private int rows() {
		return this.jdbc.sql("select count(*) from MIXED_SESSION").query(Integer.class).single();
	}

}
