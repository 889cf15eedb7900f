package io.github.mixedsession.observation;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import io.micrometer.observation.Observation;
import io.micrometer.observation.tck.TestObservationRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.dao.QueryTimeoutException;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.store.InMemorySessionStore;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StoredSession;
import io.github.mixedsession.store.contract.SessionStoreContractTests;
import io.github.mixedsession.store.contract.TestSessions;

import static io.micrometer.observation.tck.TestObservationRegistryAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ObservedSessionStore}: it does what any store does, and tells of it.
 */
class ObservedSessionStoreTests extends SessionStoreContractTests {

	private static final Pattern HASH_OR_KEY = Pattern.compile("[0-9a-f]{16,}|[0-9a-f]{8}-[0-9a-f]{4}-");

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	@Override
	protected SessionStore createStore() {
		return new ObservedSessionStore(new InMemorySessionStore(), this.registry);
	}

	@Test
	void everyOperationIsObserved() {
		SessionRecord record = TestSessions.secureRow("alice");
		this.store.insert(new StoredSession(record, List.of()));
		this.store.find(record.locator(), TestSessions.proof(record, IdKind.SECURE), TestSessions.ALL);
		this.store.find(TestSessions.newLocator(), TestSessions.ALL);
		this.store.findByPrincipalName("alice");
		this.store.save(TestSessions.writes(record, TestSessions.write("cart", Partition.SHARED, "book")));
		this.store.findAttribute(record.locator(), "cart", Partition.SHARED);
		this.store.hasAttribute(record.locator(), "card", Partition.SECURE);
		this.store.compareAndSet(record.locator(), "cart", Partition.SHARED, 99, TestSessions.bytes("other"));
		this.store.clear(record.locator(), Set.of(Partition.SHARED));
		this.store.update(TestSessions.rotation(record));
		this.store.deleteUnlessSecure(record.locator());
		this.store.deleteIfEmpty(record.locator(), IdKind.SECURE, record.loginCount());
		this.store.deleteIfUnchanged(record.locator(), record.ids().generation() + 1);
		this.store.delete(record.locator());
		this.store.deleteExpired(TestSessions.CREATED, Duration.ZERO, 10);
		this.store.told(List.of(record));
		assertObserved("insert", "done");
		assertObserved("find", "done");
		assertObserved("find-managed", "none");
		assertObserved("find-by-principal-name", "done");
		assertObserved("save", "done");
		assertObserved("find-attribute", "done");
		assertObserved("has-attribute", "none");
		assertObserved("compare-and-set", "none");
		assertObserved("clear", "done");
		assertObserved("update-ids", "done");
		assertObserved("delete-unless-secure", "none");
		assertObserved("delete-if-empty", "none");
		assertObserved("delete-if-unchanged", "none");
		assertObserved("delete", "done");
		assertObserved("delete-expired", "none");
		assertObserved("told", "done");
		assertThat(this.registry).hasNumberOfObservationsEqualTo(StoreOperation.values().length);
	}

	private void assertObserved(String operation, String outcome) {
		assertThat(this.registry).hasAnObservation((observation) -> observation.hasNameEqualTo("mixed.session.store")
			.hasContextualNameEqualTo("session " + operation)
			.hasLowCardinalityKeyValue("operation", operation)
			.hasLowCardinalityKeyValue("outcome", outcome));
	}

	@Test
	void observationHoldsNothingOfTheSession() {
		SessionRecord record = TestSessions.secureRow("alice");
		this.store.insert(new StoredSession(record, List.of()));
		this.store.find(record.locator(), TestSessions.proof(record, IdKind.SECURE), TestSessions.ALL);
		this.store.findByPrincipalName("alice");
		assertThat(this.registry)
			.hasHandledContextsThatSatisfy((contexts) -> assertThat(contexts).hasSize(3).allSatisfy((context) -> {
				assertThat(context.getHighCardinalityKeyValues()).isEmpty();
				assertThat(context.getLowCardinalityKeyValues().stream().map((value) -> value.getKey()))
					.containsExactlyInAnyOrder("operation", "outcome");
				assertThat(context.toString()).doesNotContain("alice").doesNotContainPattern(HASH_OR_KEY);
			}));
	}

	@Test
	void observationIsAChildOfTheRequests() {
		Observation request = Observation.start("http.server.requests", this.registry);
		request.scoped(() -> this.store.find(TestSessions.newLocator(), TestSessions.ALL));
		request.stop();
		assertThat(this.registry).hasObservationWithNameEqualTo("mixed.session.store")
			.that()
			.hasParentObservationEqualTo(request);
	}

	@Test
	void failureIsObservedAndThrown() {
		SessionRecord record = TestSessions.secureRow("alice");
		SessionStore down = mock();
		given(down.find(any(), any(), any())).willThrow(new QueryTimeoutException("down"));
		SessionStore observed = new ObservedSessionStore(down, this.registry);
		assertThatExceptionOfType(QueryTimeoutException.class).isThrownBy(
				() -> observed.find(record.locator(), TestSessions.proof(record, IdKind.SECURE), TestSessions.ALL));
		assertThat(this.registry).hasSingleObservationThat()
			.hasLowCardinalityKeyValue("outcome", "error")
			.thenError()
			.isInstanceOf(QueryTimeoutException.class);
	}

}
