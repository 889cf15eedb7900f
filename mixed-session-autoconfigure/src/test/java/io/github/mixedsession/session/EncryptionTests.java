package io.github.mixedsession.session;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.session.FindByIndexNameSessionRepository;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.IgnoredIdReason;
import io.github.mixedsession.RetiredIdPresentedEvent;
import io.github.mixedsession.SessionIdIgnoredEvent;
import io.github.mixedsession.SessionSide;
import io.github.mixedsession.SessionStoreException;
import io.github.mixedsession.UnreadableAttributeEvent;
import io.github.mixedsession.attribute.AttributeSeal;
import io.github.mixedsession.attribute.Encryption;
import io.github.mixedsession.attribute.EncryptionKeys;
import io.github.mixedsession.attribute.Protection;
import io.github.mixedsession.attribute.Sealing;
import io.github.mixedsession.attribute.SecurityState;
import io.github.mixedsession.id.Family;
import io.github.mixedsession.id.RandomBytes;
import io.github.mixedsession.id.RetiredId;
import io.github.mixedsession.id.SessionCredential;
import io.github.mixedsession.id.SessionIds;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SecureSide;
import io.github.mixedsession.store.SessionMacs;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.StoredAttribute;
import io.github.mixedsession.store.StoredSession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Keys of the application: what the thief and the intruder can do no more where there are
 * some, and how keys come and go.
 */
class EncryptionTests {

	private static final String CONTEXT = SecurityState.SECURITY_CONTEXT_NAME;

	private static final String NAME = FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME;

	private List<SecretKey> keys = List.of(key());

	private boolean acceptingUnencrypted;

	private Sealing sealing = Sealing.REQUIRED;

	private TestSite site = site();

	private static SecretKey key() {
		return new SecretKeySpec(RandomBytes.of(64), "HmacSHA256");
	}

	/** One with the configuration of now, and the sessions of before. */
	private TestSite site() {
		EncryptionKeys current = this.keys.isEmpty() ? EncryptionKeys.NONE : EncryptionKeys.of(this.keys);
		TestSite made = new TestSite(TestSite.SETTINGS, TestSite.VISIBILITIES, this.sealing,
				new Encryption(() -> current, this.acceptingUnencrypted));
		if (this.site != null) {
			this.site.store.findAll().forEach(made.store::insert);
		}
		return made;
	}

	private TestBrowser restarted(TestBrowser browser) {
		this.site = site();
		return browser.on(this.site);
	}

	private TestBrowser customer() {
		TestBrowser customer = this.site.user("rob");
		customer.https().set("payment.card", "4711").finish();
		customer.https().set("draft", "mine").finish();
		TestSessionRequest http = customer.http();
		http.set("draft", "thine").set("cart", "mug").finish();
		assertThat(read(customer, "payment.card")).isEqualTo("4711");
		return customer;
	}

	private static @Nullable Object read(TestBrowser browser, String name) {
		TestSessionRequest request = browser.https();
		ViewedSession session = request.find();
		Object value = (session != null) ? session.getAttribute(name) : null;
		request.finish();
		return value;
	}

	private void write(TestBrowser browser, String name, Partition partition, byte[] value) {
		SessionRecord record = this.site.record(browser);
		StoredAttribute now = this.site.store.findAttribute(record.locator(), name, partition);
		assertThat(this.site.store.compareAndSet(record.locator(), name, partition, (now != null) ? now.version() : 0,
				value))
			.isTrue();
	}

	private Stream<StoredAttribute> stored(Partition partition) {
		return this.site.store.findAll()
			.stream()
			.flatMap((session) -> session.attributes().stream())
			.filter((attribute) -> attribute.partition() == partition);
	}

	private Encryption encryption() {
		return this.site.context.codecs().encryption();
	}

	@Test
	void thiefReadsNothingButNamesOfAttributes() {
		customer().https().set(NAME, "rob").finish();
		assertThat(this.site.store.findAll().get(0).attributes()).extracting(StoredAttribute::name)
			.contains("payment.card", CONTEXT, "cart", "draft", NAME);
		assertThat(this.site.store.findAll().get(0).attributes()).allSatisfy((attribute) -> {
			assertThat(new String(attribute.value(), StandardCharsets.ISO_8859_1)).doesNotContain("4711", "mug", "mine",
					"thine", "rob", "springframework");
			boolean sealed = attribute.partition() == Partition.SECURE && !attribute.name().equals(NAME);
			assertThat(AttributeSeal.protectionOf(attribute.value()))
				.isEqualTo(sealed ? Protection.FAMILY_AND_KEY : Protection.KEY);
		});
		assertThat(this.site.store.findAll().get(0).record().toString()).doesNotContain("rob");
	}

