package io.github.mixedsession.e2e;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.mixedsession.IgnoredIdReason;
import io.github.mixedsession.SessionIdIgnoredEvent;
import io.github.mixedsession.UnreadableAttributeEvent;
import io.github.mixedsession.attribute.AttributeSeal;
import io.github.mixedsession.attribute.Protection;
import io.github.mixedsession.id.RandomBytes;
import io.github.mixedsession.test.SpringSessionApplication;
import io.github.mixedsession.test.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an import has left unsealed and unencrypted, while {@code mixed-session.migration}
 * is there and after it is gone.
 */
class ImportAfterwardsTests {

	private static final String SECURE = "mixed-session.migration.cookie-channel=secure";

	private static final String INSECURE = "mixed-session.migration.cookie-channel=insecure";

	private static final String KEY = "mixed-session.encryption.keys="
			+ Base64.getEncoder().encodeToString(RandomBytes.of(64));

	private final DataSource dataSource = TestDatabase.H2.createDataSourceWithTables();

	private final SpringSessionApplication old = new SpringSessionApplication(TestDatabase.H2, this.dataSource);

	private final List<Site> sites = new ArrayList<>();

	@AfterEach
	void close() {
		this.sites.forEach(Site::close);
	}

	private Site start(String... properties) {
		List<String> all = new ArrayList<>(List.of("mixed-session.cookie.insecure-name=SHOP",
				"mixed-session.channel.rules[0].paths=/secure/**,/account/**,/login",
				"mixed-session.channel.rules[0].requires=secure"));
		all.addAll(Arrays.asList(properties));
		Site site = Site.start(this.dataSource, List.of(), all.toArray(String[]::new));
		site.clock().advance(Duration.between(site.clock().instant(), Instant.now()));
		this.sites.add(site);
		return site;
	}

	private Browser customer(Site site, String channel) {
		String cookie = this.old.visit("customer", Map.of("cart", "mug", "card", "4711"));
		this.old.migrate(channel);
		Browser browser = site.browser();
		browser.jar().plant(SpringSessionApplication.COOKIE, cookie, channel.equals("secure"));
		return browser;
	}

	private Protection stored(Site site, String name) {
		byte[] value = site.jdbc()
			.queryForObject("SELECT ATTRIBUTE_VALUE FROM MIXED_SESSION_ATTRIBUTE WHERE ATTRIBUTE_NAME = ?",
					byte[].class, name);
		return AttributeSeal.protectionOf(value);
	}

	@Test
	void whatNobodyHasWrittenSinceIsAbsentOnceThePropertyIsGone() {
		Site site = start(SECURE);
		Browser customer = customer(site, "secure");
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
		customer.https("/secure/set?name=note&value=written");
		assertThat(stored(site, "card")).isNull();
		assertThat(stored(site, "note")).isEqualTo(Protection.FAMILY);
		Site off = start();
		Browser later = customer.on(off);
		assertThat(later.https("/account/session").status()).isEqualTo(302);
		Reply session = later.https("/secure/session");
		assertThat(session.line("user")).isEqualTo("null");
		assertThat(later.https("/secure/get?name=card").body()).isEqualTo("null");
		assertThat(session.line("@note")).isEqualTo("written");
		assertThat(session.line("@cart")).isEqualTo("mug");
		assertThat(off.events().of(UnreadableAttributeEvent.class))
			.extracting(UnreadableAttributeEvent::getAttributeName)
			.contains("card", "SPRING_SECURITY_CONTEXT")
			.doesNotContain("note", "cart");
		later.login("customer");
		assertThat(later.https("/account/session").line("user")).isEqualTo("customer");
	}

