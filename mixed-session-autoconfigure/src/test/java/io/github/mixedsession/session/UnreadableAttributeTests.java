package io.github.mixedsession.session;

import java.time.Duration;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextImpl;

import io.github.mixedsession.AttributeCodec;
import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.SessionDetachedEvent;
import io.github.mixedsession.UnreadableAttributeEvent;
import io.github.mixedsession.attribute.SecurityState;
import io.github.mixedsession.attribute.UnreadableValue;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.Proof;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.StoredAttribute;
import io.github.mixedsession.test.DamagedValue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * One value that can't be read takes nothing else with it (invariant 17).
 */
class UnreadableAttributeTests {

	private static final String CONTEXT = SecurityState.SECURITY_CONTEXT_NAME;

	private final TestSite site = new TestSite();

	@ParameterizedTest
	@EnumSource(names = "JSON_TYPE", mode = EnumSource.Mode.EXCLUDE)
	void unreadableAttributeIsAbsentAndToldOnceARequest(DamagedValue damage) {
		TestBrowser visitor = this.site.visitor();
		visitor.http().set("note", "kept").finish();
		damage(visitor, "cart", Partition.SHARED, damage);
		TestSessionRequest request = visitor.http();
		ViewedSession session = request.load();
		assertThat(session.<Object>getAttribute("cart")).isNull();
		assertThat(session.<Object>getAttribute("cart")).isNull();
		assertThat(session.getAttributeNames()).containsExactly("note");
		assertThat(session.<String>getAttribute("note")).isEqualTo("kept");
		assertThat(session.<String>updateAttribute("cart", (before) -> before)).isNull();
		request.finish();
		UnreadableAttributeEvent event = onlyEvent();
		assertThat(event.getAttributeName()).isEqualTo("cart");
		assertThat(event.getVisibility()).isEqualTo(AttributeVisibility.SHARED);
		assertThat(event.getSessionId()).isEqualTo(session.getId());
		assertThat(event.getCause()).isEqualTo(damage.cause());
	}

	@Test
	void eachRequestIsTold() {
		TestBrowser visitor = this.site.visitor();
		damage(visitor, "cart", Partition.SHARED, DamagedValue.TRUNCATED);
		for (int i = 0; i < 3; i++) {
			TestSessionRequest request = visitor.http();
			request.load().getAttribute("cart");
			request.finish();
		}
		assertThat(this.site.events(UnreadableAttributeEvent.class)).hasSize(3);
	}

	@Test
	void unreadableAttributeIsReplacedWhereItWas() {
		TestBrowser visitor = this.site.secureVisitor();
		damage(visitor, "cart", Partition.SHARED, DamagedValue.TRUNCATED);
		visitor.https().set("cart", "cup").finish();
		assertThat(visitor.http().load().<String>getAttribute("cart")).isEqualTo("cup");
		assertThat(this.site.events(UnreadableAttributeEvent.class)).isEmpty();
	}

	@Test
	void unreadableAttributeCanBeRemoved() {
		TestBrowser visitor = this.site.secureVisitor();
		visitor.https().set("payment.card", "4711").set("note", "kept").finish();
		for (Partition partition : List.of(Partition.SHARED, Partition.SECURE)) {
			String name = (partition == Partition.SHARED) ? "cart" : "payment.card";
			damage(visitor, name, partition, DamagedValue.REMOVED_CLASS);
			TestSessionRequest request = visitor.https();
			request.load().removeAttribute(name);
			request.finish();
			assertThat(stored(visitor, name, partition)).isNull();
		}
	}

	@Test
	void updateOfAnUnreadableAttributeBeginsWithNothing() {
		TestBrowser visitor = this.site.secureVisitor();
		visitor.https().set("payment.count", 7).finish();
		damage(visitor, "payment.count", Partition.SECURE, DamagedValue.CHANGED_VERSION);
		TestSessionRequest request = visitor.https();
		ViewedSession session = request.load();
		assertThat(session.<Integer>updateAttribute("payment.count", (count) -> (count != null) ? count + 1 : 1))
			.isOne();
		assertThat(session.<Integer>getAttribute("payment.count")).isOne();
		request.finish();
		assertThat(visitor.https().load().<Integer>getAttribute("payment.count")).isOne();
		assertThat(onlyEvent().getVisibility()).isEqualTo(AttributeVisibility.SECURE);
	}

