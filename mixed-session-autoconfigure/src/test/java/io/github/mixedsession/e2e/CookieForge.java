package io.github.mixedsession.e2e;

import java.text.ParseException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;

import io.github.mixedsession.id.RandomBytes;

/**
 * Opens and makes session cookies by a key, as other programs do, and as nobody should.
 */
final class CookieForge {

	private final byte[] key;

	CookieForge(byte[] key) {
		this.key = key.clone();
	}

	static CookieForge withFreshKey() {
		return new CookieForge(RandomBytes.of(64));
	}

	/**
	 * Returns the properties of a site whose sessions live in cookies.
	 * @param forges those that know its keys, the one of the first key first
	 */
	static String[] site(List<CookieForge> forges, String... others) {
		String keys = String.join(",", forges.stream().map(CookieForge::text).toList());
		return Stream.concat(
				Stream.of("mixed-session.store=cookie", "mixed-session.encryption.keys=" + keys,
						"server.max-http-request-header-size=16KB", "server.tomcat.max-http-response-header-size=16KB"),
				Stream.of(others))
			.toArray(String[]::new);
	}

	private String text() {
		return Base64.getEncoder().encodeToString(this.key);
	}

	byte[] key() {
		return this.key.clone();
	}

	JWEHeader header(String cookie) {
		return parse(cookie).getHeader();
	}

	Map<String, Object> open(String cookie) {
		JWEObject jwe = parse(cookie);
		try {
			jwe.decrypt(new DirectDecrypter(this.key));
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
		return jwe.getPayload().toJSONObject();
	}

	/** Returns the usable id that a cookie holds. */
	String idIn(String cookie) {
		return (String) open(cookie).get("id");
	}

	/**
	 * Returns a cookie with the header of another one, and what that holds but for a
	 * change.
	 */
	String change(String cookie, Consumer<Map<String, Object>> change) {
		Map<String, Object> content = open(cookie);
		change.accept(content);
		return encrypt(header(cookie), new Payload(content));
	}

	/**
	 * Returns a cookie that holds the same, with another header.
	 */
	String withHeader(String cookie, Consumer<JWEHeader.Builder> change) {
		JWEHeader ours = header(cookie);
		JWEHeader.Builder header = new JWEHeader.Builder(ours).customParams(new HashMap<>(ours.getCustomParams()));
		change.accept(header);
		return encrypt(header.build(), new Payload(open(cookie)));
	}

	private String encrypt(JWEHeader header, Payload payload) {
		JWEObject jwe = new JWEObject(header, payload);
		try {
			jwe.encrypt(new DirectEncrypter(this.key));
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
		return jwe.serialize();
	}

	private static JWEObject parse(String cookie) {
		try {
			return JWEObject.parse(cookie);
		}
		catch (ParseException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

}
