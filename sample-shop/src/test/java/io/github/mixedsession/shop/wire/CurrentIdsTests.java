package io.github.mixedsession.shop.wire;

import java.util.Objects;

import io.github.mixedsession.store.SessionStore;
import jakarta.servlet.http.Cookie;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CurrentIds}.
 */
@SpringBootTest
@AutoConfigureMockMvc
class CurrentIdsTests {

	@Autowired
	private MockMvcTester mvc;

	@Autowired
	private SessionStore store;

	@Test
	void idIsCurrentUntilItIsReplaced() {
		Cookie first = insecureId(
				this.mvc.post().uri("/cart/items").param("sku", "mug").param("quantity", "1").exchange());
		assertThat(isCurrent(first.getValue())).isTrue();
		Cookie second = insecureId(this.mvc.get().uri("/cart/checkout").secure(true).cookie(first).exchange());
		assertThat(isCurrent(first.getValue())).isFalse();
		assertThat(isCurrent(second.getValue())).isTrue();
		String wrong = second.getValue().endsWith("A") ? "B" : "A";
		assertThat(isCurrent(second.getValue().replaceFirst(".$", wrong))).isFalse();
		assertThat(isCurrent("what is in a cookie")).isNull();
	}

	private @Nullable Boolean isCurrent(String id) {
		return new CurrentIds(this.store).isCurrent(new SniffedId(id));
	}

	private static Cookie insecureId(MvcTestResult result) {
		return Objects.requireNonNull(result.getResponse().getCookie("SESSION"));
	}

}
