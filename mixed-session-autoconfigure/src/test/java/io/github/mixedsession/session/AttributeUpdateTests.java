package io.github.mixedsession.session;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

import org.junit.jupiter.api.Test;

import io.github.mixedsession.AttributeConflictException;
import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.SecureAttributeException;
import io.github.mixedsession.SessionEndedException;
import io.github.mixedsession.attribute.SecurityState;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionDelta;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.contract.Concurrently;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The atomic change of one attribute (attack 29).
 */
class AttributeUpdateTests {

	private final TestSite site = new TestSite();

	private static Integer increment(Integer before) {
		return (before != null) ? before + 1 : 1;
	}

	@Test
	void updateIsInTheStoreAtOnce() {
		TestBrowser visitor = this.site.visitor();
		TestSessionRequest request = visitor.http();
		assertThat(request.load().updateAttribute("count", AttributeUpdateTests::increment)).isEqualTo(1);
		assertThat(visitor.http().load().<Integer>getAttribute("count")).isEqualTo(1);
		assertThat(request.load().updateAttribute("count", AttributeUpdateTests::increment)).isEqualTo(2);
		assertThat(request.load().<Integer>getAttribute("count")).isEqualTo(2);
		request.finish();
		assertThat(visitor.http().load().<Integer>getAttribute("count")).isEqualTo(2);
	}

	@Test
	void updateStartsOverWhenAnotherRequestWritesInBetween() {
		TestBrowser visitor = this.site.visitor();
		visitor.http().set("count", 1).finish();
		TestSessionRequest request = visitor.http();
		ViewedSession session = request.load();
		for (int i = 0; i < 3; i++) {
			this.site.store.beforeNextCompareAndSet(
					() -> visitor.http().load().updateAttribute("count", AttributeUpdateTests::increment));
			this.site.store.beforeNextCompareAndSet(() -> {
			});
		}
		assertThat(session.updateAttribute("count", AttributeUpdateTests::increment)).isEqualTo(5);
	}

	@Test
	void updateEndsInAConflictWhenOthersAlwaysWin() {
		TestBrowser visitor = this.site.visitor();
		SessionRecord record = this.site.record(visitor);
		SessionAttributesWriter writer = new SessionAttributesWriter();
		AttributeUpdate update = new AttributeUpdate(this.site.store, new SharedBounds(this.site.context));
		SessionAttributes attributes = new SessionAttributes(this.site.context.codecs().of(record.locator(), null),
				this.site.context.visibilities(), Set.of(Partition.SHARED), List.of());
		assertThatExceptionOfType(AttributeConflictException.class)
			.isThrownBy(() -> update.apply(attributes, record, "count", Partition.SHARED, (before) -> {
				writer.write(record.locator());
				return -1;
			}))
			.withMessageContaining("count");
		assertThat(writer.count).isEqualTo(AttributeUpdate.MAX_ATTEMPTS);
	}

	/**
	 * Whoever holds an id from before a login reads nothing that came after it.
	 */
	@Test
	void updateFromBeforeALoginReadsAndChangesNothingOfIt() {
		TestBrowser visitor = this.site.secureVisitor();
		ViewedSession before = visitor.copy().https().load();
		visitor.https().login("rob").finish();
		visitor.https().set("payment.card", "4711").finish();
		assertThatExceptionOfType(SecureAttributeException.class)
			.isThrownBy(() -> before.updateAttribute("payment.card", (card) -> {
				assertThat(card).isNull();
				return "mine";
			}));
		assertThat(visitor.https().load().<String>getAttribute("payment.card")).isEqualTo("4711");
	}

	@Test
	void updateFailsWhenTheSessionOfAUserHasEnded() {
		TestBrowser user = this.site.user("rob");
		TestBrowser parallel = user.copy();
		ViewedSession session = user.https().load();
		parallel.https().invalidate();
		assertThatExceptionOfType(SessionEndedException.class)
			.isThrownBy(() -> session.updateAttribute("count", AttributeUpdateTests::increment))
			.withMessageContaining("ended");
		assertThat(user.https().find()).isNull();
	}

	@Test
	void updateStartsAfreshWhenTheSessionOfAVisitorHasEnded() {
		TestBrowser visitor = this.site.visitor();
		TestBrowser parallel = visitor.copy();
		TestSessionRequest request = visitor.http();
		ViewedSession session = request.load();
		parallel.http().invalidate();
		assertThat(session.updateAttribute("count", AttributeUpdateTests::increment)).isEqualTo(1);
		request.finish();
		assertThat(visitor.http().load().getAttributeNames()).containsExactly("count");
	}

