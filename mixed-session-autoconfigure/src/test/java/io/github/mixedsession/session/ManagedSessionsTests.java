package io.github.mixedsession.session;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import org.springframework.security.core.session.SessionInformation;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.events.SessionDeletedEvent;
import org.springframework.session.security.SpringSessionBackedSessionRegistry;

import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.SecureAttributeException;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.attribute.SecurityState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Look-ups by hash and by user.
 */
class ManagedSessionsTests {

	private final TestSite site = new TestSite();

	@Test
	void lookUpByUserOverHttpsFindsExactlyTheirSessions() {
		TestBrowser one = this.site.user("rob");
		TestBrowser two = this.site.user("rob");
		this.site.user("eve");
		assertThat(one.https().findByPrincipalName("rob")).containsOnlyKeys(one.handle(), two.handle());
	}

	@Test
	void lookUpByUserOverHttpFindsNothing() {
		TestBrowser user = this.site.user("rob");
		assertThat(user.http().findByPrincipalName("rob")).isEmpty();
	}

	@Test
	void lookUpByUserOffRequestShowsSharedAttributesAndNameAlone() {
		TestBrowser user = this.site.user("rob");
		assertThat(this.site.repository.findByPrincipalName("rob")).hasSize(1).allSatisfy((id, session) -> {
			assertThat(id).isEqualTo(user.handle());
			assertThat(session.<Object>getAttribute(SecurityState.SECURITY_CONTEXT_NAME)).isNull();
			assertThat(session.<String>getAttribute(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME))
				.isEqualTo("rob");
			assertThat(session.hasSecureAttribute(SecurityState.SECURITY_CONTEXT_NAME)).isTrue();
			assertThat(session.hasSecureAttribute("cart")).isFalse();
			assertThatExceptionOfType(SecureAttributeException.class)
				.isThrownBy(() -> session.setAttribute("payment.card", "0815"))
				.withMessageContaining("by its handle");
			assertThat(session.<String>getAttribute("cart")).isEqualTo("mug");
		});
	}

	@Test
	void lookUpByUserFindsNoExpiredSecureSide() {
		this.site.user("rob");
		this.site.pass(TestSite.SETTINGS.secureIdle().plus(TestSite.SETTINGS.writeInterval()));
		assertThat(this.site.repository.findByPrincipalName("rob")).isEmpty();
	}

	@Test
	void otherIndexFindsNothing() {
		this.site.user("rob");
		assertThat(this.site.repository.findByIndexNameAndIndexValue("color", "rob")).isEmpty();
	}

	@Test
	void anothersSessionShowsSharedAttributesAndNameAlone() {
		TestBrowser user = this.site.user("rob");
		user.https().set("payment.card", "4711").finish();
		TestBrowser admin = this.site.user("admin");
		ViewedSession managed = admin.https().manage(user.handle());
		assertThat(managed.getAttributeNames()).containsExactly("cart");
		assertThat(managed.<String>getAttribute(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME))
			.isEqualTo("rob");
		assertThat(managed.<Object>getAttribute(SecurityState.SECURITY_CONTEXT_NAME)).isNull();
		assertThat(managed.getClientAddress()).isEqualTo("192.0.2.7");
		assertThatExceptionOfType(SecureAttributeException.class)
			.isThrownBy(() -> managed.setAttribute("payment.card", "0815"));
		assertThatExceptionOfType(SecureAttributeException.class)
			.isThrownBy(() -> managed.setAttribute("note", "0815", AttributeVisibility.SECURE));
		managed.removeAttribute("payment.card");
		admin.https().getOrCreate();
		this.site.repository.save(managed);
		assertThat(user.https().load().<String>getAttribute("payment.card")).isEqualTo("4711");
	}

