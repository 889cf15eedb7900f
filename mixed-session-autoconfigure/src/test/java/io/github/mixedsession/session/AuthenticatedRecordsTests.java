package io.github.mixedsession.session;

import java.util.List;
import java.util.function.UnaryOperator;

import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.Test;

import io.github.mixedsession.SessionSide;
import io.github.mixedsession.attribute.Encryption;
import io.github.mixedsession.attribute.EncryptionKeys;
import io.github.mixedsession.attribute.Sealing;
import io.github.mixedsession.id.RandomBytes;
import io.github.mixedsession.id.SessionIds;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.contract.TestSessions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each part of a row that decides about a login, changed alone.
 */
class AuthenticatedRecordsTests {

	private final EncryptionKeys keys = EncryptionKeys.of(List.of(new SecretKeySpec(RandomBytes.of(64), "HmacSHA256")));

	private final AuthenticatedRecords rows = new AuthenticatedRecords(new TestSite(TestSite.SETTINGS,
			TestSite.VISIBILITIES, Sealing.REQUIRED, new Encryption(() -> this.keys, false)).context
		.codecs());

	private final SessionRecord record = this.rows.sign(TestSessions.secureRow("alice"));

	private static SessionIds ids(SessionIds ids, long generation, int loginCount, boolean exposed) {
		return new SessionIds(generation, ids.insecure(), ids.secure(), ids.family(), loginCount, ids.restarts(),
				ids.retired(), exposed);
	}

	private void assertForged(UnaryOperator<SessionIds> change) {
		assertThat(this.rows.areIdsIntact(this.record)).isTrue();
		assertThat(this.rows.areIdsIntact(
				this.record.withIds(change.apply(this.record.ids()), this.record.side(), this.record.secureSide())))
			.isFalse();
	}

	@Test
	void generationIsAuthenticated() {
		assertForged((ids) -> ids(ids, ids.generation() + 1, ids.loginCount(), ids.insecureExposed()));
	}

	@Test
	void loginCountIsAuthenticated() {
		assertForged((ids) -> ids(ids, ids.generation(), ids.loginCount() + 1, ids.insecureExposed()));
	}

	@Test
	void restartCountIsAuthenticated() {
		assertForged((ids) -> new SessionIds(ids.generation(), ids.insecure(), ids.secure(), ids.family(),
				ids.loginCount(), ids.restarts() + 1, ids.retired(), ids.insecureExposed()));
	}

	@Test
	void exposureIsAuthenticated() {
		assertForged((ids) -> ids(ids, ids.generation(), ids.loginCount(), !ids.insecureExposed()));
	}

	@Test
	void sideIsAuthenticated() {
		assertThat(this.rows.areIdsIntact(this.record)).isTrue();
		SessionSide other = (this.record.side() == SessionSide.SECURE) ? SessionSide.INSECURE : SessionSide.SECURE;
		assertThat(this.rows.areIdsIntact(this.record.withIds(this.record.ids(), other, this.record.secureSide())))
			.isFalse();
	}

	@Test
	void familyIsAuthenticated() {
		assertForged((ids) -> new SessionIds(ids.generation(), ids.insecure(), ids.secure(), TestSessions.newId(),
				ids.loginCount(), ids.restarts(), ids.retired(), ids.insecureExposed()));
	}

	@Test
	void userIsAuthenticated() {
		assertThat(this.rows.isLoginIntact(this.record)).isTrue();
		assertThat(this.rows.isLoginIntact(this.record.withIds(this.record.ids(), this.record.side(),
				this.record.secureSide().withPrincipal("bob"))))
			.isFalse();
		assertThat(this.rows.isLoginIntact(this.record.withIds(this.record.ids(), this.record.side(),
				this.record.secureSide().withPrincipal(null))))
			.isFalse();
	}

}
