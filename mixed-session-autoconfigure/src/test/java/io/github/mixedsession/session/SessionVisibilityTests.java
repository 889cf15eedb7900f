package io.github.mixedsession.session;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.SecureAttributeException;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.attribute.SecurityState;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Which view sees, sets and removes what (invariants 2 to 4, attack 34).
 */
class SessionVisibilityTests {

	private static final String CSRF_TOKEN = "org.springframework.security.web.csrf.HttpSessionCsrfTokenRepository"
			+ ".CSRF_TOKEN";

	private final TestSite site = new TestSite();

	@Test
	void sharedAttributeSetOverHttpsIsSeenOverHttp() {
		TestBrowser visitor = this.site.secureVisitor();
		visitor.https().set("note", "hello").finish();
		assertThat(visitor.http().load().<String>getAttribute("note")).isEqualTo("hello");
	}

	@Test
	void secureAttributeIsSeenInTheSecureViewAlone() {
		TestBrowser visitor = this.site.secureVisitor();
		visitor.https().set("payment.card", "4711").finish();
		ViewedSession insecure = visitor.http().load();
		assertThat(insecure.<String>getAttribute("payment.card")).isNull();
		assertThat(insecure.getAttributeNames()).doesNotContain("payment.card");
		assertThat(visitor.https().load().<String>getAttribute("payment.card")).isEqualTo("4711");
	}

	@Test
	void secureAttributeIsRefusedOverHttp() {
		TestSessionRequest request = this.site.visitor().http();
		ViewedSession session = request.load();
		assertThatExceptionOfType(SecureAttributeException.class)
			.isThrownBy(() -> session.setAttribute("payment.card", "4711"))
			.satisfies((ex) -> assertThat(ex.getAttributeName()).isEqualTo("payment.card"));
		assertThatExceptionOfType(SecureAttributeException.class)
			.isThrownBy(() -> session.setAttribute("note", "4711", AttributeVisibility.SECURE));
		assertThatExceptionOfType(SecureAttributeException.class)
			.isThrownBy(() -> session.updateAttribute("payment.card", (before) -> "4711"));
	}

