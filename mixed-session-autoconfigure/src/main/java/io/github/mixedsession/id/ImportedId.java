package io.github.mixedsession.id;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.IdKind;

/**
 * The id of a session that was imported from Spring Session: a UUID, which its cookie
 * carries in Base64. It has 122 random bits, fewer than ours, and is good for one
 * exchange. The import computes the same hashes in SQL, of the UUID, since not every
 * database knows Base64: the one of the id, and the beginning of another for the locator.
 * Immutable; {@link #toString()} hides it, and only the cookie layer may call
 * {@link #reveal()}.
 */
public final class ImportedId {

	private static final byte[] LOCATOR = "locator:".getBytes(StandardCharsets.US_ASCII);

	private static final int COOKIE_LENGTH = 48;

	private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

	private final IdKind kind;

	private final String value;

	private ImportedId(IdKind kind, String value) {
		this.kind = kind;
		this.value = value;
	}

	/**
	 * Reads what a cookie presented.
	 * @param kind the kind that the cookie was confined to
	 * @param value the cookie's value
	 * @return the id, or {@code null} if no id looks like that (attack 10)
	 */
	public static @Nullable ImportedId parse(IdKind kind, String value) {
		if (value.length() != COOKIE_LENGTH) {
			return null;
		}
		try {
			String id = new String(Base64.getDecoder().decode(value), StandardCharsets.ISO_8859_1);
			return UUID.matcher(id).matches() ? new ImportedId(kind, id) : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	/**
	 * Returns what stays of the id behind the cookies.
	 * @return the presented id
	 */
	public PresentedId presented() {
		byte[] locator = IdHash.of(LOCATOR, this.value.getBytes(StandardCharsets.US_ASCII)).toBytes();
		return new PresentedId(Locator.of(Arrays.copyOf(locator, Locator.LENGTH)),
				SessionCredential.hash(this.kind, this.value), null, true);
	}

	/**
	 * Returns the secret itself, to look an old session up and for nothing else.
	 * @return the usable id
	 */
	public String reveal() {
		return this.value;
	}

	@Override
	public String toString() {
		return "ImportedId[kind=" + this.kind + ", hidden]";
	}

}
