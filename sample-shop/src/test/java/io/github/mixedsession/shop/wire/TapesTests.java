package io.github.mixedsession.shop.wire;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.mixedsession.SessionSide;
import io.github.mixedsession.id.Locator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Tapes}: whose traffic it is, and how much of it is kept.
 */
class TapesTests {

	private final MutableClock clock = new MutableClock();

	private final Set<SniffedId> replaced = new HashSet<>();

	private boolean inCookies;

	private @Nullable Runnable meanwhile;

	private final Tapes tapes = new Tapes(this.clock, this::isCurrent);

	private final Locator session = Locator.generate(this.clock.instant());

	@Test
	void exchangeIsFoundByItsSessionAndByItsLatestInsecureId() {
		exchange(this.session, false, null, "first");
		assertThat(exchanges(this.session)).isEqualTo(1);
		assertThat(this.tapes.findByLatest(new SniffedId("first"))).isNotNull();
		assertThat(this.tapes.findByLatest(new SniffedId("other"))).isNull();
		assertThat(this.tapes.findByLatest(null)).isNull();
		assertThat(this.tapes.find(Locator.generate(this.clock.instant()))).isNull();
	}

	@Test
	void replacedIdFindsNothing() {
		exchange(this.session, false, null, "first");
		exchange(this.session, true, "first", "second");
		assertThat(this.tapes.findByLatest(new SniffedId("first"))).isNull();
		assertThat(this.tapes.findByLatest(new SniffedId("second"))).isNotNull();
	}

	@Test
	void replacedIdFindsNothingThoughTheTapeThatKnewItIsGone() {
		exchange(this.session, false, null, "first");
		exchange(this.session, true, "first", "second");
		this.replaced.addAll(List.of(new SniffedId("first"), new SniffedId("for an old one")));
		this.clock.advance(Tape.MAX_AGE.plusSeconds(1));
		exchange(Locator.generate(this.clock.instant()), false, null, "other");
		exchange(this.session, false, "first", null);
		assertThat(exchanges(this.session)).isEqualTo(1);
		assertThat(this.tapes.findByLatest(new SniffedId("first"))).isNull();
		exchange(this.session, false, "first", "for an old one");
		exchange(this.session, false, "for an old one", null);
		assertThat(this.tapes.findByLatest(new SniffedId("first"))).isNull();
		exchange(this.session, false, "second", null);
		assertThat(this.tapes.findByLatest(new SniffedId("second"))).isNotNull();
		assertThat(this.tapes.findByLatest(new SniffedId("first"))).isNull();
	}

	@Test
	void idThatAnotherNodeReplacedFindsNothing() {
		exchange(this.session, false, null, "first");
		this.replaced.add(new SniffedId("first"));
		assertThat(this.tapes.findByLatest(new SniffedId("first"))).isNull();
		exchange(this.session, false, "second", null);
		assertThat(this.tapes.findByLatest(new SniffedId("second"))).isNotNull();
		assertThat(traffic().sniffed()).isEqualTo(new SniffedId("second"));
	}

	@Test
	void sessionThatBeginsWithAReplacedIdTakesNothingOver() {
		exchange(this.session, false, null, "first");
		this.replaced.add(new SniffedId("first"));
		Locator thief = Locator.generate(this.clock.instant());
		exchange(thief, false, "first", "own");
		assertThat(exchanges(thief)).isEqualTo(1);
	}

	@Test
	void cookieBesideAPlantedOneIsTheLatestIfItFollowsOnThat() {
		exchange(this.session, false, null, "first");
		exchange(this.session, false, "first&planted", "second");
		assertThat(this.tapes.findByLatest(new SniffedId("first"))).isNull();
		assertThat(this.tapes.findByLatest(new SniffedId("second"))).isNotNull();
		exchange(owner(false), "first&planted", "for an old one");
		assertThat(this.tapes.findByLatest(new SniffedId("for an old one"))).isNull();
	}

	@Test
	void cookieThatAnotherNodeSetLeavesNobodyTheLatest() {
		this.inCookies = true;
		exchange(this.session, false, null, "first");
		exchange(this.session, false, "of another node", null);
		assertThat(this.tapes.findByLatest(new SniffedId("first"))).isNull();
		assertThat(this.tapes.findByLatest(new SniffedId("of another node"))).isNull();
		exchange(this.session, true, "of another node", "second");
		assertThat(this.tapes.findByLatest(new SniffedId("second"))).isNotNull();
	}

