package io.github.mixedsession.store.cookie;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.Proof;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.StoredAttribute;
import io.github.mixedsession.store.StoredSession;
import io.github.mixedsession.store.contract.TestSessions;

import static org.assertj.core.api.Assertions.assertThat;

class CarriedSessionTests {

	/**
	 * A ledger counts rotations over HTTPS alone; of two cookies the later one counts.
	 */
	@Test
	void rotatedCookieIsYoungerThanTheOneBefore() {
		SessionRecord record = TestSessions.secureRow("bob");
		CarriedSession session = new CarriedSession(record, List.of(), Set.of(), Set.of(Partition.SECURE));
		for (IdKind kind : IdKind.values()) {
			SessionCookie cookie = session.cookie(kind);
			session.presented(new SessionCookie(kind, cookie.id(), 40, cookie.loginCount(), cookie.restarts(),
					cookie.side(), cookie.createdAt(), cookie.lastAccessedAt(), cookie.maxInactiveInterval(),
					cookie.family(), cookie.secureSide(), cookie.secureNames(), cookie.attributes()));
		}
		session.rotate(TestSessions.rotation(record).result(), false);
		for (IdKind kind : IdKind.values()) {
			assertThat(session.cookie(kind).generation()).isEqualTo(41);
		}
		assertThat(session.changed()).containsExactlyInAnyOrder(IdKind.values());
	}

	@Test
	void whatIsShownDependsOnTheProof() {
		SessionRecord record = TestSessions.secureRow("alice");
		CarriedSession session = new CarriedSession(record,
				List.of(TestSessions.attribute("cart", Partition.SHARED, "mug"),
						TestSessions.attribute("card", Partition.SECURE, "4711")),
				Set.of(), Set.of(Partition.SECURE));
		StoredSession secure = session.read(TestSessions.proof(record, IdKind.SECURE), TestSessions.ALL);
		assertThat(secure.attributes()).extracting(StoredAttribute::name).containsExactly("cart", "card");
		assertThat(secure.record().principalName()).isEqualTo("alice");
		StoredSession insecure = session.read(TestSessions.proof(record, IdKind.INSECURE), TestSessions.ALL);
		assertThat(insecure.attributes()).extracting(StoredAttribute::name).containsExactly("cart");
		assertThat(insecure.record().principalName()).isNull();
		for (IdKind kind : IdKind.values()) {
			StoredSession none = session.read(new Proof(kind, TestSessions.newId()), TestSessions.ALL);
			assertThat(none.attributes()).isEmpty();
			assertThat(none.record().principalName()).isNull();
		}
	}

}