	/** Without a key this is accepted: SealingTests. */
	@Test
	void contextThatIsSealedWithTheIntrudersOwnFamilyIsAbsent() {
		TestBrowser intruder = this.site.user("mallory");
		Family family = intruder.presented(IdKind.SECURE).get(0).family();
		AttributeSeal seal = new AttributeSeal(family, this.site.record(intruder).locator(), () -> EncryptionKeys.NONE);
		write(intruder, CONTEXT, Partition.SECURE, seal.seal(CONTEXT, Partition.SECURE, Protection.FAMILY,
				this.site.encoded(TestSessionRequest.context("admin"))));
		assertThat(read(intruder, CONTEXT)).isNull();
		assertThat(this.site.events(UnreadableAttributeEvent.class)).hasSize(1);
	}

	@Test
	void contextThatTheApplicationEncryptedElsewhereIsAbsent() {
		TestBrowser admin = this.site.user("admin");
		TestBrowser intruder = this.site.user("mallory");
		StoredAttribute context = this.site.store.findAttribute(this.site.record(admin).locator(), CONTEXT,
				Partition.SECURE);
		assertThat(context).isNotNull();
		write(intruder, CONTEXT, Partition.SECURE, context.value());
		assertThat(read(intruder, CONTEXT)).isNull();
	}

	@Test
	void sharedValueThatNobodyEncryptedIsAbsent() {
		TestBrowser visitor = this.site.visitor();
		write(visitor, "cart", Partition.SHARED, this.site.encoded("gold"));
		TestSessionRequest request = visitor.http();
		assertThat(request.load().<Object>getAttribute("cart")).isNull();
		request.set("cart", "cup").finish();
		assertThat(visitor.http().load().<Object>getAttribute("cart")).isEqualTo("cup");
	}

	@Test
	void copyHasItsOwnBytes() {
		TestBrowser victim = this.site.secureVisitor();
		TestBrowser sniffer = victim.eavesdropper();
		sniffer.https().set("note", "here").finish();
		assertThat(read(sniffer, "cart")).isEqualTo("mug");
		assertThat(stored(Partition.SHARED).filter((attribute) -> attribute.name().equals("cart"))
			.map((attribute) -> HexFormat.of().formatHex(attribute.value()))).hasSize(2).doesNotHaveDuplicates();
		assertThat(this.site.events(UnreadableAttributeEvent.class)).isEmpty();
	}

	/** Somebody may have set it over HTTP, before its name was secure. */
	@Test
	void misplacedValueIsAbsentAlsoIfTheKeyEncryptedIt() {
		TestBrowser customer = this.site.secureVisitor();
		SessionRecord record = this.site.record(customer);
		byte[] shared = this.site.context.codecs()
			.of(record.locator(), null)
			.seal("payment.limit", Partition.SHARED, this.site.encoded("1000000"));
		this.site.store.compareAndSet(record.locator(), "payment.limit", Partition.SHARED, 0, shared);
		assertThat(read(customer, "payment.limit")).isNull();
		assertThat(this.site.events(UnreadableAttributeEvent.class)).hasSize(1);
	}

	@Test
	void managementWorksWithoutTheCookie() {
		TestBrowser customer = customer();
		ViewedSession found = this.site.browser().https().findByPrincipalName("rob").get(customer.handle());
		assertThat(found).isNotNull();
		assertThat(found.<Object>getAttribute("payment.card")).isNull();
		assertThat(found.<Object>getAttribute("cart")).isEqualTo("mug");
		assertThat(found.<String>getAttribute(NAME)).isEqualTo("rob");
		found.setAttribute(SecurityState.EXPIRED_MARKER, true);
		this.site.policy.save(found);
		assertThat(customer.https().load().<Boolean>getAttribute(SecurityState.EXPIRED_MARKER)).isTrue();
		assertThat(this.site.events(UnreadableAttributeEvent.class)).isEmpty();
	}

	@Test
	void markThatNobodyEncryptedLocksOut() {
		TestBrowser customer = customer();
		write(customer, SecurityState.EXPIRED_MARKER, Partition.SECURE, this.site.encoded(false));
		assertThat(read(customer, SecurityState.EXPIRED_MARKER)).isEqualTo(true);
	}

