package io.github.mixedsession.session;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.github.mixedsession.Channel;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.RetiredIdPresentedEvent;
import io.github.mixedsession.SessionConflictEvent;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.PresentedId;
import io.github.mixedsession.id.PresentedIds;
import io.github.mixedsession.store.SessionRecord;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of insecure ids where no page is served over HTTP.
 */
class SecureOnlyPolicyTests {

	private final TestSite site = new TestSite();

	@Test
	void insecureIdOfALoginIsConfirmedAndNotRotatedOrReported() {
		TestBrowser customer = this.site.user("rob");
		TestBrowser before = customer.copy();
		this.site.sendsInsecureIds = false;
		customer.https().login("rob").finish();
		SessionRecord record = rowOf(customer);
		before.https().find();
		this.site.passGrace();
		for (int i = 0; i < 3; i++) {
			TestSessionRequest request = customer.https();
			request.load();
			assertThat(request.finish().cookies).isEmpty();
		}
		assertThat(rowOf(customer).insecureId()).isEqualTo(record.insecureId());
		assertThat(rowOf(customer).ids().isUnconfirmed(IdKind.INSECURE)).isFalse();
		assertThat(this.site.events(RetiredIdPresentedEvent.class)).isEmpty();
	}

	@Test
	void foreignInsecureIdIsDroppedWithoutRotationOrConflict() {
		TestBrowser customer = this.site.user("rob");
		List<PresentedId> foreign = this.site.visitor().presented(IdKind.INSECURE);
		this.site.sendsInsecureIds = false;
		SessionRecord record = rowOf(customer);
		TestSessionRequest request = new TestSessionRequest(this.site, customer, Channel.SECURE,
				new PresentedIds(foreign, customer.presented(IdKind.SECURE)));
		request.load();
		assertThat(request.finish().cookies).isEmpty();
		assertThat(customer.cookie(IdKind.INSECURE)).isNull();
		assertThat(rowOf(customer).insecureId()).isEqualTo(record.insecureId());
		assertThat(this.site.events(SessionConflictEvent.class)).isEmpty();
	}

	/**
	 * An insecure cookie that the site can't have the browser drop, of another path or
	 * domain, keeps no retired secure id alive.
	 */
	@Test
	void secureIdBesideAForeignInsecureOneIsConfirmed() {
		this.site.sendsInsecureIds = false;
		TestBrowser customer = this.site.browser();
		customer.https().set("name", "Rob").finish();
		TestBrowser thief = customer.copy();
		customer.https().login("rob").finish();
		customer.receive(TestBrowser.unknownId(IdKind.INSECURE));
		customer.https().load();
		assertThat(rowOf(customer).ids().isUnconfirmed(IdKind.SECURE)).isFalse();
		this.site.passGrace();
		assertThat(thief.https().find()).isNull();
		assertThat(this.site.events(RetiredIdPresentedEvent.class)).isNotEmpty();
	}

	@Test
	void sessionCreatedOverHttpIsNotStored() {
		this.site.sendsInsecureIds = false;
		TestSessionRequest request = this.site.browser().http();
		request.set("cart", "mug");
		Locator locator = Locator.parse(request.getOrCreate().getId());
		assertThat(request.finish().cookies).isEmpty();
		assertThat(this.site.store.find(locator, Set.of())).isNull();
	}

	private SessionRecord rowOf(TestBrowser browser) {
		SessionRecord record = this.site.record(IdKind.SECURE, browser.id(IdKind.SECURE));
		if (record == null) {
			throw new AssertionError("The secure id is not current");
		}
		return record;
	}

}
