package io.github.mixedsession.e2e;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.core.serializer.support.SerializingConverter;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.core.userdetails.User;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.IgnoredIdReason;
import io.github.mixedsession.SessionIdIgnoredEvent;
import io.github.mixedsession.attribute.AttributeSeal;
import io.github.mixedsession.attribute.BrokenSealException;
import io.github.mixedsession.attribute.Encryption;
import io.github.mixedsession.attribute.EncryptionKeys;
import io.github.mixedsession.attribute.Protection;
import io.github.mixedsession.id.Family;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.RandomBytes;
import io.github.mixedsession.id.SessionCredential;
import io.github.mixedsession.store.Partition;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the thief and the intruder get where the application has a key (invariant 16):
 * less than {@link SealingAttackTests}.
 */
@ParameterizedClass
@EnumSource
class EncryptionAttackTests {

	private static final String CONTEXT = "SPRING_SECURITY_CONTEXT";

	private final Server server;

	private final Site site;

	EncryptionAttackTests(Server server) {
		this.server = server;
		this.site = server
			.start("mixed-session.encryption.keys=" + Base64.getEncoder().encodeToString(RandomBytes.of(64)));
	}

	@AfterEach
	void close() {
		this.site.close();
	}

	private static Browser user(Site site, String name) {
		Browser user = site.browser();
		user.http("/set?name=cart&value=mug");
		user.login(name);
		user.https("/secure/set?name=card&value=4711-" + name);
		assertThat(user.https("/account/session").line("user")).isEqualTo(name);
		return user;
	}

	private static UUID row(Browser browser) {
		ByteBuffer locator = ByteBuffer.wrap(Base64.getUrlDecoder().decode(browser.insecureId()));
		return new UUID(locator.getLong(), locator.getLong());
	}

	private void update(String assignment, Browser browser, Object... values) {
		Object[] parameters = Arrays.copyOf(values, values.length + 1);
		parameters[values.length] = row(browser);
		assertThat(this.site.jdbc().update("UPDATE MIXED_SESSION SET " + assignment + " WHERE LOCATOR = ?", parameters))
			.isOne();
	}

	private void assertLoggedOut(Browser browser) {
		Reply reply = browser.https("/account/session");
		assertThat(reply.status()).isEqualTo(302);
		assertThat(this.site.events().of(SessionIdIgnoredEvent.class)).isNotEmpty()
			.allSatisfy((event) -> assertThat(event.getReason()).isEqualTo(IgnoredIdReason.FORGED_ROW));
		assertThat(browser.https("/secure/get?name=card").body()).isEqualTo("null");
	}

	@Test
	void a43StolenDatabaseYieldsNothingButNamesOfAttributes() {
		Browser customer = user(this.site, "customer");
		Browser stranger = this.site.browser();
		assertThat(stranger.get(true, "/account/page?order=0815", "Cookie: remember-me=Y3VzdG9tZXI6NDcxMQ").status())
			.isEqualTo(302);
		assertThat(StoreAttackTests.dump(this.site)).extracting((cell) -> new String(cell, StandardCharsets.ISO_8859_1))
			.contains("cart", "card", CONTEXT)
			.allSatisfy((cell) -> assertThat(cell).doesNotContain("mug")
				.doesNotContain("4711-")
				.doesNotContain("customer")
				.doesNotContain("Y3VzdG9tZXI6")
				.doesNotContain("springframework.security.core.context"));
		assertThat(customer.http("/get?name=cart").body()).isEqualTo("mug");
	}

	/** The thief has the site's own keys as well, and lacks the visitors' cookies. */
	@Test
	void a43KeysOfTheSiteOpenNothingOfTheSecureSide() {
		user(this.site, "customer");
		EncryptionKeys keys = this.site.bean(Encryption.class).keys();
		assertThat(keys.isEmpty()).isFalse();
		Set<String> opened = new TreeSet<>();
		Set<String> sealed = new TreeSet<>();
		this.site.jdbc()
			.query("SELECT LOCATOR, ATTRIBUTE_NAME, ATTRIBUTE_PARTITION, ATTRIBUTE_VALUE FROM MIXED_SESSION_ATTRIBUTE",
					(row) -> {
						Partition partition = Partition.valueOf(row.getString(3));
						AttributeSeal thief = new AttributeSeal(null, new Locator(row.getObject(1, UUID.class)),
								() -> keys);
						byte[] value = row.getBytes(4);
						byte[] asIfByKeyAlone = value.clone();
						asIfByKeyAlone[0] = 3;
						String name = row.getString(2);
						boolean opens = Stream.of(value, asIfByKeyAlone)
							.anyMatch((bytes) -> opens(thief, name, partition, bytes));
						(opens ? opened : sealed).add(partition + " " + name);
					});
		assertThat(opened).contains("SHARED cart").noneMatch((place) -> place.startsWith("SECURE"));
		assertThat(sealed).contains("SECURE card", "SECURE " + CONTEXT);
	}