	@Test
	void eventOfATheftHasTheName() {
		TestBrowser customer = customer();
		TestBrowser thief = customer.copy();
		customer.https().login("rob").finish();
		this.site.confirm(customer);
		this.site.passGrace();
		assertThat(thief.https().find()).isNull();
		assertThat(this.site.events(RetiredIdPresentedEvent.class))
			.extracting(RetiredIdPresentedEvent::getPrincipalName)
			.containsExactly("rob");
	}

	@Test
	void newKeyEncryptsAndTheOldOneDecrypts() {
		TestBrowser customer = customer();
		SecretKey first = this.keys.get(0);
		this.keys = List.of(key(), first);
		customer = restarted(customer);
		assertThat(read(customer, CONTEXT)).isEqualTo(TestSessionRequest.context("rob"));
		assertThat(read(customer, "payment.card")).isEqualTo("4711");
		// two values, and the codes of the row: the first request has its ids confirmed
		assertThat(encryption().readWithOlderKey()).isEqualTo(2 + 3 + 2);
		assertThat(this.site.browser().https().findByPrincipalName("rob")).hasSize(1);
		String before = this.site.record(customer).principalName();
		customer.https().set("payment.card", "4712").set("cart", "cup").set("draft", "new").login("rob").finish();
		assertThat(this.site.record(customer).principalName()).isNotEqualTo(before);
		customer.http().set("draft", "other").finish();
		this.keys = List.of(this.keys.get(0));
		customer = restarted(customer);
		assertThat(read(customer, CONTEXT)).isEqualTo(TestSessionRequest.context("rob"));
		assertThat(read(customer, "payment.card")).isEqualTo("4712");
		assertThat(read(customer, "cart")).isEqualTo("cup");
		assertThat(encryption().readWithOlderKey()).isZero();
		assertThat(this.site.browser().https().findByPrincipalName("rob")).hasSize(1);
		assertThat(this.site.events(UnreadableAttributeEvent.class)).isEmpty();
	}

	/** The clock of the login goes on. */
	@Test
	void nameIsEncryptedAnewWithTheContext() {
		TestBrowser customer = customer();
		this.keys = List.of(key(), this.keys.get(0));
		customer = restarted(customer);
		SessionRecord before = this.site.record(customer);
		customer.https().set(CONTEXT, TestSessionRequest.context("rob")).finish();
		SessionRecord after = this.site.record(customer);
		assertThat(after.principalName()).isNotEqualTo(before.principalName());
		assertThat(after.secureSide()).isNotNull();
		assertThat(before.secureSide()).isNotNull();
		assertThat(after.secureSide().since()).isEqualTo(before.secureSide().since());
	}

	@Test
	void goneKeyReadsNothing() {
		TestBrowser customer = customer();
		this.keys = List.of(key());
		customer = restarted(customer);
		assertThat(read(customer, CONTEXT)).isNull();
		assertThat(read(customer, "cart")).isNull();
		assertThat(this.site.browser().https().findByPrincipalName("rob")).isEmpty();
		this.keys = List.of();
		customer = restarted(customer);
		assertThat(read(customer, CONTEXT)).isNull();
		assertThat(read(customer, "cart")).isNull();
	}

	@Test
	void firstKeyIsIntroducedWithoutALoss() {
		this.keys = List.of();
		this.site = site();
		TestBrowser customer = customer();
		this.keys = List.of(key());
		TestBrowser strict = restarted(customer);
		assertThat(read(strict, CONTEXT)).isNull();
		assertThat(read(strict, "cart")).isNull();
		this.acceptingUnencrypted = true;
		customer = restarted(customer);
		assertThat(read(customer, CONTEXT)).isEqualTo(TestSessionRequest.context("rob"));
		assertThat(read(customer, "cart")).isEqualTo("mug");
		assertThat(encryption().readWithoutKey()).isEqualTo(2 + 3 + 2);
		assertThat(encryption().readWithOlderKey()).isZero();
		assertThat(this.site.browser().https().findByPrincipalName("rob")).hasSize(1);
		// but nothing on the secure side that is not sealed at all
		write(customer, CONTEXT, Partition.SECURE, this.site.encoded(TestSessionRequest.context("admin")));
		assertThat(read(customer, CONTEXT)).isNull();
	}

