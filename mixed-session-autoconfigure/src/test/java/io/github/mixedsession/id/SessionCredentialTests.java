package io.github.mixedsession.id;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.mixedsession.IdKind;

import static org.assertj.core.api.Assertions.assertThat;

class SessionCredentialTests {

	private static final Locator LOCATOR = Locator.generate(Instant.EPOCH);

	private static final Family FAMILY = Family.generate();

	static String[] malformed() {
		String valid = SessionCredential.secure(LOCATOR, FAMILY).reveal();
		String head = valid.substring(1);
		return new String[] { "", " ", " ".repeat(valid.length()), " " + head, head + " ", valid + "A",
				valid.substring(1), valid + valid, "A".repeat(100_000), "+" + head, "/" + head, "=" + head, "\"" + head,
				"\u00e4" + head, "\u0661" + head, "\0" + head, "\n" + head, "%" + head, "*" + head,
				valid.substring(0, valid.length() - 1) + "=", valid.substring(0, valid.length() - 2) + "==",
				SessionCredential.insecure(LOCATOR).reveal().substring(1) + "=",
				SessionCredential.secure(LOCATOR, FAMILY).hash().toString() };
	}

	@ParameterizedTest
	@MethodSource("malformed")
	void malformedValueParsesToNull(String value) {
		assertThat(SessionCredential.parse(IdKind.SECURE, value)).isNull();
		assertThat(SessionCredential.parse(IdKind.INSECURE, value)).isNull();
	}

	@Test
	void revealedIdParsesToTheSameHashLocatorAndFamily() {
		SessionCredential credential = SessionCredential.secure(LOCATOR, FAMILY);
		SessionCredential parsed = SessionCredential.parse(IdKind.SECURE, credential.reveal());
		assertThat(parsed.hash()).isEqualTo(credential.hash());
		assertThat(parsed.kind()).isEqualTo(IdKind.SECURE);
		assertThat(parsed.presented()).isEqualTo(new PresentedId(LOCATOR, credential.hash(), FAMILY, false));
		PresentedId insecure = SessionCredential.parse(IdKind.INSECURE, SessionCredential.insecure(LOCATOR).reveal())
			.presented();
		assertThat(insecure.locator()).isEqualTo(LOCATOR);
		assertThat(insecure.family()).isNull();
	}

	@Test
	void secureIdIsNoInsecureOneAndHasAnotherHashAsOne() {
		SessionCredential credential = SessionCredential.secure(LOCATOR, FAMILY);
		assertThat(SessionCredential.parse(IdKind.INSECURE, credential.reveal())).isNull();
		assertThat(SessionCredential.hash(IdKind.INSECURE, credential.reveal())).isNotEqualTo(credential.hash());
	}

	@Test
	void generatedValuesAreUrlSafeAndNeverTheSame() {
		Set<String> seen = new HashSet<>();
		for (int i = 0; i < 1000; i++) {
			String value = SessionCredential.insecure(LOCATOR).reveal();
			assertThat(value).hasSize(54).matches("[A-Za-z0-9_-]+");
			assertThat(seen.add(value)).isTrue();
		}
	}

	@Test
	void toStringHidesValueHashAndFamily() {
		SessionCredential credential = SessionCredential.secure(LOCATOR, FAMILY);
		assertThat(credential.toString()).doesNotContain(credential.reveal(), credential.hash().toString());
		assertThat(FAMILY.toString()).isEqualTo("Family[hidden]");
		assertThat(credential.presented().toString()).contains("Family[hidden]").doesNotContain(credential.reveal());
	}

}
