package io.github.mixedsession.shop.session;

import java.util.List;
import java.util.Set;

import io.github.mixedsession.AttributeVisibility;

/**
 * A session attribute for somebody to read.
 *
 * @param name its name
 * @param visibility which views it belongs to
 * @param lines its value
 */
record AttributeRow(String name, AttributeVisibility visibility, List<String> lines) {

	/** What this shop keeps to show how the sessions work, and a shop would not. */
	private static final Set<String> NOTES = Set.of("secureCount", "tour", "transitions", "wire.reader");

	public boolean isNote() {
		return NOTES.contains(this.name);
	}

}
