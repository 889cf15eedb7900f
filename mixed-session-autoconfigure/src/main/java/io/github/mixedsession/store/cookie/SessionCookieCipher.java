package io.github.mixedsession.store.cookie;

import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.util.Base64URL;
import org.jspecify.annotations.Nullable;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.attribute.Encryption;

/**
 * Encrypts what a session cookie holds, and authenticates it: a JWE in its compact form
 * (RFC 7516, section 7.1) with {@code dir} and {@code A256CBC-HS512} (RFC 7518, sections
 * 4.5 and 5.2.5), so that other programs with the key can read it. Its header says what
 * it is for, and by its thumbprint (RFC 7638) which key. Thread-safe.
 * <p>
 * <strong>Security guarantees.</strong> The header is what {@link #encrypt} writes, or
 * nothing is decrypted: no other algorithm, no compression, no cost that a stranger
 * chooses (attack 52). One text stands for one value: what decodes to the same bytes is
 * refused. All that fails has one outcome; what a header that anybody can read decides is
 * decided sooner. Not guaranteed: that a value is the latest.
 */
final class SessionCookieCipher {

	/** What browsers take of a name and a value (RFC 6265bis, section 5.7). */
	static final int MAX_LENGTH = 4096;

	private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

	private static final int PARTS = 5;

	private static final int BLOCK = 16;

	/** Four dots, an initialisation vector of 16 bytes, and a tag of 32. */
	private static final int FIXED_LENGTH = 4 + 22 + 43;

	private final Encryption encryption;

	private final SessionCookieKeys keys;

	private final Map<IdKind, String> names;

	private final Consumer<IdKind> unknownKey;

	/**
	 * Create a cipher.
	 * @param encryption the keys as they are by now, and a count of what an older one
	 * decrypts
	 * @param names the names of the cookies
	 * @param unknownKey is told of a cookie that names a key which is none of these
	 */
	SessionCookieCipher(Encryption encryption, Map<IdKind, String> names, Consumer<IdKind> unknownKey) {
		this.encryption = encryption;
		this.names = Map.copyOf(names);
		this.keys = new SessionCookieKeys(encryption::keys, this.names);
		this.unknownKey = unknownKey;
	}

	/**
	 * Returns the name of a cookie.
	 */
	String name(IdKind kind) {
		return Objects.requireNonNull(this.names.get(kind));
	}

	/**
	 * Returns how long a cookie is, with its name.
	 * @param bytes the length of what it holds
	 */
	int length(IdKind kind, int bytes) {
		int encrypted = (bytes / BLOCK + 1) * BLOCK;
		int base64 = (encrypted * Byte.SIZE + 5) / 6;
		return name(kind).length() + this.keys.first().header(kind).toBase64URL().toString().length() + FIXED_LENGTH
				+ base64;
	}

	/**
	 * Returns the text of a cookie, another one each time.
	 */
	String encrypt(IdKind kind, byte[] content) {
		SessionCookieKeys.Key key = this.keys.first();
		JWEObject jwe = new JWEObject(key.header(kind), new Payload(content));
		try {
			jwe.encrypt(key.encrypter());
		}
		catch (JOSEException ex) {
			throw new IllegalStateException("Every Java platform has AES and HMAC-SHA512", ex);
		}
		return jwe.serialize();
	}

	/**
	 * Returns whether a value says of itself that it is one of these cookies, as anybody
	 * can write it.
	 */
	boolean isOurs(IdKind kind, String text) {
		SessionCookieKeys.AtOnce current = this.keys.current();
		int header = text.indexOf('.');
		try {
			return header > 0 && current.find(kind, text.substring(0, header)) != null;
		}
		catch (ParseException | RuntimeException ex) {
			return false;
		}
	}

	/**
	 * Returns what a cookie holds.
	 * @return the bytes, {@code null} if none of the keys has encrypted them for this
	 * cookie
	 */
	byte @Nullable [] decrypt(IdKind kind, String text) {
		SessionCookieKeys.AtOnce current = this.keys.current();
		if (name(kind).length() + text.length() > MAX_LENGTH) {
			return null;
		}
		String[] parts = text.split("\\.", PARTS + 1);
		if (parts.length != PARTS || !parts[1].isEmpty()) {
			return null;
		}
		try {
			SessionCookieKeys.Key key = current.find(kind, parts[0]);
			if (key == null && current.isOfUnknownKey(kind, parts[0])) {
				this.encryption.countUnknownKey();
				this.unknownKey.accept(kind);
			}
			if (key == null || !isCanonical(parts[2]) || !isCanonical(parts[3]) || !isCanonical(parts[4])) {
				return null;
			}
			byte[] content = decrypt(key, key.header(kind), parts);
			if (current.isOlder(key)) {
				this.encryption.countOlderKey();
			}
			return content;
		}
		catch (ParseException | JOSEException | RuntimeException ex) {
			return null;
		}
	}

	private static byte[] decrypt(SessionCookieKeys.Key key, JWEHeader header, String[] parts) throws JOSEException {
		return key.decrypter()
			.decrypt(header, null, new Base64URL(parts[2]), new Base64URL(parts[3]), new Base64URL(parts[4]),
					parts[0].getBytes(StandardCharsets.US_ASCII));
	}

	/**
	 * Returns whether no other text has the same bytes: Nimbus passes over what is no
	 * base64url, and over the bits that the last character has too many. The header's
	 * text is authenticated as it is.
	 * @throws IllegalArgumentException if it is no base64url
	 */
	private static boolean isCanonical(String part) {
		return BASE64.encodeToString(Base64.getUrlDecoder().decode(part)).equals(part);
	}

}