	@Test
	void loginOverHttpIsRefused() {
		TestBrowser visitor = this.site.visitor();
		assertThatExceptionOfType(SecureAttributeException.class).isThrownBy(() -> visitor.http().login("rob"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "SPRING_SECURITY_CONTEXT", "SPRING_SECURITY_LAST_EXCEPTION",
			"org.springframework.session.FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME",
			"org.springframework.session.security.SpringSessionBackedSessionInformation.EXPIRED",
			"org.springframework.security.oauth2.client.web.HttpSessionOAuth2AuthorizationRequestRepository"
					+ ".AUTHORIZATION_REQUEST" })
	void builtInNameIsRefusedOverHttpWhateverTheCallerAsksFor(String name) {
		ViewedSession session = this.site.visitor().http().load();
		assertThatExceptionOfType(SecureAttributeException.class).isThrownBy(() -> session.setAttribute(name, "value"));
		assertThatExceptionOfType(SecureAttributeException.class)
			.isThrownBy(() -> session.setAttribute(name, "value", AttributeVisibility.SHARED));
		assertThat(session.getAttributeNames()).containsExactly("cart");
	}

	@Test
	void savedRequestIsLeftOutOverHttp() {
		ViewedSession session = this.site.visitor().http().load();
		session.setAttribute(SecurityState.SAVED_REQUEST_NAME, "/account");
		assertThat(session.getAttributeNames()).containsExactly("cart");
	}

	@Test
	void savedRequestIsLeftOutWithARetiredSecureId() {
		TestBrowser visitor = this.site.secureVisitor();
		TestBrowser before = visitor.copy();
		visitor.https().login("rob").finish();
		TestSessionRequest request = before.https();
		request.load().setAttribute(SecurityState.SAVED_REQUEST_NAME, "/account");
		request.finish();
		assertThat(visitor.https().load().getAttributeNames()).doesNotContain(SecurityState.SAVED_REQUEST_NAME);
	}

	@Test
	void perChannelAttributeHasAValueOfItsOwnOnEachSide() {
		TestBrowser visitor = this.site.secureVisitor();
		visitor.https().set("draft", "secure").set(CSRF_TOKEN, "secure token").finish();
		visitor.http().set("draft", "insecure").set(CSRF_TOKEN, "insecure token").finish();
		ViewedSession insecure = visitor.http().load();
		assertThat(insecure.<String>getAttribute("draft")).isEqualTo("insecure");
		assertThat(insecure.<String>getAttribute(CSRF_TOKEN)).isEqualTo("insecure token");
		assertThat(insecure.getVisibility("draft")).isEqualTo(AttributeVisibility.PER_CHANNEL);
		ViewedSession secure = visitor.https().load();
		assertThat(secure.<String>getAttribute("draft")).isEqualTo("secure");
		assertThat(secure.<String>getAttribute(CSRF_TOKEN)).isEqualTo("secure token");
		assertThat(secure.getVisibility("draft")).isEqualTo(AttributeVisibility.PER_CHANNEL);
	}

	@Test
	void insecurePerChannelValueStaysBehindAtAStepUp() {
		TestBrowser visitor = this.site.visitor();
		visitor.http().set("draft", "insecure").finish();
		ViewedSession secure = visitor.https().load();
		assertThat(secure.<String>getAttribute("draft")).isNull();
		assertThat(secure.getAttributeNames()).containsExactly("cart");
	}

	@Test
	void attributeMadePerChannelOverHttpStaysSoWhenSetAgain() {
		TestBrowser visitor = this.site.visitor();
		TestSessionRequest request = visitor.http();
		ViewedSession session = request.load();
		session.setAttribute("note", "one", AttributeVisibility.PER_CHANNEL);
		assertThat(session.getVisibility("note")).isEqualTo(AttributeVisibility.PER_CHANNEL);
		session.setAttribute("note", "two");
		request.finish();
		assertThat(visitor.http().load().<String>getAttribute("note")).isEqualTo("two");
		assertThat(visitor.https().load().<String>getAttribute("note")).isNull();
	}

	@Test
	void perChannelValueOfARetiredSecureIdLastsOnlyTheRequest() {
		TestBrowser visitor = this.site.secureVisitor();
		TestBrowser before = visitor.copy();
		visitor.https().login("rob").finish();
		TestSessionRequest request = before.https();
		ViewedSession session = request.load();
		session.setAttribute(CSRF_TOKEN, "token");
		assertThat(session.<String>getAttribute(CSRF_TOKEN)).isEqualTo("token");
		assertThat(request.finish().cookies).isEmpty();
		assertThat(visitor.https().load().<String>getAttribute(CSRF_TOKEN)).isNull();
		assertThat(visitor.http().load().<String>getAttribute(CSRF_TOKEN)).isNull();
	}

	@Test
	void secureDefaultHidesWhatHttpsSetUnlessConfiguredAsShared() {
		TestBrowser visitor = TestSite.defaultingToSecure().secureVisitor();
		visitor.https().set("note", "secret").set("cart", "two mugs").finish();
		ViewedSession insecure = visitor.http().load();
		assertThat(insecure.<String>getAttribute("note")).isNull();
		assertThat(insecure.<String>getAttribute("cart")).isEqualTo("two mugs");
	}

	@Test
	void nameThatHttpSetFirstStaysSharedWhereSecureIsTheDefault() {
		TestBrowser visitor = TestSite.defaultingToSecure().secureVisitor();
		visitor.http().set("note", "one").finish();
		visitor.https().set("note", "two").finish();
		assertThat(visitor.http().load().<String>getAttribute("note")).isEqualTo("two");
		visitor.https().login("rob").set("note", "three").finish();
		ViewedSession secure = visitor.https().load();
		assertThat(secure.<String>getAttribute("note")).isEqualTo("three");
		assertThat(secure.getVisibility("note")).isEqualTo(AttributeVisibility.SHARED);
		assertThat(visitor.http().load().<String>getAttribute("note")).isEqualTo("three");
	}

	@Test
	void updateLeavesWhatHttpSetSharedWhereSecureIsTheDefault() {
		TestBrowser visitor = TestSite.defaultingToSecure().secureVisitor();
		visitor.http().set("note", "one").finish();
		TestSessionRequest request = visitor.https();
		request.load().<String>updateAttribute("note", (before) -> before + " and two");
		request.finish();
		assertThat(visitor.https().load().<String>getAttribute("note")).isEqualTo("one and two");
		assertThat(visitor.http().load().<String>getAttribute("note")).isEqualTo("one and two");
	}

	@Test
	void attributeAddedByUpdateIsSecureWhereSecureIsTheDefault() {
		TestBrowser visitor = TestSite.defaultingToSecure().secureVisitor();
		TestSessionRequest request = visitor.https();
		request.load().<String>updateAttribute("note", (before) -> "secret");
		request.finish();
		assertThat(visitor.http().load().<String>getAttribute("note")).isNull();
		assertThat(visitor.https().load().<String>getAttribute("note")).isEqualTo("secret");
	}

	@Test
	void whatHttpSetStaysSharedInACopyWhereSecureIsTheDefault() {
		TestBrowser visitor = TestSite.defaultingToSecure().visitor();
		visitor.http().set("note", "one").finish();
		visitor.https().set("secret", "mine").finish();
		visitor.drop(IdKind.SECURE);
		visitor.https().set("note", "two").set("other", "mine").finish();
		ViewedSession insecure = visitor.http().load();
		assertThat(insecure.<String>getAttribute("note")).isEqualTo("two");
		assertThat(insecure.getAttributeNames()).containsExactlyInAnyOrder("cart", "note");
	}

	@Test
	void attributeSetOverHttpsIsSeenOverHttpWhereSharedIsTheDefault() {
		TestBrowser visitor = this.site.secureVisitor();
		visitor.https().set("other", "hello").finish();
		assertThat(visitor.http().load().<String>getAttribute("other")).isEqualTo("hello");
	}

	@Test
	void secureDefaultHidesWhatARetiredInsecureIdSetsOverHttps() {
		TestSite strict = TestSite.defaultingToSecure();
		TestBrowser eavesdropper = strict.visitor();
		TestBrowser victim = eavesdropper.copy();
		TestSessionRequest stepUp = eavesdropper.https();
		stepUp.load();
		stepUp.finish();
		victim.https().set("note", "secret").finish();
		assertThat(eavesdropper.https().load().<String>getAttribute("note")).isNull();
		assertThat(eavesdropper.http().load().<String>getAttribute("note")).isNull();
		assertThat(victim.https().load().<String>getAttribute("note")).isEqualTo("secret");
		assertThat(victim.http().load().<String>getAttribute("note")).isNull();
	}

	@Test
	void attributeSetOverHttpIsSharedWhereSecureIsTheDefault() {
		TestBrowser visitor = TestSite.defaultingToSecure().visitor();
		visitor.http().set("note", "public").finish();
		assertThat(visitor.https().load().<String>getAttribute("note")).isEqualTo("public");
	}

	@Test
	void attributeThatTheCallerMadeSecureStaysSecureWhenSetAgain() {
		TestBrowser visitor = this.site.secureVisitor();
		TestSessionRequest request = visitor.https();
		request.load().setAttribute("note", "one", AttributeVisibility.SECURE);
		request.finish();
		visitor.https().set("note", "two").finish();
		assertThat(visitor.https().load().getVisibility("note")).isEqualTo(AttributeVisibility.SECURE);
		assertThat(visitor.http().load().<String>getAttribute("note")).isNull();
	}

	@Test
	void attributeSetOverHttpLeavesTheSecureOneOfItsNameUntouched() {
		TestBrowser visitor = this.site.secureVisitor();
		TestSessionRequest request = visitor.https();
		request.load().setAttribute("note", "secret", AttributeVisibility.SECURE);
		request.finish();
		visitor.http().set("note", "public").finish();
		assertThat(visitor.http().load().<String>getAttribute("note")).isEqualTo("public");
		ViewedSession secure = visitor.https().load();
		assertThat(secure.<String>getAttribute("note")).isEqualTo("secret");
		assertThat(secure.getAttributeNames()).containsOnlyOnce("note");
	}

	@Test
	void removalOverHttpLeavesTheSecureAttributeUntouched() {
		TestBrowser visitor = this.site.secureVisitor();
		visitor.https().set("payment.card", "4711").finish();
		TestSessionRequest request = visitor.http();
		request.load().removeAttribute("payment.card");
		request.load().setAttribute("payment.card", null);
		request.finish();
		assertThat(visitor.https().load().<String>getAttribute("payment.card")).isEqualTo("4711");
	}

	@Test
	void removalOverHttpsRemovesTheNameFromBothSides() {
		TestBrowser visitor = this.site.secureVisitor();
		TestSessionRequest request = visitor.https();
		request.load().setAttribute("note", "secret", AttributeVisibility.SECURE);
		request.finish();
		visitor.http().set("note", "public").finish();
		TestSessionRequest removal = visitor.https();
		removal.load().removeAttribute("note");
		removal.finish();
		assertThat(visitor.https().load().<String>getAttribute("note")).isNull();
		assertThat(visitor.http().load().<String>getAttribute("note")).isNull();
	}

	@Test
	void sharedAttributeRemovedOverHttpIsGoneFromTheSecureView() {
		TestBrowser visitor = this.site.secureVisitor();
		TestSessionRequest request = visitor.http();
		request.load().removeAttribute("cart");
		request.finish();
		assertThat(visitor.https().load().<String>getAttribute("cart")).isNull();
	}

	@Test
	void attributeMovesWhenItsVisibilityChanges() {
		TestBrowser visitor = this.site.secureVisitor();
		TestSessionRequest request = visitor.https();
		request.load().setAttribute("cart", "secret mug", AttributeVisibility.SECURE);
		request.finish();
		assertThat(visitor.http().load().<String>getAttribute("cart")).isNull();
		TestSessionRequest back = visitor.https();
		back.load().setAttribute("cart", "mug", AttributeVisibility.SHARED);
		back.finish();
		assertThat(visitor.http().load().<String>getAttribute("cart")).isEqualTo("mug");
	}

	@Test
	void visibilityOfAnAbsentAttributeIsTheConfiguredOne() {
		TestBrowser visitor = this.site.secureVisitor();
		ViewedSession session = visitor.https().load();
		assertThat(session.getVisibility("cart")).isEqualTo(AttributeVisibility.SHARED);
		assertThat(session.getVisibility("payment.iban")).isEqualTo(AttributeVisibility.SECURE);
		assertThat(session.getVisibility("draft")).isEqualTo(AttributeVisibility.PER_CHANNEL);
	}

	@Test
	void lookUpOverHttpHoldsNeitherPrincipalNorSecurityContext() {
		TestBrowser visitor = this.site.user("rob");
		ViewedSession session = visitor.http().load();
		assertThat(session.held().record().principalName()).isNull();
		assertThat(session.held().attributes().stored(SecurityState.SECURITY_CONTEXT_NAME, Partition.SECURE)).isNull();
		assertThat(session.getView()).isEqualTo(SessionView.INSECURE);
	}

	@Test
	void sharedAttributeSurvivesCrossingsBothWays() {
		TestBrowser visitor = this.site.visitor();
		for (int i = 0; i < 5; i++) {
			TestSessionRequest up = visitor.https();
			assertThat(up.load().<String>getAttribute("cart")).isEqualTo("mug");
			up.finish();
			TestSessionRequest down = visitor.http();
			assertThat(down.load().<String>getAttribute("cart")).isEqualTo("mug");
			down.finish();
		}
		visitor.https().login("rob").finish();
		assertThat(visitor.http().load().<String>getAttribute("cart")).isEqualTo("mug");
	}

	@Test
	void sharedAttributeSurvivesCrossingsWhoseResponsesAreLost() {
		TestBrowser visitor = this.site.visitor();
		for (int i = 0; i < 3; i++) {
			TestSessionRequest up = visitor.https();
			assertThat(up.load().<String>getAttribute("cart")).isEqualTo("mug");
			up.lose();
			TestSessionRequest down = visitor.http();
			assertThat(down.load().<String>getAttribute("cart")).isEqualTo("mug");
			down.lose();
			this.site.pass(TestSite.SETTINGS.grace().multipliedBy(2));
		}
		assertThat(visitor.cookie(IdKind.SECURE)).isNull();
	}

	@Test
	void nullNameNamesNoAttributeAndNullValueRemovesOne() {
		ViewedSession session = this.site.visitor().http().load();
		assertThat(session.<Object>getAttribute(null)).isNull();
		session.removeAttribute(null);
		assertThatIllegalArgumentException().isThrownBy(() -> session.setAttribute(null, "value"));
		session.setAttribute("cart", null);
		assertThat(session.getAttributeNames()).isEmpty();
	}

	@ParameterizedTest
	@MethodSource
	void nameThatNotEveryStoreKeepsIsRefusedBeforeAnythingIsSaved(String name, String problem) {
		TestSessionRequest request = this.site.visitor().http();
		ViewedSession session = request.load();
		assertThatIllegalArgumentException().isThrownBy(() -> session.setAttribute(name, "value"))
			.withMessageContaining(problem);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> session.setAttribute(name, "value", AttributeVisibility.SHARED))
			.withMessageContaining(problem);
		assertThatIllegalArgumentException().isThrownBy(() -> session.updateAttribute(name, (before) -> "value"))
			.withMessageContaining(problem);
		session.setAttribute("x".repeat(SessionStore.MAX_ATTRIBUTE_NAME_LENGTH), "value");
		session.setAttribute("\uD83D\uDED2", "value");
		request.finish();
	}

