package io.github.mixedsession.shop.wire;

import org.jspecify.annotations.Nullable;

/**
 * A cookie in a request or an answer over HTTP.
 *
 * @param name its name
 * @param id the insecure id in it, {@code null} if it is another cookie, or says nothing
 * any more
 * @param rest what came behind, or in place of a value that is not recorded
 */
record CookieLine(String name, @Nullable SniffedId id, String rest) {
}
