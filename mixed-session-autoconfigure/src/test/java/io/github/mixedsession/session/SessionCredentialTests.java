package io.github.mixedsession.session;

import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.mixedsession.Channel;

import static org.assertj.core.api.Assertions.assertThat;

class SessionCredentialTests {

	static String[] malformed() {
		String valid = SessionCredential.generate(Channel.SECURE).reveal();
		String head = valid.substring(1);
		return new String[] { "", " ", " ".repeat(SessionCredential.LENGTH), " " + head, head + " ", valid + "A",
				valid.substring(1), valid + valid, "A".repeat(100_000), "+" + head, "/" + head, "=" + head, "\"" + head,
				"\u00e4" + head, "\u0661" + head, "\0" + head, "\n" + head, "%" + head, "*" + head,
				SessionCredential.generate(Channel.SECURE).hash().toString() };
	}

	@ParameterizedTest
	@MethodSource("malformed")
	void parseWhenMalformedThenNull(String value) {
		assertThat(SessionCredential.parse(Channel.SECURE, value)).isNull();
		assertThat(SessionCredential.parse(Channel.INSECURE, value)).isNull();
	}

	@Test
	void parseWhenRevealedThenSameHash() {
		SessionCredential credential = SessionCredential.generate(Channel.SECURE);
		SessionCredential parsed = SessionCredential.parse(Channel.SECURE, credential.reveal());
		assertThat(parsed.hash()).isEqualTo(credential.hash());
		assertThat(parsed.channel()).isEqualTo(Channel.SECURE);
	}

	@Test
	void hashWhenOtherChannelThenAnotherOne() {
		SessionCredential credential = SessionCredential.generate(Channel.SECURE);
		assertThat(SessionCredential.parse(Channel.INSECURE, credential.reveal()).hash())
			.isNotEqualTo(credential.hash());
	}

	@Test
	void generateThenNeverTheSame() {
		Set<String> seen = new HashSet<>();
		for (int i = 0; i < 1000; i++) {
			String value = SessionCredential.generate(Channel.INSECURE).reveal();
			assertThat(value).hasSize(SessionCredential.LENGTH).matches("[A-Za-z0-9_-]+");
			assertThat(seen.add(value)).isTrue();
		}
	}

	@Test
	void toStringThenHidesValueAndHash() {
		SessionCredential credential = SessionCredential.generate(Channel.SECURE);
		assertThat(credential.toString()).doesNotContain(credential.reveal(), credential.hash().toString());
	}

}
