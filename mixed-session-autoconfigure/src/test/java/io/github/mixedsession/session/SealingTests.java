package io.github.mixedsession.session;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.session.FindByIndexNameSessionRepository;

import io.github.mixedsession.Channel;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.IgnoredIdReason;
import io.github.mixedsession.SessionIdIgnoredEvent;
import io.github.mixedsession.UnreadableAttributeEvent;
import io.github.mixedsession.attribute.AttributeSeal;
import io.github.mixedsession.attribute.EncryptionKeys;
import io.github.mixedsession.attribute.Protection;
import io.github.mixedsession.attribute.Sealing;
import io.github.mixedsession.attribute.SecurityState;
import io.github.mixedsession.id.Family;
import io.github.mixedsession.id.PresentedId;
import io.github.mixedsession.id.PresentedIds;
import io.github.mixedsession.id.SessionCredential;
import io.github.mixedsession.id.SessionIds;
import io.github.mixedsession.store.IdUpdate;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.StoredAttribute;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What lies on the secure side, for who has a copy of the database (the thief) and for
 * who writes to it (the intruder; invariant 16).
 */
class SealingTests {

	private static final String CONTEXT = "SPRING_SECURITY_CONTEXT";

	private final TestSite site = new TestSite();

	private TestBrowser customer(String card) {
		TestBrowser customer = this.site.user("rob");
		customer.https().set("payment.card", card).finish();
		return customer;
	}

	private StoredAttribute stored(TestBrowser browser, String name) {
		StoredAttribute stored = this.site.store.findAttribute(this.site.record(browser).locator(), name,
				Partition.SECURE);
		assertThat(stored).isNotNull();
		return stored;
	}

	/** As the intruder does. */
	private void write(TestBrowser browser, String name, byte[] value) {
		SessionRecord record = this.site.record(browser);
		StoredAttribute now = this.site.store.findAttribute(record.locator(), name, Partition.SECURE);
		assertThat(this.site.store.compareAndSet(record.locator(), name, Partition.SECURE,
				(now != null) ? now.version() : 0, value))
			.isTrue();
	}

	private byte[] encoded(Object value) {
		return this.site.encoded(value);
	}

	private static @Nullable Object read(TestBrowser browser, String name) {
		TestSessionRequest request = browser.https();
		Object value = request.load().getAttribute(name);
		request.finish();
		return value;
	}

	@Test
	void thiefReadsNothingOfTheSecureSide() {
		customer("4711-0815");
		List<StoredAttribute> stolen = this.site.store.findAll().get(0).attributes();
		assertThat(stolen).extracting(StoredAttribute::name).contains("payment.card", CONTEXT, "cart");
		assertThat(stolen).filteredOn((attribute) -> attribute.partition() == Partition.SECURE)
			.filteredOn((attribute) -> !SecurityState.PRINCIPAL_NAME.equals(attribute.name()))
			.isNotEmpty()
			.allSatisfy((attribute) -> assertThat(new String(attribute.value(), StandardCharsets.ISO_8859_1))
				.doesNotContain("4711")
				.doesNotContain("rob")
				.doesNotContain("springframework"));
		assertThat(stolen).filteredOn((attribute) -> attribute.name().equals("cart"))
			.singleElement()
			.satisfies((cart) -> assertThat(cart.value()).isEqualTo(encoded("mug")));
	}

	@Test
	void visitorGoesOnThroughCrossingsAndLogins() {
		TestBrowser customer = customer("4711");
		for (int i = 0; i < 3; i++) {
			TestSessionRequest down = customer.http();
			down.load();
			down.finish();
			assertThat(read(customer, "payment.card")).isEqualTo("4711");
			customer.https().login("rob").finish();
			assertThat(read(customer, "payment.card")).isEqualTo("4711");
		}
		assertThat(this.site.events(UnreadableAttributeEvent.class)).isEmpty();
	}

	@Test
	void valueOfAnotherSessionIsAbsent() {
		TestBrowser customer = customer("4711");
		TestBrowser intruder = customer("0815");
		write(customer, "payment.card", stored(intruder, "payment.card").value());
		assertThat(read(customer, "payment.card")).isNull();
		assertThat(this.site.events(UnreadableAttributeEvent.class)).singleElement()
			.satisfies((event) -> assertThat(event.getAttributeName()).isEqualTo("payment.card"));
		customer.https().set("payment.card", "4712").finish();
		assertThat(read(customer, "payment.card")).isEqualTo("4712");
	}

	@Test
	void valueOfAnotherNameIsAbsent() {
		TestBrowser customer = customer("4711");
		write(customer, "payment.pin", stored(customer, "payment.card").value());
		assertThat(read(customer, "payment.pin")).isNull();
	}