	private static boolean opens(AttributeSeal seal, String name, Partition partition, byte[] bytes) {
		try {
			seal.open(name, partition, bytes);
			return true;
		}
		catch (BrokenSealException ex) {
			return false;
		}
	}

	/** With the family that the intruder's own cookie tells them. */
	@Test
	void a44ContextThatTheIntruderSealsForTheirOwnSessionLogsInWithoutAKeyAlone() {
		Browser intruder = user(this.site, "customer");
		writeContextOfAdmin(this.site, intruder);
		assertThat(intruder.https("/account/session").status()).isEqualTo(302);
		Site keyless = this.server.shared();
		Browser lucky = user(keyless, "customer");
		writeContextOfAdmin(keyless, lucky);
		assertThat(lucky.https("/account/session").line("user")).isEqualTo("admin");
	}

	private static void writeContextOfAdmin(Site site, Browser intruder) {
		SessionCredential credential = SessionCredential.parse(IdKind.SECURE, intruder.secureId());
		assertThat(credential).isNotNull();
		Family family = credential.presented().family();
		byte[] context = new SerializingConverter().convert(new SecurityContextImpl(UsernamePasswordAuthenticationToken
			.authenticated(new User("admin", "", List.of()), null, AuthorityUtils.createAuthorityList("ROLE_ADMIN"))));
		byte[] sealed = new AttributeSeal(family, credential.presented().locator(), () -> EncryptionKeys.NONE)
			.seal(CONTEXT, Partition.SECURE, Protection.FAMILY, context);
		assertThat(site.jdbc()
			.update("UPDATE MIXED_SESSION_ATTRIBUTE SET ATTRIBUTE_VALUE = ? WHERE LOCATOR = ? AND ATTRIBUTE_NAME = ?",
					sealed, row(intruder), CONTEXT))
			.isOne();
	}

	/** The thief of a cookie who can write to the database, after the next login. */
	@Test
	void a44IdThatIsPutBackAloneOpensNothing() {
		Browser customer = user(this.site, "customer");
		String stolen = customer.secureId();
		customer.login("customer");
		customer.https("/secure/page");
		SessionCredential credential = SessionCredential.parse(IdKind.SECURE, stolen);
		assertThat(credential).isNotNull();
		update("SECURE_ID = ?", customer, (Object) credential.hash().toBytes());
		Browser thief = this.site.browser();
		thief.jar().plant("__Host-SESSION", stolen, true);
		assertLoggedOut(thief);
	}

	@Test
	void a44InsecureIdThatIsWrittenShowsNothing() {
		Browser customer = user(this.site, "customer");
		SessionCredential planted = SessionCredential
			.insecure(SessionCredential.parse(IdKind.INSECURE, customer.insecureId()).presented().locator());
		update("INSECURE_ID = ?, SIDE = 'INSECURE'", customer, (Object) planted.hash().toBytes());
		Browser intruder = this.site.browser();
		intruder.jar().plant("SESSION", planted.reveal(), false);
		this.site.events().clear();
		assertThat(intruder.http("/get?name=cart").body()).isEqualTo("null");
		assertThat(this.site.events().of(SessionIdIgnoredEvent.class)).singleElement().satisfies((event) -> {
			assertThat(event.getReason()).isEqualTo(IgnoredIdReason.FORGED_ROW);
			assertThat(event.getKind()).isEqualTo(IdKind.INSECURE);
		});
	}

	@Test
	void a44ClockThatIsTurnedBackLogsOut() {
		Browser customer = user(this.site, "customer");
		update("SECURE_SINCE = SECURE_SINCE + 3600000", customer);
		assertLoggedOut(customer);
		Browser other = user(this.site, "customer");
		update("SECURE_LAST_ACCESSED_AT = SECURE_LAST_ACCESSED_AT + 3600000", other);
		assertLoggedOut(other);
	}

	@Test
	void a44SecureSideWithoutAClockLogsOut() {
		for (String clock : List.of("SECURE_SINCE", "SECURE_LAST_ACCESSED_AT")) {
			Browser customer = user(this.site, "customer");
			update(clock + " = NULL", customer);
			assertLoggedOut(customer);
		}
	}

	@Test
	void a44CodeOfAnotherLengthLogsOut() {
		Browser customer = user(this.site, "customer");
		update("IDS_MAC = X'00'", customer);
		assertLoggedOut(customer);
	}

	@Test
	void a44UserThatIsWrittenLogsOut() {
		Browser admin = user(this.site, "admin");
		Browser customer = user(this.site, "customer");
		String name = this.site.jdbc()
			.queryForObject("SELECT PRINCIPAL_NAME FROM MIXED_SESSION WHERE LOCATOR = ?", String.class, row(admin));
		update("PRINCIPAL_NAME = ?", customer, name);
		assertLoggedOut(customer);
		assertThat(admin.https("/account/session").line("user")).isEqualTo("admin");
	}

}
