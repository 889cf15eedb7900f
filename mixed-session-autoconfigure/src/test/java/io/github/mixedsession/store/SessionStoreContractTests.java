package io.github.mixedsession.store;

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

import io.github.mixedsession.Channel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.mixedsession.store.TestSessions.ALL;
import static io.github.mixedsession.store.TestSessions.CREATED;
import static io.github.mixedsession.store.TestSessions.IDLE;
import static io.github.mixedsession.store.TestSessions.access;
import static io.github.mixedsession.store.TestSessions.attribute;
import static io.github.mixedsession.store.TestSessions.bytes;
import static io.github.mixedsession.store.TestSessions.guarded;
import static io.github.mixedsession.store.TestSessions.idle;
import static io.github.mixedsession.store.TestSessions.insecureRotation;
import static io.github.mixedsession.store.TestSessions.insecureRow;
import static io.github.mixedsession.store.TestSessions.login;
import static io.github.mixedsession.store.TestSessions.newId;
import static io.github.mixedsession.store.TestSessions.principal;
import static io.github.mixedsession.store.TestSessions.replacement;
import static io.github.mixedsession.store.TestSessions.restart;
import static io.github.mixedsession.store.TestSessions.rotation;
import static io.github.mixedsession.store.TestSessions.secureRow;
import static io.github.mixedsession.store.TestSessions.text;
import static io.github.mixedsession.store.TestSessions.withIdle;
import static io.github.mixedsession.store.TestSessions.withIds;
import static io.github.mixedsession.store.TestSessions.write;
import static io.github.mixedsession.store.TestSessions.writes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatRuntimeException;

/**
 * What {@link SessionStore} promises, for every store. Each test makes sessions of its
 * own; the store need only be empty of expired ones.
 */
public abstract class SessionStoreContractTests {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	protected SessionStore store;

	@BeforeEach
	void setUpStore() {
		this.store = createStore();
	}

	protected abstract SessionStore createStore();

	// find

	@Test
	void findByIdWhenInsecureIdThenReturnsWhatWasInserted() {
		SessionRow row = insert(insecureRow(), attribute("cart", Partition.SHARED, "book"));
		StoredSession found = this.store.findById(Channel.INSECURE, row.insecureId(), ALL);
		assertThat(found.row()).isEqualTo(row);
		assertThat(found.attributes()).singleElement().satisfies((cart) -> {
			assertThat(cart.name()).isEqualTo("cart");
			assertThat(cart.partition()).isEqualTo(Partition.SHARED);
			assertThat(cart.version()).isEqualTo(7);
			assertThat(text(cart)).isEqualTo("book");
		});
	}

	@Test
	void findByIdWhenSecureIdThenReturnsWhatWasInserted() {
		SessionRow row = insert(secureRow("bob"));
		StoredSession found = this.store.findById(Channel.SECURE, row.secureId(), ALL);
		assertThat(found.row()).isEqualTo(row);
		assertThat(found.attributes()).isEmpty();
	}

	@Test
	void findByIdWhenIdIsOfTheOtherKindThenReturnsNull() {
		SessionRow row = insert(secureRow("bob"));
		assertThat(this.store.findById(Channel.INSECURE, row.secureId(), ALL)).isNull();
		assertThat(this.store.findById(Channel.SECURE, row.insecureId(), ALL)).isNull();
	}

	@ParameterizedTest
	@EnumSource(Channel.class)
	void findByIdWhenIdIsUnknownThenReturnsNull(Channel kind) {
		insert(insecureRow());
		assertThat(this.store.findById(kind, newId(), ALL)).isNull();
	}

	@Test
	void findByIdReadsOnlyThePartitionsAskedFor() {
		SessionRow row = insertInAllPartitions();
		for (Set<Partition> partitions : List.of(EnumSet.noneOf(Partition.class), EnumSet.of(Partition.SHARED),
				EnumSet.of(Partition.SHARED, Partition.INSECURE), EnumSet.of(Partition.SHARED, Partition.SECURE),
				EnumSet.of(Partition.SECURE), ALL)) {
			assertThat(this.store.findById(Channel.SECURE, row.secureId(), partitions).attributes())
				.extracting(StoredAttribute::partition)
				.containsExactlyInAnyOrderElementsOf(partitions);
			assertThat(this.store.findByKey(row.key(), partitions).attributes()).extracting(StoredAttribute::partition)
				.containsExactlyInAnyOrderElementsOf(partitions);
		}
	}

	@Test
	void findReadsThePrincipalOnlyWithTheSecurePartition() {
		SessionRow row = insert(secureRow("bob"));
		Set<Partition> insecure = EnumSet.of(Partition.SHARED, Partition.INSECURE);
		assertThat(this.store.findById(Channel.INSECURE, row.insecureId(), insecure).row().principalName()).isNull();
		assertThat(this.store.findByKey(row.key(), insecure).row().principalName()).isNull();
		assertThat(this.store.findByKey(row.key(), EnumSet.of(Partition.SECURE)).row().principalName())
			.isEqualTo("bob");
	}

	@Test
	void findReturnsExpiredSessions() {
		SessionRow row = insert(withIdle(insecureRow(), Duration.ofSeconds(1)));
		assertThat(this.store.findById(Channel.INSECURE, row.insecureId(), ALL).row()).isEqualTo(row);
	}