	@Test
	void sharedValueThatAnUnreadableOneHidIsNotToAppear() {
		TestBrowser visitor = this.site.secureVisitor();
		SessionRecord record = this.site.record(visitor);
		this.site.store.compareAndSet(record.locator(), "role", Partition.SHARED, 0, encoded("admin"));
		this.site.store.compareAndSet(record.locator(), "role", Partition.SECURE, 0, new byte[] { 1, 2, 3 });
		assertThat(visitor.https().load().<Object>getAttribute("role")).isNull();
		assertThat(visitor.http().load().<Object>getAttribute("role")).isEqualTo("admin");
	}

	@Test
	void copyTakesItAlongUnread() {
		TestBrowser visitor = this.site.secureVisitor();
		visitor.http().set("note", "kept").finish();
		damage(visitor, "cart", Partition.SHARED, DamagedValue.REMOVED_CLASS);
		TestBrowser eavesdropper = visitor.eavesdropper();
		TestSessionRequest replay = eavesdropper.https();
		ViewedSession copy = replay.load();
		assertThat(this.site.events(UnreadableAttributeEvent.class)).isEmpty();
		assertThat(copy.<Object>getAttribute("cart")).isNull();
		assertThat(copy.getAttributeNames()).containsExactly("note");
		TestBrowser holder = visitor.eavesdropper();
		replay.set("own", "x").finish();
		assertThat(this.site.events(SessionDetachedEvent.class)).hasSize(1);
		assertThat(onlyEvent().getAttributeName()).isEqualTo("cart");
		StoredAttribute original = stored(visitor, "cart", Partition.SHARED);
		StoredAttribute copied = stored(eavesdropper, "cart", Partition.SHARED);
		assertThat(this.site.record(eavesdropper).locator()).isNotEqualTo(this.site.record(visitor).locator());
		assertThat(original).isNotNull();
		assertThat(copied).isNotNull();
		assertThat(copied.value()).isEqualTo(original.value());
		assertThat(holder.http().load().<Object>getAttribute("note")).isEqualTo("kept");
	}

	@Test
	void unreadableContextIsNoLogin() {
		TestBrowser rob = this.site.user("rob");
		damage(rob, CONTEXT, Partition.SECURE, DamagedValue.CHANGED_VERSION);
		TestSessionRequest request = rob.https();
		assertThat(request.load().<Object>getAttribute(CONTEXT)).isNull();
		request.finish();
		assertThat(this.site.record(rob).principalName()).as("found by those who end the sessions of a user")
			.isEqualTo("rob");
		rob.https().login("rob").finish();
		assertThat(rob.https().load().<Object>getAttribute(CONTEXT)).isNotNull();
		assertThat(this.site.record(rob).principalName()).isEqualTo("rob");
	}

	@Test
	void slowRemovalOfWhatMayHaveBeenALoginDoesNotTakeALaterOne() {
		TestBrowser rob = this.site.user("rob");
		rob.https().set("payment.login", context("rob")).finish();
		damage(rob, "payment.login", Partition.SECURE, DamagedValue.REMOVED_CLASS);
		TestSessionRequest slow = rob.https();
		slow.load().removeAttribute("payment.login");
		TestSessionRequest login = rob.https();
		login.login("rob").set("payment.login", context("rob")).finish();
		slow.save();
		assertThat(rob.https().load().<Object>getAttribute("payment.login")).isNotNull();
	}

	@Test
	void whomTheRegistryHasLockedOutStaysOut() {
		TestBrowser rob = this.site.user("rob");
		rob.https().set(SecurityState.EXPIRED_MARKER, true).finish();
		damage(rob, SecurityState.EXPIRED_MARKER, Partition.SECURE, DamagedValue.TRUNCATED);
		assertThat(rob.https().load().<Boolean>getAttribute(SecurityState.EXPIRED_MARKER)).isTrue();
		onlyEvent();
	}

	@Test
	void sessionThatIsLookedUpTellsToo() {
		TestBrowser rob = this.site.user("rob");
		damage(rob, "cart", Partition.SHARED, DamagedValue.TRUNCATED);
		ViewedSession found = this.site.repository.findById(rob.handle());
		assertThat(found).isNotNull();
		assertThat(found.<Object>getAttribute("cart")).isNull();
		assertThat(onlyEvent().getSessionId()).isEqualTo(found.getId());
	}

