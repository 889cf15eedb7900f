package io.github.mixedsession.shop.checkout;

import io.github.mixedsession.MixedSession;
import org.jspecify.annotations.Nullable;

/**
 * What the customer entered, kept in the session while it is reviewed. The attributes are
 * on the secure side, since {@code application.yml} lists {@code checkout.*} there: a
 * request over HTTP neither sees nor changes them.
 *
 * @param name who gets the parcel
 * @param address where the parcel goes
 * @param card what is kept of the card
 */
record CheckoutDetails(String name, String address, PaymentCard card) {

	private static final String NAME = "checkout.name";

	private static final String ADDRESS = "checkout.address";

	private static final String CARD = "checkout.card";

	static @Nullable CheckoutDetails find(@Nullable MixedSession session) {
		if (session == null) {
			return null;
		}
		String name = session.getAttribute(NAME);
		String address = session.getAttribute(ADDRESS);
		PaymentCard card = session.getAttribute(CARD);
		return (name != null && address != null && card != null) ? new CheckoutDetails(name, address, card) : null;
	}

	void storeIn(MixedSession session) {
		session.setAttribute(NAME, this.name);
		session.setAttribute(ADDRESS, this.address);
		session.setAttribute(CARD, this.card);
	}

	static void removeFrom(MixedSession session) {
		session.removeAttribute(NAME);
		session.removeAttribute(ADDRESS);
		session.removeAttribute(CARD);
	}

}