	static Stream<Arguments> nameThatNotEveryStoreKeepsIsRefusedBeforeAnythingIsSaved() {
		return Stream.of(Arguments.of("x".repeat(201), "200 characters"),
				Arguments.of("x".repeat(5000), "200 characters"), Arguments.of("a\0b", "NUL"),
				Arguments.of("\uD83D", "surrogate"), Arguments.of("\uDED2a", "surrogate"));
	}

	@Test
	void springSecurityValueIsSecureWhateverTheCallerAsksFor() {
		TestBrowser visitor = this.site.secureVisitor();
		TestSessionRequest request = visitor.https();
		request.load().setAttribute("who", TestSessionRequest.context("rob"), AttributeVisibility.SHARED);
		request.load().setAttribute("list", List.of(TestSessionRequest.context("rob")));
		request.finish();
		assertThat(visitor.http().load().getAttributeNames()).containsExactly("cart");
		assertThat(visitor.https().load().getVisibility("who")).isEqualTo(AttributeVisibility.SECURE);
		ViewedSession insecure = visitor.http().load();
		assertThatExceptionOfType(SecureAttributeException.class)
			.isThrownBy(() -> insecure.setAttribute("who", TestSessionRequest.context("eve")));
		assertThatExceptionOfType(SecureAttributeException.class)
			.isThrownBy(() -> insecure.updateAttribute("who", (before) -> TestSessionRequest.context("eve")));
		assertThatIllegalArgumentException().isThrownBy(
				() -> visitor.https().load().updateAttribute("who", (before) -> TestSessionRequest.context("eve")));
	}