	@Test
	void secureSideThatIsNotSealedNeedsTheKeyAlone() {
		this.sealing = Sealing.OFF;
		this.site = site();
		TestBrowser customer = customer();
		assertThat(stored(Partition.SECURE)).allSatisfy(
				(attribute) -> assertThat(AttributeSeal.protectionOf(attribute.value())).isEqualTo(Protection.KEY));
		write(customer, "payment.card", Partition.SECURE, this.site.encoded("0815"));
		assertThat(read(customer, "payment.card")).isNull();
		assertThat(read(customer, CONTEXT)).isEqualTo(TestSessionRequest.context("rob"));
		this.sealing = Sealing.REQUIRED;
		assertThat(read(restarted(customer), CONTEXT)).isNull();
	}

	@Test
	void sealedValueIsReadableWhereSealsAreNotMadeAnyMore() {
		TestBrowser customer = customer();
		this.sealing = Sealing.OFF;
		customer = restarted(customer);
		assertThat(read(customer, CONTEXT)).isEqualTo(TestSessionRequest.context("rob"));
	}

	/** As the intruder does. */
	private void forge(TestBrowser browser, UnaryOperator<SessionRecord> forgery) {
		StoredSession session = this.site.store.findAll()
			.stream()
			.filter((one) -> one.record().locator().equals(this.site.record(browser).locator()))
			.findFirst()
			.orElseThrow();
		this.site.store.delete(session.record().locator());
		this.site.store.insert(new StoredSession(forgery.apply(session.record()), session.attributes()));
	}

	private static SessionRecord withSecureSide(SessionRecord record, UnaryOperator<SecureSide> change) {
		return record.withIds(record.ids(), record.side(), change.apply(Objects.requireNonNull(record.secureSide())));
	}

	private void assertNobodys(TestBrowser browser) {
		TestBrowser withoutInsecureId = browser.copy();
		withoutInsecureId.drop(IdKind.INSECURE);
		assertThat(withoutInsecureId.https().find()).isNull();
		assertThat(read(browser, CONTEXT)).isNull();
		assertThat(read(browser, "payment.card")).isNull();
		assertThat(this.site.events(SessionIdIgnoredEvent.class)).isNotEmpty()
			.allSatisfy((event) -> assertThat(event.getReason()).isEqualTo(IgnoredIdReason.FORGED_ROW));
		this.site.events.clear();
	}

	/** The intruder has an old secure id of the visitor, and so their family. */
	@Test
	void idThatIsPutBackIsNobodys() {
		TestBrowser customer = customer();
		TestBrowser thief = customer.copy();
		SessionIds stolen = this.site.record(customer).ids();
		customer.https().login("rob").finish();
		this.site.confirm(customer);
		forge(customer, (record) -> {
			SessionIds ids = record.ids();
			return record.withIds(new SessionIds(ids.generation(), ids.insecure(), stolen.secure(), ids.family(),
					ids.loginCount(), ids.retired()), record.side(), record.secureSide());
		});
		assertNobodys(thief);
	}

	@Test
	void retiredIdThatIsMadeUsableIsNobodys() {
		TestBrowser customer = customer();
		TestBrowser thief = customer.copy();
		customer.https().login("rob").finish();
		this.site.confirm(customer);
		this.site.passGrace();
		forge(customer, (record) -> {
			SessionIds ids = record.ids();
			List<RetiredId> usable = ids.retired()
				.stream()
				.map((id) -> new RetiredId(id.id(), id.kind(), ids.loginCount(), id.retiredAt(), null))
				.toList();
			return record.withIds(new SessionIds(ids.generation(), ids.insecure(), ids.secure(), ids.family(),
					ids.loginCount(), usable), record.side(), record.secureSide());
		});
		assertNobodys(thief);
	}

	@Test
	void insecureIdThatIsWrittenShowsNothingOverHttp() {
		TestBrowser victim = this.site.visitor();
		TestBrowser intruder = this.site.browser();
		SessionCredential planted = SessionCredential.insecure(this.site.record(victim).locator());
		forge(victim,
				(record) -> record.withIds(
						new SessionIds(record.ids().generation(), planted.hash(), null, null, 0, List.of()),
						record.side(), null));
		intruder.receive(planted);
		assertThat(intruder.http().find()).isNull();
	}

	@Test
	void clockThatIsTurnedBackIsNobodys() {
		TestBrowser customer = customer();
		Instant later = this.site.clock.instant().plus(Duration.ofHours(11));
		forge(customer, (record) -> withSecureSide(record,
				(side) -> new SecureSide(side.since(), later, side.principalName())));
		assertNobodys(customer);
		TestBrowser other = customer();
		forge(other, (record) -> withSecureSide(record,
				(side) -> new SecureSide(later, side.lastAccessedAt(), side.principalName())));
		assertNobodys(other);
	}

