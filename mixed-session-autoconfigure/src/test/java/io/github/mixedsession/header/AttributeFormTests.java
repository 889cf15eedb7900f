package io.github.mixedsession.header;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The form is read strictly, and what is written is read as it was.
 */
class AttributeFormTests {

	private static final Set<String> NAMES = Set.of("a", "b", "c.d-e_f~g");

	private static final String ALPHABET = "ab=&%+ ,;*._~!'()-/?\"\\0129AFaf\u00e9z\u00df\u20ac\u6f22\uD83D\uDE00\r\n\u0000\u0080\u00ff";

	@Test
	void readReturnsPairsInTheirOrder() {
		assertThat(AttributeForm.read("b=2&a=1&c.d-e_f~g=", NAMES)).containsExactly(Map.entry("b", "2"),
				Map.entry("a", "1"), Map.entry("c.d-e_f~g", ""));
	}

	@Test
	void readDecodesNamesAndValues() {
		assertThat(AttributeForm.read("%61=%2B+%26%3d%E2%82%AC%f0%9f%98%80", NAMES))
			.isEqualTo(Map.of("a", "+ &=\u20ac\ud83d\ude00"));
	}

	@Test
	void readOfNothingChangesNothing() {
		assertThat(AttributeForm.read("", NAMES)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			a|no name or no equals sign
			=1|no name or no equals sign
			a=1&|no name or no equals sign
			&a=1|no name or no equals sign
			a=1&&b=2|no name or no equals sign
			x=1|not listed
			A=1|not listed
			a+=1|not listed
			a=1&x=|not listed
			a=1&a=2|twice
			a=&%61=|twice
			a=%|not form-urlencoded
			a=%4|not form-urlencoded
			a=%4g|not form-urlencoded
			a=%-1|not form-urlencoded
			a=%+1|not form-urlencoded
			a=1, b=2|not form-urlencoded
			a=1,b=2|not form-urlencoded
			a=b=c|not form-urlencoded
			a=1;b=2|not form-urlencoded
			a=\u00e9|not form-urlencoded
			a="1"|not form-urlencoded
			a=%C3|not UTF-8
			a=%80|not UTF-8
			a=%C0%AF|not UTF-8
			a=%ED%A0%80|not UTF-8
			a=%F4%90%80%80|not UTF-8
			a=%00|control character
			a=1%0D%0AX%3Ay|control character
			a=%7F|control character
			a=%C2%85|control character
			""")
	void readRefuses(String form, String reason) {
		assertThatExceptionOfType(RefusedUpdateException.class).isThrownBy(() -> AttributeForm.read(form, NAMES))
			.withMessageContaining(reason);
	}

	@Test
	void readRefusesMoreThanTheMaximum() {
		String longest = "a=" + "x".repeat(AttributeForm.MAX_LENGTH - 2);
		assertThat(AttributeForm.read(longest, NAMES).get("a")).hasSize(AttributeForm.MAX_LENGTH - 2);
		assertThatExceptionOfType(RefusedUpdateException.class)
			.isThrownBy(() -> AttributeForm.read(longest + "x", NAMES))
			.withMessageContaining("longer than 4096");
	}

	@Test
	void readRefusesMorePairsThanTheMaximum() {
		List<String> names = IntStream.rangeClosed(0, AttributeForm.MAX_PAIRS).mapToObj((i) -> "n" + i).toList();
		String most = String.join("=1&", names.subList(1, names.size())) + "=1";
		assertThat(AttributeForm.read(most, Set.copyOf(names))).hasSize(AttributeForm.MAX_PAIRS);
		assertThatExceptionOfType(RefusedUpdateException.class)
			.isThrownBy(() -> AttributeForm.read(most + "&n0=1", Set.copyOf(names)))
			.withMessageContaining("more than 64 pairs");
	}

	@Test
	void writeEscapesWhatRfc3986DoesNotLeaveUnreserved() {
		assertThat(AttributeForm.write(Map.of("a", "x y+*~&=%\u00e9\u20ac")))
			.isEqualTo("a=x%20y%2B%2A~%26%3D%25%C3%A9%E2%82%AC");
	}

	@Test
	void whatIsWrittenIsReadAsItWas() {
		Random random = random();
		for (int i = 0; i < 20_000; i++) {
			Map<String, String> attributes = new LinkedHashMap<>();
			for (String name : NAMES) {
				if (random.nextBoolean()) {
					attributes.put(name, printable(text(random)));
				}
			}
			String form = AttributeForm.write(attributes);
			assertThat(form).matches("[A-Za-z0-9._~%=&-]*");
			assertThat(AttributeForm.read(form, NAMES)).isEqualTo(attributes);
		}
	}

	@Test
	void anythingElseIsReadOrRefusedAndNeverFailsOtherwise() {
		Random random = random();
		int refused = 0;
		int read = 0;
		for (int i = 0; i < 50_000; i++) {
			String form = random.nextBoolean() ? "a=" + text(random) : octets(random);
			try {
				Map<String, String> attributes = AttributeForm.read(form, NAMES);
				read++;
				assertThat(NAMES).containsAll(attributes.keySet());
				assertThat(attributes.values()).allMatch((value) -> value.chars().noneMatch(Character::isISOControl));
			}
			catch (RefusedUpdateException ex) {
				refused++;
				assertThat(ex.getMessage()).isNotEmpty();
			}
		}
		assertThat(refused).isGreaterThan(10_000);
		assertThat(read).isGreaterThan(100);
	}

	private static Random random() {
		long seed = Long.getLong("test.seed", System.nanoTime());
		System.out.println("AttributeFormTests: to repeat, -Dtest.seed=" + seed);
		return new Random(seed);
	}

	private static String text(Random random) {
		StringBuilder text = new StringBuilder();
		int[] characters = ALPHABET.codePoints().toArray();
		for (int length = random.nextInt(8); length > 0; length--) {
			text.appendCodePoint(characters[random.nextInt(characters.length)]);
		}
		return text.toString();
	}

	private static String octets(Random random) {
		byte[] octets = new byte[random.nextInt(40)];
		random.nextBytes(octets);
		return new String(octets, StandardCharsets.ISO_8859_1);
	}

	private static String printable(String text) {
		return text.replaceAll("\\p{Cntrl}|[\\x80-\\x9f]", "");
	}

}