	@Test
	void loginPutInsideAValueAfterItWasSetIsSecure() {
		TestBrowser visitor = this.site.secureVisitor();
		visitor.http().set("people", new ArrayList<>()).finish();
		List<Object> people = new ArrayList<>();
		TestSessionRequest request = visitor.https().set("people", people);
		people.add(TestSessionRequest.context("rob"));
		request.finish();
		Locator key = this.site.record(visitor).locator();
		assertThat(this.site.store.findAttribute(key, "people", Partition.SHARED)).isNull();
		assertThat(visitor.http().load().<Object>getAttribute("people")).isNull();
		assertThat(visitor.https().load().<Object>getAttribute("people")).isEqualTo(people);
	}

	@Test
	void loginPutInsideAValueOverHttpIsRefusedAndTheFormerValueStays() {
		TestBrowser visitor = this.site.visitor();
		visitor.http().set("people", new ArrayList<>(List.of("ann"))).finish();
		List<Object> people = new ArrayList<>();
		TestSessionRequest request = visitor.http().set("people", people);
		people.add(TestSessionRequest.context("eve"));
		assertThatExceptionOfType(SecureAttributeException.class).isThrownBy(request::finish);
		assertThat(visitor.http().load().<Object>getAttribute("people")).isEqualTo(List.of("ann"));
	}

