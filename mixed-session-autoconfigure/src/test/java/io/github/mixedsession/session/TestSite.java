package io.github.mixedsession.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.session.PrincipalNameIndexResolver;

import io.github.mixedsession.AttributeCodec;
import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.attribute.AttributeVisibilities;
import io.github.mixedsession.attribute.ConversionServiceAttributeCodec;
import io.github.mixedsession.attribute.Encryption;
import io.github.mixedsession.attribute.Sealing;
import io.github.mixedsession.id.Family;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.id.SessionCredential;
import io.github.mixedsession.id.SessionIds;
import io.github.mixedsession.store.IdUpdate;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.StoredSession;
import io.github.mixedsession.test.MutableClock;

/**
 * A site: a policy on a store in memory, its clock, and the events that it published.
 */
final class TestSite {

	static final SessionSettings SETTINGS = new SessionSettings(Duration.ofMinutes(30), Duration.ofMinutes(15),
			Duration.ofHours(12), Duration.ofSeconds(10), true, Duration.ofMinutes(1), false);

	static final AttributeVisibilities VISIBILITIES = new AttributeVisibilities(AttributeVisibility.SHARED, List.of(),
			List.of("payment.*"), List.of("draft"));

	private static final AttributeCodec CODEC = ConversionServiceAttributeCodec.javaSerialization(null);

	final MutableClock clock = new MutableClock();

	final ScriptedSessionStore store = new ScriptedSessionStore();

	final List<Object> events = Collections.synchronizedList(new ArrayList<>());

	final List<SessionCredential> everDelivered = Collections.synchronizedList(new ArrayList<>());

	final List<Consumer<Object>> listeners = new ArrayList<>();

	/** Whether any page is served over HTTP. */
	boolean sendsInsecureIds = true;

	/** Whether the cookies have a lifetime. */
	boolean persistentCookies;

	final PolicyContext context;

	final SessionPolicy policy;

	final MixedSessionRepository repository;

	TestSite() {
		this(SETTINGS, VISIBILITIES);
	}

	TestSite(SessionSettings settings) {
		this(settings, VISIBILITIES);
	}

	TestSite(SessionSettings settings, AttributeVisibilities visibilities) {
		this(settings, visibilities, Sealing.REQUIRED);
	}

	TestSite(SessionSettings settings, AttributeVisibilities visibilities, Sealing sealing) {
		this(settings, visibilities, sealing, Encryption.none());
	}

	TestSite(SessionSettings settings, AttributeVisibilities visibilities, Sealing sealing, Encryption encryption) {
		this.context = new PolicyContext(this.store, new SessionCodecs(CODEC, sealing, encryption), visibilities,
				settings, new PrincipalNameIndexResolver<>(), this.clock, publisher());
		this.policy = new SessionPolicy(this.context);
		this.repository = new MixedSessionRepository(this.policy);
	}

	private ApplicationEventPublisher publisher() {
		return (event) -> {
			this.events.add(event);
			List.copyOf(this.listeners).forEach((listener) -> listener.accept(event));
		};
	}

	static TestSite stayingSecure() {
		return stayingSecure(Encryption.none());
	}

	static TestSite stayingSecure(Encryption encryption) {
		return new TestSite(
				new SessionSettings(SETTINGS.timeout(), SETTINGS.secureIdle(), SETTINGS.secureAbsolute(),
						SETTINGS.grace(), true, SETTINGS.writeInterval(), true),
				VISIBILITIES, Sealing.REQUIRED, encryption);
	}

	static TestSite reportingReuse() {
		return new TestSite(new SessionSettings(SETTINGS.timeout(), SETTINGS.secureIdle(), SETTINGS.secureAbsolute(),
				SETTINGS.grace(), false, SETTINGS.writeInterval(), false));
	}

	static TestSite defaultingToSecure() {
		return new TestSite(SETTINGS,
				new AttributeVisibilities(AttributeVisibility.SECURE, List.of("cart"), List.of(), List.of("draft")));
	}

	<E extends ApplicationEvent> void on(Class<E> type, Consumer<E> listener) {
		this.listeners.add((event) -> {
			if (type.isInstance(event)) {
				listener.accept(type.cast(event));
			}
		});
	}

	<E> List<E> events(Class<E> type) {
		return List.copyOf(this.events).stream().filter(type::isInstance).map(type::cast).toList();
	}

	TestBrowser browser() {
		return new TestBrowser(this);
	}

	/** A visitor with a cart who never was on HTTPS. */
	TestBrowser visitor() {
		TestBrowser browser = browser();
		browser.http().set("cart", "mug").finish();
		return browser;
	}

	/** The same, stepped up. */
	TestBrowser secureVisitor() {
		TestBrowser browser = visitor();
		TestSessionRequest request = browser.https();
		request.load();
		request.finish();
		confirm(browser);
		this.events.clear();
		return browser;
	}

	/** The same, logged in. */
	TestBrowser user(String name) {
		TestBrowser browser = secureVisitor();
		browser.https().login(name).finish();
		confirm(browser);
		this.events.clear();
		return browser;
	}

	void confirm(TestBrowser browser) {
		TestSessionRequest request = browser.https();
		request.load();
		request.finish();
	}

	byte[] encoded(Object value) {
		return CODEC.encode(value);
	}

	void pass(Duration duration) {
		this.clock.advance(duration);
	}

	void passGrace() {
		pass(SETTINGS.grace());
	}

	@Nullable SessionRecord record(IdKind kind, IdHash id) {
		return this.store.findAll()
			.stream()
			.map(StoredSession::record)
			.filter((record) -> id.equals(record.ids().current(kind)))
			.findFirst()
			.orElse(null);
	}

	SessionRecord record(TestBrowser browser) {
		SessionRecord record = record(IdKind.INSECURE, browser.id(IdKind.INSECURE));
		if (record == null) {
			throw new AssertionError("The browser's insecure id is not current");
		}
		return record;
	}

	/**
	 * Writes another secure id into a session, as who can write to the database does.
	 * @return a browser that has it
	 */
	TestBrowser overwriteSecureId(SessionRecord record, Family family) {
		SessionCredential forged = SessionCredential.secure(record.locator(), family);
		SessionIds ids = record.ids().withSecure(forged.presented(), this.clock.instant());
		this.store.update(new IdUpdate(record, ids, record.side(), this.clock.instant(), false));
		TestBrowser intruder = browser();
		intruder.receive(forged);
		return intruder;
	}

}