	@Test
	void findByKeyReturnsWhatWasInserted() {
		SessionRow row = insert(secureRow("bob"), attribute("cart", Partition.SHARED, "book"));
		assertThat(row(row)).isEqualTo(row);
		assertThat(valueOf(row, "cart", Partition.SHARED)).isEqualTo("book");
		assertThat(this.store.findByKey("unknown", ALL)).isNull();
	}

	@Test
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
	void findRetiredWhenIdIsUnknownThenReturnsNull() {
		SessionRow row = insert(insecureRow());
		assertThat(this.store.findRetired(newId())).isNull();
		assertThat(this.store.findRetired(row.insecureId())).isNull();
	}

	// insert

	@Test
	void insertKeepsAttributesApartByPartitionAndExactName() {
		SessionRow row = insert(insecureRow(), attribute("a", Partition.SHARED, "1"),
				attribute("a", Partition.SECURE, "2"), attribute("a", Partition.INSECURE, "3"),
				attribute("A", Partition.SHARED, "4"), attribute("a ", Partition.SHARED, "5"),
				attribute("\u00e4", Partition.SHARED, "6"));
		assertThat(this.store.findByKey(row.key(), ALL).attributes()).extracting(TestSessions::text)
			.containsExactlyInAnyOrder("1", "2", "3", "4", "5", "6");
	}

	@Test
	void insertKeepsLongNamesAndLargeAndEmptyValues() {
		String name = "\u20ac".repeat(200);
		byte[] large = new byte[2_000_000];
		Arrays.fill(large, (byte) -1);
		SessionRow row = insert(secureRow(name), new StoredAttribute(name, Partition.SHARED, 1, large),
				new StoredAttribute("empty", Partition.SHARED, 1, new byte[0]));
		assertThat(this.store.findAttribute(row.key(), name, Partition.SHARED).value()).isEqualTo(large);
		assertThat(this.store.findAttribute(row.key(), "empty", Partition.SHARED).value()).isEmpty();
		assertThat(this.store.findByPrincipalName(name)).contains(row);
	}

