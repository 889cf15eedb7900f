package io.github.mixedsession.shop.wire;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PageParts}.
 */
class PagePartsTests {

	@Test
	void partsAreWhatIsMarked() {
		assertThat(PageParts.of("""
				<p>Nobody's</p><ul data-wire="cart"><li>2 × <b>Mug</b></li><li data-wire="inner">1 × Lamp</li></ul>
				<input data-wire="name" value="Ada"><textarea data-wire="address">12 St James's</textarea>
				""")).containsExactly(new Part("cart", "2 × Mug 1 × Lamp"), new Part("name", "Ada"),
				new Part("address", "12 St James's"));
	}

	@Test
	void whatIsWithheldIsNamedAndNotRead() {
		assertThat(PageParts.of("<dl data-wire='orders'><dd>Mug</dd><dd data-wire-withheld='card'>4242</dd></dl>"))
			.containsExactly(new Part("card", null), new Part("orders", "Mug"));
	}

	@Test
	void tokenIsNamedAndNotRead() {
		assertThat(PageParts.of("<form><input type=hidden name=_csrf value=secret></form>"))
			.containsExactly(new Part("CSRF token", null));
	}

	@Test
	void partsAreFewAndShort() {
		String page = ("<p data-wire='a'>" + "x".repeat(2_000) + "</p>") + "<p data-wire='b'>y</p>".repeat(3)
				+ numbered(100);
		assertThat(PageParts.of(page)).hasSize(PageParts.MAX_PARTS)
			.allSatisfy((part) -> assertThat(part.text()).hasSizeLessThanOrEqualTo(PageParts.MAX_TEXT + 1));
	}

	private static String numbered(int count) {
		StringBuilder page = new StringBuilder();
		for (int i = 0; i < count; i++) {
			page.append("<p data-wire='part'>").append(i).append("</p>");
		}
		return page.toString();
	}

}
