package io.github.mixedsession.attribute;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.mixedsession.id.RandomBytes;

import static org.assertj.core.api.Assertions.assertThat;

class EncryptedNameTests {

	private final List<SecretKey> secrets = new ArrayList<>(List.of(key(), key()));

	private final EncryptionKeys keys = EncryptionKeys.of(this.secrets);

	private static SecretKey key() {
		return new SecretKeySpec(RandomBytes.of(32), "AES");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "r", "rob", "Røb", "0123456789012345678901234567890",
			"01234567890123456789012345678901", "a name with spaces ", "\u0080\u0000\u0000" })
	void nameIsDecryptedFromTheTextOfEachKey(String name) {
		List<String> texts = EncryptedName.encrypt(name, this.keys);
		assertThat(texts).hasSize(2).doesNotHaveDuplicates().isEqualTo(EncryptedName.encrypt(name, this.keys));
		assertThat(texts).allSatisfy((text) -> {
			assertThat(EncryptedName.decrypt(text, this.keys)).isEqualTo(name);
			assertThat(new String(Base64.getUrlDecoder().decode(text.substring(1)), StandardCharsets.ISO_8859_1))
				.satisfies((bytes) -> assertThat(name.length() > 1 && bytes.contains(name)).isFalse());
		});
	}

	@Test
	void lengthOfAShortNameIsHidden() {
		assertThat(EncryptedName.encrypt("r", this.keys).get(0))
			.hasSameSizeAs(EncryptedName.encrypt("0123456789012345678901234567890", this.keys).get(0));
	}

	@Test
	void textOfTheLongestNameFitsIntoEveryStore() {
		String longest = "n".repeat(127);
		assertThat(EncryptedName.kept(longest)).isSameAs(longest);
		assertThat(EncryptedName.encrypt(longest, this.keys).get(0)).hasSizeLessThanOrEqualTo(200);
		assertThat(EncryptedName.kept(longest + "n")).startsWith("sha-256:").hasSize(72);
		assertThat(EncryptedName.kept("ø".repeat(64))).startsWith("sha-256:");
	}

	@Test
	void textBelongsToOneNameAndOneKey() {
		String text = EncryptedName.encrypt("rob", this.keys).get(0);
		assertThat(EncryptedName.encrypt("Rob", this.keys).get(0)).isNotEqualTo(text);
		Collections.reverse(this.secrets);
		EncryptionKeys rotated = EncryptionKeys.of(this.secrets);
		assertThat(EncryptedName.encrypt("rob", rotated).get(1)).isEqualTo(text);
		assertThat(EncryptedName.decrypt(text, rotated)).isEqualTo("rob");
		assertThat(EncryptedName.decrypt(text, EncryptionKeys.of(List.of(key())))).isNull();
		assertThat(EncryptedName.decrypt(text, EncryptionKeys.NONE)).isNull();
	}

	@Test
	void textWithAnyBitChangedDecryptsToNothing() {
		byte[] bytes = Base64.getUrlDecoder().decode(EncryptedName.encrypt("rob", this.keys).get(0).substring(1));
		for (int i = 0; i < bytes.length * Byte.SIZE; i++) {
			byte[] changed = bytes.clone();
			changed[i / Byte.SIZE] ^= (byte) (1 << (i % Byte.SIZE));
			assertThat(EncryptedName.decrypt("~" + Base64.getUrlEncoder().withoutPadding().encodeToString(changed),
					this.keys))
				.isNull();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "rob", "rob@example.com", "AAAA",
			"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "not base64 at all!" })
	void textThatIsNotEncryptedDecryptsToNothing(String text) {
		assertThat(EncryptedName.decrypt(text, this.keys)).isNull();
	}

	@Test
	void textWrittenInAnotherWayDecryptsToNothing() {
		String text = EncryptedName.encrypt("rob", this.keys).get(0);
		char last = text.charAt(text.length() - 1);
		List<String> others = new ArrayList<>(List.of(text.substring(1), text + "=", text + "A", "~" + text));
		for (char c = 'a'; c <= 'z'; c++) {
			others.add(text.substring(0, text.length() - 1) + ((c != last) ? c : '_'));
		}
		assertThat(others).allSatisfy((other) -> assertThat(EncryptedName.decrypt(other, this.keys)).isNull());
		assertThat(EncryptedName.isEncrypted(text)).isTrue();
		assertThat(List.of("", "~", "rob", "~rob", text.substring(1))).noneMatch(EncryptedName::isEncrypted);
	}

	@Test
	void namesLikeDigestsAndBrokenTextAreKeptApart() {
		String longName = "n".repeat(150);
		List<String> names = List.of("?", "\ud800", "\udc00", "sha-256:abc", longName, EncryptedName.kept(longName),
				"sha-256:utf-16:abc");
		assertThat(names).extracting(EncryptedName::kept).doesNotHaveDuplicates();
		assertThat(EncryptedName.kept(EncryptedName.kept(longName))).isNotEqualTo(EncryptedName.kept(longName));
	}

}
