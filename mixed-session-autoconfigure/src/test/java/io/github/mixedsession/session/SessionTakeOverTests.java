package io.github.mixedsession.session;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.session.MapSession;
import org.springframework.session.Session;

import io.github.mixedsession.Channel;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.SessionStoreException;
import io.github.mixedsession.SessionTakenOverEvent;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.attribute.Encryption;
import io.github.mixedsession.attribute.Sealing;
import io.github.mixedsession.id.ImportedId;
import io.github.mixedsession.id.PresentedId;
import io.github.mixedsession.id.PresentedIds;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.Proof;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StoredAttribute;
import io.github.mixedsession.store.StoredSession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What requests that come at the same time, and failures in the middle, do to a session
 * that is moved.
 */
class SessionTakeOverTests {

	private static final Instant CREATED = Instant.parse("2026-11-01T10:00:00Z");

	private static final Instant ACCESSED = Instant.parse("2026-11-01T10:05:00Z");

	private final TestSite site = new TestSite(TestSite.SETTINGS, TestSite.VISIBILITIES, Sealing.LENIENT,
			Encryption.none());

	/** With a store that fails as that of a policy does. */
	private final SessionTakeOver takeOver = new SessionTakeOver(
			this.site.context.withStore(FailFast.of(SessionStore.class, this.site.store)));

	private final Old old = new Old(IdKind.SECURE);

	private @Nullable StoredSession open(Old session) {
		return this.site.store.find(session.id().locator(), new Proof(session.kind(), session.id().hash()),
				Partition.visibleTo(SessionView.SECURE, Channel.SECURE));
	}

	private boolean isOpen(Old session) {
		StoredSession found = open(session);
		return found != null && session.id().hash().equals(found.record().ids().current(session.kind()));
	}

	private void move(Old session) {
		this.takeOver.run(List.of(session));
	}

	/** What the exchange of ids and a logout do. */
	private void end() {
		this.site.store.delete(this.old.id().locator());
	}

	@ParameterizedTest
	@EnumSource(IdKind.class)
	void sessionIsMovedWithItsClocks(IdKind kind) {
		Old session = new Old(kind);
		move(session);
		assertThat(isOpen(session)).isTrue();
		assertThat(session.isThere()).isFalse();
		StoredSession moved = Objects.requireNonNull(open(session));
		assertThat(moved.record().createdAt()).isEqualTo(session.session.getCreationTime());
		assertThat(moved.record().lastAccessedAt()).isEqualTo(session.session.getLastAccessedTime());
		assertThat(moved.record().maxInactiveInterval()).isEqualTo(Duration.ofMinutes(7));
		assertThat(this.site.events(SessionTakenOverEvent.class)).hasSize(1);
	}

	@Test
	void whatSpringSecurityKeptIsLeftBehindByACookieThatCrossedHttp() {
		Old session = new Old(IdKind.INSECURE);
		session.session.setAttribute("SPRING_SECURITY_SAVED_REQUEST", "saved");
		session.session.setAttribute("org.springframework.security.x", "secret");
		session.session.setAttribute("org.springframework.session.x", "secret");
		move(session);
		assertThat(this.site.store.findAll()).singleElement()
			.satisfies((stored) -> assertThat(stored.attributes()).extracting(StoredAttribute::name)
				.containsExactly("cart"));
		assertThat(this.site.store.findAll().get(0).record().principalName()).isNull();
	}

	@Test
	void userOfASecureSessionIsFound() {
		this.old.session.setAttribute("renamed", TestSessionRequest.context("alice"));
		move(this.old);
		assertThat(Objects.requireNonNull(open(this.old)).record().principalName()).isEqualTo("alice");
	}

	@Test
	void valueThatCannotBeWrittenTakesNothingElseWithIt() {
		this.old.session.setAttribute("broken", new Object());
		this.old.session.setAttribute("x".repeat(SessionStore.MAX_ATTRIBUTE_NAME_LENGTH + 1),
				"of a name that is too long");
		this.old.session.setAttribute("NUL\0", "of a name that is no text");
		this.old.session.setAttribute("user", TestSessionRequest.context("alice"));
		move(this.old);
		assertThat(Objects.requireNonNull(open(this.old)).attributes()).extracting(StoredAttribute::name)
			.containsExactlyInAnyOrder("cart", "user");
		assertThat(this.old.isThere()).isFalse();
	}

	@Test
	void bytesThatNobodyReadsAreMovedAsTheyAre() {
		this.old.session.setAttribute("unreadable", new SerializedValue(new byte[] { 1, 2, 3 }));
		move(this.old);
		assertThat(Objects.requireNonNull(open(this.old)).attributes())
			.filteredOn((attribute) -> attribute.name().equals("unreadable"))
			.singleElement()
			.satisfies((attribute) -> assertThat(attribute.value()).endsWith(1, 2, 3));
	}

