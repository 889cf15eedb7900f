package io.github.mixedsession.http;

import jakarta.servlet.DispatcherType;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

class RecentPathsTests {

	private final RecentPaths<PathSpellings> paths = new RecentPaths<>(PathSpellings::of);

	@Test
	void knownPathIsNotParsedAgain() {
		assertThat(this.paths.of(get("/a"))).isSameAs(this.paths.of(get("/a"))).isNotSameAs(this.paths.of(get("/b")));
	}

	@Test
	void anotherContextOrServletPathIsParsedAnew() {
		MockHttpServletRequest within = get("/a/b");
		within.setContextPath("/a");
		MockHttpServletRequest served = get("/a/b");
		served.setServletPath("/a");
		assertThat(this.paths.of(get("/a/b")).exact().value()).isEqualTo("/a/b");
		assertThat(this.paths.of(within).exact().value()).isEqualTo("/b");
		assertThat(this.paths.of(served)).isNotSameAs(this.paths.of(get("/a/b")));
	}

	@Test
	void forwardedRequestIsParsedButNotRemembered() {
		MockHttpServletRequest forwarded = get("/a");
		forwarded.setDispatcherType(DispatcherType.FORWARD);
		assertThat(this.paths.of(forwarded).exact().value()).isEqualTo("/a");
		assertThat(this.paths.size()).isZero();
	}

	@Test
	void memoryStaysBoundedWhateverStrangersAskFor() {
		for (int i = 0; i < 3 * RecentPaths.MAX_PATHS; i++) {
			assertThat(this.paths.of(get("/" + i)).exact().value()).isEqualTo("/" + i);
			assertThat(this.paths.size()).isLessThanOrEqualTo(RecentPaths.MAX_PATHS);
		}
		this.paths.of(get("/last"));
		int size = this.paths.size();
		this.paths.of(get("/" + "a".repeat(RecentPaths.MAX_LENGTH)));
		assertThat(this.paths.size()).isEqualTo(size);
	}

	private static MockHttpServletRequest get(String path) {
		return new MockHttpServletRequest("GET", path);
	}

}
