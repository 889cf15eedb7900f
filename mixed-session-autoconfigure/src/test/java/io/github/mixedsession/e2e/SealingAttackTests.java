package io.github.mixedsession.e2e;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.core.serializer.support.SerializingConverter;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.core.userdetails.User;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.UnreadableAttributeEvent;
import io.github.mixedsession.id.SessionCredential;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the thief of the database reads of the secure side, and what the intruder, who
 * writes to it, gets out of that (invariant 16).
 */
@ParameterizedClass
@EnumSource
class SealingAttackTests {

	private static final String CONTEXT = "SPRING_SECURITY_CONTEXT";

	private final Site site;

	SealingAttackTests(Server server) {
		this.site = server.shared();
	}

	@BeforeEach
	@AfterEach
	void clear() {
		this.site.jdbc().update("DELETE FROM MIXED_SESSION");
		this.site.events().clear();
	}

	private Browser user(String name) {
		Browser user = this.site.browser();
		user.http("/set?name=cart&value=mug");
		user.login(name);
		user.https("/secure/set?name=card&value=4711-" + name);
		assertThat(user.https("/account/session").line("user")).isEqualTo(name);
		return user;
	}

	private UUID row(Browser browser) {
		ByteBuffer locator = ByteBuffer.wrap(Base64.getUrlDecoder().decode(browser.insecureId()));
		return new UUID(locator.getLong(), locator.getLong());
	}

	private byte[] read(Browser browser, String name) {
		return this.site.jdbc()
			.queryForObject(
					"SELECT ATTRIBUTE_VALUE FROM MIXED_SESSION_ATTRIBUTE WHERE LOCATOR = ? AND ATTRIBUTE_NAME = ? "
							+ "AND ATTRIBUTE_PARTITION = 'SECURE'",
					byte[].class, row(browser), name);
	}

	private void write(Browser browser, String name, byte[] value) {
		if (this.site.jdbc()
			.update("UPDATE MIXED_SESSION_ATTRIBUTE SET ATTRIBUTE_VALUE = ? WHERE LOCATOR = ? AND ATTRIBUTE_NAME = ? "
					+ "AND ATTRIBUTE_PARTITION = 'SECURE'", value, row(browser), name) == 0) {
			this.site.jdbc()
				.update("INSERT INTO MIXED_SESSION_ATTRIBUTE (LOCATOR, ATTRIBUTE_NAME, ATTRIBUTE_PARTITION, ATTRIBUTE_VERSION, "
						+ "ATTRIBUTE_VALUE) VALUES (?, ?, 'SECURE', 1, ?)", row(browser), name, value);
		}
	}

	private void assertLoggedOut(Browser browser) {
		Reply reply = browser.https("/secure/session");
		assertThat(reply.status()).isEqualTo(200);
		assertThat(reply.line("user")).isEqualTo("null");
		assertThat(browser.https("/account/session").status()).isEqualTo(302);
		assertThat(this.site.events().of(UnreadableAttributeEvent.class)).isNotEmpty()
			.allSatisfy((event) -> assertThat(event.getCause()).endsWith("BrokenSealException"));
	}

	@Test
	void a43StolenDatabaseYieldsNothingOfTheSecureSide() {
		Browser customer = this.site.browser();
		customer.http("/set?name=cart&value=mug");
		customer.https("/secure/page");
		assertThat(customer.get(true, "/account/page?order=no-0815", "Cookie: remember-me=Y3VzdG9tZXI6NDcxMQ").status())
			.isEqualTo(302);
		assertNothingIsReadable();
		customer.login("customer");
		customer.https("/secure/set?name=card&value=no-4711");
		assertNothingIsReadable();
		assertThat(customer.https("/account/session").line("@card")).isEqualTo("no-4711");
	}

	private void assertNothingIsReadable() {
		List<byte[]> cells = StoreAttackTests.dump(this.site);
		assertThat(cells).anySatisfy((cell) -> assertThat(text(cell)).contains("mug"));
		assertThat(cells).allSatisfy((cell) -> assertThat(text(cell)).doesNotContain("no-4711")
			.doesNotContain("no-0815")
			.doesNotContain("Y3VzdG9tZXI6")
			.doesNotContain("springframework.security")
			.doesNotContain("ROLE_USER"));
	}

	private static String text(byte[] cell) {
		return new String(cell, StandardCharsets.ISO_8859_1);
	}

	@Test
	void a44ValueThatIsMovedIsAbsentWherever() {
		Browser customer = user("customer");
		Browser admin = user("admin");
		write(customer, "card", read(admin, "card"));
		assertThat(customer.https("/secure/get?name=card").body()).isEqualTo("null");
		assertUnreadable(customer, "card");
		write(admin, "pin", read(admin, "card"));
		assertThat(admin.https("/secure/get?name=pin").body()).isEqualTo("null");
		assertUnreadable(admin, "pin");
		this.site.events().clear();
		this.site.jdbc()
			.update("UPDATE MIXED_SESSION_ATTRIBUTE SET ATTRIBUTE_PARTITION = 'SECURE' WHERE ATTRIBUTE_NAME = 'cart'");
		assertThat(admin.https("/secure/get?name=cart").body()).isEqualTo("null");
		assertUnreadable(admin, "cart");
	}

