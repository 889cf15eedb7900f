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

import org.springframework.dao.DuplicateKeyException;

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
import io.github.mixedsession.store.SecureSide;
import io.github.mixedsession.store.SessionDelta;
import io.github.mixedsession.store.SessionMacs;
import io.github.mixedsession.store.SessionRecord;
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
	void insecureIdFindsWhatWasInserted() {
		SessionRecord record = insert(insecureRow(), attribute("cart", Partition.SHARED, "book"));
		StoredSession found = this.store.find(record.locator(), proof(record, IdKind.INSECURE), ALL);
		assertThat(found.record()).isEqualTo(record);
		assertThat(found.attributes()).singleElement().satisfies((cart) -> {
			assertThat(cart.name()).isEqualTo("cart");
			assertThat(cart.partition()).isEqualTo(Partition.SHARED);
			assertThat(cart.version()).isEqualTo(7);
			assertThat(text(cart)).isEqualTo("book");
		});
	}

	@Test
	void secureIdFindsWhatWasInserted() {
		SessionRecord record = insert(secureRow("bob"));
		StoredSession found = this.store.find(record.locator(), proof(record, IdKind.SECURE), ALL);
		assertThat(found.record()).isEqualTo(record);
		assertThat(found.attributes()).isEmpty();
	}

	@Test
	void idOfTheOtherKindShowsNeitherPrincipalNorAttributes() {
		SessionRecord record = insertInAllPartitions();
		assertLetsNothingOut(record, new Proof(IdKind.INSECURE, record.secureId()));
		assertLetsNothingOut(record, new Proof(IdKind.SECURE, record.insecureId()));
	}

	@ParameterizedTest
	@EnumSource(IdKind.class)
	void wrongIdShowsNeitherPrincipalNorAttributes(IdKind kind) {
		SessionRecord record = insertInAllPartitions();
		SessionRecord other = insertInAllPartitions();
		assertLetsNothingOut(record, new Proof(kind, newId()));
		assertLetsNothingOut(record, new Proof(kind, record.ids().family()));
		assertLetsNothingOut(record, proof(other, kind));
		assertLetsNothingOut(record, new Proof(kind, List.of(newId(), other.ids().current(kind), newId())));
	}

	@ParameterizedTest
	@EnumSource(IdKind.class)
	void retiredIdShowsNeitherPrincipalNorAttributes(IdKind kind) {
		SessionRecord retired = insertInAllPartitions();
		SessionRecord pending = update(rotation(retired));
		SessionRecord record = update(rotation(update(confirmation(pending, LATER.plus(MINUTE), kind))));
		assertLetsNothingOut(record, proof(retired, kind));
		assertLetsNothingOut(record, proof(pending, kind));
		assertThat(this.store.find(record.locator(), proof(record, kind), ALL).attributes())
			.hasSize((kind == IdKind.SECURE) ? 3 : 2);
	}

	@Test
	void noSecureIdOpensASessionThatHasNone() {
		SessionRecord record = insert(insecureRow(), attribute("cart", Partition.SHARED, "book"),
				attribute("stray", Partition.SECURE, "1"));
		assertLetsNothingOut(record, new Proof(IdKind.SECURE, newId()));
		assertLetsNothingOut(record, new Proof(IdKind.SECURE, record.insecureId()));
		assertLetsNothingOut(record, new Proof(IdKind.SECURE, IdHash.of(new byte[IdHash.LENGTH])));
	}

	@ParameterizedTest
	@EnumSource(IdKind.class)
	void oneCurrentIdAmongSeveralOpensTheSession(IdKind kind) {
		SessionRecord record = insertInAllPartitions();
		for (int place = 0; place < 3; place++) {
			List<IdHash> ids = new ArrayList<>(List.of(newId(), newId()));
			ids.add(place, record.ids().current(kind));
			StoredSession found = this.store.find(record.locator(), new Proof(kind, ids), ALL);
			assertShows(found.record(), (kind == IdKind.SECURE) ? record : withoutPrincipal(record), kind);
			boolean secure = kind == IdKind.SECURE;
			assertThat(found.attributes()).hasSize(secure ? 3 : 2);
		}
	}

	@Test
	@CountsOn(StoreCapability.KNOWN_BINDING)
	void whoeverPresentsAnInsecureIdLearnsOfTheBoundSecureId() {
		SessionRecord before = insert(insecureRow());
		SessionRecord record = update(rotation(before));
		for (Proof proof : List.of(proof(record, IdKind.INSECURE), proof(before, IdKind.INSECURE),
				new Proof(IdKind.INSECURE, newId()))) {
			assertThat(this.store.find(record.locator(), proof, Set.of(Partition.SHARED)).record().secureId())
				.isEqualTo(record.secureId());
		}
	}

	@Test
	@CountsOn(value = StoreCapability.KNOWN_BINDING, absent = true)
	void whoeverPresentsAnInsecureIdLearnsOfTheSecureIdOrOfNone() {
		SessionRecord before = insert(insecureRow());
		SessionRecord record = update(rotation(before));
		for (Proof proof : List.of(proof(record, IdKind.INSECURE), proof(before, IdKind.INSECURE),
				new Proof(IdKind.INSECURE, newId()))) {
			assertThat(this.store.find(record.locator(), proof, Set.of(Partition.SHARED)).record().secureId())
				.isIn(null, record.secureId());
		}
		assertThat(this.store.find(record.locator(), proof(record, IdKind.SECURE), ALL).record().secureId())
			.isEqualTo(record.secureId());
	}

	@ParameterizedTest
	@EnumSource(IdKind.class)
	void unknownLocatorFindsNothing(IdKind kind) {
		SessionRecord record = insert(secureRow("bob"));
		assertThat(this.store.find(newLocator(), proof(record, kind), ALL)).isNull();
		assertThat(this.store.find(newLocator(), ALL)).isNull();
	}

	@Test
	void findReadsOnlyThePartitionsAskedFor() {
		SessionRecord record = insertInAllPartitions();
		for (Set<Partition> partitions : List.of(EnumSet.noneOf(Partition.class), EnumSet.of(Partition.SHARED),
				EnumSet.of(Partition.SHARED, Partition.INSECURE), EnumSet.of(Partition.SHARED, Partition.SECURE),
				EnumSet.of(Partition.SECURE), ALL)) {
			assertThat(this.store.find(record.locator(), proof(record, IdKind.SECURE), partitions).attributes())
				.extracting(StoredAttribute::partition)
				.containsExactlyInAnyOrderElementsOf(partitions);
			assertThat(this.store.find(record.locator(), partitions).attributes())
				.extracting(StoredAttribute::partition)
				.containsExactlyInAnyOrderElementsOf(partitions);
		}
	}

	@Test
	void findReadsThePrincipalOnlyWithTheSecurePartition() {
		SessionRecord record = insert(secureRow("bob"));
		Set<Partition> insecure = EnumSet.of(Partition.SHARED, Partition.INSECURE);
		for (IdKind kind : IdKind.values()) {
			assertShows(this.store.find(record.locator(), proof(record, kind), insecure).record(),
					withoutPrincipal(record), kind);
		}
		assertThat(this.store.find(record.locator(), insecure).record()).isEqualTo(withoutPrincipal(record));
		assertThat(this.store.find(record.locator(), EnumSet.of(Partition.SECURE)).record().principalName())
			.isEqualTo("bob");
		assertThat(this.store.find(record.locator(), proof(record, IdKind.SECURE), EnumSet.of(Partition.SECURE))
			.record()
			.principalName()).isEqualTo("bob");
	}

	@Test
	void findReturnsExpiredSessions() {
		SessionRecord record = insert(withIdle(insecureRow(), Duration.ofSeconds(1)));
		assertThat(this.store.find(record.locator(), proof(record, IdKind.INSECURE), ALL).record()).isEqualTo(record);
	}

	@Test
	void locatorAloneFindsWhatWasInserted() {
		SessionRecord record = insert(secureRow("bob"), attribute("cart", Partition.SHARED, "book"));
		assertThat(record(record)).isEqualTo(record);
		assertThat(valueOf(record, "cart", Partition.SHARED)).isEqualTo("book");
	}

	@Test
	@CountsOn(StoreCapability.LOOKUP_BY_PRINCIPAL)
	void findByPrincipalNameReturnsAllSessionsOfExactlyThatName() {
		String name = "Bob-" + newId();
		SessionRecord first = insert(secureRow(name), attribute("cart", Partition.SHARED, "book"));
		SessionRecord second = insert(secureRow(name));
		insert(secureRow(name.toLowerCase(Locale.ROOT)));
		insert(secureRow(name + " "));
		insert(insecureRow());
		assertThat(this.store.findByPrincipalName(name)).containsExactlyInAnyOrder(first, second);
		assertThat(this.store.findByPrincipalName("nobody")).isEmpty();
	}

	@Test
	@CountsOn(StoreCapability.LOOKUP_BY_PRINCIPAL)
	void findByPrincipalNameReturnsSessionsAsTheyAre() {
		SessionRecord longest = insert(secureRow("\u20ac".repeat(200)));
		assertThat(this.store.findByPrincipalName(longest.principalName())).contains(longest);
		SessionRecord old = insert(
				withIds(secureRow("bob"), new SessionIds(41, newId(), newId(), newId(), 3, 1, retiredIds(), false)));
		assertThat(this.store.findByPrincipalName("bob")).contains(old);
		update(restart(old));
		assertThat(this.store.findByPrincipalName("bob")).extracting(SessionRecord::locator)
			.doesNotContain(old.locator());
	}

	@Test
	@CountsOn(value = StoreCapability.LOOKUP_BY_PRINCIPAL, absent = true)
	void storeThatCannotFindByPrincipalNameSaysSo() {
		insert(secureRow("bob"));
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> this.store.findByPrincipalName("bob"));
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> this.store.findByPrincipalName("nobody"));
	}

	// insert

	@Test
	void insertKeepsAttributesApartByPartitionAndExactName() {
		SessionRecord record = insert(insecureRow(), attribute("a", Partition.SHARED, "1"),
				attribute("a", Partition.SECURE, "2"), attribute("a", Partition.INSECURE, "3"),
				attribute("A", Partition.SHARED, "4"), attribute("a ", Partition.SHARED, "5"),
				attribute("\u00e4", Partition.SHARED, "6"));
		assertThat(this.store.find(record.locator(), ALL).attributes()).extracting(TestSessions::text)
			.containsExactlyInAnyOrder("1", "2", "3", "4", "5", "6");
	}

	@Test
	void insertKeepsLongNamesAndLargeAndEmptyValues() {
		String name = "\u20ac".repeat(200);
		byte[] large = new byte[getMaxValueLength()];
		Arrays.fill(large, (byte) -1);
		SessionRecord record = insert(secureRow(name), new StoredAttribute(name, Partition.SHARED, 1, large),
				new StoredAttribute("empty", Partition.SHARED, 1, new byte[0]));
		assertThat(this.store.findAttribute(record.locator(), name, Partition.SHARED).value()).isEqualTo(large);
		assertThat(this.store.findAttribute(record.locator(), "empty", Partition.SHARED).value()).isEmpty();
		assertThat(record(record).principalName()).isEqualTo(name);
	}

	/**
	 * Identity providers choose names, and OpenID Connect allows 255 characters.
	 */
	@Test
	@CountsOn(StoreCapability.LOOKUP_BY_PRINCIPAL)
	void unusualPrincipalNameFindsItsOwnSessionsAlone() {
		String begin = "Bob-" + newId();
		Map<String, SessionRecord> rows = new LinkedHashMap<>();
		for (String end : List.of("", "b".repeat(201), "b".repeat(202), "B".repeat(202), "b".repeat(5000), "\0", "a\0",
				"\ud800", "\udc00", "?", "\ufffd", "\ud83d\ude00".repeat(130), "%", "_", "\\", "'", "\t", "\n")) {
			rows.put(begin + end, insert(secureRow(begin + end)));
			SessionRecord later = insert(secureRow(null));
			assertThat(this.store.save(principal(later, end + begin))).isTrue();
			rows.put(end + begin, rows.containsKey(end + begin) ? rows.get(end + begin) : record(later));
		}
		rows.forEach((name, record) -> {
			List<SessionRecord> found = this.store.findByPrincipalName(name);
			assertThat(found).extracting(SessionRecord::locator).contains(record.locator());
			assertThat(found).extracting(SessionRecord::principalName).containsOnly(name);
			String stored = record(record).principalName();
			assertThat(stored.equals(name) || this.store.findByPrincipalName(stored).isEmpty()).isTrue();
		});
	}

	@Test
	void malformedClientAddressIsKeptExactlyOrDropped() {
		for (String address : List.of("\u00e9", "1".repeat(46), "\0", "\ud800", "", "192.0.2.1\r\n")) {
			SessionRecord record = secureRow("bob");
			insert(new SessionRecord(record.locator(), record.ids(), record.side(), record.createdAt(),
					record.lastAccessedAt(), record.maxInactiveInterval(), record.secureSide(), address));
			assertThat(record(record).clientAddress()).isIn(null, address);
			assertThat(this.store.save(new SessionDelta(record.locator(), CREATED.plus(MINUTE), null, null, null,
					address, record.loginCount(), List.of())))
				.isTrue();
			assertThat(record(record).clientAddress()).isIn(null, address);
		}
	}

	@ParameterizedTest
	@MethodSource("namesThatMayBeRefused")
	void unusualAttributeNameIsRefusedOrKeptExactly(String name) {
		SessionRecord record = insert(insecureRow(), attribute("?", Partition.SHARED, "1"),
				attribute("a".repeat(200), Partition.SHARED, "1"));
		SessionRecord other = insecureRow();
		if (isRefused(() -> insert(other, attribute(name, Partition.SHARED, "2")))) {
			assertThat(this.store.find(other.locator(), ALL)).isNull();
		}
		else {
			assertThat(valueOf(other, name, Partition.SHARED)).isEqualTo("2");
		}
		boolean refused = isRefused(
				() -> this.store.save(access(record, CREATED.plus(MINUTE), false, write(name, Partition.SHARED, "2"))));
		assertThat(valueOf(record, name, Partition.SHARED)).isEqualTo(refused ? "absent" : "2");
		assertThat(record(record).lastAccessedAt()).isEqualTo(refused ? CREATED : CREATED.plus(MINUTE));
		assertThat(this.store.save(writes(record, write(name, Partition.SHARED, null)))).isTrue();
		refused = isRefused(() -> this.store.compareAndSet(record.locator(), name, Partition.SHARED, 0, bytes("3")));
		assertThat(valueOf(record, name, Partition.SHARED)).isEqualTo(refused ? "absent" : "3");
		assertThat(this.store.hasAttribute(record.locator(), name, Partition.SHARED)).isEqualTo(!refused);
		assertThat(isRefused(() -> assertThat(
				this.store.compareAndSet(record.locator(), name, Partition.SHARED, Long.MAX_VALUE, bytes("4")))
			.isFalse())).isEqualTo(refused);
		assertThat(this.store.compareAndSet(record.locator(), name, Partition.SHARED, Long.MAX_VALUE, null)).isFalse();
		assertThat(isRefused(() -> this.store.save(writes(record, replacement(name, Partition.SHARED, "3")))))
			.isEqualTo(refused);
		assertThat(valueOf(record, name, Partition.SHARED)).isEqualTo(refused ? "absent" : "3");
		assertThat(this.store.compareAndSet(record.locator(), name, Partition.SHARED, 0, null)).isEqualTo(refused);
		assertThat(valueOf(record, "?", Partition.SHARED)).isEqualTo("1");
		assertThat(valueOf(record, "a".repeat(200), Partition.SHARED)).isEqualTo("1");
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
	void insertAtATakenLocatorThrowsAndChangesNothing() {
		SessionRecord record = insert(secureRow("bob"), attribute("cart", Partition.SHARED, "book"));
		assertThatExceptionOfType(DuplicateKeyException.class)
			.isThrownBy(() -> insert(withLocator(secureRow("eve"), record.locator())));
		assertThatExceptionOfType(DuplicateKeyException.class)
			.isThrownBy(() -> insert(withLocator(secureRow("eve"), record.locator()),
					attribute("cart", Partition.SHARED, "eve"), attribute("more", Partition.SHARED, "eve")));
		StoredSession found = this.store.find(record.locator(), proof(record, IdKind.SECURE), ALL);
		assertThat(found.record()).isEqualTo(record);
		assertThat(found.attributes()).extracting(TestSessions::text).containsExactly("book");
	}

	@ParameterizedTest
	@ValueSource(strings = { "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff",
			"20000000-0000-7000-8000-000000000020", "00000000-0000-7000-8000-000000000000" })
	void insertKeepsEveryLocator(String uuid) {
		Locator locator = new Locator(UUID.fromString(uuid));
		SessionRecord record = insert(withLocator(secureRow("bob"), locator),
				attribute("cart", Partition.SHARED, "book"));
		assertThat(record(record)).isEqualTo(record);
		assertThat(update(rotation(record)).locator()).isEqualTo(locator);
		assertThat(valueOf(record, "cart", Partition.SHARED)).isEqualTo("book");
		assertThat(this.store.delete(locator) || !has(StoreCapability.REVOCATION)).isTrue();
	}

	@Test
	void insertKeepsAnImportedSecureIdWithoutAFamily() {
		SessionIds ids = new SessionIds(0, newId(), newId(), null, 0, List.of());
		SessionRecord record = insert(withIds(secureRow("bob"), ids));
		assertThat(this.store.find(record.locator(), proof(record, IdKind.SECURE), ALL).record()).isEqualTo(record);
		IdUpdate rotation = rotation(record);
		assertThat(update(rotation).ids().family()).isNotNull().isEqualTo(rotation.ids().family());
	}

	@Test
	void insertKeepsTheRetiredIdsExactly() {
		SessionRecord record = withIds(secureRow("bob"),
				new SessionIds(41, newId(), newId(), newId(), 3, 1, retiredIds(), false));
		insert(record, attribute("cart", Partition.SHARED, "book"), attribute("auth", Partition.SECURE, "bob"));
		assertThat(record(record)).isEqualTo(record);
		assertThat(record(record).ids().retired()).containsExactlyElementsOf(record.ids().retired());
		assertThat(this.store.find(record.locator(), new Proof(IdKind.SECURE, newId()), ALL).record().ids())
			.isEqualTo(record.ids());
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
	void sessionsWithoutASecureIdAreKeptApart() {
		SessionRecord first = insert(insecureRow());
		SessionRecord second = insert(insecureRow());
		assertThat(record(first)).isEqualTo(first);
		assertThat(record(second)).isEqualTo(second);
	}

	// update

	@Test
	void updateReplacesBothIdsAndRetiresThem() {
		SessionRecord record = insert(secureRow("bob"), attribute("cart", Partition.SHARED, "book"));
		IdUpdate rotation = rotation(record);
		assertThat(this.store.update(rotation)).isTrue();
		SessionRecord rotated = record(record);
		assertThat(rotated).isEqualTo(rotation.result());
		assertThat(rotated.ids().isUnconfirmed(IdKind.INSECURE)).isTrue();
		assertThat(rotated.ids().isUnconfirmed(IdKind.SECURE)).isTrue();
		assertThat(rotated.secureSide()).isEqualTo(new SecureSide(CREATED, LATER, "bob"));
		assertLetsNothingOut(rotated, proof(record, IdKind.INSECURE));
		assertLetsNothingOut(rotated, proof(record, IdKind.SECURE));
		assertThat(this.store.find(record.locator(), proof(rotated, IdKind.SECURE), ALL).record()).isEqualTo(rotated);
		assertThat(rotated.ids().retired(IdKind.INSECURE, record.insecureId()))
			.isEqualTo(new RetiredId(record.insecureId(), IdKind.INSECURE, record.loginCount(), LATER, null));
		assertThat(rotated.ids().retired(IdKind.SECURE, record.secureId()))
			.isEqualTo(new RetiredId(record.secureId(), IdKind.SECURE, record.loginCount(), LATER, null));
		assertThat(valueOf(record, "cart", Partition.SHARED)).isEqualTo("book");
	}

	@Test
	void firstSecureIdRetiresNoSecureIdAndBeginsTheSecureSide() {
		SessionRecord record = insert(insecureRow());
		IdUpdate rotation = rotation(record);
		assertThat(this.store.update(rotation)).isTrue();
		SessionRecord rotated = record(record);
		assertThat(rotated).isEqualTo(rotation.result());
		assertThat(rotated.ids().isUnconfirmed(IdKind.SECURE)).isFalse();
		assertThat(rotated.secureSide()).isEqualTo(new SecureSide(LATER, LATER, null));
	}

	@Test
	void insecureRotationKeepsTheSecureIdAndTheSecureSide() {
		SessionRecord record = insert(secureRow("bob"));
		IdUpdate rotation = insecureRotation(record);
		assertThat(this.store.update(rotation)).isTrue();
		SessionRecord rotated = record(record);
		assertThat(rotated).isEqualTo(rotation.result());
		assertThat(rotated.side()).isEqualTo(SessionSide.INSECURE);
		assertThat(rotated.secureId()).isEqualTo(record.secureId());
		assertThat(rotated.ids().family()).isEqualTo(record.ids().family());
		assertThat(rotated.secureSide()).isEqualTo(record.secureSide());
		assertThat(rotated.ids().retired(IdKind.SECURE, record.secureId())).isNull();
	}

	@Test
	void updateWithoutANewIdChangesSideAndGenerationAlone() {
		SessionRecord record = insert(secureRow("bob"));
		SessionRecord updated = update(
				IdUpdate.ofIds(record, record.ids().confirmed(Set.of(), CREATED), SessionSide.INSECURE)
					.withMacs(record.macs()));
		assertThat(updated)
			.isEqualTo(withGeneration(record.withIds(record.ids(), SessionSide.INSECURE, record.secureSide()), 1));
		assertThat(updated.ids().retired()).isEmpty();
	}

	@Test
	void replacedIdWithoutGraceIsDeadAtOnce() {
		SessionRecord record = insert(secureRow("bob"));
		IdUpdate rotation = rotation(record);
		SessionIds ids = rotation.ids().confirmed(Set.of(IdKind.INSECURE), LATER);
		SessionRecord updated = update(new IdUpdate(record, ids, SessionSide.SECURE, LATER, false));
		RetiredId insecure = updated.ids().retired(IdKind.INSECURE, record.insecureId());
		assertThat(insecure.usableUntil()).isEqualTo(LATER);
		assertThat(insecure.isUsable(LATER)).isFalse();
		assertThat(updated.ids().retired(IdKind.SECURE, record.secureId()).usableUntil()).isNull();
		assertThat(updated.ids().isUnconfirmed(IdKind.INSECURE)).isFalse();
	}

	@Test
	void updateOfAnotherGenerationChangesNothing() {
		SessionRecord record = update(rotation(insertInAllPartitions()));
		long generation = record.ids().generation();
		for (long other : List.of(0L, generation - 1, generation + 1, Long.MAX_VALUE - 10)) {
			SessionRecord stale = withGeneration(record, other);
			for (IdUpdate update : List.of(rotation(stale), login(stale), restart(stale), insecureRotation(stale),
					confirmation(stale, CREATED, IdKind.INSECURE, IdKind.SECURE))) {
				assertThat(this.store.update(update)).isFalse();
			}
		}
		assertThat(record(record)).isEqualTo(record);
		assertThat(record(record).principalName()).isEqualTo("bob");
		assertThat(this.store.find(record.locator(), proof(record, IdKind.SECURE), ALL).attributes())
			.extracting(TestSessions::text)
			.containsExactlyInAnyOrder("SHARED", "SECURE", "INSECURE");
	}

	@Test
	void repeatedUpdateIsRefused() {
		SessionRecord record = insert(secureRow("bob"));
		IdUpdate rotation = rotation(record);
		assertThat(this.store.update(rotation)).isTrue();
		assertThat(this.store.update(rotation)).isFalse();
		assertThat(record(record)).isEqualTo(rotation.result());
	}

	@Test
	void updateFromBeforeASecureIdWasBoundIsRefused() {
		SessionRecord record = insert(insecureRow());
		IdUpdate winner = rotation(record);
		assertThat(this.store.update(winner)).isTrue();
		assertThat(this.store.update(rotation(record))).isFalse();
		assertThat(this.store.update(insecureRotation(record))).isFalse();
		assertThat(record(record)).isEqualTo(winner.result());
	}

	@Test
	@CountsOn(StoreCapability.REVOCATION)
	void deletedSessionIsNotUpdatedAndStaysGone() {
		SessionRecord record = insert(secureRow("bob"));
		this.store.delete(record.locator());
		assertThat(this.store.update(rotation(record))).isFalse();
		assertThat(this.store.update(restart(record))).isFalse();
		assertThat(this.store.update(confirmation(record, CREATED, IdKind.SECURE))).isFalse();
		assertThat(this.store.find(record.locator(), ALL)).isNull();
	}

	@Test
	void updateCountsTheGenerations() {
		SessionRecord record = insert(insecureRow());
		assertThat(record(record).ids().generation()).isZero();
		List<Function<SessionRecord, IdUpdate>> updates = List.of(TestSessions::rotation, TestSessions::login,
				TestSessions::restart, TestSessions::insecureRotation,
				(current) -> confirmation(current, CREATED, IdKind.INSECURE));
		for (Function<SessionRecord, IdUpdate> update : updates) {
			SessionRecord next = update(update.apply(record));
			assertThat(next.ids().generation()).isGreaterThan(record.ids().generation());
			assertThat(save(access(record, CREATED, true)).ids()).isEqualTo(next.ids());
			record = next;
		}
		SessionRecord late = withGeneration(insecureRow(), Integer.MAX_VALUE * 2L);
		assertThat(update(insecureRotation(insert(late))).ids().generation()).isEqualTo(Integer.MAX_VALUE * 2L + 1);
	}

	@Test
	void loginLeavesEarlierSecureIdsBehindAndNoLaterOne() {
		SessionRecord record = insert(secureRow(null));
		SessionRecord first = update(rotation(record));
		SessionRecord stepped = update(rotation(first));
		SessionRecord loggedIn = update(login(stepped));
		assertThat(loggedIn.loginCount()).isEqualTo(2);
		assertThat(retired(loggedIn, stepped).loginCount()).isOne();
		for (SessionRecord earlier : List.of(record, first, stepped)) {
			assertThat(loggedIn.ids().isBeforeLogin(retired(loggedIn, earlier))).isTrue();
		}
		SessionRecord later = update(rotation(loggedIn));
		assertThat(later.ids().isBeforeLogin(retired(later, loggedIn))).isFalse();
		assertThat(later.ids().isBeforeLogin(retired(later, stepped))).isTrue();
		assertThat(later.loginCount()).isEqualTo(2);
	}

	@Test
	void updateKeepsTheRetiredIdsExactlyUpToEightOfAKind() {
		SessionRecord record = insert(secureRow("bob"));
		List<IdHash> insecure = new ArrayList<>();
		List<IdHash> secure = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			insecure.add(record.insecureId());
			secure.add(record.secureId());
			IdUpdate update = (i % 3 == 0) ? login(record) : rotation(record);
			assertThat(this.store.update(update)).isTrue();
			record = record(record);
			assertThat(record).isEqualTo(update.result());
			if (i % 4 == 0) {
				record = update(confirmation(record, CREATED.plusMillis(i), IdKind.of(i % 8 == 0)));
			}
		}
		assertThat(record.ids().retired()).hasSize(2 * SessionIds.REMEMBERED)
			.extracting(RetiredId::id)
			.containsExactlyInAnyOrderElementsOf(
					Stream.concat(insecure.subList(12, 20).stream(), secure.subList(12, 20).stream()).toList());
		IdUpdate all = IdUpdate.ofIds(record, new SessionIds(record.ids().generation() + 1, newId(), newId(), newId(),
				Integer.MAX_VALUE, retiredIds()), SessionSide.SECURE);
		assertThat(update(all)).isEqualTo(all.result());
	}

	@Test
	void restartEmptiesTheSecureSide() {
		SessionRecord record = insertInAllPartitions();
		IdUpdate update = restart(record);
		IdUpdate restart = new IdUpdate(record, update.ids().restarted(), update.side(), update.secureAccess(), true,
				update.macs());
		SessionRecord restarted = update(restart);
		assertThat(restarted).isEqualTo(restart.result());
		assertThat(restarted.handle()).isEqualTo(record.handle());
		assertThat(restarted.secureSide()).isEqualTo(new SecureSide(LATER, LATER, null));
		assertThat(restarted.ids().family()).isNotEqualTo(record.ids().family());
		assertThat(this.store.find(record.locator(), ALL).attributes()).extracting(StoredAttribute::partition)
			.containsExactlyInAnyOrder(Partition.SHARED, Partition.INSECURE);
		assertThat(record(record).principalName()).isNull();
	}

	@Test
	void secureSideStaysWhenItsRestartLoses() {
		SessionRecord record = insertInAllPartitions();
		SessionRecord rotated = update(rotation(record));
		assertThat(this.store.update(restart(record))).isFalse();
		StoredSession found = this.store.find(record.locator(), proof(rotated, IdKind.SECURE), ALL);
		assertThat(found.record()).isEqualTo(rotated);
		assertThat(found.record().principalName()).isEqualTo("bob");
		assertThat(found.attributes()).hasSize(3);
	}

	@Test
	void restartOfTheSecureSideTouchesNoOtherSession() {
		SessionRecord other = insertInAllPartitions();
		update(restart(insertInAllPartitions()));
		assertThat(record(other)).isEqualTo(other);
		assertThat(this.store.find(other.locator(), ALL).attributes()).hasSize(3);
	}

	@Test
	void updateKeepsWhatOthersSavedSinceTheRowWasRead() {
		SessionRecord record = insert(secureRow(null));
		this.store.save(access(record, CREATED.plus(MINUTE), false, write("cart", Partition.SHARED, "book")));
		this.store.save(idle(record, IDLE.multipliedBy(2)));
		this.store.save(principal(record, "bob"));
		SessionRecord rotated = update(rotation(record));
		assertThat(rotated.lastAccessedAt()).isEqualTo(CREATED.plus(MINUTE));
		assertThat(rotated.clientAddress()).isEqualTo("192.0.2.2");
		assertThat(rotated.maxInactiveInterval()).isEqualTo(IDLE.multipliedBy(2));
		assertThat(rotated.secureSide()).isEqualTo(new SecureSide(LOGIN, LATER, "bob"));
		assertThat(valueOf(record, "cart", Partition.SHARED)).isEqualTo("book");
	}

	@Test
	void updateWithoutSecureAccessLeavesTheClocksThatOthersMoved() {
		SessionRecord record = insert(secureRow(null));
		this.store.save(access(record, LATER, true));
		this.store.save(principal(record, "bob"));
		SecureSide moved = new SecureSide(LOGIN, LATER, "bob");
		SessionRecord rotated = update(insecureRotation(record));
		assertThat(rotated.secureSide()).isEqualTo(moved);
		assertThat(update(confirmation(rotated, LATER, IdKind.INSECURE)).secureSide()).isEqualTo(moved);
	}

	@Test
	void confirmationBeginsTheGraceOfAllPendingIdsOfTheKind() {
		SessionRecord first = insert(secureRow("bob"));
		SessionRecord second = update(rotation(first));
		SessionRecord third = update(rotation(second));
		Instant end = CREATED.plus(MINUTE);
		SessionRecord confirmed = update(confirmation(third, end, IdKind.INSECURE));
		assertThat(ends(confirmed, IdKind.INSECURE)).containsExactly(end, end);
		assertThat(ends(confirmed, IdKind.SECURE)).containsExactly(null, null);
		assertThat(confirmed.ids().isUnconfirmed(IdKind.INSECURE)).isFalse();
		assertThat(confirmed.ids().isUnconfirmed(IdKind.SECURE)).isTrue();
		SessionRecord both = update(confirmation(confirmed, end.plusMillis(1), IdKind.SECURE));
		assertThat(ends(both, IdKind.INSECURE)).containsExactly(end, end);
		assertThat(ends(both, IdKind.SECURE)).containsExactly(end.plusMillis(1), end.plusMillis(1));
		assertThat(both.ids().isUnconfirmed(IdKind.SECURE)).isFalse();
		assertThat(List.of(both.insecureId(), both.secureId())).containsExactly(third.insecureId(), third.secureId());
	}

	@Test
	void repeatedConfirmationDoesNotProlongTheGrace() {
		SessionRecord first = insert(secureRow("bob"));
		SessionRecord second = update(rotation(first));
		SessionRecord confirmed = update(confirmation(second, CREATED, IdKind.INSECURE));
		confirmed = update(confirmation(confirmed, CREATED.plus(MINUTE), IdKind.INSECURE));
		assertThat(ends(confirmed, IdKind.INSECURE)).containsExactly(CREATED);
		SessionRecord third = update(confirmation(update(rotation(confirmed)), CREATED.plus(MINUTE), IdKind.INSECURE));
		assertThat(ends(third, IdKind.INSECURE)).containsExactly(CREATED, CREATED.plus(MINUTE));
	}

	@Test
	void confirmationOfIdsThatAreNotCurrentDoesNothing() {
		SessionRecord first = insert(secureRow("bob"));
		SessionRecord second = update(rotation(first));
		assertThat(this.store.update(confirmation(first, CREATED, IdKind.INSECURE, IdKind.SECURE))).isFalse();
		assertThat(record(first)).isEqualTo(second);
		assertThat(ends(record(first), IdKind.INSECURE)).containsExactly((Instant) null);
	}

	@Test
	void confirmationOfBothIdsBeginsBothGraces() {
		SessionRecord second = update(rotation(insert(secureRow("bob"))));
		SessionRecord confirmed = update(confirmation(second, CREATED, IdKind.INSECURE, IdKind.SECURE));
		assertThat(ends(confirmed, IdKind.INSECURE)).containsExactly(CREATED);
		assertThat(ends(confirmed, IdKind.SECURE)).containsExactly(CREATED);
	}

	@Test
	void confirmationTouchesNoOtherSession() {
		SessionRecord other = update(rotation(insert(secureRow("eve"))));
		SessionRecord current = update(rotation(insert(secureRow("bob"))));
		update(confirmation(current, CREATED, IdKind.SECURE));
		assertThat(record(other)).isEqualTo(other);
	}

	// codes

	@Test
	void codeOfTheIdsIsWrittenWithThem() {
		SessionRecord record = insert(insecureRow());
		assertThat(record(record).macs()).isEqualTo(record.macs());
		IdUpdate update = insecureRotation(record);
		assertThat(update(update).macs()).isEqualTo(new SessionMacs(update.macs().ids(), null, null));
		SessionRecord keyless = update(
				IdUpdate.ofIds(record(record), record(record).ids().loggedIn(), SessionSide.INSECURE));
		assertThat(keyless.macs()).isEqualTo(SessionMacs.NONE);
	}

	@Test
	void codesOfTheSecureSideAreWrittenAsItBegins() {
		SessionRecord record = insert(insecureRow());
		IdUpdate first = rotation(record);
		assertThat(update(first).macs()).isEqualTo(first.macs());
		IdUpdate second = login(record(record));
		assertThat(update(second).macs())
			.isEqualTo(new SessionMacs(second.macs().ids(), first.macs().login(), second.macs().access()));
		IdUpdate anew = restart(record(record));
		assertThat(update(anew).macs()).isEqualTo(anew.macs());
	}

	@Test
	void codeOfTheLoginIsWrittenWithThePrincipal() {
		SessionRecord record = insert(secureRow(null));
		SessionDelta login = principal(record, "bob");
		assertThat(save(login).macs())
			.isEqualTo(new SessionMacs(record.macs().ids(), login.principal().mac(), record.macs().access()));
		SessionRecord later = update(login(record(record)));
		this.store.save(principal(record, "eve"));
		assertThat(record(record)).isEqualTo(later);
	}

	@Test
	void codeOfTheAccessIsWrittenWithIt() {
		SessionRecord record = insert(secureRow("bob"));
		SessionDelta access = access(record, CREATED.plus(MINUTE), true);
		assertThat(save(access).macs())
			.isEqualTo(new SessionMacs(record.macs().ids(), record.macs().login(), access.secureAccessMac()));
		this.store.save(access(record, CREATED.plusSeconds(1), true));
		this.store.save(access(record, CREATED.plus(MINUTE).plusSeconds(1), false));
		assertThat(record(record).macs().access()).isEqualTo(access.secureAccessMac());
		// one that is recorded while the ids are rotated
		SessionDelta latest = access(record, LATER.plusSeconds(9), true);
		this.store.save(latest);
		assertThat(update(rotation(record)).macs().access()).isEqualTo(latest.secureAccessMac());
		assertThat(record(record).secureSide().lastAccessedAt()).isEqualTo(LATER.plusSeconds(9));
	}

	@Test
	void saveOfASecureSideThatBeganAnewLeavesItAlone() {
		SessionRecord record = insert(secureRow("bob"));
		SessionRecord anew = update(restart(record));
		save(principal(record, "bob"));
		save(access(record, LATER.plusSeconds(1), true));
		assertThat(record(record).secureSide()).isEqualTo(anew.secureSide());
		assertThat(record(record).macs()).isEqualTo(anew.macs());
		assertThat(record(record).lastAccessedAt()).isEqualTo(LATER.plusSeconds(1));
	}

	@Test
	void principalIsNotSavedWithoutASecureSide() {
		SessionRecord record = insert(insecureRow());
		this.store.save(principal(record, "bob"));
		IdUpdate first = rotation(record);
		assertThat(update(first)).isEqualTo(first.result());
	}

	// save

	@Test
	void saveRecordsTheAccess() {
		SessionRecord record = insert(secureRow("bob"));
		assertThat(this.store.save(access(record, CREATED.plus(MINUTE), false))).isTrue();
		SessionRecord saved = record(record);
		assertThat(saved.lastAccessedAt()).isEqualTo(CREATED.plus(MINUTE));
		assertThat(saved.clientAddress()).isEqualTo("192.0.2.2");
		assertThat(saved.secureSide().lastAccessedAt()).isEqualTo(CREATED);
		assertThat(this.store.save(access(record, CREATED.plus(MINUTE), true))).isTrue();
		assertThat(record(record).secureSide().lastAccessedAt()).isEqualTo(CREATED.plus(MINUTE));
	}

	@Test
	void olderAccessMovesNothingBack() {
		SessionRecord record = insert(secureRow("bob"));
		SessionRecord saved = save(access(record, CREATED.plus(MINUTE), true));
		assertThat(this.store.save(new SessionDelta(record.locator(), CREATED.plusSeconds(1), CREATED.plusSeconds(1),
				null, null, "192.0.2.9", record.loginCount(), List.of())))
			.isTrue();
		assertThat(record(record)).isEqualTo(saved);
		assertThat(this.store.deleteExpired(CREATED.plus(IDLE).plusSeconds(2), Duration.ZERO, 10).deleted()).isEmpty();
	}

	@Test
	void sessionExpiresByAnAccessThatIsMovedBack() {
		SessionRecord record = insert(secureRow("bob"));
		SessionRecord endless = insert(withIdle(insecureRow(), Duration.ZERO));
		SessionRecord shortened = insert(insecureRow());
		Instant back = CREATED.minus(IDLE);
		SessionRecord saved = save(access(record, CREATED.plus(MINUTE), true));
		for (SessionRecord each : List.of(record, endless, shortened)) {
			save(new SessionDelta(each.locator(), back, null, each.equals(shortened) ? MINUTE : null, null, "192.0.2.9",
					each.loginCount(), List.of(), true, null, null));
		}
		assertThat(record(record).lastAccessedAt()).isEqualTo(back);
		assertThat(record(record).clientAddress()).isEqualTo(saved.clientAddress());
		assertThat(record(record).secureSide().lastAccessedAt()).isEqualTo(CREATED.plus(MINUTE));
		assertThat(record(shortened).maxInactiveInterval()).isEqualTo(MINUTE);
		assertThat(record(endless).lastAccessedAt()).isEqualTo(back);
		if (!has(StoreCapability.EVENTS_OF_EXPIRY)) {
			return;
		}
		assertThat(this.store.deleteExpired(back.plus(MINUTE).plusMillis(1), Duration.ZERO, 10).deleted())
			.extracting(SessionRecord::locator)
			.containsExactly(shortened.locator());
		assertThat(this.store.deleteExpired(CREATED.plusMillis(1), Duration.ZERO, 10).deleted())
			.extracting(SessionRecord::locator)
			.containsExactly(record.locator());
		assertThat(record(endless).lastAccessedAt()).isEqualTo(back);
	}

	@Test
	void noSecureAccessIsRecordedWithoutASecureId() {
		SessionRecord record = insert(insecureRow());
		assertThat(save(access(record, CREATED.plus(MINUTE), true)).secureSide()).isNull();
	}

	@Test
	void saveWithoutAccessLeavesItAndTheAddress() {
		SessionRecord record = insert(insecureRow());
		assertThat(save(idle(record, Duration.ofHours(1)))).isEqualTo(withIdle(record, Duration.ofHours(1)));
		assertThat(save(writes(record))).isEqualTo(withIdle(record, Duration.ofHours(1)));
	}

	@Test
	void saveWritesReplacesAndRemovesWhatIsNamedAndNothingElse() {
		SessionRecord record = insert(insecureRow(), attribute("kept", Partition.SHARED, "1"),
				attribute("replaced", Partition.SHARED, "2"), attribute("removed", Partition.SHARED, "3"),
				attribute("removed", Partition.INSECURE, "4"));
		assertThat(this.store
			.save(writes(record, write("added", Partition.SHARED, "5"), write("replaced", Partition.SHARED, "6"),
					write("removed", Partition.SHARED, null), write("absent", Partition.SHARED, null))))
			.isTrue();
		assertThat(valueOf(record, "kept", Partition.SHARED)).isEqualTo("1");
		assertThat(valueOf(record, "replaced", Partition.SHARED)).isEqualTo("6");
		assertThat(valueOf(record, "removed", Partition.SHARED)).isEqualTo("absent");
		assertThat(valueOf(record, "removed", Partition.INSECURE)).isEqualTo("4");
		assertThat(valueOf(record, "added", Partition.SHARED)).isEqualTo("5");
		assertThat(this.store.find(record.locator(), ALL).attributes()).hasSize(4);
	}

	@Test
	void replacementChangesNoOtherAttribute() {
		SessionRecord record = insert(insecureRow(), attribute("a", Partition.SHARED, "1"),
				attribute("a", Partition.INSECURE, "2"), attribute("b", Partition.SHARED, "3"));
		SessionRecord other = insert(insecureRow(), attribute("a", Partition.SHARED, "4"));
		assertThat(this.store.save(writes(record, replacement("a", Partition.SHARED, "5")))).isTrue();
		assertThat(valueOf(record, "a", Partition.SHARED)).isEqualTo("5");
		assertThat(valueOf(record, "a", Partition.INSECURE)).isEqualTo("2");
		assertThat(valueOf(record, "b", Partition.SHARED)).isEqualTo("3");
		assertThat(valueOf(other, "a", Partition.SHARED)).isEqualTo("4");
	}

	@Test
	void replacementOfAnAbsentAttributeIsWritten() {
		SessionRecord record = insert(insecureRow());
		assertThat(this.store.save(writes(record, replacement("a", Partition.SHARED, "1")))).isTrue();
		assertThat(valueOf(record, "a", Partition.SHARED)).isEqualTo("1");
	}

	@Test
	void removalOfAnAbsentAttributeAloneSucceeds() {
		SessionRecord record = insert(insecureRow());
		assertThat(this.store.save(writes(record, write("absent", Partition.SHARED, null)))).isTrue();
	}

	@Test
	void saveGivesEveryWriteAnotherPositiveVersion() {
		SessionRecord record = insert(insecureRow());
		Set<Long> versions = new HashSet<>();
		for (int i = 0; i < 5; i++) {
			this.store.save(writes(record, write("a", Partition.SHARED, "1")));
			versions.add(version(record, "a"));
			this.store.save(writes(record, write("a", Partition.SHARED, "1")));
			versions.add(version(record, "a"));
			this.store.save(writes(record, write("a", Partition.SHARED, null)));
			assertThat(this.store.compareAndSet(record.locator(), "a", Partition.SHARED, 0, bytes("1"))).isTrue();
			versions.add(version(record, "a"));
			this.store.compareAndSet(record.locator(), "a", Partition.SHARED, version(record, "a"), bytes("1"));
			versions.add(version(record, "a"));
			this.store.save(writes(record, replacement("a", Partition.SHARED, "1")));
			versions.add(version(record, "a"));
			this.store.clear(record.locator(), ALL);
		}
		assertThat(versions).hasSize(25).allMatch((version) -> version > 0);
	}

	@Test
	void saveOfAnAbsentSessionWritesNothingAndReturnsFalse() {
		SessionRecord record = insecureRow();
		assertThat(this.store.save(writes(record))).isFalse();
		assertThat(this.store.save(access(record, CREATED, true))).isFalse();
		assertThat(this.store.save(principal(record, "bob"))).isFalse();
		assertThat(this.store.save(writes(record, write("a", Partition.SHARED, "1")))).isFalse();
		assertThat(this.store.save(writes(record, replacement("a", Partition.SHARED, "1")))).isFalse();
		assertThat(this.store.save(access(record, CREATED, true, write("a", Partition.SHARED, "1")))).isFalse();
		assertThat(this.store.save(writes(record, write("a", Partition.SHARED, null)))).isFalse();
		assertThat(this.store.save(writes(record, guarded("a", Partition.SECURE, "1")))).isFalse();
		assertThat(
				this.store.save(writes(record, write("a", Partition.SHARED, "1"), write("b", Partition.SHARED, "1"))))
			.isFalse();
		assertThat(this.store.find(record.locator(), ALL)).isNull();
		assertThat(this.store.findAttribute(record.locator(), "a", Partition.SHARED)).isNull();
	}

	@Test
	void saveWritesPrincipalAndGuardedAttributesWhileTheLoginIsTheSame() {
		SessionRecord record = insert(secureRow(null));
		assertThat(this.store.save(writes(record, guarded("auth", Partition.SECURE, "bob")))).isTrue();
		assertThat(save(principal(record, "bob")).principalName()).isEqualTo("bob");
		assertThat(valueOf(record, "auth", Partition.SECURE)).isEqualTo("bob");
		assertThat(save(principal(record, null)).principalName()).isNull();
	}

	@Test
	void saveFromBeforeALoginRecordsAccessAndUnguardedWritesAlone() {
		SessionRecord record = insert(secureRow(null));
		SessionRecord current = update(login(record));
		this.store.save(principal(current, "bob"));
		this.store.save(writes(current, guarded("auth", Partition.SECURE, "bob")));
		assertThat(this.store.save(principal(record, "eve"))).isTrue();
		assertThat(this.store.save(writes(record, guarded("auth", Partition.SECURE, "eve")))).isTrue();
		assertThat(this.store.save(access(record, CREATED.plus(MINUTE), false, guarded("auth", Partition.SECURE, null),
				write("cart", Partition.SHARED, "book"))))
			.isTrue();
		assertThat(record(record).principalName()).isEqualTo("bob");
		assertThat(record(record).lastAccessedAt()).isEqualTo(CREATED.plus(MINUTE));
		assertThat(valueOf(record, "auth", Partition.SECURE)).isEqualTo("bob");
		assertThat(valueOf(record, "cart", Partition.SHARED)).isEqualTo("book");
	}

	@Test
	void principalOfBeforeALoginIsNotWrittenThoughTheSecureSideIsTheSame() {
		SessionRecord record = insert(secureRow(null));
		SessionRecord current = update(new IdUpdate(record, record.ids().loggedIn(), SessionSide.SECURE, LATER, false)
			.withMacs(record.macs()));
		assertThat(current.ids().family()).isEqualTo(record.ids().family());
		this.store.save(principal(current, "bob"));
		assertThat(this.store.save(principal(record, "eve"))).isTrue();
		assertThat(record(record).principalName()).isEqualTo("bob");
	}

	@Test
	void changeOfPrincipalSetsItsClockWhileTheLoginIsTheSame() {
		SessionRecord record = insert(secureRow(null));
		assertThat(save(principal(record, "bob")).secureSide()).isEqualTo(new SecureSide(LOGIN, CREATED, "bob"));
		assertThat(save(principal(record, "eve", LATER)).secureSide()).isEqualTo(new SecureSide(LATER, CREATED, "eve"));
		assertThat(save(principal(record, null, LOGIN)).secureSide()).isEqualTo(new SecureSide(LOGIN, CREATED, null));
		SessionRecord loggedIn = update(login(record));
		assertThat(loggedIn.secureSide()).isEqualTo(new SecureSide(LOGIN, LATER, null));
		assertThat(save(principal(record, "eve", LATER)).secureSide()).isEqualTo(loggedIn.secureSide());
		assertThat(save(principal(loggedIn, "bob", LATER)).secureSide()).isEqualTo(new SecureSide(LATER, LATER, "bob"));
		assertThat(save(access(loggedIn, LATER.plus(MINUTE), true)).secureSide().since()).isEqualTo(LATER);
	}

	@Test
	void saveAfterARestartLeavesTheNewSecureSide() {
		SessionRecord record = insertInAllPartitions();
		SessionRecord restarted = update(restart(record));
		assertThat(save(access(record, CREATED.plusSeconds(1), true)).secureSide()).isEqualTo(restarted.secureSide());
	}

	@Test
	void saveAfterARotationLeavesTheNewIds() {
		SessionRecord record = insert(secureRow("bob"));
		SessionRecord rotated = update(login(record));
		SessionRecord saved = save(new SessionDelta(record.locator(), CREATED.plus(MINUTE), CREATED.plus(MINUTE), IDLE,
				new SessionDelta.PrincipalChange("eve", LOGIN), "192.0.2.2", record.loginCount(),
				List.of(write("a", Partition.SHARED, "1"))));
		assertThat(saved.ids()).isEqualTo(rotated.ids());
		assertThat(saved.side()).isEqualTo(rotated.side());
		assertLetsNothingOut(saved, proof(record, IdKind.SECURE));
	}

	// findAttribute and compareAndSet

	@Test
	void findAttributeReturnsTheOneOfTheNameAndPartition() {
		SessionRecord record = insertInAllPartitions();
		StoredAttribute found = this.store.findAttribute(record.locator(), "a", Partition.SECURE);
		assertThat(found.name()).isEqualTo("a");
		assertThat(found.partition()).isEqualTo(Partition.SECURE);
		assertThat(text(found)).isEqualTo("SECURE");
		assertThat(this.store.findAttribute(record.locator(), "b", Partition.SECURE)).isNull();
		assertThat(this.store.findAttribute(newLocator(), "a", Partition.SECURE)).isNull();
	}

	@Test
	void hasAttributeAnswersForTheNameAndPartition() {
		SessionRecord record = insertInAllPartitions();
		assertThat(this.store.hasAttribute(record.locator(), "a", Partition.SECURE)).isTrue();
		assertThat(this.store.hasAttribute(record.locator(), "b", Partition.SECURE)).isFalse();
		assertThat(this.store.hasAttribute(newLocator(), "a", Partition.SECURE)).isFalse();
		this.store.clear(record.locator(), Set.of(Partition.SECURE));
		assertThat(this.store.hasAttribute(record.locator(), "a", Partition.SECURE)).isFalse();
		assertThat(this.store.hasAttribute(record.locator(), "a", Partition.SHARED)).isTrue();
	}

	@Test
	void compareAndSetWritesWhenTheVersionIsTheExpectedOne() {
		SessionRecord record = insert(insecureRow());
		assertThat(compareAndSet(record, 0, "1")).isTrue();
		assertThat(compareAndSet(record, version(record, "a"), "2")).isTrue();
		assertThat(valueOf(record, "a", Partition.SHARED)).isEqualTo("2");
		assertThat(compareAndSet(record, version(record, "a"), null)).isTrue();
		assertThat(valueOf(record, "a", Partition.SHARED)).isEqualTo("absent");
		assertThat(compareAndSet(record, 0, null)).isTrue();
	}

	@Test
	void compareAndSetIsRefusedWhenTheVersionIsAnother() {
		SessionRecord record = insert(insecureRow(), attribute("a", Partition.SHARED, "1"));
		assertThat(compareAndSet(record, 0, "2")).isFalse();
		assertThat(compareAndSet(record, 0, null)).isFalse();
		assertThat(compareAndSet(record, 6, "2")).isFalse();
		assertThat(compareAndSet(record, 6, null)).isFalse();
		assertThat(valueOf(record, "a", Partition.SHARED)).isEqualTo("1");
		this.store.clear(record.locator(), ALL);
		assertThat(compareAndSet(record, 7, "2")).isFalse();
		assertThat(compareAndSet(record, 7, null)).isFalse();
	}

	@Test
	void compareAndSetIsRefusedWithoutASession() {
		SessionRecord record = insecureRow();
		assertThat(compareAndSet(record, 0, "1")).isFalse();
		assertThat(compareAndSet(record, 0, null)).isFalse();
		assertThat(compareAndSet(record, 7, "1")).isFalse();
		assertThat(compareAndSet(record, 7, null)).isFalse();
	}

	// delete, clear and deleteExpired

	@Test
	@CountsOn(StoreCapability.REVOCATION)
	void deleteRemovesTheSessionWithEverythingThatBelongsToIt() {
		SessionRecord record = insertInAllPartitions();
		SessionRecord rotated = update(rotation(record));
		SessionRecord other = insertInAllPartitions();
		assertThat(this.store.delete(record.locator())).isTrue();
		assertThat(this.store.delete(record.locator())).isFalse();
		assertThat(this.store.find(record.locator(), proof(rotated, IdKind.SECURE), ALL)).isNull();
		assertThat(this.store.find(record.locator(), ALL)).isNull();
		assertThat(this.store.findAttribute(record.locator(), "a", Partition.SHARED)).isNull();
		assertThat(this.store.find(other.locator(), ALL).attributes()).hasSize(3);
	}

	@Test
	void clearRemovesTheAttributesOfThePartitionsAlone() {
		SessionRecord record = insertInAllPartitions();
		this.store.clear(record.locator(), EnumSet.noneOf(Partition.class));
		assertThat(this.store.find(record.locator(), ALL).attributes()).hasSize(3);
		this.store.clear(record.locator(), EnumSet.of(Partition.SHARED, Partition.INSECURE));
		assertThat(this.store.find(record.locator(), ALL).attributes()).singleElement()
			.extracting(StoredAttribute::partition)
			.isEqualTo(Partition.SECURE);
		assertThat(record(record)).isEqualTo(record);
		this.store.clear(newLocator(), ALL);
	}

	@Test
	@CountsOn(StoreCapability.REVOCATION)
	void deleteUnlessSecureSparesASessionWithASecureId() {
		SessionRecord secure = insert(secureRow("bob"));
		SessionRecord insecure = insert(insecureRow());
		assertThat(this.store.deleteUnlessSecure(secure.locator())).isFalse();
		assertThat(this.store.find(secure.locator(), ALL)).isNotNull();
		assertThat(this.store.deleteUnlessSecure(insecure.locator())).isTrue();
		assertThat(this.store.deleteUnlessSecure(insecure.locator())).isFalse();
		assertThat(this.store.find(insecure.locator(), ALL)).isNull();
	}

	@Test
	@CountsOn(StoreCapability.REVOCATION)
	void deleteIfUnchangedSparesASessionWithOtherIds() {
		SessionRecord record = insert(secureRow("bob"), attribute("a", Partition.SECURE, "1"));
		SessionRecord loggedIn = update(login(record));
		assertThat(this.store.deleteIfUnchanged(record.locator(), record.ids().generation())).isFalse();
		assertThat(record(loggedIn)).isEqualTo(loggedIn);
		assertThat(this.store.deleteIfUnchanged(record.locator(), loggedIn.ids().generation())).isTrue();
		assertThat(this.store.deleteIfUnchanged(record.locator(), loggedIn.ids().generation())).isFalse();
		assertThat(this.store.find(record.locator(), ALL)).isNull();
		assertThat(this.store.hasAttribute(record.locator(), "a", Partition.SECURE)).isFalse();
	}

	@Test
	@CountsOn(StoreCapability.REVOCATION)
	void deleteIfUnchangedLosesNoIdsThatChangeMeanwhile() throws Exception {
		for (int round = 0; round < 50; round++) {
			SessionRecord record = insert(secureRow("bob"));
			List<Boolean> outcomes = Concurrently.run(2,
					(i) -> () -> (i == 0) ? this.store.deleteIfUnchanged(record.locator(), record.ids().generation())
							: this.store.update(login(record)));
			assertThat(outcomes.get(0)).isNotEqualTo(outcomes.get(1));
			assertThat(this.store.find(record.locator(), ALL) != null).isEqualTo(outcomes.get(1));
		}
	}

	@ParameterizedTest
	@EnumSource(Partition.class)
	@CountsOn(StoreCapability.REVOCATION)
	void deleteIfEmptySparesASessionWithAnyAttribute(Partition partition) {
		SessionRecord record = insert(secureRow(null), attribute("a", partition, "1"));
		assertThat(this.store.deleteIfEmpty(record.locator(), IdKind.SECURE, record.loginCount())).isFalse();
		this.store.clear(record.locator(), Set.of(partition));
		assertThat(this.store.deleteIfEmpty(record.locator(), IdKind.SECURE, record.loginCount())).isTrue();
		assertThat(this.store.deleteIfEmpty(record.locator(), IdKind.SECURE, record.loginCount())).isFalse();
		assertThat(this.store.find(record.locator(), ALL)).isNull();
	}

	@Test
	@CountsOn(StoreCapability.REVOCATION)
	void deleteIfEmptySparesWhomTheCallerMayNotEnd() {
		SessionRecord user = insert(secureRow("bob"));
		SessionRecord secure = insert(secureRow(null));
		SessionRecord insecure = insert(insecureRow());
		assertThat(this.store.deleteIfEmpty(user.locator(), IdKind.SECURE, user.loginCount())).isFalse();
		assertThat(this.store.deleteIfEmpty(secure.locator(), IdKind.INSECURE, secure.loginCount())).isFalse();
		assertThat(this.store.deleteIfEmpty(insecure.locator(), IdKind.INSECURE, insecure.loginCount())).isTrue();
	}

	@Test
	void idleTimeStaysWhenSomebodyLogsInMeanwhile() {
		SessionRecord record = insert(secureRow(null));
		SessionRecord loggedIn = update(login(record));
		assertThat(this.store.save(idle(record, Duration.ofSeconds(1)))).isTrue();
		assertThat(record(loggedIn).maxInactiveInterval()).isEqualTo(record.maxInactiveInterval());
		assertThat(this.store.save(idle(loggedIn, Duration.ofSeconds(1)))).isTrue();
		assertThat(record(loggedIn).maxInactiveInterval()).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void storedPrincipalNameIsWhatRowsHave() {
		for (String name : List.of("rob", "u".repeat(200), "u".repeat(255), "sha-256:u", "a\0b")) {
			SessionRecord record = insert(secureRow(name));
			assertThat(record(record).principalName()).isEqualTo(this.store.storedPrincipalName(name));
		}
	}

	@Test
	@CountsOn(StoreCapability.REVOCATION)
	void deleteIfEmptySparesASessionThatSomebodyLogsInTo() {
		SessionRecord record = insert(secureRow(null));
		assertThat(this.store.update(login(record))).isTrue();
		assertThat(this.store.deleteIfEmpty(record.locator(), IdKind.SECURE, record.loginCount())).isFalse();
		assertThat(this.store.deleteIfEmpty(record.locator(), IdKind.SECURE, record.loginCount() + 1)).isTrue();
	}

	@Test
	@CountsOn(StoreCapability.REVOCATION)
	void deleteIfEmptyLosesNoAttributeThatIsAddedMeanwhile() throws Exception {
		for (int round = 0; round < 50; round++) {
			SessionRecord record = insert(insecureRow());
			List<Boolean> outcomes = Concurrently.run(2,
					(i) -> () -> (i == 0)
							? this.store.deleteIfEmpty(record.locator(), IdKind.INSECURE, record.loginCount())
							: this.store.compareAndSet(record.locator(), "a", Partition.SHARED, 0, bytes("1")));
			assertThat(outcomes.get(0)).isNotEqualTo(outcomes.get(1));
			assertThat(this.store.findAttribute(record.locator(), "a", Partition.SHARED) != null)
				.isEqualTo(outcomes.get(1));
		}
	}

	@Test
	@CountsOn(value = StoreCapability.REVOCATION, absent = true)
	void deletionWithoutRevocationThrowsNothingAndSparesWhomItMust() {
		SessionRecord secure = insert(secureRow("bob"));
		assertThat(this.store.deleteUnlessSecure(secure.locator())).isFalse();
		assertThat(this.store.deleteIfEmpty(secure.locator(), IdKind.INSECURE, secure.loginCount())).isFalse();
		assertThat(record(secure)).isEqualTo(secure);
		assertThatNoException().isThrownBy(() -> this.store.delete(secure.locator()));
		SessionRecord insecure = insert(insecureRow());
		assertThatNoException()
			.isThrownBy(() -> this.store.deleteIfEmpty(insecure.locator(), IdKind.INSECURE, insecure.loginCount()));
		assertThatNoException().isThrownBy(() -> this.store.deleteUnlessSecure(insecure.locator()));
		assertThatNoException().isThrownBy(() -> this.store.deleteIfUnchanged(insecure.locator(), 0));
		assertThat(this.store.delete(newLocator())).isFalse();
	}

	@Test
	@CountsOn(value = StoreCapability.EVENTS_OF_EXPIRY, absent = true)
	void storeWithoutEventsOfExpiryAnswersNoExpiredSession() {
		insert(withIdle(secureRow("bob"), MINUTE));
		SessionRecord alive = insert(insecureRow());
		for (int limit : List.of(1, 10)) {
			assertThat(this.store.deleteExpired(CREATED.plus(MINUTE).plusMillis(1), Duration.ZERO, limit))
				.isEqualTo(new ExpiredSessions(List.of(), false));
		}
		assertThat(record(alive)).isEqualTo(alive);
	}

	@Test
	@CountsOn(StoreCapability.EVENTS_OF_EXPIRY)
	void deleteExpiredDeletesWhatIsExpiredAndReturnsIt() {
		SessionRecord expired = insert(withIdle(secureRow("bob"), MINUTE), attribute("a", Partition.SHARED, "1"));
		SessionRecord alive = insert(insecureRow());
		assertThat(this.store.deleteExpired(CREATED.plus(MINUTE), Duration.ZERO, 10).deleted()).isEmpty();
		assertThat(this.store.deleteExpired(CREATED.plus(MINUTE).plusMillis(1), Duration.ZERO, 10).deleted())
			.containsExactly(expired);
		assertThat(this.store.find(expired.locator(), ALL)).isNull();
		assertThat(this.store.findAttribute(expired.locator(), "a", Partition.SHARED)).isNull();
		assertThat(record(alive)).isEqualTo(alive);
	}

	@Test
	@CountsOn(StoreCapability.EVENTS_OF_EXPIRY)
	void deleteExpiredFindsTheUnusedBehindThoseUsedSince() {
		Instant later = CREATED.plus(Duration.ofMinutes(2));
		for (int i = 0; i < 5; i++) {
			this.store.save(access(insert(withIdle(insecureRow(), MINUTE)), later, false));
		}
		SessionRecord unused = insert(withIdle(insecureRow(), MINUTE.plusSeconds(1)));
		List<SessionRecord> deleted = new ArrayList<>();
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
		SessionRecord record = insert(withIdle(insecureRow(), MINUTE));
		Instant idleFor = CREATED.plus(MINUTE).plusMillis(1);
		assertThat(this.store.deleteExpired(idleFor, Duration.ofSeconds(30), 10).deleted()).isEmpty();
		assertThat(this.store.deleteExpired(idleFor.plusSeconds(30), Duration.ofSeconds(30), 10).deleted())
			.containsExactly(record);
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
		SessionRecord zero = insert(withIdle(insecureRow(), Duration.ZERO));
		SessionRecord negative = insert(withIdle(insecureRow(), Duration.ofSeconds(-1)));
		SessionRecord endless = insert(withIdle(insecureRow(), Duration.ofDays(365 * 1000)));
		SessionRecord short1 = insert(withIdle(insecureRow(), Duration.ofMillis(1)));
		SessionRecord shortened = insert(insecureRow());
		this.store.save(idle(shortened, MINUTE));
		SessionRecord prolonged = insert(withIdle(insecureRow(), MINUTE));
		this.store.save(idle(prolonged, Duration.ZERO));
		this.store.save(access(prolonged, CREATED.plusSeconds(1), false));
		SessionRecord used = insert(withIdle(insecureRow(), MINUTE));
		this.store.save(access(used, CREATED.plus(MINUTE), false));
		assertThat(this.store.deleteExpired(CREATED.plus(MINUTE).plusSeconds(2), Duration.ZERO, 10).deleted())
			.extracting(SessionRecord::locator)
			.containsExactlyInAnyOrder(short1.locator(), shortened.locator());
		assertThat(this.store.deleteExpired(CREATED.plus(Duration.ofDays(30)), Duration.ZERO, 10).deleted())
			.extracting(SessionRecord::locator)
			.containsExactly(used.locator());
		assertThat(List.of(record(zero), record(negative), record(endless), record(prolonged))).hasSize(4);
	}

	// concurrency

	@Test
	@CountsOn(StoreCapability.ONE_WINNER)
	void exactlyOneOfManyUpdatesAtOnceWins() throws Exception {
		for (int round = 0; round < 5; round++) {
			SessionRecord record = (round % 2 == 0) ? insert(insecureRow()) : insertInAllPartitions();
			List<IdUpdate> updates = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				updates.add(switch (i % 4) {
					case 0 -> login(record);
					case 1 -> restart(record);
					case 2 -> insecureRotation(record);
					default -> rotation(record);
				});
			}
			List<Boolean> won = Concurrently.run(8, (i) -> () -> this.store.update(updates.get(i)));
			assertThat(won).containsOnlyOnce(true);
			IdUpdate winner = updates.get(won.indexOf(true));
			assertThat(record(record)).isEqualTo(winner.result());
			assertThat(valueOf(record, "a", Partition.SECURE))
				.isEqualTo((round % 2 == 0 || winner.restartsSecureSide()) ? "absent" : "SECURE");
		}
	}

	@Test
	@CountsOn(value = StoreCapability.ONE_WINNER, absent = true)
	void idsOfOneWinnerStayAfterManyUpdatesAtOnce() throws Exception {
		for (int round = 0; round < 5; round++) {
			SessionRecord record = insert(insecureRow());
			List<IdUpdate> updates = Stream.generate(() -> rotation(record)).limit(8).toList();
			List<Boolean> won = Concurrently.run(8, (i) -> () -> this.store.update(updates.get(i)));
			assertThat(updates).filteredOn((update) -> won.get(updates.indexOf(update)))
				.extracting(IdUpdate::ids)
				.contains(record(record).ids());
			assertThat(this.store.update(rotation(record))).isFalse();
		}
	}

	@Test
	@CountsOn(StoreCapability.ONE_WINNER)
	void noUpdateIsLostWhenManyTryAgainUntilTheyWin() throws Exception {
		SessionRecord record = insert(insecureRow());
		Concurrently.run(8, (i) -> () -> {
			for (int n = 0; n < 5; n++) {
				boolean won = false;
				while (!won) {
					SessionRecord current = record(record);
					won = this.store.update(IdUpdate.ofIds(current, current.ids().loggedIn(), SessionSide.SECURE));
				}
			}
			return true;
		});
		assertThat(record(record).loginCount()).isEqualTo(40);
		assertThat(record(record).ids().generation()).isEqualTo(40);
	}

	@Test
	void noSaveFailsWhenManyAddTheSameAttributeAtOnce() throws Exception {
		for (int round = 0; round < 10; round++) {
			SessionRecord record = insert(insecureRow());
			List<Boolean> saved = Concurrently.run(8,
					(i) -> () -> this.store.save((i % 2 == 0)
							? writes(record,
									(i < 4) ? write("a", Partition.SHARED, "" + i)
											: replacement("a", Partition.SHARED, "" + i))
							: access(record, CREATED.plusSeconds(i), false, write("a", Partition.SHARED, "" + i))));
			assertThat(saved).containsOnly(true);
			assertThat(this.store.find(record.locator(), ALL).attributes()).hasSize(1);
			assertThat(record(record).lastAccessedAt()).isEqualTo(CREATED.plusSeconds(7));
		}
	}

	@Test
	void noSaveFailsWhenManyWriteTheSameAttributesInOppositeOrder() throws Exception {
		SessionRecord record = insert(insecureRow());
		List<Boolean> saved = Concurrently.run(8, (i) -> () -> {
			boolean all = true;
			for (int n = 0; n < 25; n++) {
				SessionDelta.AttributeWrite a = write("a", Partition.SHARED, i + "-" + n);
				SessionDelta.AttributeWrite b = write("b", Partition.SHARED, (n % 5 != 0) ? i + "-" + n : null);
				all &= this.store.save((i % 2 == 0) ? writes(record, a, b) : writes(record, b, a));
			}
			return all;
		});
		assertThat(saved).containsOnly(true);
	}

	@Test
	void noAttributeIsLostWhenManyWriteDifferentOnes() throws Exception {
		SessionRecord record = insert(insecureRow());
		Concurrently.run(8, (i) -> () -> {
			for (int n = 0; n < 10; n++) {
				this.store
					.save(access(record, CREATED.plusSeconds(n), false, write(i + "-" + n, Partition.SHARED, "1")));
			}
			return true;
		});
		assertThat(this.store.find(record.locator(), ALL).attributes()).hasSize(80);
	}

	@Test
	@CountsOn(StoreCapability.REVOCATION)
	void writesDuringADeletionDoNotFailOrReviveTheSession() throws Exception {
		for (int round = 0; round < 15; round++) {
			SessionRecord record = insert(insecureRow(), attribute("a", Partition.SHARED, "1"));
			Concurrently.run(5, (i) -> () -> switch (i) {
				case 0 -> this.store.delete(record.locator());
				case 4 -> this.store.save(writes(record, replacement("a", Partition.SHARED, "6")));
				case 1 -> this.store.save(writes(record, write("b", Partition.SHARED, "2")));
				case 2 -> this.store.compareAndSet(record.locator(), "c", Partition.SHARED, 0, bytes("3"));
				default -> this.store
					.save(writes(record, write("d", Partition.SHARED, "4"), write("a", Partition.SHARED, "5")));
			});
			assertThat(this.store.find(record.locator(), ALL)).isNull();
			assertThat(this.store.findAttribute(record.locator(), "a", Partition.SHARED)).isNull();
			assertThat(this.store.findAttribute(record.locator(), "b", Partition.SHARED)).isNull();
		}
	}

	@Test
	void saveNeverOverwritesALoginThatHappensMeanwhile() throws Exception {
		for (int round = 0; round < 20; round++) {
			SessionRecord record = insert(secureRow(null));
			IdUpdate login = login(record);
			Concurrently.run(3, (i) -> () -> switch (i) {
				case 0 -> this.store.update(login)
						&& this.store.save(writes(login.result(), guarded("auth", Partition.SECURE, "bob")))
						&& this.store.save(principal(login.result(), "bob"));
				case 1 -> this.store.save(writes(record, guarded("auth", Partition.SECURE, "eve")));
				default -> this.store.save(principal(record, "eve", CREATED));
			});
			assertThat(valueOf(record, "auth", Partition.SECURE)).isEqualTo("bob");
			assertThat(record(record).principalName()).isEqualTo("bob");
			assertThat(record(record).secureSide().since()).isEqualTo(LOGIN);
			assertThat(record(record).ids()).isEqualTo(login.ids());
		}
	}

	@Test
	@CountsOn(StoreCapability.ATOMIC_UPDATE)
	void noIncrementIsLostWhenManyCompareAndSet() throws Exception {
		SessionRecord record = insert(insecureRow());
		Concurrently.run(8, (i) -> () -> {
			for (int n = 0; n < 10; n++) {
				boolean set = false;
				while (!set) {
					StoredAttribute old = this.store.findAttribute(record.locator(), "a", Partition.SHARED);
					int count = (old != null) ? Integer.parseInt(text(old)) : 0;
					set = compareAndSet(record, (old != null) ? old.version() : 0, "" + (count + 1));
				}
			}
			return true;
		});
		assertThat(valueOf(record, "a", Partition.SHARED)).isEqualTo("80");
	}

	@Test
	@CountsOn(value = StoreCapability.ATOMIC_UPDATE, absent = true)
	void valueOfOneWinnerStaysWhenManyCompareAndSetAtOnce() throws Exception {
		for (int round = 0; round < 5; round++) {
			SessionRecord record = insert(insecureRow(), attribute("a", Partition.SHARED, "before"));
			List<Boolean> set = Concurrently.run(8, (i) -> () -> compareAndSet(record, 7, "" + i));
			assertThat(set.get(Integer.parseInt(valueOf(record, "a", Partition.SHARED)))).isTrue();
			assertThat(compareAndSet(record, 7, "late")).isFalse();
			assertThat(compareAndSet(record, version(record, "a"), "later")).isTrue();
			assertThat(valueOf(record, "a", Partition.SHARED)).isEqualTo("later");
		}
	}

	@Test
	@CountsOn(StoreCapability.ONE_WINNER)
	void noPendingIdIsLostWhenARotationMeetsAConfirmation() throws Exception {
		for (int round = 0; round < 15; round++) {
			SessionRecord second = update(rotation(insert(secureRow("bob"))));
			List<IdUpdate> updates = List.of(rotation(second), confirmation(second, CREATED, IdKind.INSECURE));
			List<Boolean> won = Concurrently.run(2, (i) -> () -> this.store.update(updates.get(i)));
			assertThat(won).containsOnlyOnce(true);
			SessionRecord current = record(second);
			assertThat(current).isEqualTo(updates.get(won.indexOf(true)).result());
			SessionRecord third = won.get(0) ? current : update(rotation(current));
			assertThat(third.ids().isUnconfirmed(IdKind.INSECURE)).isTrue();
			assertThat(third.ids().retired(IdKind.INSECURE, second.insecureId()).usableUntil()).isNull();
		}
	}

	@Test
	@CountsOn(StoreCapability.EVENTS_OF_EXPIRY)
	void concurrentCleanupsAnswerEachExpiredSessionOnce() throws Exception {
		Set<Locator> locators = new HashSet<>();
		for (int i = 0; i < 60; i++) {
			locators.add(insert(withIdle(insecureRow(), MINUTE), attribute("a", Partition.SHARED, "1")).locator());
		}
		Instant later = CREATED.plus(Duration.ofMinutes(2));
		List<List<Locator>> deleted = Concurrently.run(4, (i) -> () -> {
			List<Locator> mine = new ArrayList<>();
			for (int n = 0; n < 10; n++) {
				this.store.deleteExpired(later, Duration.ZERO, 7)
					.deleted()
					.forEach((record) -> mine.add(record.locator()));
			}
			return mine;
		});
		List<Locator> all = new ArrayList<>(deleted.stream().flatMap(List::stream).toList());
		this.store.deleteExpired(later, Duration.ZERO, 100).deleted().forEach((record) -> all.add(record.locator()));
		assertThat(all).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(locators);
	}

	/**
	 * Stores a session.
	 * @param record the session
	 * @param attributes its attributes
	 * @return the session
	 */
	protected SessionRecord insert(SessionRecord record, StoredAttribute... attributes) {
		this.store.insert(new StoredSession(record, List.of(attributes)));
		return record;
	}

	private boolean has(StoreCapability capability) {
		return this.store.capabilities().contains(capability);
	}

	private SessionRecord insertInAllPartitions() {
		return insert(secureRow("bob"), attribute("a", Partition.SHARED, "SHARED"),
				attribute("a", Partition.SECURE, "SECURE"), attribute("a", Partition.INSECURE, "INSECURE"));
	}

	private SessionRecord update(IdUpdate update) {
		assertThat(this.store.update(update)).isTrue();
		return record(update.expected());
	}

	/**
	 * Fails if there is more than the row in the session for those who present this, or
	 * if there is less.
	 */
	private void assertLetsNothingOut(SessionRecord record, Proof proof) {
		assertThat(proof.opens(record)).isFalse();
		StoredSession found = this.store.find(record.locator(), proof, ALL);
		assertShows(found.record(), withoutPrincipal(record), proof.kind());
		assertThat(found.attributes()).isEmpty();
	}

	/**
	 * Fails if a session is another one than expected. Where the store can't know of a
	 * secure id, who presents an insecure one need not see that there is any.
	 */
	private void assertShows(SessionRecord found, SessionRecord expected, IdKind kind) {
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

	private static RetiredId retired(SessionRecord record, SessionRecord earlier) {
		return record.ids().retired(IdKind.SECURE, earlier.secureId());
	}

	private static List<Instant> ends(SessionRecord record, IdKind kind) {
		return record.ids()
			.retired()
			.stream()
			.filter((id) -> id.kind() == kind)
			.map(RetiredId::usableUntil)
			.collect(Collectors.toList());
	}

	private SessionRecord save(SessionDelta delta) {
		assertThat(this.store.save(delta)).isTrue();
		return this.store.find(delta.locator(), ALL).record();
	}

	/**
	 * Reads a session again, with everything that it lets out.
	 * @param record the session as it was
	 * @return the session as it is
	 */
	protected SessionRecord record(SessionRecord record) {
		return this.store.find(record.locator(), ALL).record();
	}

	/**
	 * Reads the value of an attribute.
	 * @param record the session
	 * @param name the attribute's name
	 * @param partition where it is kept
	 * @return the value, {@code absent} if there is none
	 */
	protected String valueOf(SessionRecord record, String name, Partition partition) {
		return text(this.store.findAttribute(record.locator(), name, partition));
	}

	private long version(SessionRecord record, String name) {
		return this.store.findAttribute(record.locator(), name, Partition.SHARED).version();
	}

	private boolean compareAndSet(SessionRecord record, long version, @Nullable String value) {
		return this.store.compareAndSet(record.locator(), "a", Partition.SHARED, version,
				(value != null) ? bytes(value) : null);
	}

}
