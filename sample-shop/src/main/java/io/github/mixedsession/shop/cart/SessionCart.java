package io.github.mixedsession.shop.cart;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

import io.github.mixedsession.MixedSession;
import org.jspecify.annotations.Nullable;

/**
 * The cart in the visitor's session: a shared attribute, so that it is the same cart on
 * both channels. Every change is atomic, so that two tabs lose nothing.
 */
public final class SessionCart {

	/** The name of the session attribute. */
	public static final String ATTRIBUTE = "cart";

	private SessionCart() {
	}

	/**
	 * Changes the cart.
	 * @param session the session
	 * @param change receives the current cart and answers the new one
	 */
	public static void change(MixedSession session, UnaryOperator<Cart> change) {
		session.<Cart>updateAttribute(ATTRIBUTE, (current) -> emptyToNull(change.apply(nullToEmpty(current))));
	}

	/**
	 * Takes everything out of the cart, so that of two requests that place an order one
	 * gets the items and the other gets none.
	 * @param session the session
	 * @return what was in the cart
	 */
	public static Cart take(MixedSession session) {
		AtomicReference<Cart> taken = new AtomicReference<>();
		change(session, (cart) -> {
			taken.set(cart);
			return Cart.EMPTY;
		});
		return nullToEmpty(taken.get());
	}

	private static Cart nullToEmpty(@Nullable Cart cart) {
		return (cart != null) ? cart : Cart.EMPTY;
	}

	private static @Nullable Cart emptyToNull(Cart cart) {
		return cart.isEmpty() ? null : cart;
	}

}
