package io.github.mixedsession.shop.wire;

import org.jspecify.annotations.Nullable;

/**
 * A part of a page, or a field of a form, that holds data of a session.
 *
 * @param label what it is
 * @param text what it says, {@code null} if that was not recorded
 */
record Part(String label, @Nullable String text) {
}
