package io.github.mixedsession.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletResponse;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockAsyncContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whoever completes a request, it is told before.
 */
class AsyncAwareRequestTests {

	private final List<String> told = new ArrayList<>();

	private final MockHttpServletRequest container = new MockHttpServletRequest();

	private final MockHttpServletResponse shown = new MockHttpServletResponse();

	private final AsyncAwareRequest request = new AsyncAwareRequest(this.container) {

		@Override
		protected void aboutToStartAsync() {
			AsyncAwareRequestTests.this.told.add("start " + isAsyncStarted());
		}

		@Override
		protected void aboutToComplete() {
			AsyncAwareRequestTests.this.told.add("complete " + isAsyncStarted());
		}

		@Override
		protected ServletResponse responseOf(ServletResponse response) {
			return AsyncAwareRequestTests.this.shown;
		}

	};

	AsyncAwareRequestTests() {
		this.container.setAsyncSupported(true);
	}

	@Test
	void requestIsToldBeforeItStartsAndBeforeItIsCompleted() {
		AsyncContext context = this.request.startAsync(this.container, new MockHttpServletResponse());
		assertThat(this.request.getAsyncContext()).isSameAs(context);
		assertThat(context.getResponse()).isSameAs(this.shown);
		context.complete();
		assertThat(this.told).containsExactly("start false", "complete true");
	}

	@Test
	void requestThatAListenerCompletesIsToldToo() throws IOException {
		AsyncContext context = this.request.startAsync();
		context.addListener(new Completing());
		context.addListener(new Completing(), this.container, this.shown);
		MockAsyncContext original = (MockAsyncContext) this.container.getAsyncContext();
		List<AsyncListener> listeners = List.copyOf(original.getListeners());
		assertThat(listeners).hasSize(2);
		listeners.get(0).onTimeout(new AsyncEvent(original));
		listeners.get(1).onError(new AsyncEvent(original, new IOException("expected")));
		assertThat(this.told).hasSize(3).startsWith("start false", "complete true");
	}

	@Test
	void contextThatFailsToTellIsCompletedAllTheSame() {
		AsyncAwareRequest failing = new AsyncAwareRequest(this.container) {

			@Override
			protected void aboutToComplete() {
				throw new IllegalStateException("failing on purpose");
			}

		};
		AsyncContext context = failing.startAsync();
		try {
			context.complete();
		}
		catch (IllegalStateException ex) {
			assertThat(ex).hasMessage("failing on purpose");
		}
		assertThat(this.container.isAsyncStarted()).isFalse();
	}

	private static final class Completing implements AsyncListener {

		@Override
		public void onTimeout(AsyncEvent event) {
			event.getAsyncContext().complete();
		}

		@Override
		public void onError(AsyncEvent event) {
			event.getAsyncContext().complete();
		}

		@Override
		public void onComplete(AsyncEvent event) {
			// too late
		}

		@Override
		public void onStartAsync(AsyncEvent event) {
			// happens once
		}

	}

}
