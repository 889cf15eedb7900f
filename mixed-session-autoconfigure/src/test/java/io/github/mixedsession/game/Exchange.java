package io.github.mixedsession.game;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.IdKind;

/**
 * A request with everything that came of it.
 *
 * @param hit the request
 * @param status the status, 500 if an exception left the filters
 * @param headers all headers of the response
 * @param body the body of the response
 * @param seen what the handler saw before it did anything, {@code null} if no handler ran
 * @param events what was published
 * @param faulted whether the store failed under it
 * @param faultedInTime whether it did so before the answer was made
 */
record Exchange(Hit hit, int status, Map<String, List<String>> headers, String body, @Nullable Seen seen,
		List<Object> events, boolean faulted, boolean faultedInTime) {

	/**
	 * What the handler of a request saw.
	 *
	 * @param values the attributes
	 * @param user the name of the user, {@code null} for nobody
	 */
	record Seen(Map<String, String> values, @Nullable String user) {
	}

	List<String> all(String header) {
		return this.headers.getOrDefault(header, List.of());
	}

	/**
	 * Returns the id that the response sets in the cookie of a kind.
	 */
	@Nullable String issued(IdKind kind) {
		String prefix = Hit.name(kind) + "=";
		return all("Set-Cookie").stream()
			.filter((header) -> header.startsWith(prefix) && !header.startsWith(prefix + ";"))
			.map((header) -> header.substring(prefix.length(), header.indexOf(';')))
			.findFirst()
			.orElse(null);
	}

	boolean isAcknowledged() {
		return this.status < 400;
	}

	boolean isLogin() {
		return this.hit.act() == Act.LOGIN && this.status == 302
				&& all("Location").stream().noneMatch((location) -> location.contains("error")) && !isOvertaken();
	}

	/** Told that another request has replaced the ids that it presented. */
	boolean isOvertaken() {
		return all("Set-Cookie").stream().anyMatch((cookie) -> cookie.startsWith(Hit.SECURE_COOKIE + "-RETRY="));
	}

	boolean isRedirect() {
		return this.status == 302 && this.seen == null && !this.hit.act().isPost() && !isSentToLogin();
	}

	private boolean isSentToLogin() {
		return all("Location").stream().anyMatch((location) -> location.endsWith(Act.LOGIN.path));
	}

	boolean published(Class<?> type) {
		return this.events.stream().anyMatch(type::isInstance);
	}

}
