package io.github.mixedsession.store.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StoredAttribute;
import io.github.mixedsession.store.StoredSession;
import io.github.mixedsession.test.ForgetfulLine;
import io.github.mixedsession.test.MutableClock;
import io.github.mixedsession.test.TestRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static io.github.mixedsession.store.contract.TestSessions.ALL;
import static io.github.mixedsession.store.contract.TestSessions.attribute;
import static io.github.mixedsession.store.contract.TestSessions.idle;
import static io.github.mixedsession.store.contract.TestSessions.proof;
import static io.github.mixedsession.store.contract.TestSessions.secureRow;
import static io.github.mixedsession.store.contract.TestSessions.withIdle;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A connection is cut amid an answer, after each of its lines: Lettuce asks again, and
 * puts the second answer into what it had read of the first. Nobody may take that for an
 * answer.
 */
class BrokenAnswerTests {

	private static final Duration DAY = Duration.ofDays(1);

	private final String namespace = TestRedis.newNamespace();

	private final MutableClock clock = new MutableClock();

	private final SessionStore other = store(TestRedis.SINGLE.connections());

	private ForgetfulLine line;

	private LettuceConnectionFactory connections;

	private SessionStore store;

	private int users;

	@BeforeEach
	void open() throws Exception {
		this.line = new ForgetfulLine(TestRedis.SINGLE.port());
		this.connections = this.line.connect();
		this.store = store(this.connections);
	}

	private SessionStore store(LettuceConnectionFactory factory) {
		return new RedisSessionStore(factory, this.namespace, this.clock);
	}

	@AfterEach
	void close() throws Exception {
		this.connections.destroy();
		this.line.close();
	}

	@Test
	void sessionIsFoundWholeOrNot() {
		assertThat(outcomes(this::find, (record) -> {
		})).containsExactlyInAnyOrder("found", "failed");
	}

	@Test
	void sessionThatEndsMeanwhileIsNotFoundInPart() {
		assertThat(outcomes(this::find, (record) -> this.other.delete(record.locator())))
			.containsExactlyInAnyOrder("found", "not found", "failed");
	}

	private String find(SessionRecord record) {
		StoredSession found = this.store.find(record.locator(), proof(record, IdKind.SECURE), ALL);
		if (found == null) {
			return "not found";
		}
		assertThat(found.record()).isEqualTo(record);
		assertThat(found.attributes()).extracting(StoredAttribute::name).containsExactlyInAnyOrder("a", "b", "c");
		return "found";
	}

	@Test
	void sessionIsSavedAndListedOrNot() {
		assertThat(outcomes((record) -> String.valueOf(this.store.save(idle(record, Duration.ZERO))), (record) -> {
		})).containsExactlyInAnyOrder("true", "failed");
	}

	@Test
	void saveOfASessionThatEndsMeanwhileSaysSo() {
		assertThat(outcomes((record) -> String.valueOf(this.store.save(idle(record, Duration.ZERO))),
				(record) -> this.other.delete(record.locator())))
			.containsExactlyInAnyOrder("true", "false", "failed");
	}

	@Test
	void sessionsOfAUserAreFoundOrNot() {
		assertThat(outcomes((record) -> {
			assertThat(this.store.findByPrincipalName(user(record))).containsExactly(record);
			return "found";
		}, (record) -> {
		})).containsExactlyInAnyOrder("found", "failed");
	}

	private static String user(SessionRecord record) {
		return String.valueOf(record.principalName());
	}

	@Test
	void endOfASessionIsToldOfOnce() {
		// both look at every shard
		Set<String> outcomes = outcomes(5, (record) -> {
			String now = ends(this.store, record) ? "now" : "";
			this.clock.advance(ExpiredKeys.LEASE.plusSeconds(1));
			return now + (ends(this.store, record) ? "later" : "");
		}, (record) -> {
		});
		assertThat(outcomes).containsExactlyInAnyOrder("now", "later");
	}

	private boolean ends(SessionStore node, SessionRecord record) {
		Instant now = this.clock.instant().plus(DAY.multipliedBy(2));
		try {
			List<SessionRecord> ended = node.deleteExpired(now, Duration.ZERO, 1).deleted();
			node.told(ended);
			return ended.contains(record);
		}
		catch (DataAccessException ex) {
			return false;
		}
	}

	private Set<String> outcomes(Function<SessionRecord, String> call, Consumer<SessionRecord> meanwhile) {
		return outcomes(1, call, meanwhile);
	}

	/**
	 * Returns what comes of a call whose answers are cut, each time some lines later,
	 * until they are not.
	 */
	private Set<String> outcomes(int step, Function<SessionRecord, String> call, Consumer<SessionRecord> meanwhile) {
		// loads the scripts
		Set<String> outcomes = new HashSet<>(Set.of(call.apply(session())));
		boolean cut = true;
		for (int lines = 0; cut; lines += step) {
			SessionRecord record = session();
			this.line.forgetAnswerAfter(lines, () -> meanwhile.accept(record));
			try {
				outcomes.add(call.apply(record));
			}
			catch (DataAccessException ex) {
				outcomes.add("failed");
			}
			cut = this.line.hasForgotten();
		}
		return outcomes;
	}

	private SessionRecord session() {
		SessionRecord record = withIdle(secureRow("user" + this.users++), DAY);
		this.other.insert(new StoredSession(record, List.of(attribute("a", Partition.SHARED, "1"),
				attribute("b", Partition.SECURE, "2"), attribute("c", Partition.INSECURE, "3"))));
		return record;
	}

}
