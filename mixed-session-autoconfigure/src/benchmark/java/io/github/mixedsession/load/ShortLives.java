package io.github.mixedsession.load;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

import io.github.mixedsession.Channel;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.SessionSide;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.id.Family;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.SessionCredential;
import io.github.mixedsession.id.SessionIds;
import io.github.mixedsession.store.IdUpdate;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.Proof;
import io.github.mixedsession.store.SecureSide;
import io.github.mixedsession.store.SessionDelta;
import io.github.mixedsession.store.SessionDelta.AttributeWrite;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StoredAttribute;
import io.github.mixedsession.store.StoredSession;

/**
 * Sessions that expire after a second, which the visitors of all nodes share. Each visit
 * does to one of them what a request might. Thread-safe.
 */
final class ShortLives {

	private static final int SESSIONS = 400;

	private static final Duration LIFE = Duration.ofSeconds(1);

	private final AtomicReferenceArray<SessionRecord> rows = new AtomicReferenceArray<>(SESSIONS);

	private final LongAdder visits = new LongAdder();

	private final Map<String, Integer> surfaced = new ConcurrentSkipListMap<>();

	/**
	 * Returns how often each exception reached a visitor.
	 */
	Map<String, Integer> surfaced() {
		return this.surfaced;
	}

	long visits() {
		return this.visits.sum();
	}

	void visitUntil(SessionStore store, long end) {
		while (System.nanoTime() < end) {
			try {
				visit(store);
			}
			catch (RuntimeException ex) {
				if (this.surfaced.merge(ex.getClass().getSimpleName(), 1, Integer::sum) == 1) {
					ex.printStackTrace(System.out);
				}
			}
			this.visits.increment();
		}
	}

	private void visit(SessionStore store) {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		int place = random.nextInt(SESSIONS);
		SessionRecord record = this.rows.get(place);
		if (record == null) {
			begin(store, place);
			return;
		}
		// accesses are few: the cleanup is to meet sessions that are being written
		boolean there = switch (random.nextInt(20)) {
			case 0, 1 -> rotate(store, place, record, random.nextInt(4) == 0);
			case 2, 3, 4, 5 -> store.save(delta(record, false, random.nextInt(1, 4)));
			case 6 -> store.save(delta(record, true, random.nextInt(4)));
			case 7, 8 -> confirm(store, place, record);
			case 9, 10 -> compareAndSet(store, record);
			case 11 -> clear(store, record);
			case 12 -> (random.nextInt(10) > 0) || !store.delete(record.locator());
			default -> read(store, record);
		};
		if (!there) {
			this.rows.compareAndSet(place, record, null);
		}
	}

	private void begin(SessionStore store, int place) {
		Locator locator = Locator.generate(now());
		SessionIds ids = new SessionIds(0, SessionCredential.insecure(locator).hash(), null, null, 0, List.of())
			.withSecure(SessionCredential.secure(locator, Family.generate()).presented(), now())
			.loggedIn();
		SessionRecord record = new SessionRecord(locator, ids, SessionSide.SECURE, now(), now(), LIFE,
				new SecureSide(now(), now(), "customer"), "192.0.2.1");
		List<StoredAttribute> attributes = new ArrayList<>();
		for (int i = 0; i < LoadController.ATTRIBUTES; i++) {
			attributes.add(new StoredAttribute(LoadController.name(i), Partition.SHARED, 1, value()));
		}
		store.insert(new StoredSession(record, attributes));
		this.rows.set(place, record);
	}

	private boolean rotate(SessionStore store, int place, SessionRecord record, boolean restart) {
		SessionIds ids = record.ids()
			.withInsecure(SessionCredential.insecure(record.locator()).hash(), now())
			.withSecure(SessionCredential.secure(record.locator(), Family.generate()).presented(), now())
			.loggedIn();
		return update(store, place, new IdUpdate(record, ids, SessionSide.SECURE, now(), restart));
	}

	private boolean confirm(SessionStore store, int place, SessionRecord record) {
		SessionIds ids = record.ids().confirmed(EnumSet.allOf(IdKind.class), now());
		return update(store, place, IdUpdate.ofIds(record, ids));
	}

	private boolean update(SessionStore store, int place, IdUpdate update) {
		if (!store.update(update)) {
			return false;
		}
		this.rows.set(place, update.result());
		return true;
	}

	private static boolean clear(SessionStore store, SessionRecord record) {
		store.clear(record.locator(), Partition.visibleTo(SessionView.SECURE, Channel.SECURE));
		return true;
	}

	private static boolean compareAndSet(SessionStore store, SessionRecord record) {
		String name = LoadController.name(ThreadLocalRandom.current().nextInt(LoadController.ATTRIBUTES));
		StoredAttribute attribute = store.findAttribute(record.locator(), name, Partition.SHARED);
		return store.compareAndSet(record.locator(), name, Partition.SHARED, (attribute != null) ? attribute.version() : 0,
				value()) || attribute != null;
	}

	private static boolean read(SessionStore store, SessionRecord record) {
		return store.find(record.locator(), new Proof(IdKind.INSECURE, record.insecureId()),
				Partition.visibleTo(SessionView.SECURE, Channel.SECURE)) != null;
	}

	private static SessionDelta delta(SessionRecord record, boolean access, int attributes) {
		List<AttributeWrite> writes = new ArrayList<>();
		for (int i = 0; i < attributes; i++) {
			String name = LoadController.name(ThreadLocalRandom.current().nextInt(LoadController.ATTRIBUTES));
			boolean removal = ThreadLocalRandom.current().nextInt(5) == 0;
			Partition partition = (ThreadLocalRandom.current().nextInt(3) == 0) ? Partition.SECURE : Partition.SHARED;
			writes.add(new AttributeWrite(name, partition, removal ? null : value(), attributes > 1 && i == 0, !removal));
		}
		return new SessionDelta(record.locator(), access ? now() : null, access ? now() : null, null, null, null,
				record.loginCount(), writes, false, null, record.ids().family());
	}

	private static Instant now() {
		return Instant.now().truncatedTo(ChronoUnit.MILLIS);
	}

	private static byte[] value() {
		byte[] value = new byte[100];
		ThreadLocalRandom.current().nextBytes(value);
		return value;
	}

}
