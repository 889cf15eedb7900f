package io.github.mixedsession.load;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * What the pages keep of a visitor.
 */
interface Attributes {

	/**
	 * Begins a session with five attributes, over HTTPS with a user besides.
	 */
	void begin(HttpServletRequest request, HttpServletResponse response, boolean login);

	String get(HttpServletRequest request, String name);

	void set(HttpServletRequest request, String name, String value);

}
