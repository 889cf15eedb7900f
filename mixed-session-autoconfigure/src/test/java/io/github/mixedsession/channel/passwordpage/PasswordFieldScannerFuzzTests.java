package io.github.mixedsession.channel.passwordpage;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.mixedsession.test.Fuzz;
import io.github.mixedsession.test.FuzzInput;
import io.github.mixedsession.test.FuzzTarget;
import io.github.mixedsession.test.Proof;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever is a password field to a parser that follows the HTML standard is found, in
 * every encoding and however the page is split. The other way round, more may be found.
 */
@Tag(Proof.TAG)
class PasswordFieldScannerFuzzTests {

	private static final String[] PARTS = { "<input type=password>", "<INPUT TYPE='PASSWORD'>", "<input ",
			"type=\"password\"", "type = password", "password", "<script>", "</script>", "<style>", "</style>",
			"<title>", "</title>", "<textarea>", "</textarea>", "<iframe>", "</iframe>", "<xmp>", "</xmp>",
			"<noscript>", "</noscript>", "<template>", "<plaintext>", "<!--", "-->", "--!>", "-", "!", "<!", "<?", "</",
			"/>", ">", "<", "\"", "'", "=", " ", "\n", "\f", "<p>", "<a title=", "<!doctype html>", "<table>", "<b",
			"\u00e9", "\u223c", "\u3c61", "\u3c2f", "\u4e3e", "\u0000", "<script/>", "<svg><title/></svg>",
			"<svg><title>a</title><style/><path d='M0'/></svg>", "<math><style/></math>",
			"<svg><script>a < b</script></svg>" };

	private static final Charset[] CHARSETS = { StandardCharsets.UTF_8, StandardCharsets.ISO_8859_1,
			StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE, Charset.forName("Shift_JIS"),
			Charset.forName("GB18030"), Charset.forName("windows-1251"), Charset.forName("EUC-KR"),
			Charset.forName("Big5") };

	private static final Set<String> RAW_TEXT = Set.of("script", "style", "title", "textarea", "iframe", "xmp",
			"noembed", "noframes");

	/** What the scanner says that it does not read. */
	private static final Pattern NOT_READ = Pattern.compile("(?is)&|<select|<script.*<!--.*<script|"
			// what is not one of the above, which end as they should
			+ "<(svg|math)(?!><title/></svg>|><title>a</title><style/><path d='M0'/></svg>|><style/></math>"
			+ "|><script>a < b</script></svg>)");

	@Test
	void whatIsAPasswordFieldToAParserIsFound() throws Exception {
		Map<String, Integer> counts = Fuzz.run(Target.class, 10_000, 1_000_000,
				"<p>a</p><input name=p type='password' value=\"x\">", "<!-- x --><title>a</title><input type=password>",
				"<script>if (a < b) '</p>'</script><a title='>'><textarea></textarea><input type=password>",
				"<input type=password type=text>", "<svg><title>x</title></svg><input type=password>");
		assertThat(counts).containsKeys("fields", "fields in UTF-16", "no fields", "more found");
	}

	static final class Target extends FuzzTarget {

		@Override
		protected void accept(FuzzInput input) {
			String text = input.text(PARTS);
			Charset charset = input.pick(CHARSETS);
			boolean xml = input.below(8) == 7;
			byte[] bytes = text.getBytes(charset);
			boolean found = new PasswordFieldScanner(charset.name(), xml).scan(bytes, 0, bytes.length);
			PasswordFieldScanner inPieces = new PasswordFieldScanner(charset.name(), xml);
			boolean foundInPieces = false;
			int position = 0;
			while (position < bytes.length) {
				int length = Math.min(1 + input.below(8), bytes.length - position);
				foundInPieces = inPieces.scan(bytes, position, length);
				position += length;
			}
			check(found == foundInPieces, text, "is another page when split:", foundInPieces);
			boolean field = hasField(new String(bytes, charset));
			check(found || !field || NOT_READ.matcher(text).find(), text, "has a field, in", charset);
			count(field ? "fields" : found ? "more found" : "no fields");
			if (field && charset.name().startsWith("UTF-16")) {
				count("fields in UTF-16");
			}
		}

		private static boolean hasField(String page) {
			boolean field = false;
			for (Element element : Jsoup.parse(page).getAllElements()) {
				// <script/> is empty to jsoup, and to a browser within SVG alone
				if (RAW_TEXT.contains(element.normalName()) && isHtml(element) && element.childNodeSize() == 0) {
					return false;
				}
				field |= isField(element);
			}
			return field;
		}

		private static boolean isHtml(Element element) {
			return Parser.NamespaceHtml.equals(element.tag().namespace());
		}

		private static boolean isField(Element input) {
			return isHtml(input) && input.normalName().equals("input")
					&& "password".equalsIgnoreCase(input.attr("type"));
		}

	}

}
