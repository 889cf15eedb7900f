package io.github.mixedsession.session;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.session.FindByIndexNameSessionRepository;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.RetiredIdPresentedEvent;
import io.github.mixedsession.UnreadableAttributeEvent;
import io.github.mixedsession.attribute.AttributeSeal;
import io.github.mixedsession.attribute.Encryption;
import io.github.mixedsession.attribute.EncryptionKeys;
import io.github.mixedsession.attribute.Protection;
import io.github.mixedsession.attribute.Sealing;
import io.github.mixedsession.attribute.SecurityState;
import io.github.mixedsession.id.Family;
import io.github.mixedsession.id.RandomBytes;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionRow;
import io.github.mixedsession.store.StoredAttribute;

import static org.assertj.core.api.Assertions.assertThat;

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
		SessionRow row = this.site.row(browser);
		StoredAttribute now = this.site.store.findAttribute(row.locator(), name, partition);
		assertThat(
				this.site.store.compareAndSet(row.locator(), name, partition, (now != null) ? now.version() : 0, value))
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
		assertThat(this.site.store.findAll().get(0).row().toString()).doesNotContain("rob");
	}

	/** Without a key this is accepted: SealingTests. */
	@Test
	void contextThatIsSealedWithTheIntrudersOwnFamilyIsAbsent() {
		TestBrowser intruder = this.site.user("mallory");
		Family family = intruder.presented(IdKind.SECURE).get(0).family();
		AttributeSeal seal = new AttributeSeal(family, this.site.row(intruder).locator(), EncryptionKeys.NONE);
		write(intruder, CONTEXT, Partition.SECURE, seal.seal(CONTEXT, Partition.SECURE, Protection.FAMILY,
				this.site.encoded(TestSessionRequest.context("admin"))));
		assertThat(read(intruder, CONTEXT)).isNull();
		assertThat(this.site.events(UnreadableAttributeEvent.class)).hasSize(1);
	}

	@Test
	void contextThatTheApplicationEncryptedElsewhereIsAbsent() {
		TestBrowser admin = this.site.user("admin");
		TestBrowser intruder = this.site.user("mallory");
		StoredAttribute context = this.site.store.findAttribute(this.site.row(admin).locator(), CONTEXT,
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

	@Test
	void misplacedValueIsTakenAlong() {
		TestBrowser customer = this.site.secureVisitor();
		SessionRow row = this.site.row(customer);
		byte[] shared = this.site.context.codecs()
			.of(row.locator(), null)
			.seal("payment.card", Partition.SHARED, this.site.encoded("4711"));
		this.site.store.compareAndSet(row.locator(), "payment.card", Partition.SHARED, 0, shared);
		assertThat(read(customer, "payment.card")).isEqualTo("4711");
		this.site.store.compareAndSet(row.locator(), "payment.pin", Partition.SHARED, 0, this.site.encoded("0815"));
		assertThat(read(customer, "payment.pin")).isNull();
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
		assertThat(encryption().readWithOlderKey()).isEqualTo(2);
		assertThat(this.site.browser().https().findByPrincipalName("rob")).hasSize(1);
		String before = this.site.row(customer).principalName();
		customer.https().set("payment.card", "4712").set("cart", "cup").set("draft", "new").login("rob").finish();
		assertThat(this.site.row(customer).principalName()).isNotEqualTo(before);
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
		SessionRow before = this.site.row(customer);
		customer.https().set(CONTEXT, TestSessionRequest.context("rob")).finish();
		SessionRow after = this.site.row(customer);
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
		assertThat(encryption().readWithoutKey()).isEqualTo(2);
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

}
