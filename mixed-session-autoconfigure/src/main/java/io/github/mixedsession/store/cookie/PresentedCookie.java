package io.github.mixedsession.store.cookie;

import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.SessionCredential;

/**
 * A cookie as a request presented it.
 *
 * @param id its usable id
 * @param cookie what it holds
 */
record PresentedCookie(SessionCredential id, SessionCookie cookie) {

	Locator locator() {
		return this.id.presented().locator();
	}

}
