package io.github.mixedsession.attribute;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.Test;

import io.github.mixedsession.id.Family;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.Partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AttributeSealTests {

	private static final byte[] CARD = "4711 0815".getBytes(StandardCharsets.US_ASCII);

	private final Family family = Family.generate();

	private final Locator locator = Locator.generate(Instant.EPOCH);

	private final AttributeSeal seal = new AttributeSeal(this.family, this.locator);

	private byte[] sealed() {
		return this.seal.seal("card", Partition.SECURE, CARD);
	}

	private static void refuses(AttributeSeal seal, String name, Partition partition, byte[] sealed) {
		assertThatExceptionOfType(BrokenSealException.class).isThrownBy(() -> seal.open(name, partition, sealed));
	}

	@Test
	void openWhenSealedHereThenTheValue() {
		assertThat(new AttributeSeal(this.family, this.locator).open("card", Partition.SECURE, sealed()))
			.isEqualTo(CARD);
		assertThat(this.seal.open("", Partition.SECURE, this.seal.seal("", Partition.SECURE, new byte[0]))).isEmpty();
	}

	@Test
	void sealThenNothingOfTheValueIsSeen() {
		assertThat(sealed()).hasSize(CARD.length + 29);
		assertThat(new String(sealed(), StandardCharsets.ISO_8859_1)).doesNotContain("4711");
	}

	@Test
	void sealTwiceThenNotAlike() {
		byte[] one = sealed();
		byte[] other = sealed();
		assertThat(Arrays.copyOfRange(one, 1, 13)).isNotEqualTo(Arrays.copyOfRange(other, 1, 13));
		assertThat(Arrays.copyOfRange(one, 13, one.length)).isNotEqualTo(Arrays.copyOfRange(other, 13, other.length));
	}

	@Test
	void openWhenMovedThenRefused() {
		byte[] sealed = sealed();
		refuses(new AttributeSeal(Family.generate(), this.locator), "card", Partition.SECURE, sealed);
		refuses(new AttributeSeal(this.family, Locator.generate(Instant.EPOCH)), "card", Partition.SECURE, sealed);
		refuses(this.seal, "card2", Partition.SECURE, sealed);
		refuses(this.seal, "car", Partition.SECURE, sealed);
		refuses(this.seal, "card", Partition.SHARED, sealed);
	}

	@Test
	void openWhenAnyBitIsAnotherThenRefused() {
		byte[] sealed = sealed();
		for (int i = 0; i < sealed.length * Byte.SIZE; i++) {
			byte[] changed = sealed.clone();
			changed[i / Byte.SIZE] ^= (byte) (1 << (i % Byte.SIZE));
			refuses(this.seal, "card", Partition.SECURE, changed);
		}
	}

	@Test
	void openWhenOfAnotherLengthThenRefused() {
		byte[] sealed = sealed();
		for (int length = 0; length < sealed.length; length++) {
			refuses(this.seal, "card", Partition.SECURE, Arrays.copyOf(sealed, length));
		}
		refuses(this.seal, "card", Partition.SECURE, Arrays.copyOf(sealed, sealed.length + 1));
		refuses(this.seal, "card", Partition.SECURE, CARD);
	}

	/**
	 * As docs/sealing.md describes it.
	 */
	@Test
	void sealThenOpensByHand() throws Exception {
		byte[] sealed = sealed();
		byte[] context = ByteBuffer.allocate(28)
			.put((byte) 1)
			.put(this.locator.toBytes())
			.put("SECURE\0card".getBytes(StandardCharsets.US_ASCII))
			.array();
		Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
		cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(this.family.derive(context), "AES"),
				new GCMParameterSpec(128, sealed, 1, 12));
		cipher.updateAAD(context);
		assertThat(sealed[0]).isEqualTo((byte) 1);
		assertThat(cipher.doFinal(sealed, 13, sealed.length - 13)).isEqualTo(CARD);
	}

	@Test
	void toStringHidesTheKey() {
		assertThat(this.seal).hasToString("AttributeSeal[hidden]");
	}

}
