package io.github.mixedsession.shop.layout;

import java.security.Principal;

import io.github.mixedsession.MixedSession;
import io.github.mixedsession.MixedSessions;
import io.github.mixedsession.shop.ShopApplication;
import io.github.mixedsession.shop.cart.Cart;
import io.github.mixedsession.shop.cart.SessionCart;
import io.github.mixedsession.shop.disclosure.DisplayName;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.SessionAttribute;

/**
 * Tells the shop's own pages what their header shows of the visitor. Error pages do
 * without: they must work when the session can't be read.
 */
@ControllerAdvice(basePackageClasses = ShopApplication.class)
class VisitorAdvice {

	@ModelAttribute("cartCount")
	int cartCount(@SessionAttribute(name = SessionCart.ATTRIBUTE, required = false) @Nullable Cart cart) {
		return (cart != null) ? cart.count() : 0;
	}

	@ModelAttribute("userName")
	@Nullable String userName(@Nullable Principal principal) {
		return (principal != null) ? principal.getName() : null;
	}

	@ModelAttribute("greeted")
	@Nullable String greeted(HttpServletRequest request, @Nullable Principal principal) {
		if (principal != null) {
			return DisplayName.of(principal.getName());
		}
		MixedSession session = request.isSecure() ? null : MixedSessions.find(request);
		return (session != null) ? DisplayName.find(session) : null;
	}

}