	/**
	 * Identity providers choose names, and OpenID Connect allows 255 characters.
	 */
	@Test
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
			assertThat(found).extracting(SessionRow::key).contains(row.key());
			assertThat(found).extracting(SessionRow::principalName).containsOnly(name);
			String stored = row(row).principalName();
			assertThat(stored.equals(name) || this.store.findByPrincipalName(stored).isEmpty()).isTrue();
		});
	}

	@Test
	void whenClientAddressIsNoneThenItNeverFails() {
		for (String address : List.of("\u00e9", "1".repeat(46), "\0", "\ud800", "", "192.0.2.1\r\n")) {
			SessionRow row = secureRow("bob");
			this.store.insert(new StoredSession(
					new SessionRow(row.key(), row.insecureId(), row.secureId(), row.channel(), row.createdAt(),
							row.lastAccessedAt(), row.maxInactiveInterval(), row.secureSince(),
							row.secureLastAccessedAt(), row.loginCount(), false, false, row.principalName(), address),
					List.of()));
			assertThat(row(row).clientAddress()).isIn(null, address);
			assertThat(this.store.save(new SessionDelta(row.key(), CREATED.plus(MINUTE), null, null, null, address,
					row.loginCount(), List.of())))
				.isTrue();
			assertThat(row(row).clientAddress()).isIn(null, address);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\0b", "\ud800", "\udc00a" })
	void whenAttributeNameIsNoTextThenThrowsAndFindsNothing(String name) {
		SessionRow row = insert(insecureRow(), attribute("?", Partition.SHARED, "1"));
		SessionRow other = insecureRow();
		assertThatIllegalArgumentException().isThrownBy(() -> insert(other, attribute(name, Partition.SHARED, "1")));
		assertThat(this.store.findByKey(other.key(), ALL)).isNull();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.store.save(writes(row, write(name, Partition.SHARED, "1"))));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.store.compareAndSet(row.key(), name, Partition.SHARED, 0, bytes("1")));
		assertThat(this.store.findAttribute(row.key(), name, Partition.SHARED)).isNull();
		assertThat(this.store.compareAndSet(row.key(), name, Partition.SHARED, 0, null)).isTrue();
		assertThat(this.store.save(writes(row, write(name, Partition.SHARED, null)))).isTrue();
		assertThat(valueOf(row, "?", Partition.SHARED)).isEqualTo("1");
	}

	@Test
	void insertWhenAttributeNameIsTooLongThenThrowsAndStoresNothing() {
		SessionRow row = insecureRow();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> insert(row, attribute("a".repeat(201), Partition.SHARED, "1")))
			.withMessageContaining("200");
		assertThat(this.store.findByKey(row.key(), ALL)).isNull();
	}

	@Test
	void insertWhenAnIdIsTakenThenThrows() {
		SessionRow row = insert(secureRow("bob"));
		assertThatRuntimeException().isThrownBy(() -> insert(withIds(secureRow("eve"), row.insecureId(), newId())));
		assertThatRuntimeException().isThrownBy(() -> insert(withIds(secureRow("eve"), newId(), row.secureId())));
		assertThat(this.store.findById(Channel.SECURE, row.secureId(), ALL).row()).isEqualTo(row);
	}

	@Test
	void insertWhenSeveralSessionsHaveNoSecureIdThenKeepsThemApart() {
		SessionRow first = insert(insecureRow());
		SessionRow second = insert(insecureRow());
		assertThat(row(first)).isEqualTo(first);
		assertThat(row(second)).isEqualTo(second);
	}

	// rotate

	@Test
	void rotateReplacesBothIdsAndRetiresThem() {
		SessionRow row = insert(secureRow("bob"), attribute("cart", Partition.SHARED, "book"));
		Rotation rotation = rotation(row);
		assertThat(this.store.rotate(rotation)).isTrue();
		SessionRow rotated = row(row);
		assertThat(rotated).isEqualTo(rotation.result());
		assertThat(rotated.insecureIdUnconfirmed()).isTrue();
		assertThat(rotated.secureIdUnconfirmed()).isTrue();
		assertThat(rotated.secureSince()).isEqualTo(CREATED);
		assertThat(rotated.secureLastAccessedAt()).isEqualTo(rotation.at());
		assertThat(this.store.findById(Channel.INSECURE, row.insecureId(), ALL)).isNull();
		assertThat(this.store.findById(Channel.SECURE, row.secureId(), ALL)).isNull();
		assertThat(this.store.findById(Channel.SECURE, rotation.secureId(), ALL).row()).isEqualTo(rotated);
		assertThat(this.store.findRetired(row.insecureId())).isEqualTo(
				new RetiredId(row.insecureId(), row.key(), Channel.INSECURE, row.loginCount(), row.loginCount(), null));
		assertThat(this.store.findRetired(row.secureId())).isEqualTo(
				new RetiredId(row.secureId(), row.key(), Channel.SECURE, row.loginCount(), row.loginCount(), null));
		assertThat(valueOf(row, "cart", Partition.SHARED)).isEqualTo("book");
	}

	@Test
	void rotateWhenItBindsTheFirstSecureIdThenRetiresNoneAndBeginsTheSecureSide() {
		SessionRow row = insert(insecureRow());
		Rotation rotation = rotation(row);
		assertThat(this.store.rotate(rotation)).isTrue();
		SessionRow rotated = row(row);
		assertThat(rotated).isEqualTo(rotation.result());
		assertThat(rotated.secureIdUnconfirmed()).isFalse();
		assertThat(rotated.secureSince()).isEqualTo(rotation.at());
	}

	@Test
	void rotateWhenInsecureOnlyThenKeepsTheSecureIdAndItsClock() {
		SessionRow row = insert(secureRow("bob"));
		Rotation rotation = insecureRotation(row, true);
		assertThat(this.store.rotate(rotation)).isTrue();
		SessionRow rotated = row(row);
		assertThat(rotated).isEqualTo(rotation.result());
		assertThat(rotated.channel()).isEqualTo(Channel.INSECURE);
		assertThat(rotated.secureId()).isEqualTo(row.secureId());
		assertThat(rotated.secureLastAccessedAt()).isEqualTo(CREATED);
		assertThat(this.store.findRetired(row.secureId())).isNull();
	}

	@Test
	void rotateWhenNoIdIsReplacedThenChangesTheChannelAlone() {
		SessionRow row = insert(secureRow("bob"));
		assertThat(this.store.rotate(new Rotation(row, null, null, Channel.INSECURE, false, true, CREATED, false)))
			.isTrue();
		SessionRow rotated = row(row);
		assertThat(rotated.channel()).isEqualTo(Channel.INSECURE);
		assertThat(withIds(rotated, row.insecureId(), row.secureId())).isEqualTo(rotated);
		assertThat(this.store.findRetired(row.insecureId())).isNull();
	}

	@Test
	void rotateWhenNotRetiringThenTheReplacedInsecureIdIsDeadAtOnce() {
		SessionRow row = insert(secureRow("bob"));
		Rotation rotation = new Rotation(row, newId(), newId(), Channel.SECURE, false, false, CREATED.plus(MINUTE),
				false);
		assertThat(this.store.rotate(rotation)).isTrue();
		RetiredId insecure = this.store.findRetired(row.insecureId());
		assertThat(insecure.usableUntil()).isEqualTo(rotation.at());
		assertThat(insecure.isUsable(rotation.at())).isFalse();
		assertThat(this.store.findRetired(row.secureId()).usableUntil()).isNull();
		assertThat(row(row).insecureIdUnconfirmed()).isFalse();
	}

	@Test
	void rotateWhenAnIdIsNotTheExpectedOneThenChangesNothing() {
		SessionRow row = insert(secureRow("bob"), attribute("auth", Partition.SECURE, "bob"));
		for (SessionRow stale : List.of(withIds(row, newId(), row.secureId()), withIds(row, row.insecureId(), newId()),
				withIds(row, row.insecureId(), null))) {
			Rotation rotation = new Rotation(stale, newId(), newId(), Channel.INSECURE, true, true, CREATED, true);
			assertThat(this.store.rotate(rotation)).isFalse();
			assertThat(this.store.findById(Channel.INSECURE, rotation.insecureId(), ALL)).isNull();
			assertThat(this.store.findRetired(stale.insecureId())).isNull();
		}
		assertThat(row(row)).isEqualTo(row);
		assertThat(valueOf(row, "auth", Partition.SECURE)).isEqualTo("bob");
	}

	@Test
	void rotateWhenASecureIdWasBoundInTheMeantimeThenReturnsFalse() {
		SessionRow row = insert(insecureRow());
		Rotation winner = rotation(row);
		assertThat(this.store.rotate(winner)).isTrue();
		assertThat(this.store.rotate(rotation(withIds(row, winner.insecureId(), null)))).isFalse();
		assertThat(row(row)).isEqualTo(winner.result());
	}

	@Test
	void rotateWhenSessionIsGoneThenReturnsFalse() {
		assertThat(this.store.rotate(rotation(insecureRow()))).isFalse();
	}

	@Test
	void rotateWhenLoginThenEveryRetiredSecureIdIsBehind() {
		SessionRow row = insert(secureRow(null));
		SessionRow first = rotate(rotation(row));
		SessionRow stepped = rotate(rotation(first));
		SessionRow loggedIn = rotate(login(stepped));
		assertThat(loggedIn.loginCount()).isEqualTo(2);
		assertThat(this.store.findRetired(stepped.secureId()).loginCount()).isOne();
		assertThat(this.store.findRetired(first.secureId()).isBeforeLogin()).isTrue();
		assertThat(loggedIn.secureSince()).isEqualTo(loggedIn.secureLastAccessedAt());
		assertThat(this.store.findRetired(row.secureId()).isBeforeLogin()).isTrue();
		assertThat(this.store.findRetired(stepped.secureId()).isBeforeLogin()).isTrue();
		SessionRow later = rotate(rotation(loggedIn));
		assertThat(this.store.findRetired(loggedIn.secureId()).isBeforeLogin()).isFalse();
		assertThat(later.loginCount()).isEqualTo(2);
	}

	@Test
	void rotateWhenRestartingTheSecureSideThenEmptiesIt() {
		SessionRow row = insertInAllPartitions();
		Rotation rotation = restart(row);
		SessionRow restarted = rotate(rotation);
		assertThat(restarted).isEqualTo(rotation.result());
		assertThat(restarted.principalName()).isNull();
		assertThat(restarted.secureSince()).isEqualTo(rotation.at());
		assertThat(this.store.findByKey(row.key(), ALL).attributes()).extracting(StoredAttribute::partition)
			.containsExactlyInAnyOrder(Partition.SHARED, Partition.INSECURE);
	}

	@Test
	void rotateKeepsWhatOthersSavedSinceTheRowWasRead() {
		SessionRow row = insert(secureRow(null));
		this.store.save(access(row, CREATED.plus(MINUTE), false, write("cart", Partition.SHARED, "book")));
		this.store.save(idle(row, IDLE.multipliedBy(2)));
		this.store.save(principal(row, "bob"));
		SessionRow rotated = rotate(rotation(row));
		assertThat(rotated.lastAccessedAt()).isEqualTo(CREATED.plus(MINUTE));
		assertThat(rotated.clientAddress()).isEqualTo("192.0.2.2");
		assertThat(rotated.maxInactiveInterval()).isEqualTo(IDLE.multipliedBy(2));
		assertThat(rotated.principalName()).isEqualTo("bob");
		assertThat(valueOf(row, "cart", Partition.SHARED)).isEqualTo("book");
	}

	// confirm

	@Test
	void confirmBeginsTheGraceOfAllPendingIdsOfTheKind() {
		SessionRow first = insert(secureRow("bob"));
		SessionRow second = rotate(rotation(first));
		SessionRow third = rotate(rotation(second));
		assertThat(this.store.findRetired(first.insecureId()).usableUntil()).isNull();
		Instant end = CREATED.plus(MINUTE);
		this.store.confirm(first.key(), third.insecureId(), null, end);
		assertThat(this.store.findRetired(first.insecureId()).usableUntil()).isEqualTo(end);
		assertThat(this.store.findRetired(second.insecureId()).usableUntil()).isEqualTo(end);
		assertThat(this.store.findRetired(first.secureId()).usableUntil()).isNull();
		assertThat(this.store.findRetired(second.secureId()).usableUntil()).isNull();
		assertThat(row(first).insecureIdUnconfirmed()).isFalse();
		assertThat(row(first).secureIdUnconfirmed()).isTrue();
		this.store.confirm(first.key(), null, third.secureId(), end);
		assertThat(this.store.findRetired(first.secureId()).usableUntil()).isEqualTo(end);
		assertThat(row(first).secureIdUnconfirmed()).isFalse();
	}

	@Test
	void confirmWhenRepeatedThenDoesNotProlongTheGrace() {
		SessionRow first = insert(secureRow("bob"));
		SessionRow second = rotate(rotation(first));
		this.store.confirm(first.key(), second.insecureId(), null, CREATED);
		this.store.confirm(first.key(), second.insecureId(), null, CREATED.plus(MINUTE));
		assertThat(this.store.findRetired(first.insecureId()).usableUntil()).isEqualTo(CREATED);
		SessionRow third = rotate(rotation(second));
		this.store.confirm(first.key(), third.insecureId(), null, CREATED.plus(MINUTE));
		assertThat(this.store.findRetired(first.insecureId()).usableUntil()).isEqualTo(CREATED);
		assertThat(this.store.findRetired(second.insecureId()).usableUntil()).isEqualTo(CREATED.plus(MINUTE));
	}

	@Test
	void confirmWhenIdIsNotCurrentThenDoesNothing() {
		SessionRow first = insert(secureRow("bob"));
		SessionRow second = rotate(rotation(first));
		this.store.confirm(first.key(), first.insecureId(), null, CREATED);
		this.store.confirm(first.key(), second.secureId(), null, CREATED);
		this.store.confirm("unknown", second.insecureId(), null, CREATED);
		assertThat(this.store.findRetired(first.insecureId()).usableUntil()).isNull();
		assertThat(row(first)).isEqualTo(second);
	}

	@Test
	void confirmOfBothIdsBeginsBothGraces() {
		SessionRow first = insert(secureRow("bob"));
		SessionRow second = rotate(rotation(first));
		this.store.confirm(first.key(), second.insecureId(), second.secureId(), CREATED);
		assertThat(this.store.findRetired(first.insecureId()).usableUntil()).isEqualTo(CREATED);
		assertThat(this.store.findRetired(first.secureId()).usableUntil()).isEqualTo(CREATED);
		assertThat(row(first).insecureIdUnconfirmed()).isFalse();
		assertThat(row(first).secureIdUnconfirmed()).isFalse();
	}

	@Test
	void confirmWhenOneIdIsNotCurrentThenConfirmsTheOther() {
		SessionRow first = insert(secureRow("bob"));
		SessionRow second = rotate(rotation(first));
		this.store.confirm(first.key(), first.insecureId(), second.secureId(), CREATED);
		assertThat(this.store.findRetired(first.insecureId()).usableUntil()).isNull();
		assertThat(this.store.findRetired(first.secureId()).usableUntil()).isEqualTo(CREATED);
		assertThat(row(first).insecureIdUnconfirmed()).isTrue();
		assertThat(row(first).secureIdUnconfirmed()).isFalse();
	}

	@Test
	void confirmWhenThereIsNoSecureIdThenConfirmsTheInsecureOne() {
		SessionRow first = insert(insecureRow());
		this.store.confirm(first.key(), first.insecureId(), newId(), CREATED);
		assertThat(row(first)).isEqualTo(first);
	}

	@Test
	void confirmTouchesNoOtherSession() {
		SessionRow other = insert(secureRow("eve"));
		rotate(rotation(other));
		SessionRow current = rotate(rotation(insert(secureRow("bob"))));
		this.store.confirm(current.key(), null, current.secureId(), CREATED);
		assertThat(this.store.findRetired(other.secureId()).usableUntil()).isNull();
	}

	// save

	@Test
	void saveRecordsTheAccess() {
		SessionRow row = insert(secureRow("bob"));
		assertThat(this.store.save(access(row, CREATED.plus(MINUTE), false))).isTrue();
		SessionRow saved = row(row);
		assertThat(saved.lastAccessedAt()).isEqualTo(CREATED.plus(MINUTE));
		assertThat(saved.clientAddress()).isEqualTo("192.0.2.2");
		assertThat(saved.secureLastAccessedAt()).isEqualTo(CREATED);
		assertThat(this.store.save(access(row, CREATED.plus(MINUTE), true))).isTrue();
		assertThat(row(row).secureLastAccessedAt()).isEqualTo(CREATED.plus(MINUTE));
	}

	@Test
	void saveWhenAccessIsOlderThenMovesNothingBack() {
		SessionRow row = insert(secureRow("bob"));
		SessionRow saved = save(access(row, CREATED.plus(MINUTE), true));
		assertThat(this.store.save(new SessionDelta(row.key(), CREATED.plusSeconds(1), CREATED.plusSeconds(1), null,
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
			save(new SessionDelta(each.key(), back, null, each.equals(shortened) ? MINUTE : null, null, "192.0.2.9",
					each.loginCount(), List.of(), true));
		}
		assertThat(row(row).lastAccessedAt()).isEqualTo(back);
		assertThat(row(row).clientAddress()).isEqualTo(saved.clientAddress());
		assertThat(row(row).secureLastAccessedAt()).isEqualTo(CREATED.plus(MINUTE));
		assertThat(row(shortened).maxInactiveInterval()).isEqualTo(MINUTE);
		assertThat(this.store.deleteExpired(back.plus(MINUTE).plusMillis(1), Duration.ZERO, 10).deleted())
			.extracting(SessionRow::key)
			.containsExactly(shortened.key());
		assertThat(this.store.deleteExpired(CREATED.plusMillis(1), Duration.ZERO, 10).deleted())
			.extracting(SessionRow::key)
			.containsExactly(row.key());
		assertThat(row(endless).lastAccessedAt()).isEqualTo(back);
	}

	@Test
	void saveWhenThereIsNoSecureIdThenRecordsNoSecureAccess() {
		SessionRow row = insert(insecureRow());
		assertThat(save(access(row, CREATED.plus(MINUTE), true)).secureLastAccessedAt()).isNull();
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
		assertThat(this.store.findByKey(row.key(), ALL).attributes()).hasSize(4);
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
			assertThat(this.store.compareAndSet(row.key(), "a", Partition.SHARED, 0, bytes("1"))).isTrue();
			versions.add(version(row, "a"));
			this.store.compareAndSet(row.key(), "a", Partition.SHARED, version(row, "a"), bytes("1"));
			versions.add(version(row, "a"));
			this.store.save(writes(row, replacement("a", Partition.SHARED, "1")));
			versions.add(version(row, "a"));
			this.store.clear(row.key(), ALL);
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
		assertThat(this.store.findByKey(row.key(), ALL)).isNull();
		assertThat(this.store.findAttribute(row.key(), "a", Partition.SHARED)).isNull();
	}

	@Test
	void saveWhenNameIsTooLongThenThrowsAndWritesNothing() {
		SessionRow row = insert(secureRow(null));
		assertThatIllegalArgumentException().isThrownBy(() -> this.store
			.save(access(row, CREATED.plus(MINUTE), true, write("a".repeat(201), Partition.SHARED, "1"))));
		assertThat(row(row)).isEqualTo(row);
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
		SessionRow current = rotate(login(row));
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
	void saveAfterARotationLeavesTheNewIds() {
		SessionRow row = insert(secureRow("bob"));
		SessionRow rotated = rotate(login(row));
		SessionRow saved = save(new SessionDelta(row.key(), CREATED.plus(MINUTE), CREATED.plus(MINUTE), IDLE,
				new SessionDelta.PrincipalChange("eve"), "192.0.2.2", row.loginCount(),
				List.of(write("a", Partition.SHARED, "1"))));
		assertThat(saved.insecureId()).isEqualTo(rotated.insecureId());
		assertThat(saved.secureId()).isEqualTo(rotated.secureId());
		assertThat(this.store.findById(Channel.SECURE, row.secureId(), ALL)).isNull();
	}

	// findAttribute and compareAndSet

	@Test
	void findAttributeReturnsTheOneOfTheNameAndPartition() {
		SessionRow row = insertInAllPartitions();
		StoredAttribute found = this.store.findAttribute(row.key(), "a", Partition.SECURE);
		assertThat(found.name()).isEqualTo("a");
		assertThat(found.partition()).isEqualTo(Partition.SECURE);
		assertThat(text(found)).isEqualTo("SECURE");
		assertThat(this.store.findAttribute(row.key(), "b", Partition.SECURE)).isNull();
		assertThat(this.store.findAttribute("unknown", "a", Partition.SECURE)).isNull();
	}

	@Test
	void hasAttributeAnswersForTheNameAndPartition() {
		SessionRow row = insertInAllPartitions();
		assertThat(this.store.hasAttribute(row.key(), "a", Partition.SECURE)).isTrue();
		assertThat(this.store.hasAttribute(row.key(), "b", Partition.SECURE)).isFalse();
		assertThat(this.store.hasAttribute("unknown", "a", Partition.SECURE)).isFalse();
		this.store.clear(row.key(), Set.of(Partition.SECURE));
		assertThat(this.store.hasAttribute(row.key(), "a", Partition.SECURE)).isFalse();
		assertThat(this.store.hasAttribute(row.key(), "a", Partition.SHARED)).isTrue();
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
		this.store.clear(row.key(), ALL);
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

	@Test
	void compareAndSetWhenNameIsTooLongThenThrows() {
		SessionRow row = insert(insecureRow());
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.store.compareAndSet(row.key(), "a".repeat(201), Partition.SHARED, 0, bytes("1")));
	}

	// delete, clear and deleteExpired

	@Test
	void deleteRemovesTheSessionWithEverythingThatBelongsToIt() {
		SessionRow row = insertInAllPartitions();
		SessionRow rotated = rotate(rotation(row));
		SessionRow other = insertInAllPartitions();
		assertThat(this.store.delete(row.key())).isTrue();
		assertThat(this.store.delete(row.key())).isFalse();
		assertThat(this.store.findById(Channel.SECURE, rotated.secureId(), ALL)).isNull();
		assertThat(this.store.findRetired(row.secureId())).isNull();
		assertThat(this.store.findAttribute(row.key(), "a", Partition.SHARED)).isNull();
		assertThat(this.store.findByKey(other.key(), ALL).attributes()).hasSize(3);
	}

	@Test
	void clearRemovesTheAttributesOfThePartitionsAlone() {
		SessionRow row = insertInAllPartitions();
		this.store.clear(row.key(), EnumSet.noneOf(Partition.class));
		assertThat(this.store.findByKey(row.key(), ALL).attributes()).hasSize(3);
		this.store.clear(row.key(), EnumSet.of(Partition.SHARED, Partition.INSECURE));
		assertThat(this.store.findByKey(row.key(), ALL).attributes()).singleElement()
			.extracting(StoredAttribute::partition)
			.isEqualTo(Partition.SECURE);
		assertThat(row(row)).isEqualTo(row);
		this.store.clear("unknown", ALL);
	}

	@Test
	void deleteUnlessSecureSparesASessionWithASecureId() {
		SessionRow secure = insert(secureRow("bob"));
		SessionRow insecure = insert(insecureRow());
		assertThat(this.store.deleteUnlessSecure(secure.key())).isFalse();
		assertThat(this.store.findByKey(secure.key(), ALL)).isNotNull();
		assertThat(this.store.deleteUnlessSecure(insecure.key())).isTrue();
		assertThat(this.store.deleteUnlessSecure(insecure.key())).isFalse();
		assertThat(this.store.findByKey(insecure.key(), ALL)).isNull();
	}

	@ParameterizedTest
	@EnumSource(Partition.class)
	void deleteIfEmptySparesASessionWithAnyAttribute(Partition partition) {
		SessionRow row = insert(secureRow(null), attribute("a", partition, "1"));
		assertThat(this.store.deleteIfEmpty(row.key(), Channel.SECURE)).isFalse();
		this.store.clear(row.key(), Set.of(partition));
		assertThat(this.store.deleteIfEmpty(row.key(), Channel.SECURE)).isTrue();
		assertThat(this.store.deleteIfEmpty(row.key(), Channel.SECURE)).isFalse();
		assertThat(this.store.findByKey(row.key(), ALL)).isNull();
	}

	@Test
	void deleteIfEmptySparesWhomTheCallerMayNotEnd() {
		SessionRow user = insert(secureRow("bob"));
		SessionRow secure = insert(secureRow(null));
		SessionRow insecure = insert(insecureRow());
		assertThat(this.store.deleteIfEmpty(user.key(), Channel.SECURE)).isFalse();
		assertThat(this.store.deleteIfEmpty(secure.key(), Channel.INSECURE)).isFalse();
		assertThat(this.store.deleteIfEmpty(insecure.key(), Channel.INSECURE)).isTrue();
	}

	@Test
	void deleteIfEmptyLosesNoAttributeThatIsAddedMeanwhile() throws Exception {
		for (int round = 0; round < 50; round++) {
			SessionRow row = insert(insecureRow());
			List<Boolean> outcomes = Concurrently.run(2,
					(i) -> () -> (i == 0) ? this.store.deleteIfEmpty(row.key(), Channel.INSECURE)
							: this.store.compareAndSet(row.key(), "a", Partition.SHARED, 0, bytes("1")));
			assertThat(outcomes.get(0)).isNotEqualTo(outcomes.get(1));
			assertThat(this.store.findAttribute(row.key(), "a", Partition.SHARED) != null).isEqualTo(outcomes.get(1));
		}
	}

	@Test
	void deleteExpiredDeletesWhatIsExpiredAndReturnsIt() {
		SessionRow expired = insert(withIdle(secureRow("bob"), MINUTE), attribute("a", Partition.SHARED, "1"));
		SessionRow alive = insert(insecureRow());
		assertThat(this.store.deleteExpired(CREATED.plus(MINUTE), Duration.ZERO, 10).deleted()).isEmpty();
		assertThat(this.store.deleteExpired(CREATED.plus(MINUTE).plusMillis(1), Duration.ZERO, 10).deleted())
			.containsExactly(expired);
		assertThat(this.store.findByKey(expired.key(), ALL)).isNull();
		assertThat(this.store.findAttribute(expired.key(), "a", Partition.SHARED)).isNull();
		assertThat(row(alive)).isEqualTo(alive);
	}

	@Test
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
	void deleteExpiredKeepsASessionForTheTolerance() {
		SessionRow row = insert(withIdle(insecureRow(), MINUTE));
		Instant idleFor = CREATED.plus(MINUTE).plusMillis(1);
		assertThat(this.store.deleteExpired(idleFor, Duration.ofSeconds(30), 10).deleted()).isEmpty();
		assertThat(this.store.deleteExpired(idleFor.plusSeconds(30), Duration.ofSeconds(30), 10).deleted())
			.containsExactly(row);
	}

	@Test
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
			.extracting(SessionRow::key)
			.containsExactlyInAnyOrder(short1.key(), shortened.key());
		assertThat(this.store.deleteExpired(CREATED.plus(Duration.ofDays(30)), Duration.ZERO, 10).deleted())
			.extracting(SessionRow::key)
			.containsExactly(used.key());
		assertThat(List.of(row(zero), row(negative), row(endless), row(prolonged))).hasSize(4);
	}

	// concurrency

	@Test
	void rotateWhenManyTryAtOnceThenOneWins() throws Exception {
		for (int round = 0; round < 5; round++) {
			SessionRow row = insert(insecureRow());
			List<Rotation> rotations = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				rotations.add(rotation(row));
			}
			List<Boolean> won = Concurrently.run(8, (i) -> () -> this.store.rotate(rotations.get(i)));
			assertThat(won).containsOnlyOnce(true);
			assertThat(row(row)).isEqualTo(rotations.get(won.indexOf(true)).result());
			for (Rotation rotation : rotations) {
				assertThat(this.store.findRetired(rotation.insecureId())).isNull();
			}
		}
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
			assertThat(this.store.findByKey(row.key(), ALL).attributes()).hasSize(1);
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
		assertThat(this.store.findByKey(row.key(), ALL).attributes()).hasSize(80);
	}

	@Test
	void saveWhenTheSessionIsDeletedMeanwhileThenNeverFails() throws Exception {
		for (int round = 0; round < 15; round++) {
			SessionRow row = insert(insecureRow(), attribute("a", Partition.SHARED, "1"));
			Concurrently.run(5, (i) -> () -> switch (i) {
				case 0 -> this.store.delete(row.key());
				case 4 -> this.store.save(writes(row, replacement("a", Partition.SHARED, "6")));
				case 1 -> this.store.save(writes(row, write("b", Partition.SHARED, "2")));
				case 2 -> this.store.compareAndSet(row.key(), "c", Partition.SHARED, 0, bytes("3"));
				default ->
					this.store.save(writes(row, write("d", Partition.SHARED, "4"), write("a", Partition.SHARED, "5")));
			});
			assertThat(this.store.findByKey(row.key(), ALL)).isNull();
			assertThat(this.store.findAttribute(row.key(), "a", Partition.SHARED)).isNull();
			assertThat(this.store.findAttribute(row.key(), "b", Partition.SHARED)).isNull();
		}
	}

	@Test
	void saveWhenALoginHappensMeanwhileThenNeverOverwritesIt() throws Exception {
		for (int round = 0; round < 20; round++) {
			SessionRow row = insert(secureRow(null));
			Rotation login = login(row);
			Concurrently.run(3, (i) -> () -> switch (i) {
				case 0 -> this.store.rotate(login)
						&& this.store.save(writes(login.result(), guarded("auth", Partition.SECURE, "bob")))
						&& this.store.save(principal(login.result(), "bob"));
				case 1 -> this.store.save(writes(row, guarded("auth", Partition.SECURE, "eve")));
				default -> this.store.save(principal(row, "eve"));
			});
			assertThat(valueOf(row, "auth", Partition.SECURE)).isEqualTo("bob");
			assertThat(row(row).principalName()).isEqualTo("bob");
			assertThat(row(row).secureId()).isEqualTo(login.secureId());
		}
	}

	@Test
	void compareAndSetWhenManyIncrementThenNoneIsLost() throws Exception {
		SessionRow row = insert(insecureRow());
		Concurrently.run(8, (i) -> () -> {
			for (int n = 0; n < 10; n++) {
				boolean set = false;
				while (!set) {
					StoredAttribute old = this.store.findAttribute(row.key(), "a", Partition.SHARED);
					int count = (old != null) ? Integer.parseInt(text(old)) : 0;
					set = compareAndSet(row, (old != null) ? old.version() : 0, "" + (count + 1));
				}
			}
			return true;
		});
		assertThat(valueOf(row, "a", Partition.SHARED)).isEqualTo("80");
	}

	@Test
	void confirmWhenARotationHappensMeanwhileThenLosesNoPendingId() throws Exception {
		for (int round = 0; round < 15; round++) {
			SessionRow first = insert(secureRow("bob"));
			SessionRow second = rotate(rotation(first));
			Concurrently.run(2, (i) -> () -> {
				if (i == 0) {
					return this.store.rotate(rotation(second));
				}
				this.store.confirm(second.key(), second.insecureId(), null, CREATED);
				return true;
			});
			assertThat(row(first).insecureIdUnconfirmed()).isTrue();
			assertThat(this.store.findRetired(second.insecureId()).usableUntil()).isNull();
		}
	}

	@Test
	void deleteExpiredWhenManyRunAtOnceThenAnswersEachSessionOnce() throws Exception {
		Set<String> keys = new HashSet<>();
		for (int i = 0; i < 60; i++) {
			keys.add(insert(withIdle(insecureRow(), MINUTE), attribute("a", Partition.SHARED, "1")).key());
		}
		Instant later = CREATED.plus(Duration.ofMinutes(2));
		List<List<String>> deleted = Concurrently.run(4, (i) -> () -> {
			List<String> mine = new ArrayList<>();
			for (int n = 0; n < 10; n++) {
				this.store.deleteExpired(later, Duration.ZERO, 7).deleted().forEach((row) -> mine.add(row.key()));
			}
			return mine;
		});
		List<String> all = new ArrayList<>(deleted.stream().flatMap(List::stream).toList());
		this.store.deleteExpired(later, Duration.ZERO, 100).deleted().forEach((row) -> all.add(row.key()));
		assertThat(all).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(keys);
	}

	protected SessionRow insert(SessionRow row, StoredAttribute... attributes) {
		this.store.insert(new StoredSession(row, List.of(attributes)));
		return row;
	}

	private SessionRow insertInAllPartitions() {
		return insert(secureRow("bob"), attribute("a", Partition.SHARED, "SHARED"),
				attribute("a", Partition.SECURE, "SECURE"), attribute("a", Partition.INSECURE, "INSECURE"));
	}

	private SessionRow rotate(Rotation rotation) {
		assertThat(this.store.rotate(rotation)).isTrue();
		return row(rotation.expected());
	}

	private SessionRow save(SessionDelta delta) {
		assertThat(this.store.save(delta)).isTrue();
		return this.store.findByKey(delta.key(), ALL).row();
	}

	protected SessionRow row(SessionRow row) {
		return this.store.findByKey(row.key(), ALL).row();
	}

	protected String valueOf(SessionRow row, String name, Partition partition) {
		return text(this.store.findAttribute(row.key(), name, partition));
	}

	private long version(SessionRow row, String name) {
		return this.store.findAttribute(row.key(), name, Partition.SHARED).version();
	}

	private boolean compareAndSet(SessionRow row, long version, String value) {
		return this.store.compareAndSet(row.key(), "a", Partition.SHARED, version,
				(value != null) ? bytes(value) : null);
	}

}