	@Test
	void anothersSessionShowsNoUserNameOverHttp() {
		TestBrowser user = this.site.user("rob");
		ViewedSession managed = this.site.browser().http().manage(user.handle());
		assertThat(managed.getView()).isEqualTo(SessionView.INSECURE);
		assertThat(managed.<String>getAttribute(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME)).isNull();
		assertThat(managed.getAttributeNames()).containsExactly("cart");
	}

	@Test
	void changeOfAnothersIdOverHttpLeavesTheSecureSideAlone() {
		TestBrowser user = this.site.user("rob");
		ViewedSession managed = this.site.browser().http().manage(user.handle());
		managed.changeSessionId();
		assertThat(managed.getView()).isEqualTo(SessionView.INSECURE);
		assertThat(user.https().load().<Object>getAttribute(SecurityState.SECURITY_CONTEXT_NAME)).isNotNull();
	}

	@Test
	void changeOfAnothersIdLogsThatUserOutAndSetsNoCookie() {
		TestBrowser user = this.site.user("rob");
		TestBrowser admin = this.site.user("admin");
		TestSessionRequest request = admin.https();
		request.manage(user.handle()).changeSessionId();
		assertThat(request.finish().cookies).isEmpty();
		assertThat(user.https().load().<Object>getAttribute(SecurityState.SECURITY_CONTEXT_NAME)).isNull();
	}

	@Test
	void malformedOrUnknownIdFindsAndDeletesNothing() {
		TestSessionRequest request = this.site.browser().https();
		assertThat(this.site.repository.findById("")).isNull();
		assertThat(this.site.repository.findById("nonsense")).isNull();
		assertThat(request.manage(TestBrowser.unknownId(IdKind.SECURE).presented().locator().handle(0))).isNull();
		this.site.repository.deleteById("nonsense");
		this.site.repository.deleteById(TestBrowser.unknownId(IdKind.SECURE).presented().locator().toString());
		assertThat(this.site.events(SessionDeletedEvent.class)).isEmpty();
	}

	@Test
	void expiredSessionIsNotFoundById() {
		TestBrowser visitor = this.site.visitor();
		this.site.pass(Duration.ofMinutes(31));
		assertThat(this.site.repository.findById(visitor.handle())).isNull();
	}

	@Test
	void findByIdRecordsNoAccess() {
		TestBrowser visitor = this.site.visitor();
		this.site.pass(Duration.ofMinutes(10));
		ViewedSession managed = this.site.repository.findById(visitor.handle());
		assertThat(managed.getLastAccessedTime()).isEqualTo(this.site.record(visitor).lastAccessedAt());
		this.site.store.writes = 0;
		this.site.repository.save(managed);
		assertThat(this.site.store.writes).isZero();
	}

	@Test
	void lastAccessedTimeCanBeSetBackOffRequest() {
		TestBrowser visitor = this.site.visitor();
		ViewedSession managed = this.site.repository.findById(visitor.handle());
		Instant back = this.site.clock.instant().minus(Duration.ofMinutes(20));
		managed.setLastAccessedTime(back);
		this.site.repository.save(managed);
		assertThat(this.site.record(visitor).lastAccessedAt()).isEqualTo(back);
		assertThat(managed.getLastAccessedTime()).isEqualTo(back);
		managed.setAttribute("cart", "jug");
		this.site.repository.save(managed);
		assertThat(this.site.record(visitor).lastAccessedAt()).isEqualTo(back);
		this.site.pass(Duration.ofMinutes(11));
		assertThat(visitor.http().find()).isNull();
	}

	@Test
	void lastAccessedTimeOfAnotherCanBeSetBack() {
		TestBrowser user = this.site.user("rob");
		ViewedSession managed = this.site.user("admin").https().manage(user.handle());
		Instant back = this.site.clock.instant().minusSeconds(5);
		managed.setLastAccessedTime(back);
		this.site.repository.save(managed);
		assertThat(this.site.record(user).lastAccessedAt()).isEqualTo(back);
	}

