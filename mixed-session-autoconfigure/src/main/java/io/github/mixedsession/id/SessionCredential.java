package io.github.mixedsession.id;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.IdKind;

/**
 * A usable session id: the secret that a cookie carries, in base64url. An insecure id is
 * the session's locator and 192 random bits; a secure one has the secure side's family
 * between them. Immutable.
 * <p>
 * <strong>Security guarantees.</strong> Its hash lies in the domain of its kind, so a
 * value sent in the insecure cookie never matches a secure id. {@link #toString()} hides
 * it; {@link #reveal()} is the one way to the value, and only the cookie layer may call
 * it. Not guaranteed: that the value is wiped from memory.
 */
public final class SessionCredential {

	private static final byte[] SECURE = "secure:".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] INSECURE = "insecure:".getBytes(StandardCharsets.US_ASCII);

	private static final int RANDOM_LENGTH = 24;

	private static final int INSECURE_LENGTH = Locator.LENGTH + RANDOM_LENGTH;

	private static final int SECURE_LENGTH = INSECURE_LENGTH + Family.LENGTH;

	private final IdKind kind;

	private final Locator locator;

	private final @Nullable Family family;

	private final String value;

	private SessionCredential(IdKind kind, Locator locator, @Nullable Family family, String value) {
		this.kind = kind;
		this.locator = locator;
		this.family = family;
		this.value = value;
	}

	/**
	 * Makes a fresh insecure id.
	 * @param locator the session's locator
	 * @return the id
	 */
	public static SessionCredential insecure(Locator locator) {
		return generate(IdKind.INSECURE, locator, null);
	}

	/**
	 * Makes a fresh secure id.
	 * @param locator the session's locator
	 * @param family the secure side's family
	 * @return the id
	 */
	public static SessionCredential secure(Locator locator, Family family) {
		return generate(IdKind.SECURE, locator, family);
	}

	private static SessionCredential generate(IdKind kind, Locator locator, @Nullable Family family) {
		ByteBuffer bytes = ByteBuffer.allocate(bytes(kind)).put(locator.toBytes());
		if (family != null) {
			bytes.put(family.toBytes());
		}
		bytes.put(RandomBytes.of(RANDOM_LENGTH));
		return new SessionCredential(kind, locator, family,
				Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array()));
	}

	/**
	 * Reads what a cookie presented.
	 * @param kind the kind of the cookie that carried it
	 * @param value the cookie's value
	 * @return the id, or {@code null} if no id looks like that (attack 10)
	 */
	public static @Nullable SessionCredential parse(IdKind kind, String value) {
		if (value.length() != length(kind)) {
			return null;
		}
		try {
			ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(value));
			if (bytes.remaining() != bytes(kind)) {
				// padded
				return null;
			}
			Locator locator = Locator.read(bytes);
			return new SessionCredential(kind, locator, (kind == IdKind.SECURE) ? Family.read(bytes) : null, value);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	private static int bytes(IdKind kind) {
		return (kind == IdKind.SECURE) ? SECURE_LENGTH : INSECURE_LENGTH;
	}

	/**
	 * Returns how many characters an id has, of six bits each.
	 * @param kind which id
	 * @return the length
	 */
	public static int length(IdKind kind) {
		return (bytes(kind) * Byte.SIZE + 5) / 6;
	}

	/**
	 * Returns the kind whose cookie carries this id.
	 * @return the kind
	 */
	public IdKind kind() {
		return this.kind;
	}

	/**
	 * Returns what stays of the id behind the cookies.
	 * @return the presented id
	 */
	public PresentedId presented() {
		return new PresentedId(this.locator, hash(), this.family, false);
	}

	/**
	 * Returns the hash under which the id is stored.
	 * @return the SHA-256 of {@code secure:} or {@code insecure:} and the value
	 */
	public IdHash hash() {
		return hash(this.kind, this.value);
	}

	static IdHash hash(IdKind kind, String value) {
		return IdHash.of((kind == IdKind.SECURE) ? SECURE : INSECURE, value.getBytes(StandardCharsets.US_ASCII));
	}

	/**
	 * Returns the secret itself, for a {@code Set-Cookie} header and nothing else.
	 * @return the usable id
	 */
	public String reveal() {
		return this.value;
	}

	@Override
	public String toString() {
		return "SessionCredential[kind=" + this.kind + ", hidden]";
	}

}
