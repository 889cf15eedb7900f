package io.github.mixedsession.shop.wire;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.github.mixedsession.web.CookieSettings;
import jakarta.servlet.http.Cookie;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what is kept of a request and of its answer.
 */
class CaptureTests {

	private static final CookieSettings NAMES = new CookieSettings("SESSION", "__Host-SESSION", null, null, "Lax",
			Duration.ofSeconds(-1));

	@Test
	void secureIdIsNotKept() {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setCookies(new Cookie("SESSION", "insecure"), new Cookie("__Host-SESSION", "usable"),
				new Cookie("foreign", "other"));
		Presented presented = Presented.in(request, NAMES);
		assertThat(presented.insecure()).isEqualTo(new SniffedId("insecure"));
		assertThat(presented.secure()).isTrue();
		assertThat(presented.lines()).extracting(CookieLine::name)
			.containsExactly("SESSION", "__Host-SESSION", "(others)");
		assertThat(presented.lines().toString()).doesNotContain("usable", "=other");

		SentCookies sent = SentCookies
			.in(List.of("__Host-SESSION=usable; Path=/; Secure", "SESSION=next; Path=/", "theme=dark"), NAMES);
		assertThat(sent.secure()).isEqualTo(IdMark.of("usable"));
		assertThat(sent.insecure()).isEqualTo(new SniffedId("next"));
		assertThat(sent.toString()).doesNotContain("usable", "next", "dark");
	}

	@Test
	void noneOfSeveralInsecureIdsCounts() {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setCookies(new Cookie("SESSION", "own"), new Cookie("SESSION", "planted"));
		assertThat(Presented.in(request, NAMES).insecure()).isNull();
	}

	@Test
	void droppedCookiesAreNoIds() {
		SentCookies sent = SentCookies.in(List.of("SESSION=; Max-Age=0", "__Host-SESSION=; Max-Age=0; Secure"), NAMES);
		assertThat(sent.dropped()).isEqualTo(2);
		assertThat(sent.isEmpty()).isFalse();
		assertThat(sent.insecure()).isNull();
	}

	@Test
	void fieldsThatTheShopDoesNotListAreNamedAndNotRead() {
		MockHttpServletRequest request = new MockHttpServletRequest("POST", "/cart/checkout");
		request.setContentType("application/x-www-form-urlencoded");
		request.setParameter("name", "Ada");
		request.setParameter("card", "4242");
		request.setParameter("password", "demo-only");
		request.setParameter("_csrf", "token");
		assertThat(SentForm.of(request)).containsExactlyInAnyOrder(new Part("name", "Ada"), new Part("card", null),
				new Part("password", null), new Part("_csrf", null));
	}

	@Test
	void responsePassesOnEverythingAndKeepsTheFirstOfIt() throws Exception {
		MockHttpServletResponse target = new MockHttpServletResponse();
		RecordingResponse response = new RecordingResponse(target);
		response.setContentType("text/html;charset=UTF-8");
		String page = "é".repeat(RecordingResponse.MAX_LENGTH + 10);
		response.getWriter().write(page);
		response.getWriter().flush();
		assertThat(target.getContentAsString()).isEqualTo(page);
		assertThat(response.length()).isEqualTo(2L * page.length());
		assertThat(response.page()).hasSize(RecordingResponse.MAX_LENGTH);
	}

	@Test
	void bytesAreKeptAsWell() throws Exception {
		MockHttpServletResponse target = new MockHttpServletResponse();
		RecordingResponse response = new RecordingResponse(target);
		response.setContentType("text/html");
		response.setCharacterEncoding("UTF-8");
		response.getOutputStream().write("<p>é</p>".getBytes(StandardCharsets.UTF_8));
		assertThat(target.getContentAsByteArray()).isEqualTo("<p>é</p>".getBytes(StandardCharsets.UTF_8));
		assertThat(response.page()).isEqualTo("<p>é</p>");
		assertThat(response.length()).isEqualTo(9);
	}

	@Test
	void whatIsTakenBackWasNotSent() throws Exception {
		RecordingResponse response = new RecordingResponse(new MockHttpServletResponse());
		response.setContentType("text/html");
		response.getWriter().write("secret");
		response.reset();
		response.setContentType("text/html");
		response.getWriter().write("page");
		assertThat(response.page()).isEqualTo("page");
		assertThat(response.length()).isEqualTo(4);
	}

	@Test
	void otherThanPagesAreNotRead() throws Exception {
		RecordingResponse response = new RecordingResponse(new MockHttpServletResponse());
		response.setContentType("application/json");
		response.getWriter().write("<p data-wire='x'>y</p>");
		assertThat(response.page()).isEmpty();
	}

	@Test
	void marksDifferAndShowNothing() {
		assertThat(IdMark.of("one")).isEqualTo(IdMark.of("one")).isNotEqualTo(IdMark.of("other"));
		assertThat(IdMark.of("one").label()).matches("[0-9a-v]{4}");
		assertThat(IdMark.of("one").hue()).isBetween(0, 359);
	}

}
