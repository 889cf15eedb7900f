package io.github.mixedsession.shop.session;

import java.util.List;

import io.github.mixedsession.AttributeVisibility;

/**
 * A session attribute for somebody to read.
 *
 * @param name its name
 * @param visibility which views it belongs to
 * @param lines its value
 */
record AttributeRow(String name, AttributeVisibility visibility, List<String> lines) {
}
