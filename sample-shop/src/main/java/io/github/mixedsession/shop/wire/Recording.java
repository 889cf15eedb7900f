package io.github.mixedsession.shop.wire;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * What becomes known of a request while it is answered, in the thread that answers it.
 */
final class Recording {

	private static final ThreadLocal<@Nullable Recording> current = new ThreadLocal<>();

	private final HttpServletRequest request;

	private final Instant at;

	private final Presented presented;

	private final Set<Turn.Cause> causes = EnumSet.noneOf(Turn.Cause.class);

	private List<Part> form = List.of();

	private @Nullable RecordingResponse response;

	private @Nullable Owner owner;

	private Recording(HttpServletRequest request, Instant at, Presented presented) {
		this.request = request;
		this.at = at;
		this.presented = presented;
	}

	static void start(HttpServletRequest request, Instant at, Presented presented) {
		current.set(new Recording(request, at, presented));
	}

	/**
	 * Returns that of this thread.
	 * @return {@code null} where nothing is recorded, as with a request that is made up
	 */
	static @Nullable Recording current() {
		return current.get();
	}

	static @Nullable Recording stop() {
		Recording recording = current.get();
		current.remove();
		return recording;
	}

	void answeredBy(RecordingResponse response) {
		this.response = response;
	}

	void sent(List<Part> form) {
		this.form = form;
	}

	void crossed(Turn.Cause cause) {
		this.causes.add(cause);
	}

	void belongsTo(@Nullable Owner owner) {
		this.owner = owner;
	}

	HttpServletRequest request() {
		return this.request;
	}

	Instant at() {
		return this.at;
	}

	Presented presented() {
		return this.presented;
	}

	Set<Turn.Cause> causes() {
		return this.causes;
	}

	List<Part> form() {
		return this.form;
	}

	@Nullable RecordingResponse response() {
		return this.response;
	}

	@Nullable Owner owner() {
		return this.owner;
	}

}
