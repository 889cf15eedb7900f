package io.github.mixedsession.shop.checkout;

import java.util.List;

import io.github.mixedsession.MixedSession;
import io.github.mixedsession.shop.cart.Cart;
import io.github.mixedsession.shop.cart.CartPricing;
import io.github.mixedsession.shop.cart.PricedCart;
import io.github.mixedsession.shop.cart.SessionCart;
import io.github.mixedsession.shop.order.NewOrder;
import io.github.mixedsession.shop.order.OrderLine;
import io.github.mixedsession.shop.order.OrderRepository;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Turns a cart into an order.
 */
@Component
class Checkout {

	/** The shared session attribute with the number of the visitor's last order. */
	static final String ORDER_NUMBER = "orderNumber";

	/**
	 * The secure session attribute with the cart that a page of the checkout has shown.
	 * Whoever reads the HTTP traffic can change the cart, but not what was agreed to.
	 */
	private static final String SHOWN_CART = "checkout.cart";

	/** What came of an order. */
	enum Outcome {

		/** It was placed. */
		PLACED,

		/** There was nothing in the cart. */
		EMPTY,

		/** The cart was no longer the one that was shown. */
		CHANGED

	}

	private final CartPricing pricing;

	private final OrderRepository orders;

	Checkout(CartPricing pricing, OrderRepository orders) {
		this.pricing = pricing;
		this.orders = orders;
	}

	/**
	 * Remembers what a page shows to the customer.
	 * @param session the customer's session in its secure view
	 * @param cart what the page shows
	 */
	void show(MixedSession session, Cart cart) {
		if (!cart.equals(session.getAttribute(SHOWN_CART))) {
			session.setAttribute(SHOWN_CART, cart);
		}
	}

	/**
	 * Places the order for what was shown. The cart is taken before and given back on
	 * failure, so a double click buys once.
	 * @param session the customer's session in its secure view
	 * @param customer the user's name, {@code null} if not logged in
	 * @param details what the customer entered
	 * @return what came of it
	 */
	Outcome place(MixedSession session, @Nullable String customer, CheckoutDetails details) {
		Cart taken = SessionCart.take(session);
		try {
			PricedCart contents = this.pricing.price(taken);
			if (contents.isEmpty()) {
				return Outcome.EMPTY;
			}
			if (!taken.equals(session.getAttribute(SHOWN_CART))) {
				SessionCart.change(session, taken::plus);
				return Outcome.CHANGED;
			}
			session.setAttribute(ORDER_NUMBER, this.orders.place(new NewOrder(customer, details.name(),
					details.address(), details.card().lastFour(), toLines(contents))));
		}
		catch (RuntimeException ex) {
			SessionCart.change(session, taken::plus);
			throw ex;
		}
		CheckoutDetails.removeFrom(session);
		session.removeAttribute(SHOWN_CART);
		return Outcome.PLACED;
	}

	private static List<OrderLine> toLines(PricedCart contents) {
		return contents.lines()
			.stream()
			.map((line) -> new OrderLine(line.product().sku(), line.product().name(), line.quantity(),
					line.product().price()))
			.toList();
	}

}