	/**
	 * An answer can arrive before the last event of its request: of an earlier test, that
	 * is.
	 */
	private void assertUnreadable(Browser browser, String name) {
		String id = browser.https("/account/session").line("id");
		assertThat(this.site.events().of(UnreadableAttributeEvent.class))
			.filteredOn((event) -> event.getSessionId().equals(id))
			.isNotEmpty()
			.allSatisfy((event) -> {
				assertThat(event.getAttributeName()).isEqualTo(name);
				assertThat(event.getCause()).endsWith("BrokenSealException");
			});
		this.site.jdbc()
			.update("DELETE FROM MIXED_SESSION_ATTRIBUTE WHERE LOCATOR = ? AND ATTRIBUTE_NAME = ?", row(browser), name);
		this.site.events().clear();
	}

	@Test
	void a44ContextThatIsWrittenIntoAnAnonymousSessionLogsNobodyIn() {
		Browser admin = user("admin");
		Browser intruder = this.site.browser();
		intruder.https("/secure/set?name=card&value=0815");
		write(intruder, CONTEXT, read(admin, CONTEXT));
		assertLoggedOut(intruder);
		write(intruder, CONTEXT, contextOfAdmin());
		assertLoggedOut(intruder);
		assertThat(intruder.https("/secure/get?name=card").body()).isEqualTo("0815");
		assertThat(intruder.login("customer").status()).isEqualTo(302);
		assertThat(intruder.https("/account/session").line("user")).isEqualTo("customer");
	}

	/**
	 * What a rule keeps to the secure side is taken there from the shared one, but not
	 * for whoever writes it into the database.
	 */
	@Test
	void a44ContextThatIsWrittenToTheSharedSideLogsNobodyIn() {
		Browser intruder = this.site.browser();
		intruder.http("/set?name=cart&value=mug");
		this.site.jdbc()
			.update("INSERT INTO MIXED_SESSION_ATTRIBUTE (LOCATOR, ATTRIBUTE_NAME, ATTRIBUTE_PARTITION, "
					+ "ATTRIBUTE_VERSION, ATTRIBUTE_VALUE) VALUES (?, ?, 'SHARED', 1, ?)", row(intruder), CONTEXT,
					contextOfAdmin());
		intruder.https("/secure/page");
		assertLoggedOut(intruder);
		assertThat(intruder.https("/secure/get?name=cart").body()).isEqualTo("mug");
	}

	private static byte[] contextOfAdmin() {
		return new SerializingConverter().convert(new SecurityContextImpl(UsernamePasswordAuthenticationToken
			.authenticated(new User("admin", "", List.of()), null, AuthorityUtils.createAuthorityList("ROLE_ADMIN"))));
	}

	/**
	 * The cookie of the intruder with the locator of the admin's session.
	 */
	@Test
	void a44SessionThatIsGivenTheIdOfAnotherOneIsLoggedOut() {
		Browser admin = user("admin");
		Browser intruder = user("customer");
		byte[] forged = Base64.getUrlDecoder().decode(intruder.secureId());
		System.arraycopy(Base64.getUrlDecoder().decode(admin.insecureId()), 0, forged, 0, 16);
		String cookie = Base64.getUrlEncoder().withoutPadding().encodeToString(forged);
		assertThat(this.site.jdbc()
			.update("UPDATE MIXED_SESSION SET FAMILY = (SELECT FAMILY FROM MIXED_SESSION WHERE LOCATOR = ?), "
					+ "SECURE_ID = ? WHERE LOCATOR = ?", row(intruder), hash(cookie), row(admin)))
			.isOne();
		Browser forger = this.site.browser();
		forger.jar().plant("__Host-SESSION", cookie, true);
		assertLoggedOut(forger);
		assertThat(forger.https("/secure/get?name=card").body()).isEqualTo("null");
		assertThat(forger.https("/secure/get?name=cart").body()).isEqualTo("mug");
	}

	private static byte[] hash(String cookie) {
		SessionCredential credential = SessionCredential.parse(IdKind.SECURE, cookie);
		assertThat(credential).isNotNull();
		return credential.hash().toBytes();
	}

	@Test
	void a44ValueOfAnEarlierSecureSideIsAbsent() {
		Browser admin = user("admin");
		byte[] context = read(admin, CONTEXT);
		byte[] card = read(admin, "card");
		this.site.clock().advance(Duration.ofMinutes(20));
		admin.https("/secure/page");
		assertThat(admin.https("/account/session").status()).isEqualTo(302);
		write(admin, CONTEXT, context);
		write(admin, "card", card);
		assertLoggedOut(admin);
		assertThat(admin.https("/secure/get?name=card").body()).isEqualTo("null");
	}

}
