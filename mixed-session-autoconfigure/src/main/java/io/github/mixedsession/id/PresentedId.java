package io.github.mixedsession.id;

import org.jspecify.annotations.Nullable;

/**
 * What is known of an id behind the cookie that presented it.
 *
 * @param locator which session it claims
 * @param hash the hash of the id
 * @param family what a secure id proves to have been one of the session's by,
 * {@code null} for an insecure or an imported one
 * @param imported whether another session store had issued it
 */
public record PresentedId(Locator locator, IdHash hash, @Nullable Family family, boolean imported) {
}