	@Test
	void sessionThatIsNotThereMakesNothing() {
		this.old.delete();
		move(this.old);
		assertThat(this.site.store.inserts).isZero();
	}

	@Test
	void twoThatAreThereStayWhereTheyAre() {
		Old second = new Old(IdKind.SECURE);
		this.takeOver.run(List.of(this.old, second));
		assertThat(this.old.isThere() && second.isThere()).isTrue();
		assertThat(this.site.store.inserts).isZero();
	}

	@Test
	void manyAreNotEvenLookedUp() {
		List<OldSession> many = new ArrayList<>(List.of(this.old));
		for (int i = 0; i < LookUps.MAX; i++) {
			many.add(new Old(IdKind.SECURE) {
				@Override
				public @Nullable Session find() {
					throw new AssertionError("Looked up");
				}
			});
		}
		this.takeOver.run(many);
		assertThat(this.old.isThere()).isTrue();
	}

	/** Lets another request run at each point where this one asks the old store. */
	@ParameterizedTest
	@ValueSource(ints = { 1, 2 })
	void anotherRequestInBetweenMovesItOnce(int find) {
		this.old.before(find, () -> move(this.old));
		move(this.old);
		assertThat(isOpen(this.old)).isTrue();
		assertThat(this.old.isThere()).isFalse();
		assertThat(this.site.store.findAll()).hasSize(1);
		assertThat(this.site.events(SessionTakenOverEvent.class)).hasSize(1);
	}

	@Test
	void anotherRequestBeforeTheCopyOpensMovesItOnce() {
		this.site.store.beforeNextRotation(() -> move(this.old));
		move(this.old);
		assertThat(isOpen(this.old)).isTrue();
		assertThat(this.old.isThere()).isFalse();
		assertThat(this.site.events(SessionTakenOverEvent.class)).hasSize(1);
	}

	@Test
	void copyOpensNothingBeforeTheOldSessionWasSeenBesideIt() {
		boolean[] open = new boolean[1];
		this.old.before(2, () -> open[0] = isOpen(this.old));
		move(this.old);
		assertThat(open[0]).isFalse();
		assertThat(isOpen(this.old)).isTrue();
	}

	/**
	 * A request that has found the old session stops; others move it and end it; it goes
	 * on.
	 */
	@Test
	void slowRequestBringsNoSessionBack() {
		this.old.after(1, () -> {
			move(this.old);
			end();
		});
		move(this.old);
		assertThat(this.site.store.findAll()).isEmpty();
		assertThat(this.old.isThere()).isFalse();
	}

	/**
	 * One has made its copy and stops before it opens it; others open it, end it, and a
	 * third that was slow, too, makes a copy anew.
	 */
	@Test
	void requestThatIsSlowToOpenOpensNoOtherCopy() {
		Session found = Objects.requireNonNull(this.old.find());
		this.site.store.beforeNextRotation(() -> {
			move(this.old);
			end();
			OldSession slow = new Stopped(this.old, found);
			assertThatExceptionOfType(SessionStoreException.class).isThrownBy(() -> this.takeOver.run(List.of(slow)));
		});
		move(this.old);
		assertThat(isOpen(this.old)).isFalse();
	}

	@Test
	void sessionThatTheOldApplicationEndsMeanwhileIsNotTakenOver() {
		this.old.before(2, this.old::delete);
		move(this.old);
		assertThat(this.site.store.findAll()).isEmpty();
		assertThat(this.site.events(SessionTakenOverEvent.class)).isEmpty();
	}

	/** Crashes before each step, and comes again. */
	@ParameterizedTest
	@ValueSource(strings = { "find", "insert", "find again", "open", "delete" })
	void failureInTheMiddleLosesNothing(String step) {
		switch (step) {
			case "find" -> this.old.failAt(1);
			case "insert" -> this.old.before(1, this.site.store::goDown);
			case "find again" -> this.old.failAt(2);
			case "open" -> this.old.before(2, this.site.store::goDown);
			default -> this.old.failToDelete = true;
		}
		assertThatExceptionOfType(SessionStoreException.class).as(step).isThrownBy(() -> move(this.old));
		this.site.store.comeUp();
		this.old.failToDelete = false;
		assertThat(this.old.isThere()).isTrue();
		move(this.old);
		assertThat(isOpen(this.old)).isTrue();
		assertThat(this.old.isThere()).isFalse();
		assertThat(this.site.store.findAll()).hasSize(1);
		assertThat(this.site.events(SessionTakenOverEvent.class)).hasSize(1);
	}

