package io.github.mixedsession.shop.layout;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import org.springframework.stereotype.Component;

/**
 * Writes dates for the pages, in the pages' language. In UTC: where the visitor is, the
 * shop can't tell.
 */
@Component("dates")
class Dates {

	private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm 'UTC'", Locale.UK)
		.withZone(ZoneOffset.UTC);

	public String text(Instant instant) {
		return FORMAT.format(instant);
	}

}
