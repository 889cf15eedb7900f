package io.github.mixedsession.http;

import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.mixedsession.test.Fuzz;
import io.github.mixedsession.test.FuzzInput;
import io.github.mixedsession.test.FuzzTarget;
import io.github.mixedsession.test.Proof;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a client sends is one line of printable text in the log, and no path parameter
 * of it.
 */
@Tag(Proof.TAG)
class LogTextFuzzTests {

	private static final String[] PARTS = { "/", ";", "\r", "\n", "\u001b[2J", "\u0000", "\u0085", "\u2028", "\u2029",
			"\u202e", "\u00e9", "\ud83d\ude00", "\ud83d", ";jsessionid=", "%0a", "%3b", "${", "x".repeat(90), "\t" };

	@Test
	void whateverIsSentIsOneLine() throws Exception {
		Map<String, Integer> counts = Fuzz.run(Target.class, 50_000, 2_000_000, "/a;jsessionid=0123/b", "a\r\nb");
		assertThat(counts).containsKeys("cut", "with parameters", "with line breaks");
	}

	static final class Target extends FuzzTarget {

		@Override
		protected void accept(FuzzInput input) {
			String text = input.text(PARTS);
			String line = LogText.of(text);
			check(line.chars().allMatch((c) -> c >= 0x20 && c <= 0x7e), text, "is not printable:", line);
			check(line.length() <= 203, text, "is too long:", line);
			check(line.indexOf(';') < 0, text, "keeps a parameter:", line);
			check(LogText.of("/a;" + text.replace('/', 'x')).equals("/a"), text, "is shown as a parameter");
			if (line.length() == 203) {
				count("cut");
			}
			if (text.indexOf(';') >= 0) {
				count("with parameters");
			}
			if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
				count("with line breaks");
			}
		}

	}

}
