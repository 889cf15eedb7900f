package io.github.mixedsession.shop.tour;

import java.time.Duration;
import java.util.regex.Pattern;

import io.github.mixedsession.MixedSession;
import io.github.mixedsession.MixedSessions;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Closes the bar and brings it back. That is the browser's to remember and not the
 * session's, which ends with a logout. The cookie is not {@code Secure}, so that both
 * channels see it: there is nothing in it.
 */
@Controller
class TourController {

	/** The name of the cookie. */
	static final String CLOSED = "tour-closed";

	/** Takes time in proportion to the length alone. */
	private static final Pattern PAGE = Pattern.compile("(?:/[\\w-]++)*+/?+");

	private static final int MAX_PAGE = 200;

	private static final Duration YEAR = Duration.ofDays(365);

	@PostMapping("/tour/close")
	String close(@RequestParam(defaultValue = "/") String page, HttpServletResponse response) {
		remember(response, YEAR);
		return backTo(page);
	}

	@PostMapping("/tour/open")
	String open(@RequestParam(defaultValue = "/") String page, HttpServletRequest request,
			HttpServletResponse response) {
		remember(response, Duration.ZERO);
		MixedSession session = MixedSessions.find(request);
		if (session != null && Tour.find(session) == Step.END) {
			Tour.restart(session);
		}
		return backTo(page);
	}

	private static void remember(HttpServletResponse response, Duration age) {
		response.addHeader(HttpHeaders.SET_COOKIE,
				ResponseCookie.from(CLOSED, "yes")
					.path("/")
					.httpOnly(true)
					.sameSite("Lax")
					.maxAge(age)
					.build()
					.toString());
	}

	/** To a page of this shop, whatever the form says. */
	private static String backTo(String page) {
		return "redirect:" + ((page.length() <= MAX_PAGE && PAGE.matcher(page).matches()) ? page : "/");
	}

}
