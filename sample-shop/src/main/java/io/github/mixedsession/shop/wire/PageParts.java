package io.github.mixedsession.shop.wire;

import java.util.ArrayList;
import java.util.List;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * Finds what a page as it was sent holds of a session. The templates mark it:
 * {@code data-wire} says what is inside, {@code data-wire-withheld} what is inside and
 * must not be recorded. A test reads the templates for expressions without a mark.
 */
final class PageParts {

	static final String MARK = "data-wire";

	static final String WITHHELD = "data-wire-withheld";

	static final int MAX_PARTS = 20;

	static final int MAX_TEXT = 600;

	private PageParts() {
	}

	static List<Part> of(String html) {
		Document page = Jsoup.parse(html);
		List<Part> parts = new ArrayList<>();
		for (Element withheld : page.select("[" + WITHHELD + "]")) {
			add(parts, new Part(withheld.attr(WITHHELD), null));
			withheld.remove();
		}
		for (Element marked : page.select("[" + MARK + "]")) {
			String text = text(marked);
			if (!text.isEmpty() && !marked.parents().is("[" + MARK + "]")) {
				add(parts, new Part(marked.attr(MARK), shorten(text, MAX_TEXT)));
			}
		}
		if (page.selectFirst("input[name=_csrf]") != null) {
			add(parts, new Part("CSRF token", null));
		}
		return List.copyOf(parts);
	}

	private static void add(List<Part> parts, Part part) {
		if (parts.size() < MAX_PARTS && !parts.contains(part)) {
			parts.add(part);
		}
	}

	private static String text(Element element) {
		if (element.normalName().equals("input")) {
			return element.attr("value");
		}
		// what they say is the page's: "Remove"
		element.children().select("button").remove();
		return element.text();
	}

	static String shorten(String text, int length) {
		return (text.length() <= length) ? text : text.substring(0, length) + "…";
	}

}
