package io.github.mixedsession.game;

import org.jspecify.annotations.Nullable;

/**
 * What a request asks for.
 */
enum Act {

	/** Looks at everything that the session has to show. */
	READ("/page"),

	/**
	 * Puts something into the cart, the tab and the note, and over HTTPS onto the card:
	 * one shared and one per-channel attribute, one that no rule names, and a secure one.
	 */
	WRITE("/page"),

	/** Writes another shared attribute. */
	WISH("/page"),

	/** Takes the cart away. */
	REMOVE("/page"),

	/** Ends the session by {@code HttpSession.invalidate()}. */
	END("/page"),

	/** Changes the id without a login. */
	CHANGE_ID("/page"),

	/** Stores an authentication without asking Spring Security. */
	AUTHENTICATE("/page"),

	/** Looks at a page that has to be secure. */
	VISIT_SECURE("/secure/page"),

	/** Looks at a page that has to be insecure. */
	VISIT_INSECURE("/insecure/page"),

	/** Looks at a page that needs a login, and is saved for after it. */
	ACCOUNT("/account"),

	/** Posts to a page that has to be secure. */
	POST_SECURE("/secure/page"),

	/** Loads a form, for its CSRF token. */
	FORM("/secure/form"),

	LOGIN("/login"),

	LOGOUT("/logout");

	static final String CART = "cart";

	static final String WISHES = "wishes";

	static final String CARD = "card";

	static final String TAB = "tab";

	static final String NOTE = "note";

	final String path;

	Act(String path) {
		this.path = path;
	}

	boolean isPost() {
		return this == LOGIN || this == LOGOUT || this == POST_SECURE;
	}

	/** The shared attribute that this writes or removes. */
	@Nullable String shared() {
		return switch (this) {
			case WRITE, REMOVE -> CART;
			case WISH -> WISHES;
			default -> null;
		};
	}

}