	@Test
	void idThatIsReplacedWhileTheStoreIsAskedIsNotTheLatest() {
		this.meanwhile = () -> exchange(this.session, true, "first", "second");
		exchange(this.session, false, "first", null);
		assertThat(this.tapes.findByLatest(new SniffedId("first"))).isNull();
		assertThat(this.tapes.findByLatest(new SniffedId("second"))).isNotNull();
	}

	@Test
	void cookieThatAnotherNodeSetLeavesNobodyTheLatestThoughOthersComeMeanwhile() {
		this.inCookies = true;
		exchange(this.session, false, null, "first");
		this.meanwhile = () -> exchange(this.session, false, "first", null);
		exchange(this.session, false, "of another node", null);
		assertThat(this.tapes.findByLatest(new SniffedId("first"))).isNull();
	}

	@Test
	void copyThatHasNoIdOfItsOwnHasNoLatest() {
		this.inCookies = true;
		exchange(this.session, false, null, "first");
		Locator copy = Locator.generate(this.clock.instant());
		exchange(copy, false, "first", "own");
		assertThat(Objects.requireNonNull(this.tapes.find(copy)).isLatest(new SniffedId("first"))).isFalse();
	}

	@Test
	void idsThatCopiesTakeOverAreBounded() {
		Locator before = this.session;
		exchange(before, false, null, "id0");
		for (int i = 1; i < Tape.MAX_IDS + 20; i++) {
			Locator copy = Locator.generate(this.clock.instant());
			exchange(copy, true, "id" + (i - 1), "id" + i);
			exchange(copy, false, "id" + i, null);
			before = copy;
		}
		assertThat(Objects.requireNonNull(this.tapes.find(before)).ids()).hasSize(Tape.MAX_IDS + 1);
	}

	@Test
	void newCookieIsTheLatestIfItsSessionBeganWithIt() {
		this.replaced.add(new SniffedId("of yesterday"));
		exchange(owner(true), "of yesterday", "first");
		assertThat(this.tapes.findByLatest(new SniffedId("first"))).isNotNull();
		this.tapes.forget(this.session);
		// of several, none is taken for the id that came
		exchange(owner(false), null, "second");
		assertThat(this.tapes.findByLatest(new SniffedId("second"))).isNull();
	}

	@Test
	void replacedIdAddsNothing() {
		exchange(this.session, false, null, "first");
		exchange(this.session, true, "first", "second");
		exchange(null, false, "first", null);
		assertThat(exchanges(this.session)).isEqualTo(2);
		exchange(null, false, "second", null);
		assertThat(exchanges(this.session)).isEqualTo(3);
	}

	@Test
	void idOverHttpsIsNotSniffed() {
		exchange(this.session, false, null, "first");
		this.replaced.add(new SniffedId("first"));
		exchange(this.session, true, "first", "second");
		assertThat(traffic().sniffed()).isEqualTo(new SniffedId("first"));
		exchange(this.session, false, "second", null);
		assertThat(traffic().sniffed()).isEqualTo(new SniffedId("second"));
		exchange(this.session, false, "first", null);
		assertThat(traffic().sniffed()).isEqualTo(new SniffedId("second"));
	}

	@Test
	void idOfAnotherSessionIsNotTheLatestThoughAnIdOfThisOneCameBesideIt() {
		String own = "A".repeat(54);
		String foreign = "B".repeat(54);
		exchange(this.session, false, null, own);
		exchange(null, true, own, foreign);
		assertThat(this.tapes.findByLatest(new SniffedId(foreign))).isNull();
		assertThat(this.tapes.findByLatest(new SniffedId(own))).isNotNull();
		String next = "A".repeat(22) + "C".repeat(32);
		exchange(null, true, own, next);
		assertThat(this.tapes.findByLatest(new SniffedId(next))).isNotNull();
	}

	@Test
	void newCookieForAnOldOneIsNotTheLatest() {
		this.inCookies = true;
		exchange(this.session, false, null, "first");
		exchange(this.session, false, "first", "second");
		exchange(this.session, false, "first", "for an old one");
		exchange(this.session, false, "for an old one", null);
		assertThat(this.tapes.findByLatest(new SniffedId("for an old one"))).isNull();
		assertThat(this.tapes.findByLatest(new SniffedId("second"))).isNotNull();
	}

