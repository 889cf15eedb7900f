package io.github.mixedsession.web;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

class SharedResponseTests {

	/** What has nothing to do with headers. */
	private static final Set<String> FREE = Set.of("encodeURL", "encodeRedirectURL", "getStatus", "setStatus",
			"getContentType", "getCharacterEncoding", "getLocale", "getBufferSize", "setBufferSize", "isCommitted",
			"getOutputStream", "getTrailerFields", "setTrailerFields");

	private final MockHttpServletResponse container = new MockHttpServletResponse();

	private final SharedResponse response = new SharedResponse(this.container);

	static Stream<Method> methods() {
		return Stream.of(HttpServletResponse.class.getMethods())
			.filter((method) -> !Modifier.isStatic(method.getModifiers()) && !FREE.contains(method.getName()));
	}

	@ParameterizedTest
	@MethodSource("methods")
	void whatWorksOnHeadersTakesATurn(Method method) throws Exception {
		assertTakesATurn(() -> method.invoke(this.response, arguments(method)));
	}

	static Stream<Write> writes() {
		return Stream.of((stream, writer) -> stream.write(1), (stream, writer) -> stream.write(new byte[1]),
				(stream, writer) -> stream.write(ByteBuffer.allocate(1)), (stream, writer) -> stream.flush(),
				(stream, writer) -> stream.close(), (stream, writer) -> writer.write('a'),
				(stream, writer) -> writer.write("a"), (stream, writer) -> writer.write(new char[1]),
				(stream, writer) -> writer.flush(), (stream, writer) -> writer.close());
	}

	@ParameterizedTest
	@MethodSource("writes")
	void whatMayCommitTakesATurn(Write write) throws Exception {
		ResponseCommit commit = new Commit(this.response);
		SessionSavingStream stream = new SessionSavingStream(this.response.getOutputStream(), commit);
		SessionSavingWriter writer = new SessionSavingWriter(new MockHttpServletResponse().getWriter(), commit,
				StandardCharsets.UTF_8);
		assertTakesATurn(() -> {
			write.to(stream, writer);
			return null;
		});
	}

	private void assertTakesATurn(Callable<?> action) throws Exception {
		CompletableFuture<Object> done = new CompletableFuture<>();
		Thread other = new Thread(() -> {
			try {
				done.complete(String.valueOf(action.call()));
			}
			catch (Exception ex) {
				done.completeExceptionally(ex);
			}
		});
		assertThat(this.response.take()).isTrue();
		other.start();
		Awaitility.await().until(() -> done.isDone() || other.getState() == Thread.State.TIMED_WAITING);
		assertThat(done).isNotDone();
		this.response.leave(true);
		done.get(10, TimeUnit.SECONDS);
		assertThat(this.response.take()).isEqualTo(!this.container.isCommitted());
	}

	/** Who writes then may wait for a client that doesn't read. */
	@ParameterizedTest
	@MethodSource("methods")
	void nobodyWaitsOnceItIsCommitted(Method method) throws Exception {
		assertThat(this.response.take()).isTrue();
		this.container.setCommitted(true);
		CompletableFuture<Void> done = CompletableFuture.runAsync(() -> {
			try {
				method.invoke(this.response, arguments(method));
			}
			catch (ReflectiveOperationException ex) {
				// a committed one refuses some
				assertThat(ex).hasCauseInstanceOf(IllegalStateException.class);
			}
		});
		done.get(10, TimeUnit.SECONDS);
	}

	/** Who has the turn then waits for the client, and nobody for that. */
	@Test
	void whoWaitsGoesOnOnceItIsCommitted() throws Exception {
		Thread other = new Thread(() -> this.response.setHeader("a", "b"));
		assertThat(this.response.take()).isTrue();
		other.start();
		Awaitility.await().until(() -> other.getState() == Thread.State.TIMED_WAITING);
		this.container.setCommitted(true);
		other.join(10_000);
		assertThat(other.isAlive()).isFalse();
	}