	@Test
	void userThatIsWrittenIsNobodys() {
		TestBrowser customer = customer();
		String admin = this.site.record(this.site.user("admin")).principalName();
		this.site.events.clear();
		forge(customer, (record) -> withSecureSide(record, (side) -> side.withPrincipal(admin)));
		assertNobodys(customer);
		TestBrowser other = customer();
		forge(other, (record) -> withSecureSide(record, (side) -> side.withPrincipal(null)));
		assertNobodys(other);
	}

	@Test
	void secureSideWithoutClocksIsNobodys() {
		TestBrowser customer = customer();
		forge(customer, (record) -> record.withIds(record.ids(), record.side(), null));
		assertNobodys(customer);
	}

	/**
	 * The clock and the codes of the secure side that began anew, and all else of before.
	 */
	@Test
	void codesOfALaterSecureSideDontProlongAnEarlierOne() {
		TestBrowser customer = customer();
		TestBrowser stolen = customer.copy();
		StoredSession before = this.site.store.findAll().get(0);
		this.site.pass(Duration.ofMinutes(20));
		this.site.confirm(customer);
		SessionRecord anew = this.site.record(customer);
		this.site.store.delete(anew.locator());
		this.site.store.insert(new StoredSession(
				before.record()
					.withIds(before.record().ids(), before.record().side(), anew.secureSide())
					.withMacs(new SessionMacs(before.record().macs().ids(), anew.macs().login(), anew.macs().access())),
				before.attributes()));
		stolen.drop(IdKind.INSECURE);
		assertThat(stolen.https().find()).isNull();
	}

	@Test
	void sideThatIsWrittenShowsNothingOverHttp() {
		this.site = TestSite.stayingSecure(new Encryption(() -> EncryptionKeys.of(this.keys), false));
		TestBrowser customer = this.site.secureVisitor();
		forge(customer, (record) -> record.withIds(record.ids(), SessionSide.INSECURE, record.secureSide()));
		assertThat(customer.eavesdropper().http().find()).isNull();
	}

	/** What a job writes must not lock a visitor out. */
	@Test
	void userOfASessionWithoutASecureSideIsNobody() {
		TestBrowser visitor = this.site.visitor();
		ViewedSession managed = this.site.policy.managed().view(this.site.record(visitor));
		managed.setAttribute(NAME, "bob");
		this.site.policy.save(managed);
		this.site.confirm(visitor);
		this.site.confirm(visitor);
		assertThat(visitor.https().find()).isNotNull();
		assertThat(this.site.events(SessionIdIgnoredEvent.class)).isEmpty();
	}

	@Test
	void codeOfAnotherSessionOrNoneIsNobodys() {
		TestBrowser customer = customer();
		SessionMacs others = this.site.record(this.site.user("admin")).macs();
		this.site.events.clear();
		forge(customer, (record) -> record
			.withMacs(new SessionMacs(others.ids(), record.macs().login(), record.macs().access())));
		assertNobodys(customer);
		for (int i = 0; i < 3; i++) {
			int missing = i;
			TestBrowser other = customer();
			forge(other, (record) -> record.withMacs(new SessionMacs((missing == 0) ? null : record.macs().ids(),
					(missing == 1) ? null : record.macs().login(), (missing == 2) ? null : record.macs().access())));
			assertNobodys(other);
		}
	}

	@Test
	void codesHoldThroughCrossingsLoginsAndTimeouts() {
		TestBrowser customer = customer();
		for (int i = 0; i < 12; i++) {
			this.site.pass(Duration.ofMinutes((i % 4 == 3) ? 16 : 2));
			customer.http().load();
			this.site.pass(Duration.ofMinutes(2));
			TestSessionRequest https = customer.https();
			https.load();
			if (i % 3 == 0) {
				https.login("rob");
			}
			https.finish();
			if (i % 5 == 0) {
				ViewedSession session = customer.https().load();
				session.removeAttribute(CONTEXT);
				this.site.policy.save(session);
			}
			assertThat(customer.https().find()).isNotNull();
		}
		TestSessionRequest changes = customer.https();
		changes.load().changeSessionId();
		changes.finish();
		assertThat(customer.https().find()).isNotNull();
		assertThat(this.site.events(SessionIdIgnoredEvent.class)).isEmpty();
		assertThat(this.site.events(UnreadableAttributeEvent.class)).isEmpty();
	}

