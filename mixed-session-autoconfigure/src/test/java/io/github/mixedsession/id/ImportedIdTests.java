package io.github.mixedsession.id;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.mixedsession.IdKind;

import static org.assertj.core.api.Assertions.assertThat;

class ImportedIdTests {

	private static final String ID = "0b6cf2b4-5d8f-4d2c-9a57-0123456789ab";

	private static String base64(String value) {
		return Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.ISO_8859_1));
	}

	static String[] malformed() {
		String valid = base64(ID);
		return new String[] { "", ID, valid + "=", valid + "A", valid.substring(1), " " + valid.substring(1),
				valid.substring(0, 44) + "====", base64(ID.replace('b', 'B')), base64(ID.replace('-', '_')),
				base64(ID.replace('b', 'g')), base64(" " + ID.substring(1)), base64(ID.substring(0, 35) + "\n"),
				base64(ID.substring(0, 35) + "\u00e4"), base64("0".repeat(36)), "!".repeat(48), "A".repeat(100_000),
				SessionCredential.insecure(Locator.generate(java.time.Instant.EPOCH)).reveal() };
	}

	@ParameterizedTest
	@MethodSource("malformed")
	void malformedValueParsesToNull(String value) {
		assertThat(ImportedId.parse(IdKind.SECURE, value)).isNull();
		assertThat(ImportedId.parse(IdKind.INSECURE, value)).isNull();
	}

	private static ImportedId parse(IdKind kind) {
		return Objects.requireNonNull(ImportedId.parse(kind, base64(ID)));
	}

	@Test
	void sameValueMakesADifferentIdForEachKind() {
		assertThat(parse(IdKind.SECURE).presented()).isNotEqualTo(parse(IdKind.INSECURE).presented());
	}

	@Test
	void onlyRevealTellsTheId() {
		for (IdKind kind : IdKind.values()) {
			assertThat(parse(kind).reveal()).isEqualTo(ID);
			assertThat(parse(kind)).hasToString("ImportedId[kind=" + kind + ", hidden]");
			assertThat(parse(kind).presented().toString()).doesNotContain(ID);
		}
	}

}