	@Test
	void sharedValueIsNoneOfTheSecureSide() {
		TestBrowser customer = customer("4711");
		write(customer, "payment.card", encoded("0815"));
		assertThat(read(customer, "payment.card")).isNull();
	}

	/**
	 * A rule keeps the name to the secure side, and takes there what it finds on the
	 * shared one. Nobody knows who has put it there.
	 */
	@Test
	void valueThatIsTakenToTheSecureSideIsAbsentThere() {
		TestBrowser visitor = this.site.secureVisitor();
		writeShared(this.site, visitor);
		assertThat(read(visitor, "payment.card")).isNull();
		assertThat(this.site.events(UnreadableAttributeEvent.class)).hasSize(1);
	}

	@Test
	void valueThatIsTakenToTheSecureSideIsSealedThereDuringAMigration() {
		TestSite lenient = new TestSite(TestSite.SETTINGS, TestSite.VISIBILITIES, Sealing.LENIENT);
		TestBrowser visitor = lenient.secureVisitor();
		writeShared(lenient, visitor);
		assertThat(read(visitor, "payment.card")).isEqualTo("0815");
		assertThat(lenient.store.findAttribute(lenient.record(visitor).locator(), "payment.card", Partition.SECURE))
			.satisfies((stored) -> assertThat(AttributeSeal.protectionOf(stored.value())).isEqualTo(Protection.FAMILY));
	}

	private static void writeShared(TestSite site, TestBrowser browser) {
		assertThat(site.store.compareAndSet(site.record(browser).locator(), "payment.card", Partition.SHARED, 0,
				site.encoded("0815")))
			.isTrue();
	}

	@Test
	void unsealedValueIsReadDuringAMigrationAndSealedByTheNextWrite() {
		TestSite lenient = new TestSite(TestSite.SETTINGS, TestSite.VISIBILITIES, Sealing.LENIENT);
		TestBrowser visitor = lenient.secureVisitor();
		lenient.store.compareAndSet(lenient.record(visitor).locator(), "payment.card", Partition.SECURE, 0,
				encoded("4711"));
		assertThat(read(visitor, "payment.card")).isEqualTo("4711");
		visitor.https().set("payment.card", "4712").finish();
		assertThat(lenient.store.findAttribute(lenient.record(visitor).locator(), "payment.card", Partition.SECURE))
			.satisfies((stored) -> assertThat(AttributeSeal.protectionOf(stored.value())).isEqualTo(Protection.FAMILY));
		assertThat(read(visitor, "payment.card")).isEqualTo("4712");
	}

	@Test
	void whatWasSealedIsReadWhereNothingIsSealedAnyMore() {
		TestBrowser customer = customer("4711");
		TestSite off = new TestSite(TestSite.SETTINGS, TestSite.VISIBILITIES, Sealing.OFF);
		this.site.store.findAll().forEach(off.store::insert);
		TestBrowser same = customer.on(off);
		assertThat(read(same, "payment.card")).isEqualTo("4711");
		same.https().set("payment.card", "4712").finish();
		assertThat(off.store.findAttribute(off.record(same).locator(), "payment.card", Partition.SECURE))
			.satisfies((stored) -> assertThat(stored.value()).isEqualTo(encoded("4712")));
	}

	@Test
	void contextThatIsWrittenIntoAnAnonymousSessionLogsNobodyIn() {
		TestBrowser visitor = this.site.secureVisitor();
		write(visitor, CONTEXT, encoded(TestSessionRequest.context("admin")));
		assertThat(read(visitor, CONTEXT)).isNull();
		TestBrowser admin = this.site.user("admin");
		write(visitor, CONTEXT, stored(admin, CONTEXT).value());
		assertThat(read(visitor, CONTEXT)).isNull();
	}

	/**
	 * The intruder has an id with a family of their own for somebody's session, and the
	 * database take it for that session's.
	 */
	@Test
	void sessionThatIsGivenAnotherSecureIdShowsNothing() {
		TestBrowser admin = this.site.user("admin");
		admin.https().set("payment.card", "4711").finish();
		SessionRecord record = this.site.record(admin);
		TestBrowser intruder = this.site.overwriteSecureId(record, Family.generate());
		ViewedSession session = intruder.https().load();
		assertThat(session.<Object>getAttribute(CONTEXT)).isNull();
		assertThat(session.<Object>getAttribute("payment.card")).isNull();
	}

