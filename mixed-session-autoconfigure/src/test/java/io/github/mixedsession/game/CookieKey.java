package io.github.mixedsession.game;

import java.text.ParseException;
import java.util.Base64;
import java.util.Map;
import java.util.function.Consumer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;

import io.github.mixedsession.id.RandomBytes;

/**
 * Opens the cookies that hold sessions, and makes some: the oracle sees more than anybody
 * who lacks the key.
 */
final class CookieKey {

	private final byte[] key = RandomBytes.of(64);

	/** The property of a site that has this key. */
	String property() {
		return "mixed-session.encryption.keys=" + Base64.getEncoder().encodeToString(this.key);
	}

	Map<String, Object> open(String value) {
		try {
			JWEObject jwe = JWEObject.parse(value);
			jwe.decrypt(new DirectDecrypter(this.key));
			return jwe.getPayload().toJSONObject();
		}
		catch (ParseException | JOSEException ex) {
			throw new IllegalStateException("Not what the key opens: " + value, ex);
		}
	}

	/**
	 * Returns a cookie of which something else is said.
	 */
	String change(String value, Consumer<Map<String, Object>> change) {
		Map<String, Object> content = open(value);
		change.accept(content);
		try {
			JWEObject jwe = new JWEObject(JWEObject.parse(value).getHeader(), new Payload(content));
			jwe.encrypt(new DirectEncrypter(this.key));
			return jwe.serialize();
		}
		catch (ParseException | JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
