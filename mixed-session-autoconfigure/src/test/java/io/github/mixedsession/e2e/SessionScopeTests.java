package io.github.mixedsession.e2e;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Paths that have no session at all.
 */
@ExtendWith(OutputCaptureExtension.class)
class SessionScopeTests {

	private static Site site;

	@BeforeAll
	static void startSite() {
		site = Site.start("mixed-session.include=/,/session,/set,/cart/**,/secure/**,/page/**,/form,/login",
				"mixed-session.exclude=/page,/secure/page");
	}

	@AfterAll
	static void closeSite() {
		site.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/page", "/unmatched/page", "/insecure/session", "/static/schema-h2.sql", "/missing" })
	void outsideCostsNothingAndStaysCacheable(String path) {
		Browser visitor = site.browser();
		visitor.http("/set?name=cart&value=mug");
		assertThat(site.sql().during(() -> {
			Reply reply = visitor.http(path);
			assertThat(reply.setCookies()).isEmpty();
			assertThat(String.valueOf(reply.header("Cache-Control"))).doesNotContain("private");
			assertThat(reply.line("@cart")).isNull();
		})).isEmpty();
		assertThat(visitor.http("/session").line("@cart")).isEqualTo("mug");
	}

	@Test
	void outsideOverHttpsTheSessionNeitherCrossesNorIsSeen() {
		Browser visitor = site.browser();
		visitor.http("/set?name=cart&value=mug");
		assertThat(site.sql().during(() -> assertThat(visitor.https("/secure/page").status()).isEqualTo(200)))
			.isEmpty();
		assertThat(visitor.http("/session").line("channel")).isEqualTo("INSECURE");
		assertThat(visitor.https("/secure/session").line("@cart")).isEqualTo("mug");
	}

	@Test
	void rulesHoldOutsideToo() {
		assertThat(site.browser().http("/secure/page").status()).isEqualTo(302);
		assertThat(site.browser().http("/account/session").status()).isEqualTo(302);
	}

	@Test
	void patternsMatchWholeSegments() {
		Browser visitor = site.browser();
		visitor.http("/set?name=cart&value=mug");
		for (String path : new String[] { "/sessions", "/settings", "/pages" }) {
			assertThat(site.sql().during(() -> visitor.http(path))).as(path).isEmpty();
		}
		assertThat(site.sql().during(() -> visitor.http("/cart/add"))).isNotEmpty();
	}

	@Test
	void sessionCreatedOutsideFailsNamingTheProperties(CapturedOutput output) {
		assertThat(site.browser().http("/open/set?name=a&value=b").status()).isEqualTo(500);
		assertThat(output).contains("mixed-session.include and mixed-session.exclude");
	}

}