	@Test
	void updateToNullRemovesTheAttribute() {
		TestBrowser visitor = this.site.visitor();
		TestSessionRequest request = visitor.http();
		assertThat(request.load().<String>updateAttribute("cart", (before) -> null)).isNull();
		assertThat(visitor.http().load().<String>getAttribute("cart")).isNull();
	}

	@Test
	void updateAppliesToWhatTheSameRequestSetOrRemoved() {
		TestBrowser visitor = this.site.visitor();
		TestSessionRequest request = visitor.http();
		request.load().setAttribute("count", 41);
		assertThat(request.load().updateAttribute("count", AttributeUpdateTests::increment)).isEqualTo(42);
		request.load().removeAttribute("count");
		assertThat(request.load().updateAttribute("count", AttributeUpdateTests::increment)).isEqualTo(1);
	}

	@Test
	void updateKeepsOtherChangesOfTheRequest() {
		TestBrowser visitor = this.site.visitor();
		TestSessionRequest request = visitor.http();
		request.load().setAttribute("note", "hello");
		request.load().updateAttribute("count", AttributeUpdateTests::increment);
		request.finish();
		assertThat(visitor.http().load().getAttributeNames()).containsExactlyInAnyOrder("cart", "note", "count");
	}

	@Test
	void newSessionIsStoredByAnUpdateThatLeavesAValue() {
		TestBrowser browser = this.site.browser();
		TestSessionRequest request = browser.http();
		request.create().updateAttribute("count", AttributeUpdateTests::increment);
		request.finish();
		assertThat(browser.http().load().<Integer>getAttribute("count")).isEqualTo(1);
		TestSessionRequest nothing = this.site.browser().http();
		assertThat(nothing.create().<String>updateAttribute("cart", (before) -> null)).isNull();
		assertThat(nothing.finish().cookies).isEmpty();
	}

	@Test
	void updateOfASecureAttributeStaysOnTheSecureSide() {
		TestBrowser visitor = this.site.secureVisitor();
		visitor.https().load().updateAttribute("payment.tries", AttributeUpdateTests::increment);
		visitor.https().load().updateAttribute("payment.tries", AttributeUpdateTests::increment);
		ViewedSession secure = visitor.https().load();
		assertThat(secure.<Integer>getAttribute("payment.tries")).isEqualTo(2);
		assertThat(secure.getVisibility("payment.tries")).isEqualTo(AttributeVisibility.SECURE);
		assertThat(visitor.http().load().getAttributeNames()).containsExactly("cart");
	}

	@Test
	void secureUpdateWithARetiredInsecureIdGetsItsOwnSession() {
		TestBrowser visitor = this.site.visitor();
		TestBrowser loser = visitor.copy();
		this.site.confirm(visitor);
		TestSessionRequest request = loser.https();
		request.load().updateAttribute("payment.tries", AttributeUpdateTests::increment);
		request.finish();
		assertThat(loser.https().load().<Integer>getAttribute("payment.tries")).isEqualTo(1);
		assertThat(visitor.https().load().getAttributeNames()).containsExactly("cart");
	}

	@Test
	void updateOfTheAuthenticationIsRefused() {
		TestBrowser user = this.site.user("rob");
		ViewedSession session = user.https().load();
		assertThatIllegalArgumentException().isThrownBy(() -> session
			.updateAttribute(SecurityState.SECURITY_CONTEXT_NAME, (before) -> TestSessionRequest.context("eve")));
	}

	@Test
	void noUpdateIsLostWhenManyUpdateAtOnce() throws Exception {
		TestBrowser visitor = this.site.visitor();
		List<Integer> results = Concurrently.run(8, (i) -> (Callable<Integer>) () -> {
			Integer last = null;
			for (int n = 0; n < 25; n++) {
				last = visitor.http().load().updateAttribute("count", AttributeUpdateTests::increment);
			}
			return last;
		});
		assertThat(results).contains(200);
		assertThat(visitor.http().load().<Integer>getAttribute("count")).isEqualTo(200);
	}

	/**
	 * Writes the attribute before each compare-and-set of somebody else.
	 */
	private final class SessionAttributesWriter {

		private int count;

		private void write(Locator key) {
			this.count++;
			byte[] value = AttributeUpdateTests.this.site.encoded(this.count);
			AttributeUpdateTests.this.site.store.save(new SessionDelta(key, null, null, null, null, null, 0,
					List.of(SessionDelta.AttributeWrite.replacing("count", Partition.SHARED, value))));
		}

	}

}
