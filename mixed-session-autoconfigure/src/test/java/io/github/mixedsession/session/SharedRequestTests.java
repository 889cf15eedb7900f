package io.github.mixedsession.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two threads of one request share its session: one saves it while the other goes on.
 */
class SharedRequestTests {

	private final TestSite site = new TestSite();

	private final TestBrowser visitor = this.site.browser();

	@Test
	void whatIsSetWhileNewSessionIsStoredIsWrittenByTheNextSave() {
		TestSessionRequest request = this.visitor.http();
		ViewedSession session = request.create();
		session.setAttribute("first", "1");
		session.setAttribute("cart", "mug");
		this.site.store.duringNextWrite(elsewhere(() -> {
			session.setAttribute("second", "2");
			session.setAttribute("cart", "lamp");
			session.removeAttribute("first");
			session.setMaxInactiveInterval(Duration.ofMinutes(5));
		}));
		request.save();
		assertThat(session.<String>getAttribute("second")).isEqualTo("2");
		request.finish();
		ViewedSession after = this.visitor.http().load();
		assertThat(after.getAttributeNames()).containsExactlyInAnyOrder("second", "cart");
		assertThat(after.<String>getAttribute("cart")).isEqualTo("lamp");
		assertThat(after.getMaxInactiveInterval()).isEqualTo(Duration.ofMinutes(5));
	}

	@Test
	void whatIsSetWhileStoredSessionIsSavedIsWrittenByTheNextSave() {
		this.visitor.http().set("cart", "mug").finish();
		TestSessionRequest request = this.visitor.http();
		ViewedSession session = request.load();
		session.setAttribute("first", "1");
		session.removeAttribute("cart");
		this.site.store.duringNextWrite(elsewhere(() -> {
			session.setAttribute("cart", "lamp");
			session.removeAttribute("first");
		}));
		request.save();
		request.finish();
		ViewedSession after = this.visitor.http().load();
		assertThat(after.getAttributeNames()).containsExactly("cart");
		assertThat(after.<String>getAttribute("cart")).isEqualTo("lamp");
	}

	@Test
	void valueThatIsChangedAndSetAgainWhileItIsSavedIsWrittenAgain() {
		TestSessionRequest request = this.visitor.http();
		ViewedSession session = request.create();
		List<String> cart = new ArrayList<>(List.of("mug"));
		session.setAttribute("cart", cart);
		this.site.store.duringNextWrite(elsewhere(() -> {
			cart.add("lamp");
			session.setAttribute("cart", cart);
		}));
		request.save();
		request.finish();
		assertThat(this.visitor.http().load().<List<String>>getAttribute("cart")).containsExactly("mug", "lamp");
	}

	@Test
	void newSessionThatBothThreadsSaveIsStoredOnce() throws Exception {
		TestSessionRequest request = this.visitor.http();
		ViewedSession session = request.create();
		session.setAttribute("first", "1");
		CountDownLatch storing = new CountDownLatch(1);
		CompletableFuture<?>[] other = new CompletableFuture<?>[1];
		this.site.store.duringNextWrite(() -> {
			other[0] = CompletableFuture.runAsync(() -> {
				session.setAttribute("second", "2");
				storing.countDown();
				this.site.policy.save(session);
			});
			await(storing);
		});
		request.save();
		other[0].get(20, TimeUnit.SECONDS);
		request.finish();
		assertThat(this.site.store.inserts).isEqualTo(1);
		assertThat(this.visitor.http().load().getAttributeNames()).containsExactlyInAnyOrder("first", "second");
	}

	/** Nobody waits for a save in order to set or read something. */
	private static Runnable elsewhere(Runnable action) {
		return () -> CompletableFuture.runAsync(action).orTimeout(20, TimeUnit.SECONDS).join();
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
