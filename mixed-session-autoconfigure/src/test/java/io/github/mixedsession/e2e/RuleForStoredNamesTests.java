package io.github.mixedsession.e2e;

import javax.sql.DataSource;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.api.Test;

import org.springframework.context.event.EventListener;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;

import io.github.mixedsession.MixedSession;
import io.github.mixedsession.SessionStepDownEvent;
import io.github.mixedsession.test.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rules about names hold for what was stored before them, and nobody who looks from
 * outside sees the secure side.
 */
class RuleForStoredNamesTests {

	@ParameterizedTest
	@EnumSource
	void nameThatIsSecureNowIsNotShownOverHttpAndMovesOverHttpsWhereNothingIsSealed(Server server) {
		DataSource dataSource = TestDatabase.H2.createDataSource();
		Browser visitor;
		Browser anonymous;
		try (Site before = Site.start(server, dataSource, List.of(), Site.withRules())) {
			visitor = before.browser();
			visitor.http("/set?name=pin&value=4711");
			visitor.http("/set?name=hint&value=old");
			visitor.http("/set?name=cart&value=mug");
			visitor.https("/secure/session");
			anonymous = before.browser();
			anonymous.http("/set?name=pin&value=4712");
			assertThat(visitor.http("/get?name=pin").body()).isEqualTo("4711");
		}
		try (Site after = Site.start(server, dataSource, List.of(),
				Site.withRules("mixed-session.attributes.secure=pin", "mixed-session.attributes.per-channel=hint",
						"mixed-session.attributes.seal=false"))) {
			Browser now = visitor.on(after);
			assertThat(now.http("/session").body()).doesNotContain("@pin").doesNotContain("@hint").contains("@cart");
			assertThat(now.http("/get?name=pin").body()).isEqualTo("null");
			assertThat(now.http("/set?name=pin&value=x").status()).isEqualTo(403);
			now.http("/remove?name=pin");
			now.http("/set?name=hint&value=http");
			assertThat(now.https("/secure/session").line("@pin")).isEqualTo("4711");
			assertThat(now.https("/secure/session").line("@hint")).isEqualTo("old");
			assertThat(now.http("/session").line("@hint")).isEqualTo("http");
			assertThat(after.jdbc()
				.queryForList("SELECT ATTRIBUTE_PARTITION FROM MIXED_SESSION_ATTRIBUTE WHERE ATTRIBUTE_NAME = 'pin'",
						String.class))
				.containsExactlyInAnyOrder("SECURE", "SHARED");
			Browser stepsUp = anonymous.on(after);
			assertThat(stepsUp.http("/session").line("@pin")).isNull();
			stepsUp.https("/secure/session");
			assertThat(stepsUp.https("/secure/session").line("@pin")).isEqualTo("4712");
			assertThat(after.jdbc()
				.queryForList("SELECT ATTRIBUTE_PARTITION FROM MIXED_SESSION_ATTRIBUTE WHERE ATTRIBUTE_NAME = 'pin'",
						String.class))
				.containsExactly("SECURE", "SECURE");
		}
	}

	@Test
	void a48AnotherThreadThatLooksASessionUpSeesNoSecureValues() {
		Site site = Site.shared();
		Browser customer = site.browser();
		customer.http("/set?name=cart&value=mug");
		customer.login("customer");
		customer.https("/secure/set?name=card&value=4711");
		customer.https("/secure/set?name=note&value=mine");
		String id = customer.https("/secure/session").line("id");
		Session found = CompletableFuture
			.supplyAsync(() -> site.bean(FindByIndexNameSessionRepository.class).findById(id))
			.join();
		assertThat(found.getAttributeNames()).containsExactly("cart");
		assertThat(found.<Object>getAttribute("card")).isNull();
		assertThat(found.<Object>getAttribute("SPRING_SECURITY_CONTEXT")).isNull();
		assertThat(found.<String>getAttribute(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME))
			.isEqualTo("customer");
		assertThat(((MixedSession) found).hasSecureAttribute("card")).isTrue();
		assertThat(((MixedSession) found).hasSecureAttribute("none")).isFalse();
	}

	@ParameterizedTest
	@EnumSource
	void stepDownOverHttpIsVetoedForASecureName(Server server) {
		try (Site site = server.startWith(List.of(OpenOrders.class))) {
			Browser visitor = site.browser();
			visitor.http("/set?name=cart&value=mug");
			visitor.https("/secure/session");
			assertThat(visitor.http("/session").status()).isEqualTo(200);
			visitor.https("/secure/set?name=order.open&value=7");
			Reply refused = visitor.http("/session");
			assertThat(refused.status()).isEqualTo(302);
			assertThat(refused.header("Location")).startsWith("https:");
			visitor.https("/secure/remove?name=order.open");
			assertThat(visitor.http("/session").status()).isEqualTo(200);
		}
	}

	/** As the documentation has it. */
	static class OpenOrders {

		@EventListener
		void keepOrdersSecure(SessionStepDownEvent event) {
			if (event.getSession().hasSecureAttribute("order.open")) {
				event.veto();
			}
		}

	}

	@Test
	void nameThatIsTooLongIsRefusedAsItIsSetAndNothingElseIsLost() {
		Browser visitor = Site.shared().browser();
		visitor.http("/set?name=cart&value=mug");
		Reply reply = visitor.http("/set?name=" + "x".repeat(201) + "&value=y");
		assertThat(reply.status()).isEqualTo(500);
		assertThat(reply.body()).doesNotContain("Exception");
		assertThat(visitor.http("/set?name=" + "x".repeat(200) + "&value=y").status()).isEqualTo(200);
		assertThat(visitor.http("/session").line("@cart")).isEqualTo("mug");
	}

}
