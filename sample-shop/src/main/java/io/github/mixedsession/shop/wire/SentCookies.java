package io.github.mixedsession.shop.wire;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import io.github.mixedsession.web.CookieSettings;
import org.jspecify.annotations.Nullable;

/**
 * The cookies that an answer sets.
 *
 * @param lines what is shown of them
 * @param insecure the insecure id, {@code null} if none is set
 * @param secure stands for the secure id, {@code null} if none is set
 * @param dropped how many of the two cookies the browser is to drop
 */
record SentCookies(List<CookieLine> lines, @Nullable SniffedId insecure, @Nullable IdMark secure, int dropped) {

	static SentCookies in(Collection<String> headers, CookieSettings names) {
		List<CookieLine> lines = new ArrayList<>();
		SniffedId insecure = null;
		IdMark secure = null;
		int dropped = 0;
		for (String header : headers) {
			int equals = Math.max(0, header.indexOf('='));
			int end = (header.indexOf(';') > equals) ? header.indexOf(';') : header.length();
			String name = header.substring(0, equals);
			String value = header.substring(Math.min(equals + 1, end), end);
			SniffedId id = null;
			if (name.equals(names.insecureName()) || name.equals(names.secureName())) {
				if (value.isEmpty()) {
					dropped++;
				}
				else if (name.equals(names.secureName())) {
					secure = IdMark.of(value);
				}
				else {
					id = new SniffedId(value);
					insecure = id;
				}
			}
			lines.add(new CookieLine(name, id, header.substring(end)));
		}
		return new SentCookies(lines, insecure, secure, dropped);
	}

	boolean isEmpty() {
		return this.insecure == null && this.secure == null && this.dropped == 0;
	}

}
