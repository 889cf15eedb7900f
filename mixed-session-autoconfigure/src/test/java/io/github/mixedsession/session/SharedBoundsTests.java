package io.github.mixedsession.session;

import org.junit.jupiter.api.Test;

import io.github.mixedsession.SharedSideFullException;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.Partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Whoever has the insecure id can write to the shared side, and can't make it grow
 * without bounds (invariant 15).
 */
class SharedBoundsTests {

	private static final String COUNT = "mixed-session.attributes.max-shared-count";

	private static final String SIZE = "mixed-session.attributes.max-shared-size";

	private final TestSite site = site(4, 1000);

	@Test
	void requestThatSetsTooManyAttributesFailsAndStoresNothing() {
		TestBrowser visitor = this.site.visitor();
		visitor.http().set("one", 1).set("two", 2).set("three", 3).finish();
		TestSessionRequest request = visitor.http();
		request.set("four", 4).set("one", 11);
		SharedSideFullException full = full(request);
		assertThat(full.getProperty()).isEqualTo(COUNT);
		assertThat(full.getLimit()).isEqualTo(4);
		assertThat(full.getAsked()).isEqualTo(5);
		assertThat(full).hasMessageContainingAll(COUNT, "5 attributes", "allows 4");
		ViewedSession session = visitor.http().load();
		assertThat(session.getAttributeNames()).containsExactlyInAnyOrder("cart", "one", "two", "three");
		assertThat(session.<Integer>getAttribute("one")).isEqualTo(1);
	}

	@Test
	void requestThatMakesTheSharedSideTooLargeFailsAndStoresNothing() {
		TestBrowser visitor = this.site.visitor();
		TestSessionRequest request = visitor.http();
		request.set("note", "x".repeat(990));
		SharedSideFullException full = full(request);
		assertThat(full.getProperty()).isEqualTo(SIZE);
		assertThat(full.getAsked()).isEqualTo(encoded("mug") + encoded("x".repeat(990)));
		assertThat(visitor.http().load().getAttributeNames()).containsExactly("cart");
	}

	@Test
	void exactlyTheAllowedSizeIsStored() {
		TestBrowser visitor = this.site.visitor();
		int overhead = encoded("");
		visitor.http().set("note", "x".repeat(1000 - encoded("mug") - overhead)).finish();
		assertThat(visitor.http().load().getAttributeNames()).hasSize(2);
	}

	@Test
	void newSessionThatIsTooLargeIsNotStoredAndNobodyGetsItsId() {
		TestBrowser stranger = this.site.browser();
		TestSessionRequest request = stranger.http();
		request.set("note", "x".repeat(2000));
		full(request);
		assertThat(this.site.store.inserts).isZero();
		assertThat(this.site.everDelivered).isEmpty();
	}

	@Test
	void secureSideIsNotCounted() {
		TestBrowser visitor = this.site.secureVisitor();
		TestSessionRequest request = visitor.https();
		for (int i = 0; i < 10; i++) {
			request.set("payment." + i, "x".repeat(1000));
		}
		request.set("note", "shared").finish();
		assertThat(visitor.https().load().getAttributeNames()).hasSize(12);
		TestSessionRequest other = visitor.https();
		other.set("note2", "x").set("note3", "x").set("note4", "x");
		full(other);
	}

	@Test
	void whatTheSameRequestStoredBeforeIsCounted() {
		TestBrowser visitor = this.site.visitor();
		TestSessionRequest request = visitor.http();
		request.set("one", "x".repeat(500)).save();
		request.set("two", "x".repeat(500));
		assertThat(full(request).getProperty()).isEqualTo(SIZE);
		assertThat(visitor.http().load().getAttributeNames()).containsExactlyInAnyOrder("cart", "one");
	}