	/** One that failed left a copy, and the old application goes on. */
	@ParameterizedTest
	@EnumSource(IdKind.class)
	void copyOfBeforeTheSessionWasUsedAgainIsNotOpened(IdKind kind) {
		Old session = new Old(kind);
		session.failAt(2);
		assertThatExceptionOfType(SessionStoreException.class).isThrownBy(() -> move(session));
		session.session.setAttribute("cart", "mug and teapot");
		session.session.setAttribute("user", TestSessionRequest.context("bob"));
		session.session.setLastAccessedTime(ACCESSED.plusMillis(1));
		move(session);
		StoredSession moved = Objects.requireNonNull(open(session));
		assertThat(isOpen(session)).isTrue();
		assertThat(session.isThere()).isFalse();
		assertThat(moved.record().lastAccessedAt()).isEqualTo(ACCESSED.plusMillis(1));
		assertThat(moved.record().principalName()).isEqualTo((kind == IdKind.SECURE) ? "bob" : null);
		assertThat(moved.attributes()).filteredOn((attribute) -> attribute.name().equals("cart"))
			.singleElement()
			.satisfies((cart) -> assertThat(new String(cart.value(), StandardCharsets.UTF_8)).contains("teapot"));
		assertThat(this.site.store.findAll()).hasSize(1);
		assertThat(this.site.events(SessionTakenOverEvent.class)).hasSize(1);
	}

	/** The mark of a session that is to end is set without an access. */
	@Test
	void abandonedCopyIsNotOpened() {
		this.old.failAt(2);
		assertThatExceptionOfType(SessionStoreException.class).isThrownBy(() -> move(this.old));
		this.old.session.setAttribute("marked", true);
		this.site.clock.advance(Duration.ofSeconds(11));
		move(this.old);
		assertThat(Objects.requireNonNull(open(this.old)).attributes()).extracting(StoredAttribute::name)
			.containsExactlyInAnyOrder("cart", "marked");
		assertThat(this.old.isThere()).isFalse();
	}

	/** The old session could not be deleted, and its visitor went on there. */
	@Test
	void openCopyThatNobodyUsedIsMadeAnew() {
		this.old.failToDelete = true;
		assertThatExceptionOfType(SessionStoreException.class).isThrownBy(() -> move(this.old));
		this.old.failToDelete = false;
		this.old.session.setAttribute("late", true);
		this.old.session.setLastAccessedTime(ACCESSED.plusMillis(1));
		this.site.clock.advance(Duration.ofSeconds(11));
		move(this.old);
		assertThat(isOpen(this.old)).isTrue();
		assertThat(Objects.requireNonNull(open(this.old)).attributes()).extracting(StoredAttribute::name)
			.containsExactlyInAnyOrder("cart", "late");
		assertThat(this.old.isThere()).isFalse();
	}

	/** While it is replaced, who wanted to open it does not lose what is there now. */
	@Test
	void whoOpensACopyThatIsReplacedLosesNothing() {
		this.site.store.beforeNextRotation(() -> {
			this.old.session.setAttribute("cart", "mug and teapot");
			this.old.session.setLastAccessedTime(ACCESSED.plusMillis(1));
			move(this.old);
		});
		move(this.old);
		assertThat(isOpen(this.old)).isTrue();
		assertThat(Objects.requireNonNull(open(this.old)).record().lastAccessedAt()).isEqualTo(ACCESSED.plusMillis(1));
		assertThat(this.site.events(SessionTakenOverEvent.class)).hasSize(1);
	}

	@Test
	void copyOfASessionThatHasEndedSinceIsDeleted() {
		this.old.failAt(2);
		assertThatExceptionOfType(SessionStoreException.class).isThrownBy(() -> move(this.old));
		this.old.after(3, this.old::delete);
		move(this.old);
		assertThat(this.site.store.findAll()).isEmpty();
	}

	@Test
	void idleTimeOfZeroIsTheEndOfAnOldSession() {
		this.old.session.setMaxInactiveInterval(Duration.ZERO);
		this.old.session.setLastAccessedTime(this.site.clock.instant().plusSeconds(20));
		move(this.old);
		assertThat(this.old.isThere()).isTrue();
		assertThat(this.site.store.inserts).isZero();
	}

	@Test
	void expiredSessionThatARepositoryFindsIsNotMoved() {
		this.site.clock.advance(
				Duration.between(this.site.clock.instant(), ACCESSED.plus(this.old.session.getMaxInactiveInterval())));
		move(this.old);
		assertThat(this.site.store.inserts).isZero();
		this.site.clock.advance(Duration.ofMillis(-1));
		move(this.old);
		assertThat(isOpen(this.old)).isTrue();
	}

	@Test
	void endlessSessionStaysEndless() {
		this.old.session.setMaxInactiveInterval(Duration.ofSeconds(-1));
		move(this.old);
		assertThat(Objects.requireNonNull(open(this.old)).record().maxInactiveInterval()).isNegative();
	}

