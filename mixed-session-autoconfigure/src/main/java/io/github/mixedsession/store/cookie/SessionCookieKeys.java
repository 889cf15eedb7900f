package io.github.mixedsession.store.cookie;

import java.text.ParseException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import javax.crypto.SecretKey;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.HeaderParameterNames;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.util.Base64URL;
import org.jspecify.annotations.Nullable;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.attribute.EncryptionKeys;

/**
 * The keys of the application as Nimbus takes them, and the headers of what each
 * encrypts. Thread-safe.
 */
final class SessionCookieKeys {

	private static final JOSEObjectType TYPE = new JOSEObjectType("mixed-session");

	private final Supplier<EncryptionKeys> source;

	private final Map<IdKind, String> names;

	private volatile @Nullable AtOnce last;

	SessionCookieKeys(Supplier<EncryptionKeys> source, Map<IdKind, String> names) {
		this.source = source;
		this.names = names;
	}

	/**
	 * Returns the key that encrypts.
	 */
	Key first() {
		return current().all.get(0);
	}

	/**
	 * Returns the keys as they are by now. Fails if they can't be had.
	 */
	AtOnce current() {
		EncryptionKeys given = this.source.get();
		AtOnce known = this.last;
		if (known == null || known.given != given) {
			known = new AtOnce(given, given.secretKeys().stream().map(this::key).toList());
			this.last = known;
		}
		return known;
	}

	private Key key(SecretKey secret) {
		try {
			String id = new OctetSequenceKey.Builder(secret).keyIDFromThumbprint().build().getKeyID();
			Map<IdKind, JWEHeader> headers = new EnumMap<>(IdKind.class);
			for (IdKind kind : IdKind.values()) {
				JWEHeader header = new JWEHeader.Builder(JWEAlgorithm.DIR, EncryptionMethod.A256CBC_HS512).type(TYPE)
					.keyID(id)
					.customParam("kind", (kind == IdKind.SECURE) ? "secure" : "insecure")
					.customParam("cookie", this.names.get(kind))
					.build();
				// one that was parsed keeps its text
				headers.put(kind, JWEHeader.parse(header.toBase64URL()));
			}
			return new Key(headers, new DirectEncrypter(secret), new DirectDecrypter(secret));
		}
		catch (JOSEException | ParseException ex) {
			throw new IllegalStateException(
					"A key that encrypts cookies has " + EncryptionMethod.A256CBC_HS512.cekBitLength() + " bits", ex);
		}
	}

	/**
	 * The keys at one moment.
	 */
	record AtOnce(EncryptionKeys given, List<Key> all) {

		/**
		 * Finds the key that has encrypted a cookie.
		 * @param header the text of the cookie's header, whose members other programs may
		 * write in another order
		 * @throws ParseException if it is none
		 */
		@Nullable Key find(IdKind kind, String header) throws ParseException {
			for (Key key : this.all) {
				if (key.header(kind).toBase64URL().toString().equals(header)) {
					return key;
				}
			}
			Map<String, Object> members = JWEHeader.parse(new Base64URL(header)).toJSONObject();
			for (Key key : this.all) {
				if (key.header(kind).toJSONObject().equals(members)) {
					return key;
				}
			}
			return null;
		}

		/**
		 * Returns whether a header of which {@link #find} knows no key differs from ours
		 * by the key's id alone: as another node writes it, or anybody.
		 */
		boolean isOfUnknownKey(IdKind kind, String header) throws ParseException {
			Map<String, Object> members = JWEHeader.parse(new Base64URL(header)).toJSONObject();
			Map<String, Object> ours = this.all.get(0).header(kind).toJSONObject();
			ours.put(HeaderParameterNames.KEY_ID, String.valueOf(members.get(HeaderParameterNames.KEY_ID)));
			return ours.equals(members);
		}

		/**
		 * Returns whether a key is one that only decrypts.
		 */
		boolean isOlder(Key key) {
			return this.all.indexOf(key) > 0;
		}

		@Override
		public String toString() {
			return "AtOnce[" + this.all.size() + " hidden]";
		}

	}

	/**
	 * One key.
	 */
	record Key(Map<IdKind, JWEHeader> headers, DirectEncrypter encrypter, DirectDecrypter decrypter) {

		JWEHeader header(IdKind kind) {
			return Objects.requireNonNull(this.headers.get(kind));
		}

		@Override
		public String toString() {
			return "Key[hidden]";
		}

	}

}
