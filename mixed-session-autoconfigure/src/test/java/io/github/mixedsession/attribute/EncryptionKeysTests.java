package io.github.mixedsession.attribute;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.Test;

import io.github.mixedsession.id.RandomBytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class EncryptionKeysTests {

	private static SecretKey random(int length) {
		return key(RandomBytes.of(length));
	}

	private static SecretKey key(byte[] secret) {
		return new SecretKeySpec(secret, "HmacSHA256");
	}

	private static void assertRefused(String problem, SecretKey... keys) {
		assertThatExceptionOfType(InvalidEncryptionKeyException.class)
			.isThrownBy(() -> EncryptionKeys.of(List.of(keys)))
			.withMessage("Encryption key [" + (keys.length - 1) + "] " + problem);
	}

	@Test
	void keysMayBeOfBothLengthsAndAreFoundByTheirIds() {
		EncryptionKeys keys = EncryptionKeys.of(List.of(random(64), random(32)));
		assertThat(keys.isEmpty()).isFalse();
		assertThat(keys.all()).hasSize(2);
		assertThat(keys.first()).isSameAs(keys.all().get(0));
		assertThat(keys.find(keys.all().get(1).id())).isSameAs(keys.all().get(1));
		assertThat(keys.find(~keys.first().id())).isNull();
	}

	@Test
	void keyOfNeither256Nor512BitsIsRefused() {
		for (int length : new int[] { 16, 24, 31, 33, 63, 65, 128 }) {
			assertRefused("has " + length * 8 + " bits instead of 256 or 512", random(32), random(length));
		}
	}

	@Test
	void longKeyMustHave512Bits() {
		assertThat(EncryptionKeys.ofLong(List.of(random(64))).all()).hasSize(1);
		for (int length : new int[] { 32, 63, 65 }) {
			assertThatExceptionOfType(InvalidEncryptionKeyException.class)
				.isThrownBy(() -> EncryptionKeys.ofLong(List.of(random(64), random(length))))
				.withMessage("Encryption key [1] has " + length * 8
						+ " bits instead of 512, as cookies that hold sessions need");
		}
	}

	@Test
	void keyThatIsNotRandomIsRefused() {
		assertRefused("is not random", key(new byte[32]));
		assertRefused("is not random", random(32),
				key("changechangechangechangechangech".getBytes(StandardCharsets.US_ASCII)));
		assertRefused("is not random", key("Sup3rS3cretPassw0rdOfTheSh0p2026".getBytes(StandardCharsets.US_ASCII)));
		byte[] repeated = new byte[64];
		Arrays.setAll(new Integer[64], (i) -> {
			repeated[i] = (byte) (i % 15);
			return i;
		});
		assertRefused("is not random", key(repeated));
	}

	@Test
	void keyThatIsThereTwiceIsRefused() {
		SecretKey key = random(64);
		assertRefused("is there twice", key, random(64), key(key.getEncoded()));
	}

	@Test
	void keyThatHidesItsBytesIsRefused() {
		assertRefused("does not tell its bytes", new SecretKey() {

			@Override
			public String getAlgorithm() {
				return "HSM";
			}

			@Override
			public String getFormat() {
				return null;
			}

			@Override
			public byte[] getEncoded() {
				return null;
			}

		});
	}

	@Test
	void missingKeyIsRefused() {
		assertThatExceptionOfType(InvalidEncryptionKeyException.class).isThrownBy(() -> EncryptionKeys.of(List.of()))
			.withMessage("Encryption key [0] is missing");
		assertThatExceptionOfType(InvalidEncryptionKeyException.class).isThrownBy(() -> EncryptionKeys.of(null))
			.withMessage("Encryption key [0] is missing");
		assertThatExceptionOfType(InvalidEncryptionKeyException.class)
			.isThrownBy(() -> EncryptionKeys.of(Arrays.asList(random(32), null)))
			.withMessage("Encryption key [1] is missing");
		assertThat(EncryptionKeys.NONE.isEmpty()).isTrue();
	}

	@Test
	void toStringHidesTheKeys() {
		EncryptionKeys keys = EncryptionKeys.of(List.of(random(32)));
		assertThat(Stream.of(keys, keys.first())).map(Object::toString)
			.containsExactly("EncryptionKeys[1 hidden]", "EncryptionKey[hidden]");
	}

}
