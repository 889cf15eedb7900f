package io.github.mixedsession.http;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RequestPathSyntax}.
 */
class RequestPathSyntaxTests {

	@ParameterizedTest
	@NullAndEmptySource
	@ValueSource(strings = { "account", "*", "http://evil.test/account", "//account", "/a//account", "/account//",
			"/./account", "/a/../account", "/account/.", "/account/..", "/.;x=y/account", "/a/..;/account",
			"/..;jsessionid=1/account", "/%2e/account", "/a/%2E%2e/account", "/a/.%2e/account", "/a/%2e%2e;x/account",
			"/a%2faccount", "/a%2Faccount", "/%2f/account", "/a%5caccount", "/a%5Caccount", "/a\\account",
			"/\\evil.test", "/a%252faccount", "/%252e%252e/account", "/a%25252faccount", "/a%255caccount",
			"/%25252e/account", "/account%00", "/account%00.html", "/account%2500", "/account\u0000",
			"/account%0d%0aX:y", "/account\r\nX: y", "/account%0A", "/account%7f", "/account%c2%85",
			"/account%e2%80%a8", "/account%", "/account%2", "/account%zz", "/%c0%afaccount", "/%c0%ae%c0%ae/account",
			"/%ff", "/account%3bx=y", "/account%253bx", "/;x=y/account", "/account/;x=y", "/a/;/account",
			"/account;x=%2f", "/account;x=%5c", "/account;x=%0a", "/account;x=%00", "/account#x", "/account?x",
			"/acc ount", "/caf\u00e9", "/%2525252525252525252561ccount" })
	void pathThatParsersMayDisagreeOnIsAmbiguous(String path) {
		assertThat(RequestPathSyntax.isAmbiguous(path)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/account", "/account/", "/account;x=y", "/account;jsessionid=0123", "/account;x=y/",
			"/account;a=1;b=2/x", "/%61ccount", "/caf%C3%A9", "/a%20b", "/100%25", "/100%2525", "/a%2Cb",
			"/a.b/..c/d..", "/...", "/.well-known/x", "/~user/$a/@b/(c)/x,y/!*'", "/%F0%9F%98%80", "/a:b", "/a+b",
			"/a%2bb", "/a|b" })
	void plainPathIsNotAmbiguous(String path) {
		assertThat(RequestPathSyntax.isAmbiguous(path)).isFalse();
	}

	@Test
	void pathEncodedTwentyThousandTimesIsAmbiguous() {
		assertThat(RequestPathSyntax.isAmbiguous("/%" + "25".repeat(20_000))).isTrue();
	}

}
