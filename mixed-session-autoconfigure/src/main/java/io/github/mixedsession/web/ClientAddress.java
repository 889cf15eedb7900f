package io.github.mixedsession.web;

import java.util.regex.Pattern;

import jakarta.servlet.ServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * The address of a client, if it can be one.
 */
final class ClientAddress {

	/** With an interface or a port; behind a proxy, anything may be said (RFC 7239). */
	private static final Pattern ADDRESS = Pattern.compile("[0-9A-Za-z.:%_\\[\\]-]{1,45}");

	private ClientAddress() {
	}

	static @Nullable String of(ServletRequest request) {
		String address = request.getRemoteAddr();
		return (address != null && ADDRESS.matcher(address).matches()) ? address : null;
	}

}