	@Test
	void whatHttpSawIsThereOnceThePropertyIsGone() {
		Site site = start(INSECURE, "mixed-session.cookie.insecure-name=SESSION");
		Browser customer = customer(site, "insecure");
		assertThat(customer.http("/session").line("@cart")).isEqualTo("mug");
		Site off = start("mixed-session.cookie.insecure-name=SESSION");
		Browser later = customer.on(off);
		assertThat(later.http("/session").line("@cart")).isEqualTo("mug");
		assertThat(later.https("/secure/session").line("user")).isEqualTo("null");
		assertThat(later.https("/secure/session").line("@cart")).isEqualTo("mug");
		assertThat(later.https("/secure/session").line("@card")).isNull();
	}

	@Test
	void oldCookieOfHttpOpensNothingWithoutTheProperty() {
		Browser customer = customer(start("mixed-session.cookie.insecure-name=SESSION"), "insecure");
		assertThat(customer.http("/session").body()).isEqualTo("user=null\n");
		assertThat(customer.https("/session").body()).isEqualTo("user=null\n");
	}

	@Test
	void importIsReadWhereThereIsAKeyAndWhatIsWrittenIsSealedWithIt() {
		Site site = start(SECURE, KEY);
		Browser customer = customer(site, "secure");
		Reply reply = customer.https("/account/session");
		assertThat(reply.line("user")).isEqualTo("customer");
		assertThat(reply.line("@card")).isEqualTo("4711");
		assertThat(customer.http("/session").line("@cart")).isEqualTo("mug");
		customer.https("/secure/set?name=card&value=4712");
		customer.http("/set?name=cart&value=cup");
		assertThat(stored(site, "card")).isEqualTo(Protection.FAMILY_AND_KEY);
		assertThat(stored(site, "cart")).isEqualTo(Protection.KEY);
	}

	/** The import has written no code of the login, and a later one has. */
	@Test
	void whoHasLoggedInSinceGoesOnWithTheKeyOnceThePropertyIsGone() {
		Site site = start(SECURE, KEY);
		Browser customer = customer(site, "secure");
		customer.https("/secure/set?name=card&value=4712");
		customer.http("/set?name=cart&value=cup");
		Site off = start(KEY);
		Browser early = customer.copy().on(off);
		assertThat(early.https("/account/session").status()).isEqualTo(302);
		assertThat(early.http("/session").line("@cart")).isEqualTo("cup");
		assertThat(off.events().of(SessionIdIgnoredEvent.class)).isNotEmpty()
			.allSatisfy((event) -> assertThat(event.getReason()).isEqualTo(IgnoredIdReason.FORGED_ROW));
		customer.on(site).login("customer");
		Browser later = customer.on(off);
		assertThat(later.https("/account/session").line("user")).isEqualTo("customer");
		assertThat(later.https("/secure/get?name=card").body()).isEqualTo("4712");
	}

	/** An imported id has no family: what it writes before its exchange has the key's. */
	@Test
	void whatAnImportedIdWritesIsReadByItsSuccessor() {
		Site site = start(SECURE, KEY);
		Browser customer = customer(site, "secure");
		customer.https("/secure/set?name=card&value=4712");
		assertThat(customer.https("/account/session").line("@card")).isEqualTo("4712");
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
	}

	@Test
	void whatNoKeyEncryptedIsReadWhereThePropertySaysSo() {
		Site keyless = start();
		Browser visitor = keyless.browser();
		visitor.http("/set?name=cart&value=mug");
		visitor.https("/secure/set?name=card&value=4711");
		Browser strict = visitor.on(start(KEY));
		assertThat(strict.copy().http("/session").line("@cart")).isNull();
		Site lenient = start(KEY, "mixed-session.encryption.accept-unencrypted=true");
		Browser later = visitor.on(lenient);
		assertThat(later.https("/secure/session").line("@card")).isEqualTo("4711");
		assertThat(later.http("/session").line("@cart")).isEqualTo("mug");
		later.http("/set?name=cart&value=cup");
		assertThat(stored(lenient, "cart")).isEqualTo(Protection.KEY);
	}

}
