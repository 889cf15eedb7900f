package io.github.mixedsession.shop.session;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.mixedsession.shop.cart.Cart;
import io.github.mixedsession.shop.checkout.PaymentCard;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.web.csrf.CsrfToken;

/**
 * Turns the value of a session attribute into something that may be shown: what isn't
 * known to be harmless is named by its class only.
 */
final class ReadableValue {

	private ReadableValue() {
	}

	static @Nullable Object of(@Nullable Object value) {
		if (value == null || value instanceof String || value instanceof Number || value instanceof Boolean
				|| value instanceof Instant) {
			return value;
		}
		if (value instanceof Cart cart) {
			return cart.items();
		}
		if (value instanceof TransitionLog.Entries entries) {
			return entries.list();
		}
		if (value instanceof PaymentCard card) {
			return card.toString();
		}
		if (value instanceof CsrfToken) {
			return "(hidden)";
		}
		if (value instanceof SecurityContext context) {
			return user(context.getAuthentication());
		}
		return "(" + value.getClass().getSimpleName() + ")";
	}

	private static Map<String, @Nullable String> user(@Nullable Authentication authentication) {
		Map<String, @Nullable String> user = new LinkedHashMap<>();
		user.put("name", (authentication != null) ? authentication.getName() : null);
		user.put("class", (authentication != null) ? authentication.getClass().getSimpleName() : null);
		return user;
	}

}
