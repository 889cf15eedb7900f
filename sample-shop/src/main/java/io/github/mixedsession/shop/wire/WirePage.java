package io.github.mixedsession.shop.wire;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The traffic of a session as one request may see it. What crossed HTTP is for whoever
 * has the session: they could read it on the wire. What was inside of HTTPS is for the
 * reader whose key it was recorded for.
 * <p>
 * Ids are shown whole, since they were on the wire and this is a sample: one can try them
 * with curl. But an id that came later than the one that the request itself shows is not:
 * who sniffed once could follow all rotations here.
 *
 * @param traffic the traffic
 * @param reader who reads, {@code null} unless the request came over HTTPS and saw the
 * secure side
 * @param presented the insecure id that the request shows, {@code null} for none
 */
record WirePage(Traffic traffic, @Nullable WireReader reader, @Nullable SniffedId presented) {

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);

	private static final int LONGEST_ID = 120;

	private static final int SHORT_ID = 10;

	private static final int FULL = 100;

	/** The longest bar stands for this: twice the longest of the pages. */
	private static final double MOST_BYTES = 20_000;

	public List<Exchange> clear() {
		return this.traffic.exchanges().stream().filter((exchange) -> !exchange.secure()).toList();
	}

	public List<Exchange> sealed() {
		return this.traffic.exchanges().stream().filter(Exchange::secure).toList();
	}

	/**
	 * Returns what was inside of an exchange over HTTPS.
	 * @param exchange the exchange
	 * @return {@code null} if that is not for this request
	 */
	public @Nullable Message inside(Exchange exchange) {
		return (this.reader != null && this.reader.equals(exchange.reader())) ? exchange.message() : null;
	}

	public String text(SniffedId id) {
		String value = id.value();
		if (!this.traffic.isUpTo(id, this.presented)) {
			return value.substring(0, Math.min(SHORT_ID, value.length())) + "… (newer than yours)";
		}
		// encrypted cookies all begin alike
		return (value.length() <= LONGEST_ID) ? value : value.substring(0, LONGEST_ID / 2) + "…"
				+ value.substring(value.length() - LONGEST_ID / 2) + " (" + value.length() + " characters)";
	}

	/**
	 * Returns what ids turned for. That somebody logged in is not for HTTP.
	 * @param turn the turn
	 * @return the text
	 */
	public String cause(Turn turn) {
		return ((turn.cause() == Turn.Cause.LOGIN && this.reader == null) ? Turn.Cause.OTHER : turn.cause()).toString();
	}

	public String time(Instant at) {
		return TIME.format(at);
	}

	/**
	 * Returns how long a bar is that stands for so many bytes.
	 * @param bytes how many
	 * @return a percentage
	 */
	public int bar(long bytes) {
		return (int) Math.max(2, Math.min(FULL, Math.round(FULL * Math.sqrt(bytes / MOST_BYTES))));
	}

	@Override
	public String toString() {
		return "WirePage";
	}

}
