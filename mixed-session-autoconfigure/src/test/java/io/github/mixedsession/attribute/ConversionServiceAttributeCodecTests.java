package io.github.mixedsession.attribute;

import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;

import org.springframework.core.convert.support.GenericConversionService;

import io.github.mixedsession.AttributeCodec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ConversionServiceAttributeCodecTests {

	private final AttributeCodec codec = ConversionServiceAttributeCodec.javaSerialization(getClass().getClassLoader());

	@Test
	void decodedValueEqualsTheEncodedOne() {
		List<Serializable> value = new ArrayList<>(List.of("mug", 2, 9.5, new byte[] { 1 }.length));
		assertThat(this.codec.decode(this.codec.encode(value))).isEqualTo(value);
	}

	@Test
	void decodingTwiceGivesTwoObjects() {
		byte[] bytes = this.codec.encode(new ArrayList<>(List.of("mug")));
		assertThat(this.codec.decode(bytes)).isNotSameAs(this.codec.decode(bytes));
	}

	@Test
	void byteArrayComesBackUnchanged() {
		byte[] value = { 1, 2, 3 };
		assertThat(this.codec.decode(this.codec.encode(value))).isEqualTo(value);
	}

	@Test
	void unserializableValueCannotBeEncoded() {
		assertThatException().isThrownBy(() -> this.codec.encode(new Object()))
			.havingRootCause()
			.isInstanceOfAny(NotSerializableException.class, IllegalArgumentException.class);
	}

	@Test
	void failureOfAConverterDoesNotShowTheValue() {
		GenericConversionService conversions = new GenericConversionService();
		conversions.addConverter(Object.class, byte[].class, (value) -> {
			throw new UnsupportedOperationException("No");
		});
		conversions.addConverter(byte[].class, Object.class, (bytes) -> bytes);
		AttributeCodec failing = new ConversionServiceAttributeCodec(conversions);
		assertThatIllegalStateException().isThrownBy(() -> failing.encode("4111 1111"))
			.withRootCauseInstanceOf(UnsupportedOperationException.class)
			.satisfies((failure) -> assertThat(Throwables.getStackTrace(failure)).doesNotContain("4111"));
	}

	@Test
	void decodingARejectedClassFailsBeforeItRuns() {
		byte[] bytes = this.codec.encode(new Loud());
		ObjectInputFilter filter = ObjectInputFilter.Config.createFilter("java.base/*;!*");
		AttributeCodec filtered = ConversionServiceAttributeCodec.javaSerialization(null, filter);
		assertThatException().isThrownBy(() -> filtered.decode(bytes))
			.havingRootCause()
			.isInstanceOf(InvalidClassException.class);
		assertThat(Loud.HEARD).isFalse();
		assertThat(filtered.decode(filtered.encode("mug"))).isEqualTo("mug");
		assertThat(this.codec.decode(bytes)).isInstanceOf(Loud.class);
		assertThat(Loud.HEARD).isTrue();
	}

	@Test
	void garbageCannotBeDecoded() {
		assertThatException().isThrownBy(() -> this.codec.decode(new byte[] { 1, 2, 3 }));
	}

	@Test
	void conversionServiceWithoutConvertersIsRejected() {
		assertThatIllegalStateException()
			.isThrownBy(() -> new ConversionServiceAttributeCodec(new GenericConversionService()))
			.withMessageContaining("springSessionConversionService");
	}

	@Test
	void ownConversionServiceIsUsed() {
		GenericConversionService text = new GenericConversionService();
		text.addConverter(Object.class, byte[].class, (value) -> value.toString().getBytes(StandardCharsets.UTF_8));
		text.addConverter(byte[].class, Object.class, (bytes) -> new String(bytes, StandardCharsets.UTF_8));
		AttributeCodec own = new ConversionServiceAttributeCodec(text);
		assertThat(own.encode("mug")).isEqualTo("mug".getBytes(StandardCharsets.UTF_8));
		assertThat(own.decode(own.encode("mug"))).isEqualTo("mug");
	}

	/** Says when it is made of bytes. */
	private static final class Loud implements Serializable {

		@Serial
		private static final long serialVersionUID = 1;

		private static final AtomicBoolean HEARD = new AtomicBoolean();

		@Serial
		private void readObject(ObjectInputStream in) {
			HEARD.set(true);
		}

	}

}
