package io.github.mixedsession.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.session.events.SessionExpiredEvent;

import io.github.mixedsession.IdKind;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class SessionCleanupTests {

	private final TestSite site = new TestSite();

	private final List<Long> rests = new ArrayList<>();

	private final SessionCleanup cleanup = new SessionCleanup(this.site.context, this.site.policy, this.rests::add);

	private void expire() {
		this.site.pass(TestSite.SETTINGS.timeout().plus(TestSite.SETTINGS.writeInterval()).plusMillis(1));
	}

	@Test
	void onlyTheExpiredSessionIsDeletedAndAnnounced() {
		TestBrowser expired = this.site.visitor();
		String id = expired.handle();
		expire();
		TestBrowser alive = this.site.visitor();
		this.cleanup.run();
		assertThat(this.site.events(SessionExpiredEvent.class)).singleElement()
			.extracting(SessionExpiredEvent::getSessionId)
			.isEqualTo(id);
		assertThat(alive.http().find()).isNotNull();
		assertThat(this.site.record(IdKind.INSECURE, expired.id(IdKind.INSECURE))).isNull();
	}

	@Test
	void storeHearsOfWhatWasToldOf() {
		this.site.visitor();
		this.site.visitor();
		expire();
		this.site.on(SessionExpiredEvent.class, (event) -> assertThat(this.site.store.findTold()).isEmpty());
		this.cleanup.run();
		assertThat(this.site.store.findTold()).hasSize(2);
	}

	@Test
	void listenerWhoseClassIsGoneCostsNoOtherItsEvent() {
		this.site.visitor();
		this.site.visitor();
		expire();
		this.site.on(SessionExpiredEvent.class, (event) -> {
			throw new NoClassDefFoundError("com/example/Gone");
		});
		this.cleanup.run();
		assertThat(this.site.store.findTold()).hasSize(2);
	}

	@Test
	void sessionWithinTheToleranceIsKept() {
		this.site.visitor();
		this.site.pass(TestSite.SETTINGS.timeout().plus(TestSite.SETTINGS.writeInterval()));
		this.cleanup.run();
		assertThat(this.site.events(SessionExpiredEvent.class)).isEmpty();
	}

	@Test
	void allExpiredSessionsAreDeletedBatchByBatch() {
		int count = SessionCleanup.BATCH_SIZE * 2 + 1;
		for (int i = 0; i < count; i++) {
			this.site.visitor();
		}
		expire();
		this.cleanup.run();
		Set<String> ids = this.site.events(SessionExpiredEvent.class)
			.stream()
			.map(SessionExpiredEvent::getSessionId)
			.collect(Collectors.toSet());
		assertThat(ids).hasSize(count);
		assertThat(this.rests).hasSize(2).allMatch((nanos) -> nanos > 0 && nanos <= 1_000_000_000);
	}

	@Test
	void stoppedCleanupEndsWithItsBatchUntilItIsStarted() {
		for (int i = 0; i < SessionCleanup.BATCH_SIZE + 1; i++) {
			this.site.visitor();
		}
		expire();
		AtomicBoolean stopped = new AtomicBoolean();
		this.site.on(SessionExpiredEvent.class, (event) -> {
			if (stopped.compareAndSet(false, true)) {
				this.cleanup.stop();
			}
		});
		this.cleanup.run();
		assertThat(this.site.events(SessionExpiredEvent.class)).hasSize(SessionCleanup.BATCH_SIZE);
		this.cleanup.run();
		assertThat(this.site.events(SessionExpiredEvent.class)).hasSize(SessionCleanup.BATCH_SIZE);
		this.cleanup.start();
		this.cleanup.run();
		assertThat(this.site.events(SessionExpiredEvent.class)).hasSize(SessionCleanup.BATCH_SIZE + 1);
	}

	@Test
	void cleanupLogsThatTheStoreIsDownAndWorksNextTime(CapturedOutput output) {
		this.site.visitor();
		expire();
		this.site.store.goDown();
		this.cleanup.run();
		assertThat(output).contains("Expired sessions were not cleaned up");
		this.site.store.comeUp();
		this.cleanup.run();
		assertThat(this.site.events(SessionExpiredEvent.class)).hasSize(1);
	}

	@Test
	void everyExpirationIsAnnouncedThoughAListenerFails(CapturedOutput output) {
		for (int i = 0; i < 3; i++) {
			this.site.visitor();
		}
		expire();
		this.site.on(SessionExpiredEvent.class, (event) -> {
			throw new IllegalStateException("A listener failed");
		});
		this.cleanup.run();
		assertThat(this.site.events(SessionExpiredEvent.class)).hasSize(3);
		assertThat(output).contains("A listener failed");
	}

}