	@Test
	void whoIsInterruptedWaitsOn() throws Exception {
		AtomicBoolean interrupted = new AtomicBoolean();
		Thread other = new Thread(() -> {
			this.response.setHeader("a", "b");
			interrupted.set(Thread.currentThread().isInterrupted());
		});
		assertThat(this.response.take()).isTrue();
		other.start();
		Awaitility.await().until(() -> other.getState() == Thread.State.TIMED_WAITING);
		other.interrupt();
		Awaitility.await().until(() -> !other.isInterrupted());
		assertThat(this.container.containsHeader("a")).isFalse();
		this.response.leave(true);
		other.join(10_000);
		assertThat(this.container.getHeader("a")).isEqualTo("b");
		assertThat(interrupted).isTrue();
	}

	@Test
	void laterDispatchTakesTheSameTurns() throws Exception {
		SharedResponse later = this.response.again(new HttpServletResponseWrapper(this.container));
		assertTakesATurn(() -> {
			later.setHeader("a", "b");
			return null;
		});
	}

	@Test
	void bytesOfAllDispatchesCount() {
		assertThat(this.response.again(this.container).body()).isSameAs(this.response.body());
		assertThat(this.response.again(new HttpServletResponseWrapper(this.response)).body())
			.isNotSameAs(this.response.body());
	}

	@Test
	void bytesThatAreDroppedCountNoMore() {
		BodyCounter body = this.response.body();
		assertThat(body.mayCommit(25, 100)).isFalse();
		this.response.resetBuffer();
		assertThat(body.isWholeWith(25)).isFalse();
		assertThat(body.mayCommit(25, 100)).isTrue();
		this.response.reset();
		assertThat(body.mayCommit(25, 100)).isFalse();
	}

	/** One that saved the session in its turn would have another's save wait for it. */
	@Test
	void noTurnIsTakenAroundAResponseThatTakesOne() {
		SharedResponse around = this.response.again(new HttpServletResponseWrapper(this.response));
		SharedResponse hidden = this.response.again(hiding(this.response));
		assertThat(around.take()).isFalse();
		assertThat(hidden.take()).isFalse();
	}

	@Test
	void onlyAResponseThatGoesAroundOursIsReplaced() {
		assertThat(this.response.isAround(null)).isTrue();
		assertThat(this.response.isAround(this.container)).isTrue();
		assertThat(this.response.isAround(new HttpServletResponseWrapper(this.container))).isTrue();
		assertThat(this.response.isAround(new HttpServletResponseWrapper(this.response))).isFalse();
		assertThat(this.response.isAround(hiding(this.response))).isFalse();
	}

	/** An application's own response, that is no wrapper of the Servlet API's. */
	private static HttpServletResponse hiding(HttpServletResponse response) {
		return (HttpServletResponse) Proxy.newProxyInstance(HttpServletResponse.class.getClassLoader(),
				new Class<?>[] { HttpServletResponse.class }, (proxy, method, args) -> method.invoke(response, args));
	}

	private static Object[] arguments(Method method) {
		return Arrays.stream(method.getParameterTypes()).map(SharedResponseTests::argument).toArray();
	}

	private static Object argument(Class<?> type) {
		if (type == int.class) {
			return 302;
		}
		if (type == long.class) {
			return 1L;
		}
		if (type == boolean.class) {
			return true;
		}
		if (type == Cookie.class) {
			return new Cookie("a", "b");
		}
		return (type == Locale.class) ? Locale.ENGLISH : (type == Charset.class) ? StandardCharsets.UTF_8 : "/a";
	}

	/**
	 * Writes something.
	 */
	interface Write {

		void to(SessionSavingStream stream, PrintWriter writer) throws IOException;

	}

	/**
	 * Saves nothing.
	 */
	private record Commit(SharedResponse response) implements ResponseCommit {

		@Override
		public void commit() {
			// nothing to save
		}

		@Override
		public void write(long bytes) {
			// nothing to save
		}

		@Override
		public boolean take() {
			return this.response.take();
		}

		@Override
		public void leave(boolean taken) {
			this.response.leave(taken);
		}

	}

}
