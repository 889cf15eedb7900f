package io.github.mixedsession.id;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.test.Fuzz;
import io.github.mixedsession.test.FuzzInput;
import io.github.mixedsession.test.FuzzTarget;
import io.github.mixedsession.test.Proof;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A value opens an imported session if it is what Spring Session writes into its cookie
 * for the id, byte by byte, and in no other spelling.
 */
@Tag(Proof.TAG)
class ImportedIdFuzzTests {

	private static final String ID = "0b6cf2b4-5d8f-4d2c-9a57-0123456789ab";

	private static final String VALUE = base64(ID);

	private static final String[] PARTS = { VALUE, VALUE.substring(0, 44), VALUE.substring(44), VALUE.substring(4),
			base64(ID.toUpperCase(java.util.Locale.ROOT)), "MGI2", "LTVk", "====", "=", "-", "_", "+", "/", "\u00e9",
			"\u0130", "\u0000", " ", "\r\n", "%3D", "\"", ID };

	@Test
	void nothingButTheSpellingOfAnIdIsAnId() throws Exception {
		Map<String, Integer> counts = Fuzz.run(Target.class, 50_000, 2_000_000, VALUE, ID, VALUE.substring(1));
		assertThat(counts).containsKeys("accepted", "refused", "refused of the right length");
	}

	private static String base64(String text) {
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	static final class Target extends FuzzTarget {

		@Override
		protected void accept(FuzzInput input) throws NoSuchAlgorithmException {
			String value = input.text(PARTS);
			String id = idOf(value);
			for (IdKind kind : IdKind.values()) {
				PresentedId expected = (id != null)
						? new PresentedId(locator(id), hash(kind.name().toLowerCase(Locale.ROOT), id), null, true)
						: null;
				ImportedId parsed = ImportedId.parse(kind, value);
				check(Objects.equals(expected, (parsed != null) ? parsed.presented() : null), value,
						"is not what it should be:", id);
				check(parsed == null || parsed.reveal().equals(id), value, "is revealed as something else than", id);
			}
			count((id != null) ? "accepted" : "refused");
			if (id == null && value.length() == 48) {
				count("refused of the right length");
			}
		}

		private static @Nullable String idOf(String value) {
			try {
				String id = new String(Base64.getDecoder().decode(value), StandardCharsets.ISO_8859_1);
				return UUID.fromString(id).toString().equals(id) && base64(id).equals(value) ? id : null;
			}
			catch (IllegalArgumentException ex) {
				return null;
			}
		}

		private static Locator locator(String id) throws NoSuchAlgorithmException {
			return Locator.of(Arrays.copyOf(hash("locator", id).toBytes(), 16));
		}

		private static IdHash hash(String domain, String id) throws NoSuchAlgorithmException {
			return IdHash
				.of(MessageDigest.getInstance("SHA-256").digest((domain + ":" + id).getBytes(StandardCharsets.UTF_8)));
		}

	}

}
