package io.github.mixedsession.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;
import io.github.mixedsession.store.IdHash;

/**
 * A usable session id: the secret that a cookie carries. 192 random bits as 32 base64url
 * characters. Immutable.
 * <p>
 * <strong>Security guarantees.</strong> Its hash lies in the domain of its channel, so a
 * value sent in the insecure cookie never matches a secure id. {@link #toString()} hides
 * it; {@link #reveal()} is the one way to the value, and only the cookie layer may call
 * it. Not guaranteed: that the value is wiped from memory.
 */
public final class SessionCredential {

	/** Length of a usable id in characters. */
	public static final int LENGTH = 32;

	private static final int RANDOM_BYTES = 24;

	private static final SecureRandom RANDOM = new SecureRandom();

	private final Channel channel;

	private final String value;

	private SessionCredential(Channel channel, String value) {
		this.channel = channel;
		this.value = value;
	}

	/**
	 * Makes a fresh id.
	 * @param channel {@link Channel#SECURE} for a secure id
	 * @return the id
	 */
	public static SessionCredential generate(Channel channel) {
		byte[] bytes = new byte[RANDOM_BYTES];
		RANDOM.nextBytes(bytes);
		return new SessionCredential(channel, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
	}

	/**
	 * Reads what a cookie presented.
	 * @param channel the channel of the cookie that carried it
	 * @param value the cookie's value
	 * @return the id, or {@code null} if no id looks like that (attack 10)
	 */
	public static @Nullable SessionCredential parse(Channel channel, String value) {
		if (value.length() != LENGTH) {
			return null;
		}
		for (int i = 0; i < LENGTH; i++) {
			char c = value.charAt(i);
			boolean valid = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'
					|| c == '_';
			if (!valid) {
				return null;
			}
		}
		return new SessionCredential(channel, value);
	}

	/**
	 * Returns the channel whose cookie carries this id.
	 * @return the channel
	 */
	public Channel channel() {
		return this.channel;
	}

	/**
	 * Returns the hash under which the id is stored.
	 * @return the SHA-256 of {@code secure:} or {@code insecure:} and the value
	 */
	public IdHash hash() {
		return hash(this.channel, this.value);
	}

	static IdHash hash(Channel channel, String value) {
		String domain = (channel == Channel.SECURE) ? "secure:" : "insecure:";
		return IdHash.of(sha256().digest((domain + value).getBytes(StandardCharsets.US_ASCII)));
	}

	/**
	 * Returns the secret itself, for a {@code Set-Cookie} header and nothing else.
	 * @return the usable id
	 */
	public String reveal() {
		return this.value;
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	@Override
	public String toString() {
		return "SessionCredential[channel=" + this.channel + ", hidden]";
	}

}
