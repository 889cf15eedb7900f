package io.github.mixedsession.attribute;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.Test;

import io.github.mixedsession.id.Family;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.RandomBytes;
import io.github.mixedsession.store.Partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AttributeSealTests {

	private static final byte[] CARD = "4711 0815".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] SECRET = RandomBytes.of(32);

	private static final EncryptionKeys KEYS = EncryptionKeys.of(List.of(new SecretKeySpec(SECRET, "AES")));

	private final Family family = Family.generate();

	private final Locator locator = Locator.generate(Instant.EPOCH);

	private final AttributeSeal seal = new AttributeSeal(this.family, this.locator, () -> EncryptionKeys.NONE);

	private final AttributeSeal keyed = new AttributeSeal(this.family, this.locator, () -> KEYS);

	private byte[] sealed() {
		return this.seal.seal("card", Partition.SECURE, Protection.FAMILY, CARD);
	}

	private static void refuses(AttributeSeal seal, String name, Partition partition, byte[] sealed) {
		assertThatExceptionOfType(BrokenSealException.class).isThrownBy(() -> seal.open(name, partition, sealed));
	}

	@Test
	void openingGivesTheSealedValue() {
		assertThat(new AttributeSeal(this.family, this.locator, () -> EncryptionKeys.NONE).open("card",
				Partition.SECURE, sealed()))
			.isEqualTo(CARD);
		assertThat(this.seal.open("", Partition.SECURE,
				this.seal.seal("", Partition.SECURE, Protection.FAMILY, new byte[0])))
			.isEmpty();
	}

	@Test
	void sealedValueShowsNothingOfTheOriginalButItsLength() {
		assertThat(sealed()).hasSize(CARD.length + 29);
		assertThat(new String(sealed(), StandardCharsets.ISO_8859_1)).doesNotContain("4711");
	}

	@Test
	void sealingTwiceGivesDifferentBytes() {
		byte[] one = sealed();
		byte[] other = sealed();
		assertThat(Arrays.copyOfRange(one, 1, 13)).isNotEqualTo(Arrays.copyOfRange(other, 1, 13));
		assertThat(Arrays.copyOfRange(one, 13, one.length)).isNotEqualTo(Arrays.copyOfRange(other, 13, other.length));
	}

	@Test
	void movedSealedValueIsRefused() {
		byte[] sealed = sealed();
		refuses(new AttributeSeal(Family.generate(), this.locator, () -> EncryptionKeys.NONE), "card", Partition.SECURE,
				sealed);
		refuses(new AttributeSeal(this.family, Locator.generate(Instant.EPOCH), () -> EncryptionKeys.NONE), "card",
				Partition.SECURE, sealed);
		refuses(this.seal, "card2", Partition.SECURE, sealed);
		refuses(this.seal, "car", Partition.SECURE, sealed);
		refuses(this.seal, "card", Partition.SHARED, sealed);
	}

	@Test
	void sealedValueWithAnyBitChangedIsRefused() {
		byte[] sealed = sealed();
		for (int i = 0; i < sealed.length * Byte.SIZE; i++) {
			byte[] changed = sealed.clone();
			changed[i / Byte.SIZE] ^= (byte) (1 << (i % Byte.SIZE));
			refuses(this.seal, "card", Partition.SECURE, changed);
		}
	}

	@Test
	void sealedValueOfAnotherLengthIsRefused() {
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
	void sealedValueOpensByHand() throws Exception {
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
	void valueSealedWithAKeyOpensByHand() throws Exception {
		for (Protection how : List.of(Protection.FAMILY_AND_KEY, Protection.KEY)) {
			byte[] sealed = this.keyed.seal("card", Partition.SECURE, how, CARD);
			byte[] context = ByteBuffer.allocate(28)
				.put((byte) ((how == Protection.KEY) ? 3 : 2))
				.put(this.locator.toBytes())
				.put("SECURE\0card".getBytes(StandardCharsets.US_ASCII))
				.array();
			byte[] purpose = (how == Protection.KEY) ? context : this.family.derive(context);
			Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
			cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(hmac(SECRET, purpose), "AES"),
					new GCMParameterSpec(128, sealed, 5, 12));
			cipher.updateAAD(context);
			assertThat(sealed[0]).isEqualTo(context[0]);
			assertThat(Arrays.copyOfRange(sealed, 1, 5))
				.isEqualTo(Arrays.copyOf(hmac(SECRET, "key id".getBytes(StandardCharsets.US_ASCII)), 4));
			assertThat(cipher.doFinal(sealed, 17, sealed.length - 17)).isEqualTo(CARD);
			assertThat(this.keyed.open("card", Partition.SECURE, sealed)).isEqualTo(CARD);
		}
	}

	private static byte[] hmac(byte[] key, byte[] data) throws Exception {
		Mac mac = Mac.getInstance("HmacSHA256");
		mac.init(new SecretKeySpec(key, "HmacSHA256"));
		return mac.doFinal(data);
	}

	@Test
	void valueSealedWithAKeyIsRefusedWithAnyBitChangedOrCutOff() {
		for (Protection how : List.of(Protection.FAMILY_AND_KEY, Protection.KEY)) {
			byte[] sealed = this.keyed.seal("card", Partition.SECURE, how, CARD);
			for (int i = 0; i < sealed.length * Byte.SIZE; i++) {
				byte[] changed = sealed.clone();
				changed[i / Byte.SIZE] ^= (byte) (1 << (i % Byte.SIZE));
				refuses(this.keyed, "card", Partition.SECURE, changed);
			}
			for (int length = 0; length < sealed.length; length++) {
				refuses(this.keyed, "card", Partition.SECURE, Arrays.copyOf(sealed, length));
			}
		}
	}

	@Test
	void sealedValueOpensOnlyWithAllItsKeysAndInItsPlace() {
		byte[] both = this.keyed.seal("card", Partition.SECURE, Protection.FAMILY_AND_KEY, CARD);
		byte[] key = this.keyed.seal("card", Partition.SECURE, Protection.KEY, CARD);
		EncryptionKeys otherKey = EncryptionKeys.of(List.of(new SecretKeySpec(RandomBytes.of(32), "AES")));
		AttributeSeal other = new AttributeSeal(this.family, this.locator, () -> otherKey);
		AttributeSeal otherFamily = new AttributeSeal(Family.generate(), this.locator, () -> KEYS);
		AttributeSeal noFamily = new AttributeSeal(null, this.locator, () -> KEYS);
		refuses(this.seal, "card", Partition.SECURE, both);
		refuses(this.seal, "card", Partition.SECURE, key);
		refuses(other, "card", Partition.SECURE, both);
		refuses(other, "card", Partition.SECURE, key);
		refuses(otherFamily, "card", Partition.SECURE, both);
		refuses(noFamily, "card", Partition.SECURE, both);
		refuses(noFamily, "card", Partition.SECURE, sealed());
		refuses(new AttributeSeal(this.family, Locator.generate(Instant.EPOCH), () -> KEYS), "card", Partition.SECURE,
				key);
		refuses(this.keyed, "card", Partition.SHARED, key);
		refuses(this.keyed, "cart", Partition.SECURE, key);
		assertThat(noFamily.open("card", Partition.SECURE, key)).isEqualTo(CARD);
		assertThat(this.keyed.open("card", Partition.SECURE, sealed())).isEqualTo(CARD);
	}

	@Test
	void isOfFirstKeyIsTrueForThatKeyAlone() {
		EncryptionKeys both = EncryptionKeys
			.of(List.of(new SecretKeySpec(RandomBytes.of(64), "AES"), new SecretKeySpec(SECRET, "AES")));
		AttributeSeal rotated = new AttributeSeal(this.family, this.locator, () -> both);
		byte[] old = this.keyed.seal("card", Partition.SHARED, Protection.KEY, CARD);
		assertThat(rotated.open("card", Partition.SHARED, old)).isEqualTo(CARD);
		assertThat(this.keyed.isOfFirstKey(old)).isTrue();
		assertThat(rotated.isOfFirstKey(old)).isFalse();
		assertThat(rotated.isOfFirstKey(sealed())).isFalse();
		assertThat(rotated.isOfFirstKey(rotated.seal("card", Partition.SHARED, Protection.KEY, CARD))).isTrue();
	}

	@Test
	void toStringHidesTheKey() {
		assertThat(this.seal).hasToString("AttributeSeal[hidden]");
	}

}
