package io.github.mixedsession.channel.passwordpage;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.mock.web.DelegatingServletOutputStream;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;


/**
 * What looking for password fields costs a response: without it ({@code IGNORE}), looking
 * as the page passes ({@code WARN}), and holding it back ({@code SECURE}).
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PasswordPageBenchmark {

	private static final int CHUNK = 8192;

	@Param({ "IGNORE", "WARN", "SECURE" })
	PasswordPages mode;

	@Param({ "json-20", "html-20", "html-200" })
	String body;

	private PasswordPageGuard guard;

	private FilterChain page;

	private final byte[] buffer = new byte[CHUNK];

	@Setup
	public void prepare() {
		String kind = this.body.substring(0, 4);
		int kilobytes = Integer.parseInt(this.body.substring(5));
		String row = kind.equals("html")
				? "<tr class=\"odd\"><td><a href='/products/mug'>Mug</a></td><td>€18.00</td></tr>\n"
				: "{\"sku\":\"mug\",\"name\":\"Mug\",\"price\":1800},\n";
		byte[] bytes = row.repeat(kilobytes * 1024 / row.length()).getBytes(StandardCharsets.UTF_8);
		String type = kind.equals("html") ? "text/html" : "application/json";
		this.guard = new PasswordPageGuard(this.mode, new PasswordPageMemory(Clock.systemUTC()), Clock.systemUTC());
		this.page = (request, response) -> {
			response.setContentType(type);
			for (int i = 0; i < bytes.length; i += CHUNK) {
				response.getOutputStream().write(bytes, i, Math.min(CHUNK, bytes.length - i));
			}
		};
	}

	@Benchmark
	public Object serve() throws Exception {
		Sink response = new Sink(this.buffer);
		this.guard.serve(new MockHttpServletRequest("GET", "/"), response, this.page, (decision) -> {
		});
		return response;
	}

	/** Copies what it gets into a buffer, like a container. */
	private static final class Sink extends HttpServletResponseWrapper {

		private final ServletOutputStream stream;

		Sink(byte[] buffer) {
			super(new MockHttpServletResponse());
			this.stream = new DelegatingServletOutputStream(OutputStream.nullOutputStream()) {

				@Override
				public void write(byte[] bytes, int offset, int length) {
					for (int done = 0; done < length; done += CHUNK) {
						System.arraycopy(bytes, offset + done, buffer, 0, Math.min(CHUNK, length - done));
					}
				}

			};
		}

		@Override
		public ServletOutputStream getOutputStream() {
			return this.stream;
		}

	}

}