	/**
	 * The intruder writes the hash of a family of theirs into somebody's row, and plants
	 * a second cookie of that family.
	 */
	@Test
	void sessionThatIsGivenAnotherFamilyIsNobodys() {
		TestBrowser admin = this.site.user("admin");
		SessionRecord record = this.site.record(admin);
		admin.drop(IdKind.INSECURE);
		Family planted = Family.generate();
		SessionIds ids = new SessionIds(record.ids().generation() + 1, record.insecureId(), record.secureId(),
				planted.hash(), record.loginCount(), record.ids().retired());
		assertThat(this.site.store.update(IdUpdate.ofIds(record, ids))).isTrue();
		assertThat(admin.https().find()).isNull();
		List<PresentedId> both = List.of(admin.presented(IdKind.SECURE).get(0),
				SessionCredential.secure(record.locator(), planted).presented());
		assertThat(new TestSessionRequest(this.site, admin, Channel.SECURE, new PresentedIds(List.of(), both)).find())
			.isNull();
		assertThat(this.site.events(SessionIdIgnoredEvent.class)).hasSize(2)
			.allSatisfy((event) -> assertThat(event.getReason()).isEqualTo(IgnoredIdReason.WRONG_FAMILY));
	}

	/**
	 * What the application's own key is for.
	 */
	@Test
	void contextThatIsSealedWithTheIntrudersOwnFamilyIsAccepted() {
		TestBrowser intruder = this.site.user("mallory");
		Family family = intruder.presented(IdKind.SECURE).get(0).family();
		write(intruder, CONTEXT,
				new AttributeSeal(family, this.site.record(intruder).locator(), () -> EncryptionKeys.NONE).seal(CONTEXT,
						Partition.SECURE, Protection.FAMILY, encoded(TestSessionRequest.context("admin"))));
		assertThat(read(intruder, CONTEXT)).isEqualTo(TestSessionRequest.context("admin"));
	}

	/** It is not sealed without a key of the application. */
	@Test
	void nameOfAnotherTypeKeepsNobodyFromLoggingIn() {
		TestBrowser visitor = this.site.secureVisitor();
		write(visitor, SecurityState.PRINCIPAL_NAME, encoded(42));
		visitor.https().login("rob").finish();
		assertThat(this.site.record(visitor).principalName()).isEqualTo("rob");
		assertThat(this.site.events(UnreadableAttributeEvent.class))
			.extracting(UnreadableAttributeEvent::getAttributeName)
			.contains(SecurityState.PRINCIPAL_NAME);
	}

	@Test
	void registryAndLookUpWorkWithoutTheKey() {
		TestBrowser customer = customer("4711");
		TestSessionRequest request = this.site.browser().https();
		ViewedSession found = request.findByPrincipalName("rob").get(customer.handle());
		assertThat(found).isNotNull();
		assertThat(found.<Object>getAttribute("payment.card")).isNull();
		assertThat(found.<String>getAttribute(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME))
			.isEqualTo("rob");
		found.setAttribute(SecurityState.EXPIRED_MARKER, true);
		this.site.policy.save(found);
		assertThat(customer.https().load().<Boolean>getAttribute(SecurityState.EXPIRED_MARKER)).isTrue();
		assertThat(this.site.events(UnreadableAttributeEvent.class)).isEmpty();
	}

	@Test
	void atomicChangeIsSealedAndComparesWhatIsNot() {
		TestBrowser customer = customer("4711");
		assertThat(customer.https().load().<String>updateAttribute("payment.card", (card) -> card + "-1"))
			.isEqualTo("4711-1");
		assertThat(read(customer, "payment.card")).isEqualTo("4711-1");
		assertThat(AttributeSeal.protectionOf(stored(customer, "payment.card").value())).isEqualTo(Protection.FAMILY);
		long version = stored(customer, "payment.card").version();
		ViewedSession again = customer.https().load();
		again.updateAttribute("payment.card", (card) -> card);
		again.updateAttribute("payment.card", (card) -> card);
		assertThat(stored(customer, "payment.card").version()).isLessThanOrEqualTo(version + 1);
	}

	/** Something that is not readable as text. */
	record Order(String address) implements Serializable {

	}

	@Test
	void whatAListenerOrACopyTakesAlongIsSharedAlone() {
		TestBrowser customer = customer("4711");
		customer.https().set("order", new Order("Elm Street")).finish();
		TestSessionRequest request = customer.eavesdropper().https();
		ViewedSession copy = request.getOrCreate();
		copy.setAttribute("cart", "cup");
		request.finish();
		assertThat(copy.getAttributeNames()).contains("cart").doesNotContain("payment.card");
		assertThat(read(customer, "payment.card")).isEqualTo("4711");
	}

}