	@Test
	void whatHasTheNameOfASecurityContextNeedNotBeOne() {
		this.old.session.setAttribute("SPRING_SECURITY_CONTEXT", "none");
		move(this.old);
		assertThat(Objects.requireNonNull(open(this.old)).record().principalName()).isNull();
		assertThat(this.old.isThere()).isFalse();
	}

	/** Hazelcast's and others' sessions may ask their store then. */
	@Test
	void valueThatTheOldStoreFailsToReadFailsTheRequest() {
		Old lazy = new Old(IdKind.SECURE) {
			@Override
			public @Nullable Session find() {
				Session session = super.find();
				return (Session) Proxy.newProxyInstance(Session.class.getClassLoader(),
						new Class<?>[] { Session.class }, (proxy, method, args) -> {
							if (method.getName().equals("getAttribute")) {
								throw new DataAccessResourceFailureException("The old store is down");
							}
							return method.invoke(session, args);
						});
			}
		};
		assertThatExceptionOfType(SessionStoreException.class).isThrownBy(() -> move(lazy));
		assertThat(lazy.isThere()).isTrue();
		assertThat(this.site.store.inserts).isZero();
	}

	@Test
	void copyThatWasExchangedStaysWhatItIsAndTheOldOneGoes() {
		this.old.failToDelete = true;
		assertThatExceptionOfType(SessionStoreException.class).isThrownBy(() -> move(this.old));
		TestSessionRequest request = new TestSessionRequest(this.site, this.site.browser(), Channel.SECURE,
				new PresentedIds(List.of(), List.of(this.old.id())));
		request.load();
		request.finish();
		assertThat(isOpen(this.old)).isFalse();
		this.old.failToDelete = false;
		StoredSession before = this.site.store.findAll().get(0);
		move(this.old);
		assertThat(this.old.isThere()).isFalse();
		assertThat(this.site.store.findAll().get(0).record().ids()).isEqualTo(before.record().ids());
	}

	/**
	 * A session of an old store, between whose calls other things happen.
	 */
	private static class Old implements OldSession {

		private final IdKind kind;

		private final PresentedId id;

		private final MapSession session;

		private final boolean[] there;

		private final Map<Integer, Deque<Runnable>> before = new HashMap<>();

		private final Map<Integer, Deque<Runnable>> after = new HashMap<>();

		private int finds;

		private int failAt;

		private boolean failToDelete;

		Old(IdKind kind) {
			this.kind = kind;
			this.id = Objects
				.requireNonNull(ImportedId.parse(kind,
						Base64.getEncoder()
							.encodeToString(UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII))))
				.presented();
			this.session = new MapSession();
			this.session.setCreationTime(CREATED);
			this.session.setLastAccessedTime(ACCESSED);
			this.session.setMaxInactiveInterval(Duration.ofMinutes(7));
			this.session.setAttribute("cart", "mug");
			this.there = new boolean[] { true };
		}

		void before(int find, Runnable action) {
			this.before.computeIfAbsent(find, (any) -> new ArrayDeque<>()).add(action);
		}

		void after(int find, Runnable action) {
			this.after.computeIfAbsent(find, (any) -> new ArrayDeque<>()).add(action);
		}

		void failAt(int find) {
			this.failAt = find;
		}

		boolean isThere() {
			return this.there[0];
		}

		@Override
		public IdKind kind() {
			return this.kind;
		}

		@Override
		public PresentedId id() {
			return this.id;
		}

		@Override
		public @Nullable Session find() {
			int find = ++this.finds;
			run(this.before, find);
			if (this.failAt == find) {
				throw new DataAccessResourceFailureException("The old store is down");
			}
			Session found = isThere() ? this.session : null;
			run(this.after, find);
			return found;
		}

		private static void run(Map<Integer, Deque<Runnable>> actions, int find) {
			Deque<Runnable> due = actions.remove(find);
			if (due != null) {
				due.forEach(Runnable::run);
			}
		}

		@Override
		public void delete() {
			if (this.failToDelete) {
				throw new DataAccessResourceFailureException("The old store is down");
			}
			this.there[0] = false;
		}

	}

	/**
	 * As a request has it that has found the session, and does not get any further than
	 * its copy.
	 */
	private static final class Stopped implements OldSession {

		private final Old old;

		private @Nullable Session found;

		Stopped(Old old, Session found) {
			this.old = old;
			this.found = found;
		}

		@Override
		public IdKind kind() {
			return this.old.kind();
		}

		@Override
		public PresentedId id() {
			return this.old.id();
		}

		@Override
		public @Nullable Session find() {
			Session before = this.found;
			this.found = null;
			if (before == null) {
				throw new DataAccessResourceFailureException("It stops here");
			}
			return before;
		}

		@Override
		public void delete() {
			this.old.delete();
		}

	}

}
