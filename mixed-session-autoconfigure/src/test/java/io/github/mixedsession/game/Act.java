package io.github.mixedsession.game;

import org.jspecify.annotations.Nullable;

/**
 * What a request asks for.
 */
enum Act {

	/** Looks at everything that the session has to show. */
	READ("/page"),

	/**
	 * Puts something into the cart, the tab, the flash maps and the note, and over HTTPS
	 * onto the card: a shared attribute, two per-channel ones of which no rule names the
	 * second, one that no rule names at all, and a secure one.
	 */
	WRITE("/page"),

	/** Writes another shared attribute. */
	WISH("/page"),

	/** Begins an order: as long as there is one, the site vetoes each step-down. */
	ORDER("/page"),

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

	static final String ORDERED = "ordered";

	static final String CARD = "card";

	static final String TAB = "tab";

	/** As Spring MVC names it. */
	static final String FLASH = "org.springframework.web.servlet.support.SessionFlashMapManager.FLASH_MAPS";

	static final String NOTE = "note";

	/** Where the site keeps who is logged in. */
	static final String CONTEXT = "ACCOUNT_CONTEXT";

	final String path;

	Act(String path) {
		this.path = path;
	}

	static boolean isPerChannel(String name) {
		return TAB.equals(name) || FLASH.equals(name);
	}

	/** Whether a name says who is logged in: the usual one, or the site's own. */
	static boolean isOfLogin(String name) {
		return CONTEXT.equals(name) || name.startsWith("SPRING_SECURITY");
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
