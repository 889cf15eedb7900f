package io.github.mixedsession.shop.wire;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What was in a request and in its answer.
 *
 * @param requestLine the request line
 * @param cookies the cookies that came, over HTTP alone
 * @param form the fields of the form that came
 * @param status the status of the answer
 * @param location where it redirects to
 * @param setCookies the cookies that it sets, over HTTP alone
 * @param parts what the page holds of the session
 */
record Message(String requestLine, List<CookieLine> cookies, List<Part> form, int status, @Nullable String location,
		List<CookieLine> setCookies, List<Part> parts) {
}
