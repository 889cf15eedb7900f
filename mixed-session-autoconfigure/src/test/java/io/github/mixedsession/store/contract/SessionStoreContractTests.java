package io.github.mixedsession.store.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.SessionSide;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.RetiredId;
import io.github.mixedsession.id.SessionIds;
import io.github.mixedsession.store.ExpiredSessions;
import io.github.mixedsession.store.IdUpdate;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.Proof;
import io.github.mixedsession.store.RowMacs;
import io.github.mixedsession.store.SecureSide;
import io.github.mixedsession.store.SessionDelta;
import io.github.mixedsession.store.SessionRow;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StoreCapability;
import io.github.mixedsession.store.StoredAttribute;
import io.github.mixedsession.store.StoredSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.mixedsession.store.contract.TestSessions.ALL;
import static io.github.mixedsession.store.contract.TestSessions.CREATED;
import static io.github.mixedsession.store.contract.TestSessions.IDLE;
import static io.github.mixedsession.store.contract.TestSessions.LATER;
import static io.github.mixedsession.store.contract.TestSessions.LOGIN;
import static io.github.mixedsession.store.contract.TestSessions.access;
import static io.github.mixedsession.store.contract.TestSessions.attribute;
import static io.github.mixedsession.store.contract.TestSessions.bytes;
import static io.github.mixedsession.store.contract.TestSessions.confirmation;
import static io.github.mixedsession.store.contract.TestSessions.guarded;
import static io.github.mixedsession.store.contract.TestSessions.idle;
import static io.github.mixedsession.store.contract.TestSessions.insecureRotation;
import static io.github.mixedsession.store.contract.TestSessions.insecureRow;
import static io.github.mixedsession.store.contract.TestSessions.login;
import static io.github.mixedsession.store.contract.TestSessions.newId;
import static io.github.mixedsession.store.contract.TestSessions.newLocator;
import static io.github.mixedsession.store.contract.TestSessions.principal;
import static io.github.mixedsession.store.contract.TestSessions.proof;
import static io.github.mixedsession.store.contract.TestSessions.replacement;
import static io.github.mixedsession.store.contract.TestSessions.restart;
import static io.github.mixedsession.store.contract.TestSessions.rotation;
import static io.github.mixedsession.store.contract.TestSessions.secureRow;
import static io.github.mixedsession.store.contract.TestSessions.text;
import static io.github.mixedsession.store.contract.TestSessions.withGeneration;
import static io.github.mixedsession.store.contract.TestSessions.withIdle;
import static io.github.mixedsession.store.contract.TestSessions.withIds;
import static io.github.mixedsession.store.contract.TestSessions.withLocator;
import static io.github.mixedsession.store.contract.TestSessions.withoutPrincipal;
import static io.github.mixedsession.store.contract.TestSessions.write;
import static io.github.mixedsession.store.contract.TestSessions.writes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatRuntimeException;

/**
 * What {@link SessionStore} promises, as tests for any store. Extend it, say how to
 * create the store, and run it like other tests:
 *
 * <pre>{@code
 * class ShopSessionStoreTests extends SessionStoreContractTests {
 *
 *     protected SessionStore createStore() {
 *         return new ShopSessionStore();
 *     }
 *
 * }
 * }</pre>
 * <p>
 * A store that passes can be given to mixed-session as a bean. Tests of what it declares
 * to lack in {@link SessionStore#capabilities()} are skipped, and others run in their
 * place: that its calls then do what {@link StoreCapability} says.
 * <p>
 * The sessions of the tests were created and last used at {@link TestSessions#CREATED},
 * long ago: a store that removes sessions by its own clock has to count from when they
 * were written. Some tests call the store from eight threads at once. Not tested, and
 * promised all the same: that a store which can't reach its data throws, that a crash
 * leaves nothing half done, and that other nodes see what this one wrote.
 */
public abstract class SessionStoreContractTests {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	/** The store of the current test. */
	protected SessionStore store;

	@BeforeEach
	void setUpStore(TestInfo test) {
		this.store = createStore();
		test.getTestMethod().map((method) -> method.getAnnotation(CountsOn.class)).ifPresent(this::skipUnlessMeant);
	}

	private void skipUnlessMeant(CountsOn test) {
		boolean absent = !this.store.capabilities().contains(test.value());
		Assumptions.assumeTrue(absent == test.absent(),
				() -> "The store " + (absent ? "lacks " : "has ") + test.value());
	}

	/**
	 * Returns the store to test, ready for use. Called before each test; it may be the
	 * same one again, or others on the same data. There must be no session in it.
	 * @return the store
	 */
	protected abstract SessionStore createStore();

	/**
	 * Returns how large a value can be that the store keeps.
	 * @return the bytes, a thousand at least; by default 2,000,000
	 */
	protected int getMaxValueLength() {
		return 2_000_000;
	}

	// capabilities

	@Test
	void capabilitiesAreAlwaysTheSame() {
		assertThat(this.store.capabilities()).isEqualTo(createStore().capabilities());
	}

	// find

	@Test
	void findWhenInsecureIdThenReturnsWhatWasInserted() {
		SessionRow row = insert(insecureRow(), attribute("cart", Partition.SHARED, "book"));
		StoredSession found = this.store.find(row.locator(), proof(row, IdKind.INSECURE), ALL);
		assertThat(found.row()).isEqualTo(row);
		assertThat(found.attributes()).singleElement().satisfies((cart) -> {
			assertThat(cart.name()).isEqualTo("cart");
			assertThat(cart.partition()).isEqualTo(Partition.SHARED);
			assertThat(cart.version()).isEqualTo(7);
			assertThat(text(cart)).isEqualTo("book");
		});
	}

	@Test
	void findWhenSecureIdThenReturnsWhatWasInserted() {
		SessionRow row = insert(secureRow("bob"));
		StoredSession found = this.store.find(row.locator(), proof(row, IdKind.SECURE), ALL);
		assertThat(found.row()).isEqualTo(row);
		assertThat(found.attributes()).isEmpty();
	}

	@Test
	void findWhenIdIsOfTheOtherKindThenLetsNothingOut() {
		SessionRow row = insertInAllPartitions();
		assertLetsNothingOut(row, new Proof(IdKind.INSECURE, row.secureId()));
		assertLetsNothingOut(row, new Proof(IdKind.SECURE, row.insecureId()));
	}

	@ParameterizedTest
	@EnumSource(IdKind.class)
	void findWhenIdIsWrongThenLetsNothingOut(IdKind kind) {
		SessionRow row = insertInAllPartitions();
		SessionRow other = insertInAllPartitions();
		assertLetsNothingOut(row, new Proof(kind, newId()));
		assertLetsNothingOut(row, new Proof(kind, row.ids().family()));
		assertLetsNothingOut(row, proof(other, kind));
		assertLetsNothingOut(row, new Proof(kind, List.of(newId(), other.ids().current(kind), newId())));
	}

	@ParameterizedTest
	@EnumSource(IdKind.class)
	void findWhenIdIsRetiredThenLetsNothingOut(IdKind kind) {
		SessionRow retired = insertInAllPartitions();
		SessionRow pending = update(rotation(retired));
		SessionRow row = update(rotation(update(confirmation(pending, LATER.plus(MINUTE), kind))));
		assertLetsNothingOut(row, proof(retired, kind));
		assertLetsNothingOut(row, proof(pending, kind));
		assertThat(this.store.find(row.locator(), proof(row, kind), ALL).attributes())
			.hasSize((kind == IdKind.SECURE) ? 3 : 2);
	}

	@Test
	void findWhenThereIsNoSecureIdThenNoneOpensIt() {
		SessionRow row = insert(insecureRow(), attribute("cart", Partition.SHARED, "book"),
				attribute("stray", Partition.SECURE, "1"));
		assertLetsNothingOut(row, new Proof(IdKind.SECURE, newId()));
		assertLetsNothingOut(row, new Proof(IdKind.SECURE, row.insecureId()));
		assertLetsNothingOut(row, new Proof(IdKind.SECURE, IdHash.of(new byte[IdHash.LENGTH])));
	}

	@ParameterizedTest
	@EnumSource(IdKind.class)
	void findWhenOneOfSeveralIdsIsCurrentThenOpens(IdKind kind) {
		SessionRow row = insertInAllPartitions();
		for (int place = 0; place < 3; place++) {
			List<IdHash> ids = new ArrayList<>(List.of(newId(), newId()));
			ids.add(place, row.ids().current(kind));
			StoredSession found = this.store.find(row.locator(), new Proof(kind, ids), ALL);
			assertShows(found.row(), (kind == IdKind.SECURE) ? row : withoutPrincipal(row), kind);
			boolean secure = kind == IdKind.SECURE;
			assertThat(found.attributes()).hasSize(secure ? 3 : 2);
		}
	}

	@Test
	@CountsOn(StoreCapability.KNOWN_BINDING)
	void findWhenASecureIdWasBoundThenWhoeverPresentsAnInsecureIdLearnsOfIt() {
		SessionRow before = insert(insecureRow());
		SessionRow row = update(rotation(before));
		for (Proof proof : List.of(proof(row, IdKind.INSECURE), proof(before, IdKind.INSECURE),
				new Proof(IdKind.INSECURE, newId()))) {
			assertThat(this.store.find(row.locator(), proof, Set.of(Partition.SHARED)).row().secureId())
				.isEqualTo(row.secureId());
		}
	}

	@Test
	@CountsOn(value = StoreCapability.KNOWN_BINDING, absent = true)
	void findWhenASecureIdWasBoundThenWhoeverPresentsAnInsecureIdLearnsOfItOrOfNone() {
		SessionRow before = insert(insecureRow());
		SessionRow row = update(rotation(before));
		for (Proof proof : List.of(proof(row, IdKind.INSECURE), proof(before, IdKind.INSECURE),
				new Proof(IdKind.INSECURE, newId()))) {
			assertThat(this.store.find(row.locator(), proof, Set.of(Partition.SHARED)).row().secureId()).isIn(null,
					row.secureId());
		}
		assertThat(this.store.find(row.locator(), proof(row, IdKind.SECURE), ALL).row().secureId())
			.isEqualTo(row.secureId());
	}

	@ParameterizedTest
	@EnumSource(IdKind.class)
	void findWhenLocatorIsUnknownThenReturnsNull(IdKind kind) {
		SessionRow row = insert(secureRow("bob"));
		assertThat(this.store.find(newLocator(), proof(row, kind), ALL)).isNull();
		assertThat(this.store.find(newLocator(), ALL)).isNull();
	}