	@Test
	void laterAccessStaysWhenAnEarlierTimeIsSavedAfterIt() {
		TestBrowser visitor = this.site.visitor();
		ViewedSession managed = this.site.repository.findById(visitor.handle());
		this.site.pass(Duration.ofMinutes(2));
		managed.setLastAccessedTime(this.site.clock.instant());
		this.site.pass(Duration.ofMinutes(2));
		TestSessionRequest visit = visitor.http();
		visit.load();
		visit.finish();
		Instant used = this.site.record(visitor).lastAccessedAt();
		this.site.repository.save(managed);
		assertThat(this.site.record(visitor).lastAccessedAt()).isEqualTo(used);
	}

	@Test
	void lastAccessedTimeSetBackInARequestIsIgnored() {
		TestBrowser visitor = this.site.visitor();
		Instant used = this.site.record(visitor).lastAccessedAt();
		TestSessionRequest request = visitor.http();
		request.load().setLastAccessedTime(used.minusSeconds(600));
		request.set("cart", "jug").finish();
		assertThat(this.site.record(visitor).lastAccessedAt()).isEqualTo(used);
	}

	@Test
	void deletionByIdOverHttpsEndsThatSessionAlone() {
		TestBrowser user = this.site.user("rob");
		TestBrowser phone = this.site.user("rob");
		user.https().delete(phone.handle());
		assertThat(phone.https().find()).isNull();
		assertThat(this.site.events(SessionDeletedEvent.class)).hasSize(1);
		assertThat(user.https().find()).isNotNull();
	}

	@Test
	void secureSideSurvivesADeletionByIdOverHttp() {
		TestBrowser user = this.site.user("rob");
		this.site.browser().http().delete(user.handle());
		assertThat(user.https().load().<Object>getAttribute(SecurityState.SECURITY_CONTEXT_NAME)).isNotNull();
		assertThat(this.site.events(SessionDeletedEvent.class)).isEmpty();
	}

	@Test
	void expireNowOfTheRegistryLeavesAMarkSeenOverHttpsAlone() {
		TestBrowser user = this.site.user("rob");
		String id = user.handle();
		SpringSessionBackedSessionRegistry<ViewedSession> registry = new SpringSessionBackedSessionRegistry<>(
				this.site.repository);
		CurrentSessionHolder.set(this.site.user("admin").https().current);
		try {
			SessionInformation information = registry.getSessionInformation(id);
			assertThat(information.getPrincipal()).isEqualTo("rob");
			assertThat(registry.getAllSessions("rob", false)).hasSize(1);
			information.expireNow();
			assertThat(registry.getAllSessions("rob", false)).isEmpty();
			assertThat(registry.getAllSessions("rob", true)).hasSize(1);
		}
		finally {
			CurrentSessionHolder.set(null);
		}
		assertThat(user.https().load().<Boolean>getAttribute(SecurityState.EXPIRED_MARKER)).isTrue();
		assertThat(user.http().load().getAttributeNames()).containsExactly("cart");
	}

	@Test
	void sessionCreatedOffRequestCanBeFoundChangedAndDeleted() {
		ViewedSession session = this.site.repository.createSession();
		session.setAttribute("cart", "mug");
		session.setAttribute(SecurityState.SECURITY_CONTEXT_NAME, TestSessionRequest.context("rob"));
		this.site.repository.save(session);
		ViewedSession found = this.site.repository.findById(session.getId());
		assertThat(found.<String>getAttribute("cart")).isEqualTo("mug");
		assertThat(this.site.repository.findByPrincipalName("rob")).containsOnlyKeys(session.getId());
		String changed = found.changeSessionId();
		assertThat(changed).isNotEqualTo(session.getId());
		assertThat(this.site.repository.findById(session.getId()).getId()).isEqualTo(changed);
		assertThat(this.site.repository.findById(changed)).isNotNull();
		this.site.repository.deleteById(changed);
		assertThat(this.site.repository.findById(changed)).isNull();
	}

}
