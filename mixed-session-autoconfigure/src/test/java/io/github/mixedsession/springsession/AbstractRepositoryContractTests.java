package io.github.mixedsession.springsession;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import io.github.mixedsession.AttributeCodec;
import io.github.mixedsession.Channel;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.attribute.ConversionServiceAttributeCodec;
import io.github.mixedsession.session.ViewedSession;
import io.github.mixedsession.store.contract.Concurrently;
import io.github.mixedsession.store.contract.TestSessions;
import io.github.mixedsession.store.jdbc.JdbcSessionStore;
import io.github.mixedsession.test.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import org.springframework.core.convert.support.GenericConversionService;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.events.SessionCreatedEvent;
import org.springframework.session.events.SessionDeletedEvent;
import org.springframework.session.events.SessionExpiredEvent;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What an application may expect of a session repository on a database.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AbstractRepositoryContractTests {

	private static final String PRINCIPAL_NAME = FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME;

	private static final Duration EXPIRY = Sessions.TIMEOUT.plus(Sessions.WRITE_INTERVAL);

	private final JdbcTransactionManager transactionManager;

	private final JdbcSessionStore store;

	private final JdbcTemplate jdbc;

	private Sessions sessions;

	AbstractRepositoryContractTests(TestDatabase database) {
		DataSource dataSource = database.createDataSourceWithTables();
		this.transactionManager = new JdbcTransactionManager(dataSource);
		this.jdbc = new JdbcTemplate(dataSource);
		this.store = new JdbcSessionStore(dataSource, this.transactionManager, JdbcSessionStore.DEFAULT_TABLE_NAME);
		this.sessions = new Sessions(this.store);
	}

	@BeforeEach
	void startEmpty() {
		this.jdbc.update("DELETE FROM MIXED_SESSION");
		this.sessions = new Sessions(this.store);
	}

	// Saving and finding

	@Test
	void sessionWithNothingSetIsNotStored() {
		ViewedSession session = this.sessions.create();
		save(session);
		assertThat(this.sessions.exists(session.getId())).isFalse();
		assertThat(rows()).isZero();
		assertThat(this.sessions.events).isEmpty();
	}

	@Test
	void savedSessionIsFoundWithoutSecureValuesUntilItIsDeleted() {
		ViewedSession session = this.sessions.create();
		session.setAttribute("cart", "a book");
		session.setAttribute(Sessions.SECURITY_CONTEXT, Sessions.loggedIn("ann"));
		save(session);

		ViewedSession found = this.sessions.load(session.getId());
		assertThat(found.getId()).isEqualTo(session.getId());
		assertThat(found.getAttributeNames()).as("by its handle: no secure values").containsExactly("cart");
		assertThat(found.<String>getAttribute("cart")).isEqualTo("a book");
		assertThat(found.<String>getAttribute(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME))
			.isEqualTo("ann");
		assertThat(found.getCreationTime()).isEqualTo(session.getCreationTime());
		assertThat(found.getLastAccessedTime()).isEqualTo(session.getLastAccessedTime());
		assertThat(found.getMaxInactiveInterval()).isEqualTo(Sessions.TIMEOUT);
		assertThat(found.isExpired()).isFalse();

		this.sessions.repository.deleteById(session.getId());
		assertThat(this.sessions.exists(session.getId())).isFalse();
		assertThat(rows()).isZero();
		assertThat(this.sessions.events).hasExactlyElementsOfTypes(SessionCreatedEvent.class,
				SessionDeletedEvent.class);
	}

	@Test
	void sessionStaysWhenAllItsAttributesAreRemoved() {
		ViewedSession session = this.sessions.createStored();
		session.removeAttribute("cart");
		save(session);
		assertThat(this.sessions.load(session.getId()).getAttributeNames()).isEmpty();
	}

	@Test
	void attributeAddedLaterIsStoredBesideTheOthers() {
		ViewedSession session = this.sessions.createStored();
		change(session, (later) -> later.setAttribute("language", "fr"));
		ViewedSession found = this.sessions.load(session.getId());
		assertThat(found.getAttributeNames()).containsExactlyInAnyOrder("cart", "language");
		assertThat(found.<String>getAttribute("cart")).isEqualTo("a book");
		assertThat(found.<String>getAttribute("language")).isEqualTo("fr");
	}

	@Test
	void changedAttributeIsStoredWithItsNewValue() {
		ViewedSession session = this.sessions.createStored();
		change(session, (later) -> later.setAttribute("cart", "two books"));
		assertThat(cartOf(session)).isEqualTo("two books");
	}

	@Test
	void attributeAddedAndChangedIsStoredWithItsLastValue() {
		ViewedSession session = this.sessions.createStored();
		change(session, (later) -> {
			later.setAttribute("language", "fr");
			later.setAttribute("language", "it");
		});
		assertThat(this.sessions.load(session.getId()).<String>getAttribute("language")).isEqualTo("it");
	}

	@Test
	void attributeAddedAndRemovedIsNotStored() {
		ViewedSession session = this.sessions.createStored();
		change(session, (later) -> {
			later.setAttribute("language", "fr");
			later.removeAttribute("language");
		});
		assertThat(this.sessions.load(session.getId()).getAttributeNames()).containsExactly("cart");
	}

	@Test
	void attributeChangedAndRemovedIsGone() {
		ViewedSession session = this.sessions.createStored();
		change(session, (later) -> {
			later.setAttribute("cart", "two books");
			later.removeAttribute("cart");
		});
		assertThat(cartOf(session)).isNull();
	}

	@Test
	void attributeRemovedAndSetAgainIsStoredWithItsNewValue() {
		ViewedSession session = this.sessions.createStored();
		change(session, (later) -> {
			later.removeAttribute("cart");
			later.setAttribute("cart", "two books");
		});
		assertThat(cartOf(session)).isEqualTo("two books");
	}

	@Test
	void attributeSetToNullIsRemoved() {
		ViewedSession session = this.sessions.createStored();
		change(session, (later) -> later.setAttribute("cart", null));
		assertThat(cartOf(session)).isNull();
		assertThat(this.sessions.load(session.getId()).getAttributeNames()).isEmpty();
	}

	@Test
	void removingAnAbsentAttributeChangesNothing() {
		ViewedSession session = this.sessions.createStored();
		change(session, (later) -> {
			later.removeAttribute("language");
			later.setAttribute("currency", null);
		});
		assertThat(this.sessions.load(session.getId()).getAttributeNames()).containsExactly("cart");
	}

	@Test
	void sessionSavedAgainUnchangedStaysAsItIs() {
		ViewedSession session = this.sessions.createStored();
		save(session);
		save(this.sessions.load(session.getId()));
		assertThat(cartOf(session)).isEqualTo("a book");
		assertThat(rows()).isOne();
	}

	@Test
	void savingAnUnserializableValueFailsAndStoresNothing() {
		ViewedSession session = this.sessions.createStored();
		ViewedSession later = this.sessions.load(session.getId());
		later.setAttribute("cart", "two books");
		later.setAttribute("a\nthread", new Thread());
		assertThatIllegalStateException().isThrownBy(() -> save(later))
			.withMessage(
					"The session attribute 'a_thread' can't be stored: its value, a java.lang.Thread, can't be written")
			.withRootCauseInstanceOf(IllegalArgumentException.class);
		assertThat(this.sessions.load(session.getId()).getAttributeNames()).containsExactly("cart");
		assertThat(cartOf(session)).isEqualTo("a book");
	}

	@Test
	void savingAnUnserializableFirstValueFailsAndCreatesNoSession() {
		ViewedSession session = this.sessions.create();
		session.setAttribute("thread", new Thread());
		assertThatIllegalStateException().isThrownBy(() -> save(session))
			.withRootCauseInstanceOf(IllegalArgumentException.class);
		assertThat(rows()).isZero();
	}

	@Test
	void largeValuesKeepEveryByte() {
		byte[] photo = new byte[5_000_000];
		for (int i = 0; i < photo.length; i++) {
			photo[i] = (byte) (i % 251);
		}
		ViewedSession session = this.sessions.createStored();
		change(session, (later) -> later.setAttribute("photo", photo));
		assertThat(this.sessions.load(session.getId()).<byte[]>getAttribute("photo")).isEqualTo(photo);

		ViewedSession largeFromTheStart = this.sessions.create();
		largeFromTheStart.setAttribute("photo", photo);
		save(largeFromTheStart);
		assertThat(this.sessions.load(largeFromTheStart.getId()).<byte[]>getAttribute("photo")).isEqualTo(photo);
	}

	@Test
	void saveKeepsNamesOfEveryLength() {
		ViewedSession session = this.sessions.create();
		IntStream.rangeClosed(1, 200).forEach((length) -> session.setAttribute("n".repeat(length), length));
		save(session);
		ViewedSession found = this.sessions.load(session.getId());
		assertThat(found.getAttributeNames()).hasSize(200);
		IntStream.rangeClosed(1, 200)
			.forEach((length) -> assertThat(found.<Integer>getAttribute("n".repeat(length))).isEqualTo(length));
	}

	@Test
	void settingATooLongNameFailsAndStoresNothing() {
		ViewedSession session = this.sessions.createStored();
		ViewedSession later = this.sessions.load(session.getId());
		later.setAttribute("cart", "two books");
		assertThatIllegalArgumentException().isThrownBy(() -> later.setAttribute("n".repeat(201), "x"))
			.withMessageContaining("201");
		assertThat(cartOf(session)).isEqualTo("a book");
	}

	@Test
	void saveKeepsNamesApartThatOnlyLookAlike() {
		Set<String> names = Set.of("", " ", "cart", "Cart", "cart ", " cart", "cärt", "ca\u0308rt", "корзина", "购物车",
				"\uD83D\uDED2", "\uD83D\uDED2".repeat(100), "ß".repeat(200), "ss", "İ", "i", "ı", "a'b", "a\"b", "a\\b",
				"a%b", "a_b", "a\tb", "?");
		ViewedSession session = this.sessions.create();
		names.forEach((name) -> session.setAttribute(name, "value of " + name));
		save(session);
		ViewedSession found = this.sessions.load(session.getId());
		assertThat(found.getAttributeNames()).isEqualTo(names);
		assertThat(names)
			.allSatisfy((name) -> assertThat(found.<String>getAttribute(name)).isEqualTo("value of " + name));
	}

	@Test
	void savingDoesNotBringADeletedSessionBack() {
		ViewedSession session = this.sessions.createStored();
		ViewedSession other = this.sessions.load(session.getId());
		this.sessions.repository.deleteById(session.getId());
		this.sessions.clock.advance(Duration.ofMinutes(2));
		other.setLastAccessedTime(this.sessions.clock.instant());
		save(other);
		save(session);
		assertThat(this.sessions.exists(session.getId())).isFalse();
		assertThat(rows()).isZero();
	}

	@Test
	void savingNewAttributesDoesNotBringADeletedSessionBack() {
		ViewedSession session = this.sessions.createStored();
		ViewedSession other = this.sessions.load(session.getId());
		this.sessions.repository.deleteById(session.getId());
		other.setLastAccessedTime(this.sessions.clock.instant());
		other.setAttribute("cart", "two books");
		other.setAttribute("language", "fr");
		save(other);
		session.setAttribute("currency", "eur");
		save(session);
		assertThat(this.sessions.exists(session.getId())).isFalse();
		assertThat(rows()).isZero();
		assertThat(this.jdbc.queryForObject("SELECT COUNT(*) FROM MIXED_SESSION_ATTRIBUTE", Integer.class)).isZero();
	}

	@Test
	void lastSaveWinsWhenTwoRequestsAddTheSameAttribute() {
		ViewedSession session = this.sessions.createStored();
		ViewedSession one = this.sessions.load(session.getId());
		ViewedSession other = this.sessions.load(session.getId());
		one.setAttribute("language", "fr");
		other.setAttribute("language", "it");
		save(one);
		save(other);
		assertThat(this.sessions.load(session.getId()).<String>getAttribute("language")).isEqualTo("it");
	}

	@Test
	void attributesOfAllParallelRequestsAreKept() throws Exception {
		ViewedSession session = this.sessions.createStored();
		Concurrently.run(8, (thread) -> () -> {
			for (int i = 0; i < 5; i++) {
				String name = "attribute-" + thread + "-" + i;
				change(session, (own) -> own.setAttribute(name, name));
			}
			return true;
		});
		ViewedSession found = this.sessions.load(session.getId());
		assertThat(found.getAttributeNames()).hasSize(1 + 8 * 5);
		assertThat(found.<String>getAttribute("attribute-7-4")).isEqualTo("attribute-7-4");
	}

	@Test
	void parallelAdditionsOfTheSameAttributeAllSucceed() throws Exception {
		ViewedSession session = this.sessions.createStored();
		Concurrently.run(8, (thread) -> () -> {
			change(session, (own) -> own.setAttribute("language", "language " + thread));
			return true;
		});
		assertThat(this.sessions.load(session.getId()).<String>getAttribute("language")).startsWith("language ");
	}

	@Test
	void sessionDataSurvivesARollbackOfTheApplication() {
		ViewedSession session = this.sessions.createStored();
		TransactionTemplate application = new TransactionTemplate(this.transactionManager);
		ViewedSession created = application.execute((status) -> {
			status.setRollbackOnly();
			change(session, (later) -> later.setAttribute("cart", "two books"));
			return this.sessions.createStored();
		});
		assertThat(cartOf(session)).isEqualTo("two books");
		assertThat(created).isNotNull().satisfies((it) -> assertThat(cartOf(it)).isEqualTo("a book"));
	}

	@Test
	void sessionIsStoredInAReadOnlyTransaction() {
		TransactionTemplate application = new TransactionTemplate(this.transactionManager);
		application.setReadOnly(true);
		ViewedSession created = application.execute((status) -> this.sessions.createStored());
		assertThat(created).isNotNull().satisfies((it) -> assertThat(cartOf(it)).isEqualTo("a book"));
	}

	@Test
	void deletingAnUnknownSessionDoesNothing() {
		ViewedSession session = this.sessions.createStored();
		this.sessions.repository.deleteById(TestSessions.newLocator().handle(0));
		this.sessions.repository.deleteById("not a session id");
		this.sessions.repository.deleteById("");
		assertThat(this.sessions.exists(session.getId())).isTrue();
		assertThat(this.sessions.events).hasExactlyElementsOfTypes(SessionCreatedEvent.class);
	}

	@Test
	void unknownIdFindsNothing() {
		this.sessions.createStored();
		assertThat(this.sessions.exists(TestSessions.newLocator().handle(0))).isFalse();
		assertThat(this.sessions.exists("not a session id")).isFalse();
		assertThat(this.sessions.exists("")).isFalse();
		assertThat(this.sessions.exists("' OR '1'='1")).isFalse();
	}

	// Values

	@Test
	void attributesAreDeserializedWhenFirstRead() {
		List<String> decoded = new ArrayList<>();
		this.sessions = new Sessions(this.store, new AttributeCodec() {

			@Override
			public byte[] encode(Object value) {
				return value.toString().getBytes(StandardCharsets.UTF_8);
			}

			@Override
			public Object decode(byte[] bytes) {
				String value = new String(bytes, StandardCharsets.UTF_8);
				decoded.add(value);
				return value;
			}

		});
		ViewedSession session = this.sessions.createStored();
		change(session, (later) -> later.setAttribute("language", "fr"));
		decoded.clear();

		ViewedSession found = this.sessions.load(session.getId());
		assertThat(found.getAttributeNames()).containsExactlyInAnyOrder("cart", "language");
		assertThat(decoded).isEmpty();
		assertThat(found.<String>getAttribute("language")).isEqualTo("fr");
		assertThat(found.<String>getAttribute("language")).isEqualTo("fr");
		assertThat(decoded).containsExactly("fr");
		assertThat(found.<String>getAttribute("cart")).isEqualTo("a book");
		assertThat(decoded).containsExactly("fr", "a book");
	}

	@Test
	void attributesAreConvertedByTheApplicationsConversionService() {
		GenericConversionService conversionService = new GenericConversionService();
		conversionService.addConverter(Object.class, byte[].class,
				(value) -> ("text:" + value).getBytes(StandardCharsets.UTF_8));
		conversionService.addConverter(byte[].class, Object.class,
				(bytes) -> new String(bytes, StandardCharsets.UTF_8).substring("text:".length()));
		this.sessions = new Sessions(this.store, new ConversionServiceAttributeCodec(conversionService));
		ViewedSession session = this.sessions.create();
		session.setAttribute("number", 42);
		save(session);
		assertThat(this.sessions.load(session.getId()).<String>getAttribute("number")).isEqualTo("42");
		assertThat(this.jdbc.queryForObject("SELECT ATTRIBUTE_VALUE FROM MIXED_SESSION_ATTRIBUTE", byte[].class))
			.isEqualTo("text:42".getBytes(StandardCharsets.UTF_8));
	}

	// Finding a user's sessions

	@Test
	void findByPrincipalNameFindsSessionUntilItIsDeleted() {
		ViewedSession session = named("ann");
		assertThat(this.sessions.of("ann")).containsExactly(session.getId());
		assertThat(this.sessions.of("Ann")).isEmpty();
		assertThat(this.sessions.of("bob")).isEmpty();
		this.sessions.repository.deleteById(session.getId());
		assertThat(this.sessions.of("ann")).isEmpty();
	}

	@Test
	void findByPrincipalNameFindsAllSessionsOfTheUserAndNoOthers() {
		List<String> ids = List.of(named("ann").getId(), loggedIn("ann").getId(), named("ann").getId());
		named("bob");
		this.sessions.createStored();
		assertThat(this.sessions.of("ann")).containsExactlyInAnyOrderElementsOf(ids);
	}

	@Test
	void findByPrincipalNameGivesTheSessionsWithTheirAttributes() {
		ViewedSession session = named("ann");
		change(session, (later) -> later.setAttribute("language", "fr"));
		assertThat(this.sessions.repository.findByPrincipalName("ann")).hasSize(1).allSatisfy((id, found) -> {
			assertThat(found.getId()).isEqualTo(id);
			assertThat(found.<String>getAttribute("language")).isEqualTo("fr");
			assertThat(found.<String>getAttribute(PRINCIPAL_NAME)).isEqualTo("ann");
		});
	}

	@Test
	void sessionIsFoundByAPrincipalNameAddedLater() {
		ViewedSession session = this.sessions.createStored();
		assertThat(this.sessions.of("ann")).isEmpty();
		session.setAttribute(PRINCIPAL_NAME, "ann");
		save(session);
		assertThat(this.sessions.of("ann")).containsExactly(session.getId());
	}

	@Test
	void sessionIsFoundByItsPrincipalNameAfterOtherChanges() {
		ViewedSession session = named("ann");
		session.setAttribute("language", "fr");
		save(session);
		assertThat(this.sessions.of("ann")).containsExactly(session.getId());
		change(session, (later) -> later.setAttribute("language", "it"));
		assertThat(this.sessions.of("ann")).containsExactly(session.getId());
	}

	@Test
	void sessionIsNotFoundByARemovedPrincipalName() {
		ViewedSession session = named("ann");
		session.setAttribute(PRINCIPAL_NAME, null);
		save(session);
		assertThat(this.sessions.of("ann")).isEmpty();
	}

	@Test
	void sessionIsFoundByItsChangedPrincipalNameAlone() {
		ViewedSession session = named("ann");
		session.setAttribute(PRINCIPAL_NAME, "bob");
		save(session);
		assertThat(this.sessions.of("ann")).isEmpty();
		assertThat(this.sessions.of("bob")).containsExactly(session.getId());
	}

	@Test
	void expiredSessionsAreNotFoundByPrincipalName() {
		named("ann");
		loggedIn("ann");
		this.sessions.clock.advance(EXPIRY.plusSeconds(1));
		assertThat(this.sessions.of("ann")).isEmpty();
		this.sessions.cleanup.run();
		assertThat(this.sessions.of("ann")).isEmpty();
		assertThat(rows()).isZero();
	}

	@Test
	void findByPrincipalNameReadsTheNameFromTheSecurityContext() {
		ViewedSession session = loggedIn("ann");
		assertThat(this.sessions.of("ann")).containsExactly(session.getId());
		this.sessions.repository.deleteById(session.getId());
		assertThat(this.sessions.of("ann")).isEmpty();
	}

	@Test
	void sessionIsFoundByItsSecurityContextAfterOtherChanges() {
		ViewedSession session = loggedIn("ann");
		session.setAttribute("language", "fr");
		save(session);
		assertThat(this.sessions.of("ann")).containsExactly(session.getId());
		change(session, (later) -> later.setAttribute("language", "it"));
		assertThat(this.sessions.of("ann")).containsExactly(session.getId());
	}

	@Test
	void sessionIsNotFoundByTheNameOfARemovedSecurityContext() {
		ViewedSession session = loggedIn("ann");
		session.setAttribute(Sessions.SECURITY_CONTEXT, null);
		save(session);
		assertThat(this.sessions.of("ann")).isEmpty();
	}

	@Test
	void sessionIsFoundByTheNameOfItsNewSecurityContextAlone() {
		ViewedSession session = loggedIn("ann");
		session.setAttribute(Sessions.SECURITY_CONTEXT, Sessions.loggedIn("bob"));
		save(session);
		assertThat(this.sessions.of("ann")).isEmpty();
		assertThat(this.sessions.of("bob")).containsExactly(session.getId());
	}

	@Test
	void findByPrincipalNameFollowsTheNameAcrossRequests() throws Exception {
		assertIndexFollows(PRINCIPAL_NAME, "ann", "bob");
	}

	@Test
	void findByPrincipalNameFollowsTheSecurityContextAcrossRequests() throws Exception {
		assertIndexFollows(Sessions.SECURITY_CONTEXT, Sessions.loggedIn("ann"), Sessions.loggedIn("bob"));
	}

	private void assertIndexFollows(String attribute, Object ann, Object bob) throws Exception {
		Browser browser = new Browser(this.sessions);
		browser.get(Channel.SECURE, (request, response) -> request.getSession().setAttribute(attribute, ann));
		String id = browser.sessionId(IdKind.SECURE);
		assertThat(this.sessions.of("ann")).containsExactly(id);
		browser.get(Channel.SECURE, (request, response) -> request.getSession().setAttribute("language", "fr"));
		assertThat(this.sessions.of("ann")).containsExactly(id);
		browser.get(Channel.SECURE, (request, response) -> request.getSession().setAttribute(attribute, bob));
		assertThat(this.sessions.of("ann")).isEmpty();
		assertThat(this.sessions.of("bob")).containsExactly(id);
		browser.get(Channel.SECURE, (request, response) -> request.getSession().removeAttribute(attribute));
		assertThat(this.sessions.of("bob")).isEmpty();
		assertThat(this.sessions.exists(id)).isTrue();
	}

	@Test
	void indexOtherThanThePrincipalNameFindsNothing() {
		named("ann");
		assertThat(this.sessions.repository.findByIndexNameAndIndexValue("cart", "a book")).isEmpty();
		assertThat(this.sessions.repository.findByIndexNameAndIndexValue("PRINCIPAL_NAME", "ann")).isEmpty();
	}

	// Expiry

	@Test
	void cleanupDeletesWhatWasIdleForTheDefaultInterval() {
		ViewedSession session = this.sessions.createStored();
		this.sessions.cleanup.run();
		assertThat(this.sessions.exists(session.getId())).isTrue();

		this.sessions.clock.advance(EXPIRY.minusSeconds(1));
		this.sessions.cleanup.run();
		assertThat(this.sessions.exists(session.getId())).isTrue();

		this.sessions.clock.advance(Duration.ofSeconds(2));
		assertThat(this.sessions.exists(session.getId())).isFalse();
		assertThat(rows()).isOne();
		this.sessions.cleanup.run();
		assertThat(rows()).isZero();
		assertThat(this.sessions.events).hasExactlyElementsOfTypes(SessionCreatedEvent.class,
				SessionExpiredEvent.class);
	}

	@Test
	void cleanupDeletesWhatWasIdleForTheSessionsOwnInterval() {
		ViewedSession session = this.sessions.createStored();
		change(session, (later) -> later.setMaxInactiveInterval(Duration.ofMinutes(45)));
		assertThat(this.sessions.load(session.getId()).getMaxInactiveInterval()).isEqualTo(Duration.ofMinutes(45));

		this.sessions.clock.advance(Duration.ofMinutes(40));
		this.sessions.cleanup.run();
		assertThat(this.sessions.exists(session.getId())).isTrue();

		this.sessions.clock.advance(Duration.ofMinutes(7));
		this.sessions.cleanup.run();
		assertThat(this.sessions.exists(session.getId())).isFalse();
		assertThat(rows()).isZero();
	}

	@Test
	void cleanupKeepsSessionsThatNeverExpire() {
		ViewedSession negative = this.sessions.createStored();
		change(negative, (later) -> later.setMaxInactiveInterval(Duration.ofSeconds(-1)));
		ViewedSession zero = this.sessions.create();
		zero.setMaxInactiveInterval(Duration.ZERO);
		zero.setAttribute("cart", "a book");
		save(zero);
		this.sessions.clock.advance(Duration.ofDays(3650));
		this.sessions.cleanup.run();
		assertThat(this.sessions.load(negative.getId()).isExpired()).isFalse();
		assertThat(this.sessions.load(zero.getId()).isExpired()).isFalse();
	}

	@Test
	void cleanupDeletesTheExpiredAlone() {
		ViewedSession old = this.sessions.createStored();
		this.sessions.clock.advance(EXPIRY);
		ViewedSession young = this.sessions.createStored();
		this.sessions.clock.advance(Duration.ofSeconds(1));
		this.sessions.cleanup.run();
		assertThat(this.sessions.exists(old.getId())).isFalse();
		assertThat(this.sessions.exists(young.getId())).isTrue();
		assertThat(rows()).isOne();
	}

	@Test
	void saveRecordsLastAccess() {
		ViewedSession session = this.sessions.create();
		session.setAttribute("cart", "a book");
		session.setLastAccessedTime(this.sessions.clock.instant().minus(EXPIRY));
		save(session);
		assertThat(session.isExpired()).isTrue();
		assertThat(this.sessions.exists(session.getId())).isFalse();

		Instant now = this.sessions.clock.instant();
		session.setLastAccessedTime(now);
		save(session);
		ViewedSession found = this.sessions.load(session.getId());
		assertThat(found.getLastAccessedTime()).isEqualTo(now);
		assertThat(found.isExpired()).isFalse();
	}

	@Test
	void recordedAccessKeepsTheSessionAlive() {
		ViewedSession session = this.sessions.createStored();
		for (int i = 0; i < 3; i++) {
			this.sessions.clock.advance(Duration.ofMinutes(25));
			change(session, (later) -> later.setLastAccessedTime(this.sessions.clock.instant()));
			this.sessions.cleanup.run();
		}
		assertThat(this.sessions.load(session.getId()).getLastAccessedTime()).isEqualTo(this.sessions.clock.instant());
	}

	// Changing the id

	@Test
	void savedAttributesAreFoundUnderTheNewId() {
		ViewedSession session = this.sessions.createStored();
		ViewedSession found = this.sessions.load(session.getId());
		String before = found.getId();
		String after = found.changeSessionId();
		save(found);
		assertThat(after).isNotEqualTo(before).isEqualTo(found.getId());
		assertThat(this.sessions.load(before).getId()).isEqualTo(after);
		assertThat(this.sessions.load(after).<String>getAttribute("cart")).isEqualTo("a book");
		assertThat(rows()).isOne();
	}

	@Test
	void everyEarlierIdLeadsToTheLastOne() {
		ViewedSession session = this.sessions.createStored();
		String first = session.getId();
		String second = session.changeSessionId();
		String third = session.changeSessionId();
		save(session);
		assertThat(List.of(first, second, third)).doesNotHaveDuplicates()
			.allSatisfy((id) -> assertThat(this.sessions.load(id).getId()).isEqualTo(third));
		assertThat(rows()).isOne();
	}

	@Test
	void changeOfIdKeepsAttributesSetBeforeAndAfterIt() {
		ViewedSession session = this.sessions.createStored();
		ViewedSession found = this.sessions.load(session.getId());
		found.setAttribute("language", "fr");
		String after = found.changeSessionId();
		found.setAttribute("currency", "eur");
		save(found);
		assertThat(this.sessions.load(session.getId()).getId()).isEqualTo(after);
		assertThat(this.sessions.load(after).getAttributeNames()).containsExactlyInAnyOrder("cart", "language",
				"currency");
	}

	@Test
	void unsavedSessionIsSavedUnderItsNewId() {
		ViewedSession session = this.sessions.create();
		session.setAttribute("cart", "a book");
		String before = session.getId();
		String after = session.changeSessionId();
		save(session);
		assertThat(session.getId()).isEqualTo(after).isNotEqualTo(before);
		assertThat(this.sessions.load(before).getId()).isEqualTo(after);
		assertThat(this.sessions.load(after).<String>getAttribute("cart")).isEqualTo("a book");
	}

	@Test
	void principalNameFindsTheSessionUnderItsNewId() {
		ViewedSession session = loggedIn("ann");
		String after = session.changeSessionId();
		save(session);
		assertThat(this.sessions.of("ann")).containsExactly(after);
	}

	private ViewedSession named(String principalName) {
		return stored(PRINCIPAL_NAME, principalName);
	}

	private ViewedSession loggedIn(String principalName) {
		return stored(Sessions.SECURITY_CONTEXT, Sessions.loggedIn(principalName));
	}

	private ViewedSession stored(String name, Object value) {
		ViewedSession session = this.sessions.create();
		session.setAttribute(name, value);
		save(session);
		return session;
	}

	private void save(ViewedSession session) {
		this.sessions.repository.save(session);
	}

	/** Loads a session again, changes and saves it, as a later job would. */
	private void change(ViewedSession session, Consumer<ViewedSession> change) {
		ViewedSession later = this.sessions.load(session.getId());
		change.accept(later);
		save(later);
	}

	private @Nullable String cartOf(ViewedSession session) {
		return this.sessions.load(session.getId()).getAttribute("cart");
	}

	private int rows() {
		Integer rows = this.jdbc.queryForObject("SELECT COUNT(*) FROM MIXED_SESSION", Integer.class);
		return (rows != null) ? rows : 0;
	}

}
