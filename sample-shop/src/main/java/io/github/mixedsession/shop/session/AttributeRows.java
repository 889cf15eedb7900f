package io.github.mixedsession.shop.session;

import java.util.List;

import io.github.mixedsession.MixedSession;
import io.github.mixedsession.shop.cart.Cart;
import io.github.mixedsession.shop.cart.CartPricing;
import io.github.mixedsession.shop.checkout.PaymentCard;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.savedrequest.SavedRequest;
import org.springframework.stereotype.Component;

/**
 * Says in words what a session holds. What isn't known to be harmless is not shown.
 */
@Component
class AttributeRows {

	private static final String NOT_SHOWN = "not shown";

	private final CartPricing pricing;

	AttributeRows(CartPricing pricing) {
		this.pricing = pricing;
	}

	/**
	 * Returns the attributes of a session in this view, by name.
	 * @param session the session
	 * @return the attributes
	 */
	List<AttributeRow> of(MixedSession session) {
		return session.getAttributeNames()
			.stream()
			.sorted()
			.map((name) -> new AttributeRow(name, session.getVisibility(name), lines(session.getAttribute(name))))
			.toList();
	}

	private List<String> lines(@Nullable Object value) {
		if (value instanceof Cart cart) {
			return this.pricing.price(cart)
				.lines()
				.stream()
				.map((line) -> line.quantity() + " × " + line.product().name())
				.toList();
		}
		if (value instanceof String text) {
			return text.lines().toList();
		}
		return List.of(text(value));
	}

	private static String text(@Nullable Object value) {
		if (value instanceof Number || value instanceof PaymentCard) {
			return value.toString();
		}
		if (value instanceof CsrfToken) {
			return "a secret, not shown";
		}
		if (value instanceof SavedRequest page) {
			return page.getRedirectUrl();
		}
		if (value instanceof SecurityContext context) {
			Authentication user = context.getAuthentication();
			return (user != null) ? "logged in as " + user.getName() : "nobody";
		}
		return NOT_SHOWN;
	}

}