	@Test
	void requestWithoutASessionBelongsToThatOfItsIdOverHttpAlone() {
		exchange(this.session, false, null, "first");
		exchange(null, false, "first", null);
		exchange(null, true, "first", null);
		exchange(null, false, "unknown", null);
		assertThat(exchanges(this.session)).isEqualTo(2);
	}

	@Test
	void copyForASniffedIdIsNobodysTraffic() {
		exchange(this.session, false, null, "first");
		Locator copy = Locator.generate(this.clock.instant());
		exchange(copy, true, "first", null);
		assertThat(this.tapes.find(copy)).isNull();
		assertThat(exchanges(this.session)).isEqualTo(1);
		exchange(copy, true, "first", "own");
		assertThat(exchanges(this.session)).isEqualTo(1);
	}

	@Test
	void copyGoesOnWithWhatCrossedHttpForWhoHasTheLatestIdAlone() {
		exchange(this.session, false, null, "first");
		exchange(this.session, true, "first", "second");
		Locator late = Locator.generate(this.clock.instant());
		exchange(late, true, "first", "late");
		assertThat(exchanges(late)).isEqualTo(1);
		Locator copy = Locator.generate(this.clock.instant());
		exchange(copy, true, "second", "own");
		assertThat(Objects.requireNonNull(this.tapes.find(copy)).exchanges()).extracting(Exchange::secure)
			.containsExactly(true, false);
		assertThat(this.tapes.findByLatest(new SniffedId("own"))).isEqualTo(this.tapes.find(copy));
		assertThat(this.tapes.findByLatest(new SniffedId("second"))).isEqualTo(traffic());
		assertThat(exchanges(this.session)).isEqualTo(2);
		this.tapes.forget(this.session);
		exchange(copy, true, "own", null);
		exchange(this.session, false, "second", null);
		assertThat(exchanges(copy)).isEqualTo(3);
		assertThat(exchanges(this.session)).isEqualTo(1);
	}

	@Test
	void secureCookieOfOneBesideAnInsecureOneOfAnotherGivesNobodyTheOthers() {
		exchange(this.session, true, "planted", null);
		assertThat(this.tapes.findByLatest(new SniffedId("planted"))).isNull();
	}

	@Test
	void sessionThatHasEndedIsForgotten() {
		exchange(this.session, false, null, "first");
		this.tapes.forget(this.session);
		assertThat(this.tapes.find(this.session)).isNull();
		assertThat(this.tapes.findByLatest(new SniffedId("first"))).isNull();
		exchange(null, false, "first", null);
		assertThat(this.tapes.find(this.session)).isNull();
	}

	@Test
	void exchangesOfASessionAreBounded() {
		for (int i = 0; i < Tape.MAX_EXCHANGES + 20; i++) {
			exchange(this.session, false, "id" + i, "id" + (i + 1));
		}
		assertThat(traffic().exchanges()).hasSize(Tape.MAX_EXCHANGES);
		assertThat(traffic().turns()).hasSize(Tape.MAX_EXCHANGES);
		assertThat(traffic().ids()).hasSize(Tape.MAX_IDS);
		assertThat(this.tapes.ids()).isEqualTo(Tape.MAX_IDS);
	}

	@Test
	void sessionsAreBoundedAndTheOldestGo() {
		exchange(this.session, false, null, "first");
		for (int i = 0; i < Tapes.MAX_TAPES; i++) {
			exchange(Locator.generate(this.clock.instant()), false, null, "other" + i);
		}
		assertThat(this.tapes.find(this.session)).isNull();
		assertThat(this.tapes.findByLatest(new SniffedId("first"))).isNull();
		assertThat(this.tapes.ids()).isEqualTo(Tapes.MAX_TAPES);
	}

	@Test
	void exchangesOfBeforeTenMinutesAreGone() {
		exchange(this.session, false, null, "first");
		this.clock.advance(Tape.MAX_AGE.minusSeconds(1));
		exchange(this.session, false, "first", null);
		assertThat(exchanges(this.session)).isEqualTo(2);
		this.clock.advance(Duration.ofSeconds(2));
		assertThat(exchanges(this.session)).isEqualTo(1);
		this.clock.advance(Tape.MAX_AGE);
		assertThat(this.tapes.find(this.session)).isNull();
		assertThat(this.tapes.ids()).isZero();
	}