	@Test
	void findReadsOnlyThePartitionsAskedFor() {
		SessionRow row = insertInAllPartitions();
		for (Set<Partition> partitions : List.of(EnumSet.noneOf(Partition.class), EnumSet.of(Partition.SHARED),
				EnumSet.of(Partition.SHARED, Partition.INSECURE), EnumSet.of(Partition.SHARED, Partition.SECURE),
				EnumSet.of(Partition.SECURE), ALL)) {
			assertThat(this.store.find(row.locator(), proof(row, IdKind.SECURE), partitions).attributes())
				.extracting(StoredAttribute::partition)
				.containsExactlyInAnyOrderElementsOf(partitions);
			assertThat(this.store.find(row.locator(), partitions).attributes()).extracting(StoredAttribute::partition)
				.containsExactlyInAnyOrderElementsOf(partitions);
		}
	}

	@Test
	void findReadsThePrincipalOnlyWithTheSecurePartition() {
		SessionRow row = insert(secureRow("bob"));
		Set<Partition> insecure = EnumSet.of(Partition.SHARED, Partition.INSECURE);
		for (IdKind kind : IdKind.values()) {
			assertShows(this.store.find(row.locator(), proof(row, kind), insecure).row(), withoutPrincipal(row), kind);
		}
		assertThat(this.store.find(row.locator(), insecure).row()).isEqualTo(withoutPrincipal(row));
		assertThat(this.store.find(row.locator(), EnumSet.of(Partition.SECURE)).row().principalName()).isEqualTo("bob");
		assertThat(this.store.find(row.locator(), proof(row, IdKind.SECURE), EnumSet.of(Partition.SECURE))
			.row()
			.principalName()).isEqualTo("bob");
	}

	@Test
	void findReturnsExpiredSessions() {
		SessionRow row = insert(withIdle(insecureRow(), Duration.ofSeconds(1)));
		assertThat(this.store.find(row.locator(), proof(row, IdKind.INSECURE), ALL).row()).isEqualTo(row);
	}

	@Test
	void findWhenNothingIsPresentedThenReturnsWhatWasInserted() {
		SessionRow row = insert(secureRow("bob"), attribute("cart", Partition.SHARED, "book"));
		assertThat(row(row)).isEqualTo(row);
		assertThat(valueOf(row, "cart", Partition.SHARED)).isEqualTo("book");
	}

	@Test
	@CountsOn(StoreCapability.LOOKUP_BY_PRINCIPAL)
	void findByPrincipalNameReturnsAllSessionsOfExactlyThatName() {
		String name = "Bob-" + newId();
		SessionRow first = insert(secureRow(name), attribute("cart", Partition.SHARED, "book"));
		SessionRow second = insert(secureRow(name));
		insert(secureRow(name.toLowerCase(Locale.ROOT)));
		insert(secureRow(name + " "));
		insert(insecureRow());
		assertThat(this.store.findByPrincipalName(name)).containsExactlyInAnyOrder(first, second);
		assertThat(this.store.findByPrincipalName("nobody")).isEmpty();
	}

	@Test
	@CountsOn(StoreCapability.LOOKUP_BY_PRINCIPAL)
	void findByPrincipalNameReturnsSessionsAsTheyAre() {
		SessionRow longest = insert(secureRow("\u20ac".repeat(200)));
		assertThat(this.store.findByPrincipalName(longest.principalName())).contains(longest);
		SessionRow old = insert(
				withIds(secureRow("bob"), new SessionIds(41, newId(), newId(), newId(), 3, 1, retiredIds(), false)));
		assertThat(this.store.findByPrincipalName("bob")).contains(old);
		update(restart(old));
		assertThat(this.store.findByPrincipalName("bob")).extracting(SessionRow::locator).doesNotContain(old.locator());
	}