	@Test
	void updateToNothingRemovesWhatHttpSetUnderThatName() {
		TestBrowser visitor = this.site.secureVisitor();
		TestSessionRequest request = visitor.https();
		request.load().setAttribute("note", "secret", AttributeVisibility.SECURE);
		request.finish();
		visitor.http().set("note", "planted").finish();
		TestSessionRequest update = visitor.https();
		assertThat(update.load().<String>updateAttribute("note", (before) -> null)).isNull();
		assertThat(update.load().<String>getAttribute("note")).isNull();
		update.finish();
		assertThat(visitor.https().load().<String>getAttribute("note")).isNull();
	}

	@Test
	void securityContextReplacesTheSharedValueOfItsName() {
		TestBrowser visitor = this.site.secureVisitor();
		visitor.http().set("who", "nobody").finish();
		visitor.https().set("who", TestSessionRequest.context("rob")).finish();
		assertThat(visitor.http().load().<Object>getAttribute("who")).isNull();
		assertThat(visitor.https().load().<Object>getAttribute("who")).isEqualTo(TestSessionRequest.context("rob"));
	}

	@Test
	void nameThatBecameSecureIsShownToHttpNoMore() {
		TestBrowser visitor = this.site.secureVisitor();
		Locator key = this.site.record(visitor).locator();
		this.site.store.compareAndSet(key, "payment.card", Partition.SHARED, 0, this.site.encoded("4711"));
		assertThat(visitor.http().load().<String>getAttribute("payment.card")).isNull();
		assertThat(visitor.http().load().getAttributeNames()).containsExactly("cart");
		visitor.https().load();
		assertThat(this.site.store.findAttribute(key, "payment.card", Partition.SHARED)).isNull();
		assertThat(this.site.store.findAttribute(key, "payment.card", Partition.SECURE)).isNotNull();
	}

	@Test
	void securityContextStoredAsSharedIsSeenByNeitherView() {
		TestBrowser visitor = this.site.secureVisitor();
		this.site.store.compareAndSet(this.site.record(visitor).locator(), "who", Partition.SHARED, 0,
				this.site.encoded(TestSessionRequest.context("rob")));
		assertThat(visitor.http().load().<Object>getAttribute("who")).isNull();
		assertThat(visitor.http().load().getAttributeNames()).containsExactly("cart");
		assertThat(visitor.https().load().<Object>getAttribute("who")).isNull();
	}

}
