package io.github.mixedsession.channel.passwordpage;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PasswordFieldScanner}.
 */
class PasswordFieldScannerTests {

	@ParameterizedTest
	@ValueSource(strings = { "<input type=password>", "<INPUT TYPE=PASSWORD>", "<input type=\"password\">",
			"<input type='password'/>", "<input name=p type = \"PassWord\" >", "<input\ntype\n=\n'password'\n>",
			"<input/type=password>", "<input autofocus type=password>", "<input a=b/c type=password>",
			"<input value='a>b' type=password>", "<input value=\"<p>\" type=password>",
			"<p><b>x</b><input type=password>", "a < b <input type=password>", "<<input type=password>",
			"<!-- x --><input type=password>", "<!--><input type=password>", "<!---><input type=password>",
			"<!-- a --!><input type=password>", "<!doctype html><input type=password>",
			"<?xml version='1.0'?><input type=password>", "</><input type=password>", "</ x><input type=password>",
			"<script>if (a < b) {}</script><input type=password>", "<script>'</p>'</script><input type=password>",
			"<style>a > b</style ><input type=password>", "<title></titles></title><input type=password>",
			"<textarea><</textarea/><input type=password>", "<noscript><input type=password></noscript>",
			"<template><input type=password></template>", "<input type=password type=text>",
			"<br/><input class type=password>", "<input =x type=password>", "<scripts></x><input type=password>",
			"<title>a</title foo='>'><input type=password>", "<svg><title/></svg><input type=password>",
			"<svg><title>a</title><style/><path d='M0'/></svg><input type=password>",
			"<svg><script href='a.js' /></svg><input type=password>",
			"<svg><style><p><input type=password></style></svg>",
			"<math><style/></math><title>a</title><svg><style/></svg><input type=password>",
			"<svg><title/></svg><style> '<title/> </style><input type=password>",
			"<!--!><script>--><input type=password>", "<!---!><script>--><input type=password>",
			"<!-- --!-><script> --><input type=password>", "<!-- --!--><input type=password>" })
	void passwordFieldIsFoundHoweverThePageIsSplit(String page) {
		assertScans(page, true);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "password", "<input type=text>", "<input type=passwords>", "<input type='password '>",
			"<input type=text type=password>", "<inputs type=password>", "<input data-type=password>", "<input type>",
			"<input type= >", "<input type=password", "</input type=password>", "<!-- <input type=password> -->",
			"<!--a-<input type=password>->", "<script><input type=password></script>",
			"<script>'<input type=password>'</script>", "<svg></svg><title><input type=password></title>",
			"<style><input type=password></style>", "<textarea><input type=password></textarea>",
			"<title><input type=password></title>", "<title></titl><input type=password>",
			"<input value='<input type=password>'>", "<a title=\"<input type=password>\">", "<! input type=password>",
			"<? input type=password>", "< input type=password>", "<1input type=password>", "<button type=password>",
			"<input type='text\" type=password>", "<input typ=password e=password>",
			"<inputinputinputinputinput type=password>",
			"<input passwordpasswordpassword type=passwordpasswordpassword>" })
	void noPasswordFieldIsFoundOnAPageWithoutOne(String page) {
		assertScans(page, false);
	}

	@Test
	void passwordFieldIsFoundInUtf16() {
		// the last one has bytes like those of '"<'
		for (String start : List.of("<p>é", "", "\u3c22\u223ca")) {
			for (Charset charset : new Charset[] { StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE }) {
				byte[] page = (start + "<input type=\"password\">").getBytes(charset);
				assertThat(new PasswordFieldScanner(charset.name(), false).scan(page, 0, page.length)).isTrue();
				byte[] marked = ("\ufeff" + start + "<input type=\"password\">").getBytes(charset);
				assertThat(new PasswordFieldScanner(null, false).scan(marked, 0, marked.length)).isTrue();
				assertThat(new PasswordFieldScanner("ISO-8859-1", false).scan(marked, 0, marked.length)).isTrue();
			}
		}
	}

	@Test
	void zeroByteInATagIsNotSkipped() {
		byte[] page = "<\0script><input type=password>".getBytes(StandardCharsets.US_ASCII);
		assertThat(new PasswordFieldScanner("UTF-8", false).scan(page, 0, page.length)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "<script src='a.js'/><input type='password'/>", "<title/><input type='password'/>",
			"<script>//<![CDATA[\nif (a<b && c=='d) {}\n//]]></script><input type='password'/>" })
	void passwordFieldIsFoundBehindEmptyXhtmlElementsAndCdata(String page) {
		byte[] bytes = page.getBytes(StandardCharsets.US_ASCII);
		assertThat(new PasswordFieldScanner("UTF-8", true).scan(bytes, 0, bytes.length)).isTrue();
	}

	@Test
	void scanLooksAtTheGivenPartOnly() {
		byte[] bytes = "<input type=password>".getBytes(StandardCharsets.US_ASCII);
		PasswordFieldScanner scanner = new PasswordFieldScanner("UTF-8", false);
		assertThat(scanner.scan(bytes, 1, bytes.length - 1)).isFalse();
		assertThat(scanner.scan(bytes, 0, bytes.length)).isTrue();
		assertThat(scanner.scan(bytes, 0, 0)).isTrue();
	}

	private static void assertScans(String page, boolean found) {
		byte[] bytes = page.getBytes(StandardCharsets.US_ASCII);
		for (int first = 0; first <= bytes.length; first++) {
			for (int second = first; second <= bytes.length; second++) {
				PasswordFieldScanner scanner = new PasswordFieldScanner("UTF-8", false);
				scanner.scan(bytes, 0, first);
				scanner.scan(bytes, first, second - first);
				assertThat(scanner.scan(bytes, second, bytes.length - second)).as("split at %s and %s", first, second)
					.isEqualTo(found);
			}
		}
	}

}
