package io.github.mixedsession.store.cookie;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;
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

import io.github.mixedsession.IdKind;
import io.github.mixedsession.SessionSide;
import io.github.mixedsession.attribute.Encryption;
import io.github.mixedsession.attribute.EncryptionKeys;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.RandomBytes;
import io.github.mixedsession.id.SessionCredential;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.StoredAttribute;

/**
 * What it costs to make a session cookie and to open it, and to refuse one that is none:
 * how far the refusals differ is what a stranger can measure.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SessionCookieBenchmark {

	private static final int ATTRIBUTES = 5;

	private static final Map<IdKind, String> NAMES = Map.of(IdKind.INSECURE, "SESSION", IdKind.SECURE,
			"__Host-SESSION");

	/** Bytes of the JSON. */
	@Param({ "1024", "2560" })
	private int size;

	private final EncryptionKeys keys = freshKeys();

	private final SessionCookieCipher cipher = new SessionCookieCipher(new Encryption(() -> this.keys, false), NAMES,
			(kind) -> {
			});

	private final SessionCookieFormat format = format(this.keys);

	private final SessionCredential id = SessionCredential.insecure(Locator.generate(Instant.now()));

	private SessionCookie cookie = cookie(0);

	private byte[] json = {};

	private String made = "";

	private String withBadTag = "";

	private String ofUnknownKey = "";

	private String noJwe = "";

	private String expired = "";

	private String withBadJson = "";

	@Setup
	public void create() {
		SessionCookieJson writer = new SessionCookieJson(true);
		this.cookie = cookie(this.size - writer.length(cookie(0)));
		this.json = writer.write(this.cookie, this.id);
		this.made = this.format.write(this.cookie, this.id);
		int tag = this.made.lastIndexOf('.') + 1;
		this.withBadTag = this.made.substring(0, tag) + (this.made.charAt(tag) == 'A' ? 'B' : 'A')
				+ this.made.substring(tag + 1);
		this.ofUnknownKey = format(freshKeys()).write(this.cookie, this.id);
		this.noJwe = "A".repeat(this.made.length());
		this.expired = this.format.write(createdAt(this.cookie, Instant.now().minus(Duration.ofDays(8))), this.id);
		byte[] badJson = this.json.clone();
		badJson[badJson.length - 1] = ']';
		this.withBadJson = this.cipher.encrypt(IdKind.INSECURE, badJson);
		if (this.json.length != this.size || open() == null || refuseBadTag() != null || refuseUnknownKey() != null
				|| refuseOtherKind() != null || refuseNoJwe() != null || refuseExpired() != null
				|| refuseBadJson() != null) {
			throw new IllegalStateException("Not what is to be measured");
		}
	}

	private static EncryptionKeys freshKeys() {
		return EncryptionKeys.ofLong(List.of(new SecretKeySpec(RandomBytes.of(64), "AES")));
	}

	private static SessionCookieFormat format(EncryptionKeys keys) {
		return new SessionCookieFormat(new Encryption(() -> keys, false), NAMES, true, new SessionCookieLifetime(Duration.ofDays(7), Duration.ZERO, Clock.systemUTC()));
	}

	/**
	 * Returns a cookie with attributes of as many characters together.
	 */
	private SessionCookie cookie(int characters) {
		List<StoredAttribute> attributes = new ArrayList<>();
		for (int i = 0; i < ATTRIBUTES; i++) {
			int length = characters / ATTRIBUTES + ((i < characters % ATTRIBUTES) ? 1 : 0);
			byte[] value = ('"' + "x".repeat(length) + '"').getBytes(StandardCharsets.UTF_8);
			attributes.add(new StoredAttribute("attribute" + i, Partition.SHARED, 1, value));
		}
		Instant now = Instant.now();
		return new SessionCookie(IdKind.INSECURE, this.id.hash(), 0, 0, 0, SessionSide.INSECURE, now, now,
				Duration.ofMinutes(30), null, null, Set.of(), attributes);
	}

	private static SessionCookie createdAt(SessionCookie cookie, Instant time) {
		return new SessionCookie(cookie.kind(), cookie.id(), cookie.generation(), cookie.loginCount(), cookie.restarts(), cookie.side(),
				time, time, cookie.maxInactiveInterval(), cookie.family(), cookie.secureSide(), cookie.secureNames(),
				cookie.attributes());
	}

	@Benchmark
	public String make() {
		return this.format.write(this.cookie, this.id);
	}

	/** Of which the rest is JSON. */
	@Benchmark
	public String encrypt() {
		return this.cipher.encrypt(IdKind.INSECURE, this.json);
	}

	@Benchmark
	public @Nullable Object open() {
		return this.format.read(IdKind.INSECURE, this.made);
	}

	/** Of which the rest is JSON. */
	@Benchmark
	public byte @Nullable [] decrypt() {
		return this.cipher.decrypt(IdKind.INSECURE, this.made);
	}

	@Benchmark
	public @Nullable Object refuseBadTag() {
		return this.format.read(IdKind.INSECURE, this.withBadTag);
	}

	@Benchmark
	public @Nullable Object refuseUnknownKey() {
		return this.format.read(IdKind.INSECURE, this.ofUnknownKey);
	}

	@Benchmark
	public @Nullable Object refuseOtherKind() {
		return this.format.read(IdKind.SECURE, this.made);
	}

	@Benchmark
	public @Nullable Object refuseNoJwe() {
		return this.format.read(IdKind.INSECURE, this.noJwe);
	}

	/** Of a time ago: all of it is read. */
	@Benchmark
	public @Nullable Object refuseExpired() {
		return this.format.read(IdKind.INSECURE, this.expired);
	}

	/** Of who has the key, and writes no JSON to the end. */
	@Benchmark
	public @Nullable Object refuseBadJson() {
		return this.format.read(IdKind.INSECURE, this.withBadJson);
	}

}