	@Test
	void threadsLoseNothing() throws Exception {
		int threads = 8;
		List<Callable<Integer>> visitors = IntStream.range(0, threads)
			.mapToObj((number) -> (Callable<Integer>) () -> visitBesideOthers("id" + number))
			.toList();
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		for (Future<Integer> visitor : executor.invokeAll(visitors)) {
			assertThat(visitor.get()).isEqualTo(30);
		}
		executor.shutdown();
		assertThat(traffic().version()).isEqualTo(threads * 30L);
	}

	private int visitBesideOthers(String id) {
		Locator own = Locator.generate(this.clock.instant());
		for (int i = 0; i < 30; i++) {
			exchange(own, false, id, null);
			exchange(this.session, false, "shared", null);
		}
		return exchanges(own);
	}

	@Test
	void whatAnExchangeHeldIsForNobodyWithoutTheKey() {
		exchange(this.session, false, null, "first");
		exchangeWithInside();
		Exchange exchange = traffic().exchanges().get(0);
		assertThat(new WirePage(traffic(), new WireReader("the-key"), null).inside(exchange)).isNotNull();
		assertThat(new WirePage(traffic(), new WireReader("another"), null).inside(exchange)).isNull();
		assertThat(new WirePage(traffic(), null, null).inside(exchange)).isNull();
	}

	@Test
	void textsHoldNoId() {
		exchange(this.session, false, "usable-id", "another-id");
		exchangeWithInside();
		assertThat(traffic() + " " + new WirePage(traffic(), new WireReader("the-key"), new SniffedId("usable-id")))
			.doesNotContain("usable-id", "another-id", "the-key");
	}

	private void exchangeWithInside() {
		this.tapes.add(recording(this.session, true, "first"), none(),
				(reader) -> new Exchange(this.clock.instant(), true, false, 1, 1,
						new Message("GET /", List.of(), List.of(), 200, null, List.of(), List.of()), reader, 0));
	}

	private int exchanges(Locator locator) {
		return Objects.requireNonNull(this.tapes.find(locator)).exchanges().size();
	}

	private Traffic traffic() {
		return Objects.requireNonNull(this.tapes.find(this.session));
	}

	private void exchange(@Nullable Locator owner, boolean secure, @Nullable String presented, @Nullable String set) {
		SentCookies sent = (set != null) ? new SentCookies(List.of(), new SniffedId(set), null, 0) : none();
		this.tapes.add(recording(owner, secure, presented), sent, (key) -> exchange(secure));
	}

	private @Nullable Boolean isCurrent(SniffedId id) {
		Runnable first = this.meanwhile;
		this.meanwhile = null;
		boolean current = !this.replaced.contains(id);
		if (first != null) {
			first.run();
		}
		return this.inCookies ? null : current;
	}

	private void exchange(Owner owner, @Nullable String presented, String set) {
		Recording recording = recording(null, false, presented);
		recording.belongsTo(owner);
		this.tapes.add(recording, new SentCookies(List.of(), new SniffedId(set), null, 0), (key) -> exchange(false));
	}

	private Owner owner(boolean begun) {
		return new Owner(this.session, this.session.toString(), SessionSide.INSECURE, begun, new WireReader("the-key"));
	}

	private Exchange exchange(boolean secure) {
		return new Exchange(this.clock.instant(), secure, false, 1, 1,
				secure ? null : new Message("GET /", List.of(), List.of(), 200, null, List.of(), List.of()), null, 0);
	}

	private static SentCookies none() {
		return new SentCookies(List.of(), null, null, 0);
	}

	private Recording recording(@Nullable Locator owner, boolean secure, @Nullable String presented) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setSecure(secure);
		Recording.start(request, this.clock.instant(), new Presented(List.of(), ids(presented), false));
		Recording recording = Objects.requireNonNull(Recording.stop());
		if (owner != null) {
			recording.belongsTo(new Owner(owner, owner.toString(), SessionSide.INSECURE, presented == null,
					new WireReader("the-key")));
		}
		return recording;
	}

	private static List<SniffedId> ids(@Nullable String presented) {
		return (presented != null) ? Stream.of(presented.split("&")).map(SniffedId::new).toList() : List.of();
	}

	private static final class MutableClock extends Clock {

		private Instant now = Instant.parse("2026-01-01T00:00:00Z");

		void advance(Duration time) {
			this.now = this.now.plus(time);
		}

		@Override
		public Instant instant() {
			return this.now;
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

	}

}
