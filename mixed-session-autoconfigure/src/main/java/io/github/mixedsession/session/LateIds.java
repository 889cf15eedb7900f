package io.github.mixedsession.session;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.github.mixedsession.store.RetiredId;

/**
 * The ids of one kind that a request presented after their grace. A browser that holds an
 * old cookie of its session for another path or domain sends it along with the one that
 * counts: that is no sign of theft (attack 51). Not safe for concurrent use.
 */
final class LateIds {

	private final Map<String, RetiredId> late = new LinkedHashMap<>();

	private final Set<String> open = new HashSet<>();

	void add(RetiredId id) {
		this.late.putIfAbsent(id.sessionKey(), id);
	}

	/**
	 * Notes that the request presented an id that is good for a session.
	 */
	void opens(String sessionKey) {
		this.open.add(sessionKey);
	}

	/**
	 * Tells of those that nothing speaks for, one a session.
	 */
	void tell(Consumer<RetiredId> theft) {
		this.late.values().stream().filter((id) -> !this.open.contains(id.sessionKey())).forEach(theft);
	}

}