	/** As a vault gives them. */
	private final AtomicReference<Supplier<EncryptionKeys>> vault = new AtomicReference<>();

	private TestSite siteWithAVault() {
		give(this.keys);
		this.site = new TestSite(TestSite.SETTINGS, TestSite.VISIBILITIES, this.sealing,
				new Encryption(() -> this.vault.get().get(), this.acceptingUnencrypted));
		return this.site;
	}

	private void give(List<SecretKey> others) {
		EncryptionKeys given = others.isEmpty() ? EncryptionKeys.NONE : EncryptionKeys.of(others);
		this.vault.set(() -> given);
	}

	private static Integer increment(@Nullable Object before) {
		return (before != null) ? (Integer) before + 1 : 1;
	}

	@Test
	void keyThatComesWhileARequestRunsIsKnownToIt() {
		TestBrowser customer = siteWithAVault().user("rob");
		customer.https().set("count", 10).set("payment.points", 10).finish();
		ViewedSession slow = customer.https().load();
		give(List.of(key(), this.keys.get(0)));
		for (String name : List.of("count", "payment.points")) {
			assertThat(customer.https().load().<Integer>updateAttribute(name, EncryptionTests::increment))
				.isEqualTo(11);
			assertThat(slow.<Integer>updateAttribute(name, EncryptionTests::increment)).isEqualTo(12);
		}
	}

	@Test
	void slowRequestWritesWithTheKeyOfNow() {
		TestBrowser visitor = siteWithAVault().visitor();
		TestSessionRequest slow = visitor.http();
		slow.load();
		give(List.of(key()));
		slow.set("note", "late").finish();
		assertThat(stored(Partition.SHARED).filter((attribute) -> attribute.name().equals("note"))).singleElement()
			.satisfies((attribute) -> assertThat(this.site.context.codecs()
				.of(this.site.store.findAll().get(0).record().locator(), null)
				.read(attribute)).isEqualTo("late"));
	}

	@Test
	void clockOfALongNameGoesOnAsTheFirstKeyComes() {
		this.acceptingUnencrypted = true;
		List<SecretKey> later = this.keys;
		this.keys = List.of();
		String name = "cn=" + "x".repeat(150);
		TestBrowser user = siteWithAVault().user(name);
		this.site.pass(Duration.ofMinutes(5));
		give(later);
		SecureSide before = this.site.record(user).secureSide();
		user.https().set(CONTEXT, TestSessionRequest.context(name)).finish();
		SecureSide after = this.site.record(user).secureSide();
		assertThat(before).isNotNull();
		assertThat(after).isNotNull();
		assertThat(after.since()).isEqualTo(before.since());
		assertThat(after.principalName()).startsWith("~");
	}

	@Test
	void textThatStandsForANameFindsNobody() {
		this.acceptingUnencrypted = true;
		TestBrowser admin = siteWithAVault().user("admin");
		String stolen = Objects.requireNonNull(this.site.record(admin).principalName());
		assertThat(this.site.browser().https().findByPrincipalName(stolen)).isEmpty();
		assertThat(this.site.browser().https().findByPrincipalName("admin")).hasSize(1);
		for (List<SecretKey> others : List.of(List.of(key()), List.<SecretKey>of())) {
			give(others);
			ViewedSession managed = this.site.policy.managed().view(this.site.store.findAll().get(0).record());
			assertThat(managed.<Object>getAttribute(NAME)).isNull();
		}
	}

	@Test
	void theftIsToldOfAsSoonAsTheKeyCanBeHad() {
		TestBrowser customer = siteWithAVault().user("rob");
		TestBrowser thief = customer.copy();
		thief.drop(IdKind.INSECURE);
		customer.https().login("rob").finish();
		this.site.confirm(customer);
		this.site.passGrace();
		AtomicInteger asked = new AtomicInteger();
		this.vault.set(() -> {
			asked.incrementAndGet();
			throw new SessionStoreException(new IllegalStateException("sealed vault"));
		});
		TestSessionRequest request = thief.https();
		for (int i = 0; i < 3; i++) {
			assertThatExceptionOfType(SessionStoreException.class).isThrownBy(request::find);
		}
		assertThat(asked).hasValue(1);
		assertThat(this.site.store.findAll()).hasSize(1);
		give(this.keys);
		assertThat(thief.https().find()).isNull();
		assertThat(this.site.events(RetiredIdPresentedEvent.class))
			.extracting(RetiredIdPresentedEvent::getPrincipalName)
			.containsExactly("rob");
	}

}
