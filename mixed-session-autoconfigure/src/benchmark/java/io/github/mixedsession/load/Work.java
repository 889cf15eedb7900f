package io.github.mixedsession.load;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a request does with its session.
 */
enum Work {

	READ("page that reads one attribute of five", "/read", false),

	READ_LOGGED_IN("the same, logged in", "/account/read", true),

	WRITE("page that changes one attribute", "/write", false),

	WRITE_LOGGED_IN("the same, logged in", "/account/write", true),

	NEW("new session with five attributes", "/begin", false),

	CHANGE_ID("change of the session id", "/rotate", true),

	PLAIN("page without a session or a cookie", "/plain", false);

	final String path;

	final boolean loggedIn;

	private final String label;

	Work(String label, String path, boolean loggedIn) {
		this.label = label;
		this.path = path;
		this.loggedIn = loggedIn;
	}

	/**
	 * Returns whether a page sends it, as it does a login.
	 */
	boolean isForm() {
		return this == CHANGE_ID;
	}

	boolean sendsCookies() {
		return this != NEW && this != PLAIN;
	}

	/**
	 * Nobody would write the change of an id by hand, and Tomcat's sends nothing but the id.
	 */
	Set<Side> sides() {
		return switch (this) {
			case CHANGE_ID -> EnumSet.of(Side.OURS, Side.OURS_ON_REDIS, Side.COOKIE, Side.STOCK, Side.REDIS,
					Side.INDEXED_REDIS);
			case READ_LOGGED_IN, WRITE_LOGGED_IN -> EnumSet.allOf(Side.class);
			default -> EnumSet.complementOf(EnumSet.of(Side.UNSEALED));
		};
	}

	@Override
	public String toString() {
		return this.label;
	}

}