	@Test
	@CountsOn(value = StoreCapability.LOOKUP_BY_PRINCIPAL, absent = true)
	void findByPrincipalNameWhenItCanNotThenSaysSo() {
		insert(secureRow("bob"));
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> this.store.findByPrincipalName("bob"));
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> this.store.findByPrincipalName("nobody"));
	}

	// insert

	@Test
	void insertKeepsAttributesApartByPartitionAndExactName() {
		SessionRow row = insert(insecureRow(), attribute("a", Partition.SHARED, "1"),
				attribute("a", Partition.SECURE, "2"), attribute("a", Partition.INSECURE, "3"),
				attribute("A", Partition.SHARED, "4"), attribute("a ", Partition.SHARED, "5"),
				attribute("\u00e4", Partition.SHARED, "6"));
		assertThat(this.store.find(row.locator(), ALL).attributes()).extracting(TestSessions::text)
			.containsExactlyInAnyOrder("1", "2", "3", "4", "5", "6");
	}

	@Test
	void insertKeepsLongNamesAndLargeAndEmptyValues() {
		String name = "\u20ac".repeat(200);
		byte[] large = new byte[getMaxValueLength()];
		Arrays.fill(large, (byte) -1);
		SessionRow row = insert(secureRow(name), new StoredAttribute(name, Partition.SHARED, 1, large),
				new StoredAttribute("empty", Partition.SHARED, 1, new byte[0]));
		assertThat(this.store.findAttribute(row.locator(), name, Partition.SHARED).value()).isEqualTo(large);
		assertThat(this.store.findAttribute(row.locator(), "empty", Partition.SHARED).value()).isEmpty();
		assertThat(row(row).principalName()).isEqualTo(name);
	}

	/**
	 * Identity providers choose names, and OpenID Connect allows 255 characters.
	 */
	@Test
	@CountsOn(StoreCapability.LOOKUP_BY_PRINCIPAL)
	void findByPrincipalNameWhenNameIsUnusualThenFindsExactlyThatOne() {
		String begin = "Bob-" + newId();
		Map<String, SessionRow> rows = new LinkedHashMap<>();
		for (String end : List.of("", "b".repeat(201), "b".repeat(202), "B".repeat(202), "b".repeat(5000), "\0", "a\0",
				"\ud800", "\udc00", "?", "\ufffd", "\ud83d\ude00".repeat(130), "%", "_", "\\", "'", "\t", "\n")) {
			rows.put(begin + end, insert(secureRow(begin + end)));
			SessionRow later = insert(secureRow(null));
			assertThat(this.store.save(principal(later, end + begin))).isTrue();
			rows.put(end + begin, rows.containsKey(end + begin) ? rows.get(end + begin) : row(later));
		}
		rows.forEach((name, row) -> {
			List<SessionRow> found = this.store.findByPrincipalName(name);
			assertThat(found).extracting(SessionRow::locator).contains(row.locator());
			assertThat(found).extracting(SessionRow::principalName).containsOnly(name);
			String stored = row(row).principalName();
			assertThat(stored.equals(name) || this.store.findByPrincipalName(stored).isEmpty()).isTrue();
		});
	}

	@Test
	void whenClientAddressIsNoneThenItNeverFails() {
		for (String address : List.of("\u00e9", "1".repeat(46), "\0", "\ud800", "", "192.0.2.1\r\n")) {
			SessionRow row = secureRow("bob");
			insert(new SessionRow(row.locator(), row.ids(), row.side(), row.createdAt(), row.lastAccessedAt(),
					row.maxInactiveInterval(), row.secureSide(), address));
			assertThat(row(row).clientAddress()).isIn(null, address);
			assertThat(this.store.save(new SessionDelta(row.locator(), CREATED.plus(MINUTE), null, null, null, address,
					row.loginCount(), List.of())))
				.isTrue();
			assertThat(row(row).clientAddress()).isIn(null, address);
		}
	}

	@ParameterizedTest
	@MethodSource("namesThatMayBeRefused")
	void whenAttributeNameIsUnusualThenItIsRefusedOrKeptExactly(String name) {
		SessionRow row = insert(insecureRow(), attribute("?", Partition.SHARED, "1"),
				attribute("a".repeat(200), Partition.SHARED, "1"));
		SessionRow other = insecureRow();
		if (isRefused(() -> insert(other, attribute(name, Partition.SHARED, "2")))) {
			assertThat(this.store.find(other.locator(), ALL)).isNull();
		}
		else {
			assertThat(valueOf(other, name, Partition.SHARED)).isEqualTo("2");
		}
		boolean refused = isRefused(
				() -> this.store.save(access(row, CREATED.plus(MINUTE), false, write(name, Partition.SHARED, "2"))));
		assertThat(valueOf(row, name, Partition.SHARED)).isEqualTo(refused ? "absent" : "2");
		assertThat(row(row).lastAccessedAt()).isEqualTo(refused ? CREATED : CREATED.plus(MINUTE));
		assertThat(this.store.save(writes(row, write(name, Partition.SHARED, null)))).isTrue();
		refused = isRefused(() -> this.store.compareAndSet(row.locator(), name, Partition.SHARED, 0, bytes("3")));
		assertThat(valueOf(row, name, Partition.SHARED)).isEqualTo(refused ? "absent" : "3");
		assertThat(this.store.hasAttribute(row.locator(), name, Partition.SHARED)).isEqualTo(!refused);
		assertThat(isRefused(() -> assertThat(
				this.store.compareAndSet(row.locator(), name, Partition.SHARED, Long.MAX_VALUE, bytes("4")))
			.isFalse())).isEqualTo(refused);
		assertThat(this.store.compareAndSet(row.locator(), name, Partition.SHARED, Long.MAX_VALUE, null)).isFalse();
		assertThat(isRefused(() -> this.store.save(writes(row, replacement(name, Partition.SHARED, "3")))))
			.isEqualTo(refused);
		assertThat(valueOf(row, name, Partition.SHARED)).isEqualTo(refused ? "absent" : "3");
		assertThat(this.store.compareAndSet(row.locator(), name, Partition.SHARED, 0, null)).isEqualTo(refused);
		assertThat(valueOf(row, "?", Partition.SHARED)).isEqualTo("1");
		assertThat(valueOf(row, "a".repeat(200), Partition.SHARED)).isEqualTo("1");
	}

	static List<String> namesThatMayBeRefused() {
		return List.of("a".repeat(201), "a\0b", "\ud800", "\udc00a");
	}

	private static boolean isRefused(Runnable write) {
		try {
			write.run();
			return false;
		}
		catch (IllegalArgumentException ex) {
			return true;
		}
	}

	@Test
	void insertWhenTheLocatorIsTakenThenThrowsAndChangesNothing() {
		SessionRow row = insert(secureRow("bob"), attribute("cart", Partition.SHARED, "book"));
		assertThatRuntimeException().isThrownBy(() -> insert(withLocator(secureRow("eve"), row.locator())));
		assertThatRuntimeException().isThrownBy(() -> insert(withLocator(secureRow("eve"), row.locator()),
				attribute("cart", Partition.SHARED, "eve"), attribute("more", Partition.SHARED, "eve")));
		StoredSession found = this.store.find(row.locator(), proof(row, IdKind.SECURE), ALL);
		assertThat(found.row()).isEqualTo(row);
		assertThat(found.attributes()).extracting(TestSessions::text).containsExactly("book");
	}

	@ParameterizedTest
	@ValueSource(strings = { "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff",
			"20000000-0000-7000-8000-000000000020", "00000000-0000-7000-8000-000000000000" })
	void insertKeepsEveryLocator(String uuid) {
		Locator locator = new Locator(UUID.fromString(uuid));
		SessionRow row = insert(withLocator(secureRow("bob"), locator), attribute("cart", Partition.SHARED, "book"));
		assertThat(row(row)).isEqualTo(row);
		assertThat(update(rotation(row)).locator()).isEqualTo(locator);
		assertThat(valueOf(row, "cart", Partition.SHARED)).isEqualTo("book");
		assertThat(this.store.delete(locator) || !has(StoreCapability.REVOCATION)).isTrue();
	}

	@Test
	void insertKeepsAnImportedSecureIdWithoutAFamily() {
		SessionIds ids = new SessionIds(0, newId(), newId(), null, 0, List.of());
		SessionRow row = insert(withIds(secureRow("bob"), ids));
		assertThat(this.store.find(row.locator(), proof(row, IdKind.SECURE), ALL).row()).isEqualTo(row);
		IdUpdate rotation = rotation(row);
		assertThat(update(rotation).ids().family()).isNotNull().isEqualTo(rotation.ids().family());
	}

	@Test
	void insertKeepsTheRetiredIdsExactly() {
		SessionRow row = withIds(secureRow("bob"),
				new SessionIds(41, newId(), newId(), newId(), 3, 1, retiredIds(), false));
		insert(row, attribute("cart", Partition.SHARED, "book"), attribute("auth", Partition.SECURE, "bob"));
		assertThat(row(row)).isEqualTo(row);
		assertThat(row(row).ids().retired()).containsExactlyElementsOf(row.ids().retired());
		assertThat(this.store.find(row.locator(), new Proof(IdKind.SECURE, newId()), ALL).row().ids())
			.isEqualTo(row.ids());
	}

	/**
	 * All that can be remembered: of each kind and login, with times at the ends of what
	 * is possible, and with and without an end.
	 */
	private static List<RetiredId> retiredIds() {
		List<RetiredId> ids = new ArrayList<>();
		for (int i = 0; i < SessionIds.REMEMBERED; i++) {
			Instant end = (i % 2 == 0) ? null : CREATED.plusMillis(i);
			int loginCount = (i < 6) ? i : Integer.MAX_VALUE - i;
			ids.add(new RetiredId(newId(), IdKind.INSECURE, loginCount, CREATED.minusMillis(i), end));
			ids.add(new RetiredId(newId(), IdKind.SECURE, i, (i == 7) ? Instant.EPOCH : LATER.plusMillis(i),
					(i % 3 == 0) ? end : CREATED.plus(Duration.ofDays(36_500 + i))));
		}
		return ids;
	}

	@Test
	void insertWhenSeveralSessionsHaveNoSecureIdThenKeepsThemApart() {
		SessionRow first = insert(insecureRow());
		SessionRow second = insert(insecureRow());
		assertThat(row(first)).isEqualTo(first);
		assertThat(row(second)).isEqualTo(second);
	}

	// update

	@Test
	void updateReplacesBothIdsAndRetiresThem() {
		SessionRow row = insert(secureRow("bob"), attribute("cart", Partition.SHARED, "book"));
		IdUpdate rotation = rotation(row);
		assertThat(this.store.update(rotation)).isTrue();
		SessionRow rotated = row(row);
		assertThat(rotated).isEqualTo(rotation.result());
		assertThat(rotated.ids().isUnconfirmed(IdKind.INSECURE)).isTrue();
		assertThat(rotated.ids().isUnconfirmed(IdKind.SECURE)).isTrue();
		assertThat(rotated.secureSide()).isEqualTo(new SecureSide(CREATED, LATER, "bob"));
		assertLetsNothingOut(rotated, proof(row, IdKind.INSECURE));
		assertLetsNothingOut(rotated, proof(row, IdKind.SECURE));
		assertThat(this.store.find(row.locator(), proof(rotated, IdKind.SECURE), ALL).row()).isEqualTo(rotated);
		assertThat(rotated.ids().retired(IdKind.INSECURE, row.insecureId()))
			.isEqualTo(new RetiredId(row.insecureId(), IdKind.INSECURE, row.loginCount(), LATER, null));
		assertThat(rotated.ids().retired(IdKind.SECURE, row.secureId()))
			.isEqualTo(new RetiredId(row.secureId(), IdKind.SECURE, row.loginCount(), LATER, null));
		assertThat(valueOf(row, "cart", Partition.SHARED)).isEqualTo("book");
	}

	@Test
	void updateWhenItBindsTheFirstSecureIdThenRetiresNoneAndBeginsTheSecureSide() {
		SessionRow row = insert(insecureRow());
		IdUpdate rotation = rotation(row);
		assertThat(this.store.update(rotation)).isTrue();
		SessionRow rotated = row(row);
		assertThat(rotated).isEqualTo(rotation.result());
		assertThat(rotated.ids().isUnconfirmed(IdKind.SECURE)).isFalse();
		assertThat(rotated.secureSide()).isEqualTo(new SecureSide(LATER, LATER, null));
	}

	@Test
	void updateWhenInsecureOnlyThenKeepsTheSecureIdAndItsClock() {
		SessionRow row = insert(secureRow("bob"));
		IdUpdate rotation = insecureRotation(row);
		assertThat(this.store.update(rotation)).isTrue();
		SessionRow rotated = row(row);
		assertThat(rotated).isEqualTo(rotation.result());
		assertThat(rotated.side()).isEqualTo(SessionSide.INSECURE);
		assertThat(rotated.secureId()).isEqualTo(row.secureId());
		assertThat(rotated.ids().family()).isEqualTo(row.ids().family());
		assertThat(rotated.secureSide()).isEqualTo(row.secureSide());
		assertThat(rotated.ids().retired(IdKind.SECURE, row.secureId())).isNull();
	}

	@Test
	void updateWhenNoIdIsReplacedThenChangesTheChannelAlone() {
		SessionRow row = insert(secureRow("bob"));
		SessionRow updated = update(
				IdUpdate.ofIds(row, row.ids().confirmed(Set.of(), CREATED), SessionSide.INSECURE).withMacs(row.macs()));
		assertThat(updated)
			.isEqualTo(withGeneration(row.withIds(row.ids(), SessionSide.INSECURE, row.secureSide()), 1));
		assertThat(updated.ids().retired()).isEmpty();
	}

	@Test
	void updateWhenTheReplacedIdHasNoGraceThenItIsDeadAtOnce() {
		SessionRow row = insert(secureRow("bob"));
		IdUpdate rotation = rotation(row);
		SessionIds ids = rotation.ids().confirmed(Set.of(IdKind.INSECURE), LATER);
		SessionRow updated = update(new IdUpdate(row, ids, SessionSide.SECURE, LATER, false));
		RetiredId insecure = updated.ids().retired(IdKind.INSECURE, row.insecureId());
		assertThat(insecure.usableUntil()).isEqualTo(LATER);
		assertThat(insecure.isUsable(LATER)).isFalse();
		assertThat(updated.ids().retired(IdKind.SECURE, row.secureId()).usableUntil()).isNull();
		assertThat(updated.ids().isUnconfirmed(IdKind.INSECURE)).isFalse();
	}

	@Test
	void updateWhenGenerationIsAnotherThenChangesNothing() {
		SessionRow row = update(rotation(insertInAllPartitions()));
		long generation = row.ids().generation();
		for (long other : List.of(0L, generation - 1, generation + 1, Long.MAX_VALUE - 10)) {
			SessionRow stale = withGeneration(row, other);
			for (IdUpdate update : List.of(rotation(stale), login(stale), restart(stale), insecureRotation(stale),
					confirmation(stale, CREATED, IdKind.INSECURE, IdKind.SECURE))) {
				assertThat(this.store.update(update)).isFalse();
			}
		}
		assertThat(row(row)).isEqualTo(row);
		assertThat(row(row).principalName()).isEqualTo("bob");
		assertThat(this.store.find(row.locator(), proof(row, IdKind.SECURE), ALL).attributes())
			.extracting(TestSessions::text)
			.containsExactlyInAnyOrder("SHARED", "SECURE", "INSECURE");
	}

	@Test
	void updateWhenRepeatedThenReturnsFalse() {
		SessionRow row = insert(secureRow("bob"));
		IdUpdate rotation = rotation(row);
		assertThat(this.store.update(rotation)).isTrue();
		assertThat(this.store.update(rotation)).isFalse();
		assertThat(row(row)).isEqualTo(rotation.result());
	}

	@Test
	void updateWhenASecureIdWasBoundInTheMeantimeThenReturnsFalse() {
		SessionRow row = insert(insecureRow());
		IdUpdate winner = rotation(row);
		assertThat(this.store.update(winner)).isTrue();
		assertThat(this.store.update(rotation(row))).isFalse();
		assertThat(this.store.update(insecureRotation(row))).isFalse();
		assertThat(row(row)).isEqualTo(winner.result());
	}

	@Test
	@CountsOn(StoreCapability.REVOCATION)
	void updateWhenSessionIsGoneThenReturnsFalse() {
		SessionRow row = insert(secureRow("bob"));
		this.store.delete(row.locator());
		assertThat(this.store.update(rotation(row))).isFalse();
		assertThat(this.store.update(restart(row))).isFalse();
		assertThat(this.store.update(confirmation(row, CREATED, IdKind.SECURE))).isFalse();
		assertThat(this.store.find(row.locator(), ALL)).isNull();
	}

	@Test
	void updateCountsTheGenerations() {
		SessionRow row = insert(insecureRow());
		assertThat(row(row).ids().generation()).isZero();
		List<Function<SessionRow, IdUpdate>> updates = List.of(TestSessions::rotation, TestSessions::login,
				TestSessions::restart, TestSessions::insecureRotation,
				(current) -> confirmation(current, CREATED, IdKind.INSECURE));
		for (Function<SessionRow, IdUpdate> update : updates) {
			SessionRow next = update(update.apply(row));
			assertThat(next.ids().generation()).isGreaterThan(row.ids().generation());
			assertThat(save(access(row, CREATED, true)).ids()).isEqualTo(next.ids());
			row = next;
		}
		SessionRow late = withGeneration(insecureRow(), Integer.MAX_VALUE * 2L);
		assertThat(update(insecureRotation(insert(late))).ids().generation()).isEqualTo(Integer.MAX_VALUE * 2L + 1);
	}

	@Test
	void updateWhenLoginThenEveryRetiredSecureIdIsBehind() {
		SessionRow row = insert(secureRow(null));
		SessionRow first = update(rotation(row));
		SessionRow stepped = update(rotation(first));
		SessionRow loggedIn = update(login(stepped));
		assertThat(loggedIn.loginCount()).isEqualTo(2);
		assertThat(retired(loggedIn, stepped).loginCount()).isOne();
		for (SessionRow earlier : List.of(row, first, stepped)) {
			assertThat(loggedIn.ids().isBeforeLogin(retired(loggedIn, earlier))).isTrue();
		}
		SessionRow later = update(rotation(loggedIn));
		assertThat(later.ids().isBeforeLogin(retired(later, loggedIn))).isFalse();
		assertThat(later.ids().isBeforeLogin(retired(later, stepped))).isTrue();
		assertThat(later.loginCount()).isEqualTo(2);
	}

	@Test
	void updateKeepsTheRetiredIdsExactlyUpToEightOfAKind() {
		SessionRow row = insert(secureRow("bob"));
		List<IdHash> insecure = new ArrayList<>();
		List<IdHash> secure = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			insecure.add(row.insecureId());
			secure.add(row.secureId());
			IdUpdate update = (i % 3 == 0) ? login(row) : rotation(row);
			assertThat(this.store.update(update)).isTrue();
			row = row(row);
			assertThat(row).isEqualTo(update.result());
			if (i % 4 == 0) {
				row = update(confirmation(row, CREATED.plusMillis(i), IdKind.of(i % 8 == 0)));
			}
		}
		assertThat(row.ids().retired()).hasSize(2 * SessionIds.REMEMBERED)
			.extracting(RetiredId::id)
			.containsExactlyInAnyOrderElementsOf(
					Stream.concat(insecure.subList(12, 20).stream(), secure.subList(12, 20).stream()).toList());
		IdUpdate all = IdUpdate.ofIds(row,
				new SessionIds(row.ids().generation() + 1, newId(), newId(), newId(), Integer.MAX_VALUE, retiredIds()),
				SessionSide.SECURE);
		assertThat(update(all)).isEqualTo(all.result());
	}

	@Test
	void updateWhenRestartingTheSecureSideThenEmptiesIt() {
		SessionRow row = insertInAllPartitions();
		IdUpdate update = restart(row);
		IdUpdate restart = new IdUpdate(row, update.ids().restarted(), update.side(), update.secureAccess(), true,
				update.macs());
		SessionRow restarted = update(restart);
		assertThat(restarted).isEqualTo(restart.result());
		assertThat(restarted.handle()).isEqualTo(row.handle());
		assertThat(restarted.secureSide()).isEqualTo(new SecureSide(LATER, LATER, null));
		assertThat(restarted.ids().family()).isNotEqualTo(row.ids().family());
		assertThat(this.store.find(row.locator(), ALL).attributes()).extracting(StoredAttribute::partition)
			.containsExactlyInAnyOrder(Partition.SHARED, Partition.INSECURE);
		assertThat(row(row).principalName()).isNull();
	}

	@Test
	void updateWhenRestartLosesThenTheSecureSideStays() {
		SessionRow row = insertInAllPartitions();
		SessionRow rotated = update(rotation(row));
		assertThat(this.store.update(restart(row))).isFalse();
		StoredSession found = this.store.find(row.locator(), proof(rotated, IdKind.SECURE), ALL);
		assertThat(found.row()).isEqualTo(rotated);
		assertThat(found.row().principalName()).isEqualTo("bob");
		assertThat(found.attributes()).hasSize(3);
	}

	@Test
	void updateWhenRestartingTouchesNoOtherSession() {
		SessionRow other = insertInAllPartitions();
		update(restart(insertInAllPartitions()));
		assertThat(row(other)).isEqualTo(other);
		assertThat(this.store.find(other.locator(), ALL).attributes()).hasSize(3);
	}

	@Test
	void updateKeepsWhatOthersSavedSinceTheRowWasRead() {
		SessionRow row = insert(secureRow(null));
		this.store.save(access(row, CREATED.plus(MINUTE), false, write("cart", Partition.SHARED, "book")));
		this.store.save(idle(row, IDLE.multipliedBy(2)));
		this.store.save(principal(row, "bob"));
		SessionRow rotated = update(rotation(row));
		assertThat(rotated.lastAccessedAt()).isEqualTo(CREATED.plus(MINUTE));
		assertThat(rotated.clientAddress()).isEqualTo("192.0.2.2");
		assertThat(rotated.maxInactiveInterval()).isEqualTo(IDLE.multipliedBy(2));
		assertThat(rotated.secureSide()).isEqualTo(new SecureSide(LOGIN, LATER, "bob"));
		assertThat(valueOf(row, "cart", Partition.SHARED)).isEqualTo("book");
	}

	@Test
	void updateWithoutSecureAccessLeavesTheClocksThatOthersMoved() {
		SessionRow row = insert(secureRow(null));
		this.store.save(access(row, LATER, true));
		this.store.save(principal(row, "bob"));
		SecureSide moved = new SecureSide(LOGIN, LATER, "bob");
		SessionRow rotated = update(insecureRotation(row));
		assertThat(rotated.secureSide()).isEqualTo(moved);
		assertThat(update(confirmation(rotated, LATER, IdKind.INSECURE)).secureSide()).isEqualTo(moved);
	}

	@Test
	void confirmationBeginsTheGraceOfAllPendingIdsOfTheKind() {
		SessionRow first = insert(secureRow("bob"));
		SessionRow second = update(rotation(first));
		SessionRow third = update(rotation(second));
		Instant end = CREATED.plus(MINUTE);
		SessionRow confirmed = update(confirmation(third, end, IdKind.INSECURE));
		assertThat(ends(confirmed, IdKind.INSECURE)).containsExactly(end, end);
		assertThat(ends(confirmed, IdKind.SECURE)).containsExactly(null, null);
		assertThat(confirmed.ids().isUnconfirmed(IdKind.INSECURE)).isFalse();
		assertThat(confirmed.ids().isUnconfirmed(IdKind.SECURE)).isTrue();
		SessionRow both = update(confirmation(confirmed, end.plusMillis(1), IdKind.SECURE));
		assertThat(ends(both, IdKind.INSECURE)).containsExactly(end, end);
		assertThat(ends(both, IdKind.SECURE)).containsExactly(end.plusMillis(1), end.plusMillis(1));
		assertThat(both.ids().isUnconfirmed(IdKind.SECURE)).isFalse();
		assertThat(List.of(both.insecureId(), both.secureId())).containsExactly(third.insecureId(), third.secureId());
	}

	@Test
	void confirmationWhenRepeatedThenDoesNotProlongTheGrace() {
		SessionRow first = insert(secureRow("bob"));
		SessionRow second = update(rotation(first));
		SessionRow confirmed = update(confirmation(second, CREATED, IdKind.INSECURE));
		confirmed = update(confirmation(confirmed, CREATED.plus(MINUTE), IdKind.INSECURE));
		assertThat(ends(confirmed, IdKind.INSECURE)).containsExactly(CREATED);
		SessionRow third = update(confirmation(update(rotation(confirmed)), CREATED.plus(MINUTE), IdKind.INSECURE));
		assertThat(ends(third, IdKind.INSECURE)).containsExactly(CREATED, CREATED.plus(MINUTE));
	}

	@Test
	void confirmationWhenIdsAreNotCurrentThenDoesNothing() {
		SessionRow first = insert(secureRow("bob"));
		SessionRow second = update(rotation(first));
		assertThat(this.store.update(confirmation(first, CREATED, IdKind.INSECURE, IdKind.SECURE))).isFalse();
		assertThat(row(first)).isEqualTo(second);
		assertThat(ends(row(first), IdKind.INSECURE)).containsExactly((Instant) null);
	}

	@Test
	void confirmationOfBothIdsBeginsBothGraces() {
		SessionRow second = update(rotation(insert(secureRow("bob"))));
		SessionRow confirmed = update(confirmation(second, CREATED, IdKind.INSECURE, IdKind.SECURE));
		assertThat(ends(confirmed, IdKind.INSECURE)).containsExactly(CREATED);
		assertThat(ends(confirmed, IdKind.SECURE)).containsExactly(CREATED);
	}

	@Test
	void confirmationTouchesNoOtherSession() {
		SessionRow other = update(rotation(insert(secureRow("eve"))));
		SessionRow current = update(rotation(insert(secureRow("bob"))));
		update(confirmation(current, CREATED, IdKind.SECURE));
		assertThat(row(other)).isEqualTo(other);
	}

	// codes

	@Test
	void codeOfTheIdsIsWrittenWithThem() {
		SessionRow row = insert(insecureRow());
		assertThat(row(row).macs()).isEqualTo(row.macs());
		IdUpdate update = insecureRotation(row);
		assertThat(update(update).macs()).isEqualTo(new RowMacs(update.macs().ids(), null, null));
		SessionRow keyless = update(IdUpdate.ofIds(row(row), row(row).ids().loggedIn(), SessionSide.INSECURE));
		assertThat(keyless.macs()).isEqualTo(RowMacs.NONE);
	}

	@Test
	void codesOfTheSecureSideAreWrittenAsItBegins() {
		SessionRow row = insert(insecureRow());
		IdUpdate first = rotation(row);
		assertThat(update(first).macs()).isEqualTo(first.macs());
		IdUpdate second = login(row(row));
		assertThat(update(second).macs())
			.isEqualTo(new RowMacs(second.macs().ids(), first.macs().login(), second.macs().access()));
		IdUpdate anew = restart(row(row));
		assertThat(update(anew).macs()).isEqualTo(anew.macs());
	}

	@Test
	void codeOfTheLoginIsWrittenWithThePrincipal() {
		SessionRow row = insert(secureRow(null));
		SessionDelta login = principal(row, "bob");
		assertThat(save(login).macs())
			.isEqualTo(new RowMacs(row.macs().ids(), login.principal().mac(), row.macs().access()));
		SessionRow later = update(login(row(row)));
		this.store.save(principal(row, "eve"));
		assertThat(row(row)).isEqualTo(later);
	}

	@Test
	void codeOfTheAccessIsWrittenWithIt() {
		SessionRow row = insert(secureRow("bob"));
		SessionDelta access = access(row, CREATED.plus(MINUTE), true);
		assertThat(save(access).macs())
			.isEqualTo(new RowMacs(row.macs().ids(), row.macs().login(), access.secureAccessMac()));
		this.store.save(access(row, CREATED.plusSeconds(1), true));
		this.store.save(access(row, CREATED.plus(MINUTE).plusSeconds(1), false));
		assertThat(row(row).macs().access()).isEqualTo(access.secureAccessMac());
		// one that is recorded while the ids are rotated
		SessionDelta latest = access(row, LATER.plusSeconds(9), true);
		this.store.save(latest);
		assertThat(update(rotation(row)).macs().access()).isEqualTo(latest.secureAccessMac());
		assertThat(row(row).secureSide().lastAccessedAt()).isEqualTo(LATER.plusSeconds(9));
	}

	@Test
	void saveOfASecureSideThatBeganAnewLeavesItAlone() {
		SessionRow row = insert(secureRow("bob"));
		SessionRow anew = update(restart(row));
		save(principal(row, "bob"));
		save(access(row, LATER.plusSeconds(1), true));
		assertThat(row(row).secureSide()).isEqualTo(anew.secureSide());
		assertThat(row(row).macs()).isEqualTo(anew.macs());
		assertThat(row(row).lastAccessedAt()).isEqualTo(LATER.plusSeconds(1));
	}

	@Test
	void savePrincipalWithoutASecureSideThenNobodys() {
		SessionRow row = insert(insecureRow());
		this.store.save(principal(row, "bob"));
		IdUpdate first = rotation(row);
		assertThat(update(first)).isEqualTo(first.result());
	}

	// save

	@Test
	void saveRecordsTheAccess() {
		SessionRow row = insert(secureRow("bob"));
		assertThat(this.store.save(access(row, CREATED.plus(MINUTE), false))).isTrue();
		SessionRow saved = row(row);
		assertThat(saved.lastAccessedAt()).isEqualTo(CREATED.plus(MINUTE));
		assertThat(saved.clientAddress()).isEqualTo("192.0.2.2");
		assertThat(saved.secureSide().lastAccessedAt()).isEqualTo(CREATED);
		assertThat(this.store.save(access(row, CREATED.plus(MINUTE), true))).isTrue();
		assertThat(row(row).secureSide().lastAccessedAt()).isEqualTo(CREATED.plus(MINUTE));
	}

	@Test
	void saveWhenAccessIsOlderThenMovesNothingBack() {
		SessionRow row = insert(secureRow("bob"));
		SessionRow saved = save(access(row, CREATED.plus(MINUTE), true));
		assertThat(this.store.save(new SessionDelta(row.locator(), CREATED.plusSeconds(1), CREATED.plusSeconds(1), null,
				null, "192.0.2.9", row.loginCount(), List.of())))
			.isTrue();
		assertThat(row(row)).isEqualTo(saved);
		assertThat(this.store.deleteExpired(CREATED.plus(IDLE).plusSeconds(2), Duration.ZERO, 10).deleted()).isEmpty();
	}

	@Test
	void saveWhenAnApplicationMovesTheAccessBackThenTheSessionExpiresByIt() {
		SessionRow row = insert(secureRow("bob"));
		SessionRow endless = insert(withIdle(insecureRow(), Duration.ZERO));
		SessionRow shortened = insert(insecureRow());
		Instant back = CREATED.minus(IDLE);
		SessionRow saved = save(access(row, CREATED.plus(MINUTE), true));
		for (SessionRow each : List.of(row, endless, shortened)) {
			save(new SessionDelta(each.locator(), back, null, each.equals(shortened) ? MINUTE : null, null, "192.0.2.9",
					each.loginCount(), List.of(), true, null, null));
		}
		assertThat(row(row).lastAccessedAt()).isEqualTo(back);
		assertThat(row(row).clientAddress()).isEqualTo(saved.clientAddress());
		assertThat(row(row).secureSide().lastAccessedAt()).isEqualTo(CREATED.plus(MINUTE));
		assertThat(row(shortened).maxInactiveInterval()).isEqualTo(MINUTE);
		assertThat(row(endless).lastAccessedAt()).isEqualTo(back);
		if (!has(StoreCapability.EVENTS_OF_EXPIRY)) {
			return;
		}
		assertThat(this.store.deleteExpired(back.plus(MINUTE).plusMillis(1), Duration.ZERO, 10).deleted())
			.extracting(SessionRow::locator)
			.containsExactly(shortened.locator());
		assertThat(this.store.deleteExpired(CREATED.plusMillis(1), Duration.ZERO, 10).deleted())
			.extracting(SessionRow::locator)
			.containsExactly(row.locator());
		assertThat(row(endless).lastAccessedAt()).isEqualTo(back);
	}

	@Test
	void saveWhenThereIsNoSecureIdThenRecordsNoSecureAccess() {
		SessionRow row = insert(insecureRow());
		assertThat(save(access(row, CREATED.plus(MINUTE), true)).secureSide()).isNull();
	}

	@Test
	void saveWithoutAccessLeavesItAndTheAddress() {
		SessionRow row = insert(insecureRow());
		assertThat(save(idle(row, Duration.ofHours(1)))).isEqualTo(withIdle(row, Duration.ofHours(1)));
		assertThat(save(writes(row))).isEqualTo(withIdle(row, Duration.ofHours(1)));
	}

	@Test
	void saveWritesReplacesAndRemovesWhatIsNamedAndNothingElse() {
		SessionRow row = insert(insecureRow(), attribute("kept", Partition.SHARED, "1"),
				attribute("replaced", Partition.SHARED, "2"), attribute("removed", Partition.SHARED, "3"),
				attribute("removed", Partition.INSECURE, "4"));
		assertThat(this.store
			.save(writes(row, write("added", Partition.SHARED, "5"), write("replaced", Partition.SHARED, "6"),
					write("removed", Partition.SHARED, null), write("absent", Partition.SHARED, null))))
			.isTrue();
		assertThat(valueOf(row, "kept", Partition.SHARED)).isEqualTo("1");
		assertThat(valueOf(row, "replaced", Partition.SHARED)).isEqualTo("6");
		assertThat(valueOf(row, "removed", Partition.SHARED)).isEqualTo("absent");
		assertThat(valueOf(row, "removed", Partition.INSECURE)).isEqualTo("4");
		assertThat(valueOf(row, "added", Partition.SHARED)).isEqualTo("5");
		assertThat(this.store.find(row.locator(), ALL).attributes()).hasSize(4);
	}

	@Test
	void saveWhenReplacementThenChangesNothingElse() {
		SessionRow row = insert(insecureRow(), attribute("a", Partition.SHARED, "1"),
				attribute("a", Partition.INSECURE, "2"), attribute("b", Partition.SHARED, "3"));
		SessionRow other = insert(insecureRow(), attribute("a", Partition.SHARED, "4"));
		assertThat(this.store.save(writes(row, replacement("a", Partition.SHARED, "5")))).isTrue();
		assertThat(valueOf(row, "a", Partition.SHARED)).isEqualTo("5");
		assertThat(valueOf(row, "a", Partition.INSECURE)).isEqualTo("2");
		assertThat(valueOf(row, "b", Partition.SHARED)).isEqualTo("3");
		assertThat(valueOf(other, "a", Partition.SHARED)).isEqualTo("4");
	}

	@Test
	void saveWhenWhatItReplacesIsGoneThenWritesAllTheSame() {
		SessionRow row = insert(insecureRow());
		assertThat(this.store.save(writes(row, replacement("a", Partition.SHARED, "1")))).isTrue();
		assertThat(valueOf(row, "a", Partition.SHARED)).isEqualTo("1");
	}

	@Test
	void saveWhenSingleRemovalOfAnAbsentAttributeThenReturnsTrue() {
		SessionRow row = insert(insecureRow());
		assertThat(this.store.save(writes(row, write("absent", Partition.SHARED, null)))).isTrue();
	}

	@Test
	void saveGivesEveryWriteAnotherPositiveVersion() {
		SessionRow row = insert(insecureRow());
		Set<Long> versions = new HashSet<>();
		for (int i = 0; i < 5; i++) {
			this.store.save(writes(row, write("a", Partition.SHARED, "1")));
			versions.add(version(row, "a"));
			this.store.save(writes(row, write("a", Partition.SHARED, "1")));
			versions.add(version(row, "a"));
			this.store.save(writes(row, write("a", Partition.SHARED, null)));
			assertThat(this.store.compareAndSet(row.locator(), "a", Partition.SHARED, 0, bytes("1"))).isTrue();
			versions.add(version(row, "a"));
			this.store.compareAndSet(row.locator(), "a", Partition.SHARED, version(row, "a"), bytes("1"));
			versions.add(version(row, "a"));
			this.store.save(writes(row, replacement("a", Partition.SHARED, "1")));
			versions.add(version(row, "a"));
			this.store.clear(row.locator(), ALL);
		}
		assertThat(versions).hasSize(25).allMatch((version) -> version > 0);
	}

	@Test
	void saveWhenSessionIsGoneThenWritesNothingAndReturnsFalse() {
		SessionRow row = insecureRow();
		assertThat(this.store.save(writes(row))).isFalse();
		assertThat(this.store.save(access(row, CREATED, true))).isFalse();
		assertThat(this.store.save(principal(row, "bob"))).isFalse();
		assertThat(this.store.save(writes(row, write("a", Partition.SHARED, "1")))).isFalse();
		assertThat(this.store.save(writes(row, replacement("a", Partition.SHARED, "1")))).isFalse();
		assertThat(this.store.save(access(row, CREATED, true, write("a", Partition.SHARED, "1")))).isFalse();
		assertThat(this.store.save(writes(row, write("a", Partition.SHARED, null)))).isFalse();
		assertThat(this.store.save(writes(row, guarded("a", Partition.SECURE, "1")))).isFalse();
		assertThat(this.store.save(writes(row, write("a", Partition.SHARED, "1"), write("b", Partition.SHARED, "1"))))
			.isFalse();
		assertThat(this.store.find(row.locator(), ALL)).isNull();
		assertThat(this.store.findAttribute(row.locator(), "a", Partition.SHARED)).isNull();
	}

	@Test
	void saveWritesPrincipalAndGuardedAttributesWhileTheLoginIsTheSame() {
		SessionRow row = insert(secureRow(null));
		assertThat(this.store.save(writes(row, guarded("auth", Partition.SECURE, "bob")))).isTrue();
		assertThat(save(principal(row, "bob")).principalName()).isEqualTo("bob");
		assertThat(valueOf(row, "auth", Partition.SECURE)).isEqualTo("bob");
		assertThat(save(principal(row, null)).principalName()).isNull();
	}

	@Test
	void saveWhenAnotherLoginCameThenDropsPrincipalAndGuardedWritesAlone() {
		SessionRow row = insert(secureRow(null));
		SessionRow current = update(login(row));
		this.store.save(principal(current, "bob"));
		this.store.save(writes(current, guarded("auth", Partition.SECURE, "bob")));
		assertThat(this.store.save(principal(row, "eve"))).isTrue();
		assertThat(this.store.save(writes(row, guarded("auth", Partition.SECURE, "eve")))).isTrue();
		assertThat(this.store.save(access(row, CREATED.plus(MINUTE), false, guarded("auth", Partition.SECURE, null),
				write("cart", Partition.SHARED, "book"))))
			.isTrue();
		assertThat(row(row).principalName()).isEqualTo("bob");
		assertThat(row(row).lastAccessedAt()).isEqualTo(CREATED.plus(MINUTE));
		assertThat(valueOf(row, "auth", Partition.SECURE)).isEqualTo("bob");
		assertThat(valueOf(row, "cart", Partition.SHARED)).isEqualTo("book");
	}

	@Test
	void saveWhenPrincipalChangesThenItsClockBeginsWhileTheLoginIsTheSame() {
		SessionRow row = insert(secureRow(null));
		assertThat(save(principal(row, "bob")).secureSide()).isEqualTo(new SecureSide(LOGIN, CREATED, "bob"));
		assertThat(save(principal(row, "eve", LATER)).secureSide()).isEqualTo(new SecureSide(LATER, CREATED, "eve"));
		assertThat(save(principal(row, null, LOGIN)).secureSide()).isEqualTo(new SecureSide(LOGIN, CREATED, null));
		SessionRow loggedIn = update(login(row));
		assertThat(loggedIn.secureSide()).isEqualTo(new SecureSide(LOGIN, LATER, null));
		assertThat(save(principal(row, "eve", LATER)).secureSide()).isEqualTo(loggedIn.secureSide());
		assertThat(save(principal(loggedIn, "bob", LATER)).secureSide()).isEqualTo(new SecureSide(LATER, LATER, "bob"));
		assertThat(save(access(loggedIn, LATER.plus(MINUTE), true)).secureSide().since()).isEqualTo(LATER);
	}

	@Test
	void saveAfterARestartLeavesTheNewSecureSide() {
		SessionRow row = insertInAllPartitions();
		SessionRow restarted = update(restart(row));
		assertThat(save(access(row, CREATED.plusSeconds(1), true)).secureSide()).isEqualTo(restarted.secureSide());
	}

	@Test
	void saveAfterARotationLeavesTheNewIds() {
		SessionRow row = insert(secureRow("bob"));
		SessionRow rotated = update(login(row));
		SessionRow saved = save(new SessionDelta(row.locator(), CREATED.plus(MINUTE), CREATED.plus(MINUTE), IDLE,
				new SessionDelta.PrincipalChange("eve", LOGIN), "192.0.2.2", row.loginCount(),
				List.of(write("a", Partition.SHARED, "1"))));
		assertThat(saved.ids()).isEqualTo(rotated.ids());
		assertThat(saved.side()).isEqualTo(rotated.side());
		assertLetsNothingOut(saved, proof(row, IdKind.SECURE));
	}

	// findAttribute and compareAndSet

	@Test
	void findAttributeReturnsTheOneOfTheNameAndPartition() {
		SessionRow row = insertInAllPartitions();
		StoredAttribute found = this.store.findAttribute(row.locator(), "a", Partition.SECURE);
		assertThat(found.name()).isEqualTo("a");
		assertThat(found.partition()).isEqualTo(Partition.SECURE);
		assertThat(text(found)).isEqualTo("SECURE");
		assertThat(this.store.findAttribute(row.locator(), "b", Partition.SECURE)).isNull();
		assertThat(this.store.findAttribute(newLocator(), "a", Partition.SECURE)).isNull();
	}

	@Test
	void hasAttributeAnswersForTheNameAndPartition() {
		SessionRow row = insertInAllPartitions();
		assertThat(this.store.hasAttribute(row.locator(), "a", Partition.SECURE)).isTrue();
		assertThat(this.store.hasAttribute(row.locator(), "b", Partition.SECURE)).isFalse();
		assertThat(this.store.hasAttribute(newLocator(), "a", Partition.SECURE)).isFalse();
		this.store.clear(row.locator(), Set.of(Partition.SECURE));
		assertThat(this.store.hasAttribute(row.locator(), "a", Partition.SECURE)).isFalse();
		assertThat(this.store.hasAttribute(row.locator(), "a", Partition.SHARED)).isTrue();
	}

	@Test
	void compareAndSetWhenVersionIsTheExpectedOneThenWrites() {
		SessionRow row = insert(insecureRow());
		assertThat(compareAndSet(row, 0, "1")).isTrue();
		assertThat(compareAndSet(row, version(row, "a"), "2")).isTrue();
		assertThat(valueOf(row, "a", Partition.SHARED)).isEqualTo("2");
		assertThat(compareAndSet(row, version(row, "a"), null)).isTrue();
		assertThat(valueOf(row, "a", Partition.SHARED)).isEqualTo("absent");
		assertThat(compareAndSet(row, 0, null)).isTrue();
	}

	@Test
	void compareAndSetWhenVersionIsAnotherThenReturnsFalse() {
		SessionRow row = insert(insecureRow(), attribute("a", Partition.SHARED, "1"));
		assertThat(compareAndSet(row, 0, "2")).isFalse();
		assertThat(compareAndSet(row, 0, null)).isFalse();
		assertThat(compareAndSet(row, 6, "2")).isFalse();
		assertThat(compareAndSet(row, 6, null)).isFalse();
		assertThat(valueOf(row, "a", Partition.SHARED)).isEqualTo("1");
		this.store.clear(row.locator(), ALL);
		assertThat(compareAndSet(row, 7, "2")).isFalse();
		assertThat(compareAndSet(row, 7, null)).isFalse();
	}

	@Test
	void compareAndSetWhenSessionIsGoneThenReturnsFalse() {
		SessionRow row = insecureRow();
		assertThat(compareAndSet(row, 0, "1")).isFalse();
		assertThat(compareAndSet(row, 0, null)).isFalse();
		assertThat(compareAndSet(row, 7, "1")).isFalse();
		assertThat(compareAndSet(row, 7, null)).isFalse();
	}

	// delete, clear and deleteExpired

	@Test
	@CountsOn(StoreCapability.REVOCATION)
	void deleteRemovesTheSessionWithEverythingThatBelongsToIt() {
		SessionRow row = insertInAllPartitions();
		SessionRow rotated = update(rotation(row));
		SessionRow other = insertInAllPartitions();
		assertThat(this.store.delete(row.locator())).isTrue();
		assertThat(this.store.delete(row.locator())).isFalse();
		assertThat(this.store.find(row.locator(), proof(rotated, IdKind.SECURE), ALL)).isNull();
		assertThat(this.store.find(row.locator(), ALL)).isNull();
		assertThat(this.store.findAttribute(row.locator(), "a", Partition.SHARED)).isNull();
		assertThat(this.store.find(other.locator(), ALL).attributes()).hasSize(3);
	}

	@Test
	void clearRemovesTheAttributesOfThePartitionsAlone() {
		SessionRow row = insertInAllPartitions();
		this.store.clear(row.locator(), EnumSet.noneOf(Partition.class));
		assertThat(this.store.find(row.locator(), ALL).attributes()).hasSize(3);
		this.store.clear(row.locator(), EnumSet.of(Partition.SHARED, Partition.INSECURE));
		assertThat(this.store.find(row.locator(), ALL).attributes()).singleElement()
			.extracting(StoredAttribute::partition)
			.isEqualTo(Partition.SECURE);
		assertThat(row(row)).isEqualTo(row);
		this.store.clear(newLocator(), ALL);
	}

	@Test
	@CountsOn(StoreCapability.REVOCATION)
	void deleteUnlessSecureSparesASessionWithASecureId() {
		SessionRow secure = insert(secureRow("bob"));
		SessionRow insecure = insert(insecureRow());
		assertThat(this.store.deleteUnlessSecure(secure.locator())).isFalse();
		assertThat(this.store.find(secure.locator(), ALL)).isNotNull();
		assertThat(this.store.deleteUnlessSecure(insecure.locator())).isTrue();
		assertThat(this.store.deleteUnlessSecure(insecure.locator())).isFalse();
		assertThat(this.store.find(insecure.locator(), ALL)).isNull();
	}

	@ParameterizedTest
	@EnumSource(Partition.class)
	@CountsOn(StoreCapability.REVOCATION)
	void deleteIfEmptySparesASessionWithAnyAttribute(Partition partition) {
		SessionRow row = insert(secureRow(null), attribute("a", partition, "1"));
		assertThat(this.store.deleteIfEmpty(row.locator(), IdKind.SECURE, row.loginCount())).isFalse();
		this.store.clear(row.locator(), Set.of(partition));
		assertThat(this.store.deleteIfEmpty(row.locator(), IdKind.SECURE, row.loginCount())).isTrue();
		assertThat(this.store.deleteIfEmpty(row.locator(), IdKind.SECURE, row.loginCount())).isFalse();
		assertThat(this.store.find(row.locator(), ALL)).isNull();
	}

	@Test
	@CountsOn(StoreCapability.REVOCATION)
	void deleteIfEmptySparesWhomTheCallerMayNotEnd() {
		SessionRow user = insert(secureRow("bob"));
		SessionRow secure = insert(secureRow(null));
		SessionRow insecure = insert(insecureRow());
		assertThat(this.store.deleteIfEmpty(user.locator(), IdKind.SECURE, user.loginCount())).isFalse();
		assertThat(this.store.deleteIfEmpty(secure.locator(), IdKind.INSECURE, secure.loginCount())).isFalse();
		assertThat(this.store.deleteIfEmpty(insecure.locator(), IdKind.INSECURE, insecure.loginCount())).isTrue();
	}

	@Test
	void saveWhenSomebodyLogsInMeanwhileThenIdleTimeStays() {
		SessionRow row = insert(secureRow(null));
		SessionRow loggedIn = update(login(row));
		assertThat(this.store.save(idle(row, Duration.ofSeconds(1)))).isTrue();
		assertThat(row(loggedIn).maxInactiveInterval()).isEqualTo(row.maxInactiveInterval());
		assertThat(this.store.save(idle(loggedIn, Duration.ofSeconds(1)))).isTrue();
		assertThat(row(loggedIn).maxInactiveInterval()).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void storedPrincipalNameIsWhatRowsHave() {
		for (String name : List.of("rob", "u".repeat(200), "u".repeat(255), "sha-256:u", "a\0b")) {
			SessionRow row = insert(secureRow(name));
			assertThat(row(row).principalName()).isEqualTo(this.store.storedPrincipalName(name));
		}
	}

	@Test
	@CountsOn(StoreCapability.REVOCATION)
	void deleteIfEmptySparesASessionThatSomebodyLogsInTo() {
		SessionRow row = insert(secureRow(null));
		assertThat(this.store.update(login(row))).isTrue();
		assertThat(this.store.deleteIfEmpty(row.locator(), IdKind.SECURE, row.loginCount())).isFalse();
		assertThat(this.store.deleteIfEmpty(row.locator(), IdKind.SECURE, row.loginCount() + 1)).isTrue();
	}

	@Test
	@CountsOn(StoreCapability.REVOCATION)
	void deleteIfEmptyLosesNoAttributeThatIsAddedMeanwhile() throws Exception {
		for (int round = 0; round < 50; round++) {
			SessionRow row = insert(insecureRow());
			List<Boolean> outcomes = Concurrently.run(2,
					(i) -> () -> (i == 0) ? this.store.deleteIfEmpty(row.locator(), IdKind.INSECURE, row.loginCount())
							: this.store.compareAndSet(row.locator(), "a", Partition.SHARED, 0, bytes("1")));
			assertThat(outcomes.get(0)).isNotEqualTo(outcomes.get(1));
			assertThat(this.store.findAttribute(row.locator(), "a", Partition.SHARED) != null)
				.isEqualTo(outcomes.get(1));
		}
	}

	@Test
	@CountsOn(value = StoreCapability.REVOCATION, absent = true)
	void deleteWhenItCanNotRevokeThenDoesNotFailAndSparesWhomTheCallerMayNotEnd() {
		SessionRow secure = insert(secureRow("bob"));
		assertThat(this.store.deleteUnlessSecure(secure.locator())).isFalse();
		assertThat(this.store.deleteIfEmpty(secure.locator(), IdKind.INSECURE, secure.loginCount())).isFalse();
		assertThat(row(secure)).isEqualTo(secure);
		assertThatNoException().isThrownBy(() -> this.store.delete(secure.locator()));
		SessionRow insecure = insert(insecureRow());
		assertThatNoException()
			.isThrownBy(() -> this.store.deleteIfEmpty(insecure.locator(), IdKind.INSECURE, insecure.loginCount()));
		assertThatNoException().isThrownBy(() -> this.store.deleteUnlessSecure(insecure.locator()));
		assertThat(this.store.delete(newLocator())).isFalse();
	}

	@Test
	@CountsOn(value = StoreCapability.EVENTS_OF_EXPIRY, absent = true)
	void deleteExpiredWhenItCanNotTellThenAnswersNone() {
		insert(withIdle(secureRow("bob"), MINUTE));
		SessionRow alive = insert(insecureRow());
		for (int limit : List.of(1, 10)) {
			assertThat(this.store.deleteExpired(CREATED.plus(MINUTE).plusMillis(1), Duration.ZERO, limit))
				.isEqualTo(new ExpiredSessions(List.of(), false));
		}
		assertThat(row(alive)).isEqualTo(alive);
	}

	@Test
	@CountsOn(StoreCapability.EVENTS_OF_EXPIRY)
	void deleteExpiredDeletesWhatIsExpiredAndReturnsIt() {
		SessionRow expired = insert(withIdle(secureRow("bob"), MINUTE), attribute("a", Partition.SHARED, "1"));
		SessionRow alive = insert(insecureRow());
		assertThat(this.store.deleteExpired(CREATED.plus(MINUTE), Duration.ZERO, 10).deleted()).isEmpty();
		assertThat(this.store.deleteExpired(CREATED.plus(MINUTE).plusMillis(1), Duration.ZERO, 10).deleted())
			.containsExactly(expired);
		assertThat(this.store.find(expired.locator(), ALL)).isNull();
		assertThat(this.store.findAttribute(expired.locator(), "a", Partition.SHARED)).isNull();
		assertThat(row(alive)).isEqualTo(alive);
	}

	@Test
	@CountsOn(StoreCapability.EVENTS_OF_EXPIRY)
	void deleteExpiredWhenMostWereUsedSinceThenFindsTheOthersBehindThem() {
		Instant later = CREATED.plus(Duration.ofMinutes(2));
		for (int i = 0; i < 5; i++) {
			this.store.save(access(insert(withIdle(insecureRow(), MINUTE)), later, false));
		}
		SessionRow unused = insert(withIdle(insecureRow(), MINUTE.plusSeconds(1)));
		List<SessionRow> deleted = new ArrayList<>();
		ExpiredSessions expired;
		do {
			expired = this.store.deleteExpired(later, Duration.ZERO, 2);
			assertThat(expired.deleted()).hasSizeLessThanOrEqualTo(2);
			deleted.addAll(expired.deleted());
		}
		while (expired.more());
		assertThat(deleted).containsExactly(unused);
		assertThat(this.store.deleteExpired(later.plus(MINUTE), Duration.ZERO, 10).deleted()).isEmpty();
		assertThat(this.store.deleteExpired(later.plus(MINUTE).plusMillis(1), Duration.ZERO, 10).deleted()).hasSize(5);
	}

	@Test
	@CountsOn(StoreCapability.EVENTS_OF_EXPIRY)
	void deleteExpiredKeepsASessionForTheTolerance() {
		SessionRow row = insert(withIdle(insecureRow(), MINUTE));
		Instant idleFor = CREATED.plus(MINUTE).plusMillis(1);
		assertThat(this.store.deleteExpired(idleFor, Duration.ofSeconds(30), 10).deleted()).isEmpty();
		assertThat(this.store.deleteExpired(idleFor.plusSeconds(30), Duration.ofSeconds(30), 10).deleted())
			.containsExactly(row);
	}

	@Test
	@CountsOn(StoreCapability.EVENTS_OF_EXPIRY)
	void deleteExpiredDeletesAtMostTheLimit() {
		for (int i = 0; i < 5; i++) {
			insert(withIdle(insecureRow(), MINUTE));
		}
		Instant later = CREATED.plus(Duration.ofMinutes(2));
		assertThat(this.store.deleteExpired(later, Duration.ZERO, 3).deleted()).hasSize(3);
		assertThat(this.store.deleteExpired(later, Duration.ZERO, 3).deleted()).hasSize(2);
		assertThat(this.store.deleteExpired(later, Duration.ZERO, 3).deleted()).isEmpty();
	}

	@Test
	@CountsOn(StoreCapability.EVENTS_OF_EXPIRY)
	void deleteExpiredFollowsTheIdleTime() {
		SessionRow zero = insert(withIdle(insecureRow(), Duration.ZERO));
		SessionRow negative = insert(withIdle(insecureRow(), Duration.ofSeconds(-1)));
		SessionRow endless = insert(withIdle(insecureRow(), Duration.ofDays(365 * 1000)));
		SessionRow short1 = insert(withIdle(insecureRow(), Duration.ofMillis(1)));
		SessionRow shortened = insert(insecureRow());
		this.store.save(idle(shortened, MINUTE));
		SessionRow prolonged = insert(withIdle(insecureRow(), MINUTE));
		this.store.save(idle(prolonged, Duration.ZERO));
		this.store.save(access(prolonged, CREATED.plusSeconds(1), false));
		SessionRow used = insert(withIdle(insecureRow(), MINUTE));
		this.store.save(access(used, CREATED.plus(MINUTE), false));
		assertThat(this.store.deleteExpired(CREATED.plus(MINUTE).plusSeconds(2), Duration.ZERO, 10).deleted())
			.extracting(SessionRow::locator)
			.containsExactlyInAnyOrder(short1.locator(), shortened.locator());
		assertThat(this.store.deleteExpired(CREATED.plus(Duration.ofDays(30)), Duration.ZERO, 10).deleted())
			.extracting(SessionRow::locator)
			.containsExactly(used.locator());
		assertThat(List.of(row(zero), row(negative), row(endless), row(prolonged))).hasSize(4);
	}

	// concurrency

	@Test
	@CountsOn(StoreCapability.ONE_WINNER)
	void updateWhenManyTryAtOnceThenOneWins() throws Exception {
		for (int round = 0; round < 5; round++) {
			SessionRow row = (round % 2 == 0) ? insert(insecureRow()) : insertInAllPartitions();
			List<IdUpdate> updates = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				updates.add(switch (i % 4) {
					case 0 -> login(row);
					case 1 -> restart(row);
					case 2 -> insecureRotation(row);
					default -> rotation(row);
				});
			}
			List<Boolean> won = Concurrently.run(8, (i) -> () -> this.store.update(updates.get(i)));
			assertThat(won).containsOnlyOnce(true);
			IdUpdate winner = updates.get(won.indexOf(true));
			assertThat(row(row)).isEqualTo(winner.result());
			assertThat(valueOf(row, "a", Partition.SECURE))
				.isEqualTo((round % 2 == 0 || winner.restartsSecureSide()) ? "absent" : "SECURE");
		}
	}

	@Test
	@CountsOn(value = StoreCapability.ONE_WINNER, absent = true)
	void updateWhenManyTryAtOnceThenTheIdsOfOneWinnerStay() throws Exception {
		for (int round = 0; round < 5; round++) {
			SessionRow row = insert(insecureRow());
			List<IdUpdate> updates = Stream.generate(() -> rotation(row)).limit(8).toList();
			List<Boolean> won = Concurrently.run(8, (i) -> () -> this.store.update(updates.get(i)));
			assertThat(updates).filteredOn((update) -> won.get(updates.indexOf(update)))
				.extracting(IdUpdate::ids)
				.contains(row(row).ids());
			assertThat(this.store.update(rotation(row))).isFalse();
		}
	}

	@Test
	@CountsOn(StoreCapability.ONE_WINNER)
	void updateWhenManyTryAgainUntilTheyWinThenNoneIsLost() throws Exception {
		SessionRow row = insert(insecureRow());
		Concurrently.run(8, (i) -> () -> {
			for (int n = 0; n < 5; n++) {
				boolean won = false;
				while (!won) {
					SessionRow current = row(row);
					won = this.store.update(IdUpdate.ofIds(current, current.ids().loggedIn(), SessionSide.SECURE));
				}
			}
			return true;
		});
		assertThat(row(row).loginCount()).isEqualTo(40);
		assertThat(row(row).ids().generation()).isEqualTo(40);
	}

	@Test
	void saveWhenManyAddTheSameAttributeAtOnceThenNoneFails() throws Exception {
		for (int round = 0; round < 10; round++) {
			SessionRow row = insert(insecureRow());
			List<Boolean> saved = Concurrently.run(8,
					(i) -> () -> this.store.save((i % 2 == 0)
							? writes(row,
									(i < 4) ? write("a", Partition.SHARED, "" + i)
											: replacement("a", Partition.SHARED, "" + i))
							: access(row, CREATED.plusSeconds(i), false, write("a", Partition.SHARED, "" + i))));
			assertThat(saved).containsOnly(true);
			assertThat(this.store.find(row.locator(), ALL).attributes()).hasSize(1);
			assertThat(row(row).lastAccessedAt()).isEqualTo(CREATED.plusSeconds(7));
		}
	}

	@Test
	void saveWhenManyWriteTheSameAttributesInOppositeOrderThenNoneFails() throws Exception {
		SessionRow row = insert(insecureRow());
		List<Boolean> saved = Concurrently.run(8, (i) -> () -> {
			boolean all = true;
			for (int n = 0; n < 25; n++) {
				SessionDelta.AttributeWrite a = write("a", Partition.SHARED, i + "-" + n);
				SessionDelta.AttributeWrite b = write("b", Partition.SHARED, (n % 5 != 0) ? i + "-" + n : null);
				all &= this.store.save((i % 2 == 0) ? writes(row, a, b) : writes(row, b, a));
			}
			return all;
		});
		assertThat(saved).containsOnly(true);
	}

	@Test
	void saveWhenManyWriteDifferentAttributesThenNoneIsLost() throws Exception {
		SessionRow row = insert(insecureRow());
		Concurrently.run(8, (i) -> () -> {
			for (int n = 0; n < 10; n++) {
				this.store.save(access(row, CREATED.plusSeconds(n), false, write(i + "-" + n, Partition.SHARED, "1")));
			}
			return true;
		});
		assertThat(this.store.find(row.locator(), ALL).attributes()).hasSize(80);
	}

	@Test
	@CountsOn(StoreCapability.REVOCATION)
	void saveWhenTheSessionIsDeletedMeanwhileThenNeverFails() throws Exception {
		for (int round = 0; round < 15; round++) {
			SessionRow row = insert(insecureRow(), attribute("a", Partition.SHARED, "1"));
			Concurrently.run(5, (i) -> () -> switch (i) {
				case 0 -> this.store.delete(row.locator());
				case 4 -> this.store.save(writes(row, replacement("a", Partition.SHARED, "6")));
				case 1 -> this.store.save(writes(row, write("b", Partition.SHARED, "2")));
				case 2 -> this.store.compareAndSet(row.locator(), "c", Partition.SHARED, 0, bytes("3"));
				default ->
					this.store.save(writes(row, write("d", Partition.SHARED, "4"), write("a", Partition.SHARED, "5")));
			});
			assertThat(this.store.find(row.locator(), ALL)).isNull();
			assertThat(this.store.findAttribute(row.locator(), "a", Partition.SHARED)).isNull();
			assertThat(this.store.findAttribute(row.locator(), "b", Partition.SHARED)).isNull();
		}
	}

	@Test
	void saveWhenALoginHappensMeanwhileThenNeverOverwritesIt() throws Exception {
		for (int round = 0; round < 20; round++) {
			SessionRow row = insert(secureRow(null));
			IdUpdate login = login(row);
			Concurrently.run(3, (i) -> () -> switch (i) {
				case 0 -> this.store.update(login)
						&& this.store.save(writes(login.result(), guarded("auth", Partition.SECURE, "bob")))
						&& this.store.save(principal(login.result(), "bob"));
				case 1 -> this.store.save(writes(row, guarded("auth", Partition.SECURE, "eve")));
				default -> this.store.save(principal(row, "eve", CREATED));
			});
			assertThat(valueOf(row, "auth", Partition.SECURE)).isEqualTo("bob");
			assertThat(row(row).principalName()).isEqualTo("bob");
			assertThat(row(row).secureSide().since()).isEqualTo(LOGIN);
			assertThat(row(row).ids()).isEqualTo(login.ids());
		}
	}

	@Test
	@CountsOn(StoreCapability.ATOMIC_UPDATE)
	void compareAndSetWhenManyIncrementThenNoneIsLost() throws Exception {
		SessionRow row = insert(insecureRow());
		Concurrently.run(8, (i) -> () -> {
			for (int n = 0; n < 10; n++) {
				boolean set = false;
				while (!set) {
					StoredAttribute old = this.store.findAttribute(row.locator(), "a", Partition.SHARED);
					int count = (old != null) ? Integer.parseInt(text(old)) : 0;
					set = compareAndSet(row, (old != null) ? old.version() : 0, "" + (count + 1));
				}
			}
			return true;
		});
		assertThat(valueOf(row, "a", Partition.SHARED)).isEqualTo("80");
	}

	@Test
	@CountsOn(value = StoreCapability.ATOMIC_UPDATE, absent = true)
	void compareAndSetWhenManySetAtOnceThenTheValueOfOneStays() throws Exception {
		for (int round = 0; round < 5; round++) {
			SessionRow row = insert(insecureRow(), attribute("a", Partition.SHARED, "before"));
			List<Boolean> set = Concurrently.run(8, (i) -> () -> compareAndSet(row, 7, "" + i));
			assertThat(set.get(Integer.parseInt(valueOf(row, "a", Partition.SHARED)))).isTrue();
			assertThat(compareAndSet(row, 7, "late")).isFalse();
			assertThat(compareAndSet(row, version(row, "a"), "later")).isTrue();
			assertThat(valueOf(row, "a", Partition.SHARED)).isEqualTo("later");
		}
	}

	@Test
	@CountsOn(StoreCapability.ONE_WINNER)
	void confirmationWhenARotationHappensMeanwhileThenLosesNoPendingId() throws Exception {
		for (int round = 0; round < 15; round++) {
			SessionRow second = update(rotation(insert(secureRow("bob"))));
			List<IdUpdate> updates = List.of(rotation(second), confirmation(second, CREATED, IdKind.INSECURE));
			List<Boolean> won = Concurrently.run(2, (i) -> () -> this.store.update(updates.get(i)));
			assertThat(won).containsOnlyOnce(true);
			SessionRow current = row(second);
			assertThat(current).isEqualTo(updates.get(won.indexOf(true)).result());
			SessionRow third = won.get(0) ? current : update(rotation(current));
			assertThat(third.ids().isUnconfirmed(IdKind.INSECURE)).isTrue();
			assertThat(third.ids().retired(IdKind.INSECURE, second.insecureId()).usableUntil()).isNull();
		}
	}

	@Test
	@CountsOn(StoreCapability.EVENTS_OF_EXPIRY)
	void deleteExpiredWhenManyRunAtOnceThenAnswersEachSessionOnce() throws Exception {
		Set<Locator> locators = new HashSet<>();
		for (int i = 0; i < 60; i++) {
			locators.add(insert(withIdle(insecureRow(), MINUTE), attribute("a", Partition.SHARED, "1")).locator());
		}
		Instant later = CREATED.plus(Duration.ofMinutes(2));
		List<List<Locator>> deleted = Concurrently.run(4, (i) -> () -> {
			List<Locator> mine = new ArrayList<>();
			for (int n = 0; n < 10; n++) {
				this.store.deleteExpired(later, Duration.ZERO, 7).deleted().forEach((row) -> mine.add(row.locator()));
			}
			return mine;
		});
		List<Locator> all = new ArrayList<>(deleted.stream().flatMap(List::stream).toList());
		this.store.deleteExpired(later, Duration.ZERO, 100).deleted().forEach((row) -> all.add(row.locator()));
		assertThat(all).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(locators);
	}

	/**
	 * Stores a session.
	 * @param row the session
	 * @param attributes its attributes
	 * @return the session
	 */
	protected SessionRow insert(SessionRow row, StoredAttribute... attributes) {
		this.store.insert(new StoredSession(row, List.of(attributes)));
		return row;
	}

	private boolean has(StoreCapability capability) {
		return this.store.capabilities().contains(capability);
	}

	private SessionRow insertInAllPartitions() {
		return insert(secureRow("bob"), attribute("a", Partition.SHARED, "SHARED"),
				attribute("a", Partition.SECURE, "SECURE"), attribute("a", Partition.INSECURE, "INSECURE"));
	}

	private SessionRow update(IdUpdate update) {
		assertThat(this.store.update(update)).isTrue();
		return row(update.expected());
	}

	/**
	 * Fails if there is more than the row in the session for those who present this, or
	 * if there is less.
	 */
	private void assertLetsNothingOut(SessionRow row, Proof proof) {
		assertThat(proof.opens(row)).isFalse();
		StoredSession found = this.store.find(row.locator(), proof, ALL);
		assertShows(found.row(), withoutPrincipal(row), proof.kind());
		assertThat(found.attributes()).isEmpty();
	}

	/**
	 * Fails if a session is another one than expected. Where the store can't know of a
	 * secure id, who presents an insecure one need not see that there is any.
	 */
	private void assertShows(SessionRow found, SessionRow expected, IdKind kind) {
		if (kind == IdKind.INSECURE && !has(StoreCapability.KNOWN_BINDING) && found.secureId() == null) {
			assertThat(found.locator()).isEqualTo(expected.locator());
			assertThat(found.insecureId()).isEqualTo(expected.insecureId());
			assertThat(found.ids().generation()).isEqualTo(expected.ids().generation());
			assertThat(found.secureSide()).isNull();
		}
		else {
			assertThat(found).isEqualTo(expected);
		}
	}

	private static RetiredId retired(SessionRow row, SessionRow earlier) {
		return row.ids().retired(IdKind.SECURE, earlier.secureId());
	}

	private static List<Instant> ends(SessionRow row, IdKind kind) {
		return row.ids()
			.retired()
			.stream()
			.filter((id) -> id.kind() == kind)
			.map(RetiredId::usableUntil)
			.collect(Collectors.toList());
	}

	private SessionRow save(SessionDelta delta) {
		assertThat(this.store.save(delta)).isTrue();
		return this.store.find(delta.locator(), ALL).row();
	}

	/**
	 * Reads a session again, with everything that it lets out.
	 * @param row the session as it was
	 * @return the session as it is
	 */
	protected SessionRow row(SessionRow row) {
		return this.store.find(row.locator(), ALL).row();
	}

	/**
	 * Reads the value of an attribute.
	 * @param row the session
	 * @param name the attribute's name
	 * @param partition where it is kept
	 * @return the value, {@code absent} if there is none
	 */
	protected String valueOf(SessionRow row, String name, Partition partition) {
		return text(this.store.findAttribute(row.locator(), name, partition));
	}

	private long version(SessionRow row, String name) {
		return this.store.findAttribute(row.locator(), name, Partition.SHARED).version();
	}

	private boolean compareAndSet(SessionRow row, long version, @Nullable String value) {
		return this.store.compareAndSet(row.locator(), "a", Partition.SHARED, version,
				(value != null) ? bytes(value) : null);
	}

}