	@Test
	void whatTheSameRequestRemovedOrReplacedIsNotCounted() {
		TestBrowser visitor = this.site.visitor();
		visitor.http().set("one", "x".repeat(900)).finish();
		TestSessionRequest request = visitor.http();
		request.load().removeAttribute("cart");
		request.set("one", "y").set("two", "x".repeat(900)).finish();
		assertThat(visitor.http().load().getAttributeNames()).containsExactlyInAnyOrder("one", "two");
	}

	@Test
	void updateBeyondALimitFailsAndChangesNothing() {
		TestBrowser visitor = this.site.visitor();
		visitor.http().set("one", 1).set("two", 2).set("three", 3).finish();
		TestSessionRequest request = visitor.http();
		ViewedSession session = request.load();
		assertThatExceptionOfType(SharedSideFullException.class)
			.isThrownBy(() -> session.updateAttribute("four", (before) -> 4))
			.satisfies((full) -> assertThat(full.getProperty()).isEqualTo(COUNT));
		assertThatExceptionOfType(SharedSideFullException.class)
			.isThrownBy(() -> session.updateAttribute("one", (before) -> "x".repeat(2000)))
			.satisfies((full) -> assertThat(full.getProperty()).isEqualTo(SIZE));
		assertThat(session.<Integer>updateAttribute("one", (before) -> 11)).isEqualTo(11);
		session.setAttribute("two", 22);
		request.finish();
		ViewedSession after = visitor.http().load();
		assertThat(after.getAttributeNames()).hasSize(4);
		assertThat(after.<Integer>getAttribute("one")).isEqualTo(11);
		assertThat(after.<Integer>getAttribute("two")).isEqualTo(22);
	}

	@Test
	void updatedValueIsCountedWithItsSize() {
		TestBrowser visitor = this.site.visitor();
		TestSessionRequest request = visitor.http();
		request.load().updateAttribute("one", (before) -> "x".repeat(500));
		request.set("two", "x".repeat(500));
		full(request);
	}

	@Test
	void sessionThatHoldsMoreThanIsAllowedByNowKeepsItAndCanBeMadeSmaller() {
		TestBrowser visitor = overfull();
		assertThat(visitor.http().load().getAttributeNames()).hasSize(11);
		full(visitor.http().set("another", "x"));
		full(visitor.http().set("cart", "a larger mug than that"));
		visitor.http().set("cart", "cup").finish();
		TestSessionRequest request = visitor.http();
		request.load().removeAttribute("old0");
		request.finish();
		assertThat(visitor.http().load().getAttributeNames()).hasSize(10);
	}

	@Test
	void copyOfASessionThatHoldsMoreThanIsAllowedByNowIsStored() {
		TestBrowser visitor = overfull();
		TestSessionRequest stepUp = visitor.https();
		stepUp.load();
		stepUp.finish();
		this.site.confirm(visitor);
		TestBrowser replay = visitor.eavesdropper();
		TestSessionRequest request = replay.https();
		request.set("payment.card", "4711");
		request.finish();
		assertThat(replay.https().load().getAttributeNames()).hasSize(12);
		full(replay.https().set("another", "x"));
	}

	private TestBrowser overfull() {
		TestBrowser visitor = this.site.visitor();
		Locator key = this.site.record(visitor).locator();
		for (int i = 0; i < 10; i++) {
			this.site.store.compareAndSet(key, "old" + i, Partition.SHARED, 0, this.site.encoded("x".repeat(500)));
		}
		return visitor;
	}

	private static SharedSideFullException full(TestSessionRequest request) {
		SharedSideFullException full = catchThrowableOfType(SharedSideFullException.class, request::save);
		assertThat(full).isNotNull();
		return full;
	}

	private int encoded(Object value) {
		return this.site.encoded(value).length;
	}

	private static TestSite site(int count, long bytes) {
		SessionSettings usual = TestSite.SETTINGS;
		return new TestSite(new SessionSettings(usual.timeout(), usual.secureIdle(), usual.secureAbsolute(),
				usual.grace(), true, usual.writeInterval(), false, new SharedLimit(count, bytes)));
	}

}