	@Test
	void importKeepsItOnItsSide() {
		ImportedAttributes imported = new ImportedAttributes(this.site.context);
		TestBrowser visitor = this.site.secureVisitor();
		SessionRecord record = this.site.record(visitor);
		Locator key = record.locator();
		this.site.store.compareAndSet(key, "old", Partition.SECURE, 0, new byte[] { 1, 2, 3 });
		this.site.store.compareAndSet(key, "older", Partition.SHARED, 0, new byte[] { 1, 2, 3 });
		imported.sort(key, new Proof(IdKind.INSECURE, record.insecureId()));
		assertThat(stored(visitor, "older", Partition.SHARED)).isNotNull();
		imported.sort(key, new Proof(IdKind.SECURE, visitor.id(IdKind.SECURE)));
		assertThat(stored(visitor, "old", Partition.SECURE)).isNotNull();
		assertThat(stored(visitor, "old", Partition.SHARED)).isNull();
		assertThat(visitor.http().load().<Object>getAttribute("older")).isNull();
	}

	@Test
	void whateverACodecThrows() {
		StoredAttribute attribute = new StoredAttribute("cart", Partition.SHARED, 1, new byte[0]);
		for (Throwable failure : List.of(new IllegalStateException(), new NoClassDefFoundError(),
				new ExceptionInInitializerError(), new StackOverflowError())) {
			assertThat(UnreadableValue.orValue(attribute, () -> new FailingCodec(failure).decode(attribute.value())))
				.isEqualTo(new UnreadableValue("cart", Partition.SHARED, failure.getClass().getName()));
		}
		OutOfMemoryError failure = new OutOfMemoryError();
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(
				() -> UnreadableValue.orValue(attribute, () -> new FailingCodec(failure).decode(attribute.value())));
	}

	@Test
	void warningNamesTheAttributeOnceAMinute() {
		Logger logger = (Logger) LoggerFactory.getLogger(UnreadableAttributes.class);
		ListAppender<ILoggingEvent> lines = new ListAppender<>();
		lines.start();
		logger.addAppender(lines);
		logger.setLevel(Level.WARN);
		try {
			TestBrowser visitor = this.site.visitor();
			visitor.http().set("forged\nline", "x").finish();
			damage(visitor, "forged\nline", Partition.SHARED, DamagedValue.TRUNCATED);
			damage(visitor, "cart", Partition.SHARED, DamagedValue.TRUNCATED);
			for (int i = 0; i < 3; i++) {
				visitor.http().load().getAttributeNames();
			}
			assertThat(lines.list).extracting(ILoggingEvent::getFormattedMessage)
				.hasSize(2)
				.allSatisfy((line) -> assertThat(line).contains("java.io.EOFException").doesNotContain("\n"))
				.anySatisfy((line) -> assertThat(line).contains("'cart'"))
				.anySatisfy((line) -> assertThat(line).contains("'forged_line'"));
			this.site.pass(Duration.ofMinutes(1));
			visitor.http().load().getAttributeNames();
			assertThat(lines.list).hasSize(4);
		}
		finally {
			logger.detachAppender(lines);
			logger.setLevel(null);
		}
	}

	private UnreadableAttributeEvent onlyEvent() {
		List<UnreadableAttributeEvent> events = this.site.events(UnreadableAttributeEvent.class);
		assertThat(events).hasSize(1);
		return events.get(0);
	}

	private void damage(TestBrowser browser, String name, Partition partition, DamagedValue damage) {
		StoredAttribute stored = stored(browser, name, partition);
		assertThat(stored).isNotNull();
		this.site.store.compareAndSet(this.site.record(browser).locator(), name, partition, stored.version(),
				damage.bytes(stored.value()));
	}

	private @Nullable StoredAttribute stored(TestBrowser browser, String name, Partition partition) {
		return this.site.store.findAttribute(this.site.record(browser).locator(), name, partition);
	}

	private byte[] encoded(Object value) {
		return this.site.encoded(value);
	}

	private static SecurityContextImpl context(String name) {
		return new SecurityContextImpl(new TestingAuthenticationToken(name, ""));
	}

	private record FailingCodec(Throwable failure) implements AttributeCodec {

		@Override
		public byte[] encode(Object value) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Object decode(byte[] bytes) {
			if (this.failure instanceof Error error) {
				throw error;
			}
			throw (RuntimeException) this.failure;
		}

	}

}
