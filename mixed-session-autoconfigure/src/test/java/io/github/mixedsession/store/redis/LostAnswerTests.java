package io.github.mixedsession.store.redis;

import java.time.InstantSource;
import java.util.List;
import java.util.Set;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.store.IdUpdate;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StoredAttribute;
import io.github.mixedsession.store.StoredSession;
import io.github.mixedsession.store.contract.TestSessions;
import io.github.mixedsession.test.ForgetfulLine;
import io.github.mixedsession.test.TestRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static io.github.mixedsession.store.contract.TestSessions.attribute;
import static io.github.mixedsession.store.contract.TestSessions.bytes;
import static io.github.mixedsession.store.contract.TestSessions.confirmation;
import static io.github.mixedsession.store.contract.TestSessions.CREATED;
import static io.github.mixedsession.store.contract.TestSessions.rotation;
import static io.github.mixedsession.store.contract.TestSessions.secureRow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A connection is cut after Redis has done something, and before it has said so: Lettuce
 * connects again and asks again, which must not look like somebody else's change.
 */
class LostAnswerTests {

	private final String namespace = TestRedis.newNamespace();

	private ForgetfulLine line;

	private LettuceConnectionFactory connections;

	private SessionStore store;

	private SessionRecord record;

	@BeforeEach
	void open() throws Exception {
		this.line = new ForgetfulLine(TestRedis.SINGLE.port());
		this.connections = this.line.connect();
		this.store = new RedisSessionStore(this.connections, this.namespace, InstantSource.system());
		// loads the scripts
		for (int i = 0; i < 2; i++) {
			this.record = secureRow("bob");
			this.store.insert(new StoredSession(this.record, List.of(attribute("a", Partition.SHARED, "1"))));
			this.store.compareAndSet(this.record.locator(), "b", Partition.SHARED, 1, null);
			this.store.update(rotation(secureRow(null)));
		}
	}

	@AfterEach
	void close() throws Exception {
		this.connections.destroy();
		this.line.close();
	}

	@Test
	void rotationHasWonOnceAndForAll() {
		IdUpdate rotation = rotation(this.record);
		this.line.forgetAnswer();
		assertThat(this.store.update(rotation)).isTrue();
		assertThat(this.line.hasForgotten()).isTrue();
		assertThat(stored().record().ids()).isEqualTo(rotation.ids());
		assertThat(this.store.update(rotation)).isFalse();
		assertThat(this.store.update(rotation(this.record))).isFalse();
	}

	@Test
	void newSessionIsStored() {
		StoredSession session = new StoredSession(secureRow(null), List.of(attribute("a", Partition.SHARED, "1")));
		this.line.forgetAnswer();
		this.store.insert(session);
		assertThat(this.line.hasForgotten()).isTrue();
		StoredSession found = this.store.find(session.record().locator(), Set.of(Partition.SHARED));
		assertThat(found.record()).isEqualTo(session.record());
		assertThat(found.attributes()).extracting(TestSessions::text).containsExactly("1");
		assertThatExceptionOfType(DuplicateKeyException.class).isThrownBy(() -> this.store.insert(session));
	}

	@Test
	void rotationIsKnownThoughAnAttributeWasRemovedSince() {
		List<byte[]> keys = new SessionKeys(this.namespace).withPartitions(this.record.locator(),
				List.of(Partition.SECURE));
		Arguments rotation = new Arguments().add(this.record.ids().generation())
			.add(false)
			.add("")
			.add("")
			.add("generation")
			.add(this.record.ids().generation() + 1)
			.add("call")
			.add("one");
		RedisScripts scripts = new RedisScripts(this.connections, null);
		assertThat(scripts.call(RedisScripts.UPDATE, keys, rotation)).isOne();
		assertThat(set(current(), null)).isTrue();
		assertThat(scripts.call(RedisScripts.UPDATE, keys, rotation)).isOne();
	}

	@Test
	void confirmationHasWon() {
		this.store.update(rotation(this.record));
		SessionRecord rotated = stored().record();
		this.line.forgetAnswer();
		assertThat(this.store.update(confirmation(rotated, CREATED, IdKind.SECURE))).isTrue();
		assertThat(this.line.hasForgotten()).isTrue();
	}

	@Test
	void attributeIsWrittenAndRemovedOnce() {
		StoredAttribute before = current();
		this.line.forgetAnswer();
		assertThat(set(before, "2")).isTrue();
		assertThat(this.line.hasForgotten()).isTrue();
		StoredAttribute after = current();
		assertThat(after.value()).isEqualTo(bytes("2"));
		assertThat(set(before, "2")).isFalse();
		this.line.forgetAnswer();
		assertThat(set(after, null)).isTrue();
		assertThat(this.line.hasForgotten()).isTrue();
		assertThat(set(after, null)).isFalse();
	}

	private boolean set(StoredAttribute before, String value) {
		return this.store.compareAndSet(this.record.locator(), "a", Partition.SHARED, before.version(),
				(value != null) ? bytes(value) : null);
	}

	private StoredAttribute current() {
		return this.store.findAttribute(this.record.locator(), "a", Partition.SHARED);
	}

	private StoredSession stored() {
		return this.store.find(this.record.locator(), Set.of(Partition.SHARED));
	}

}
